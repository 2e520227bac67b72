#include <optional>

#include "base/config.h"
#include "indexer/query/search.h"
#include "indexer/write/update.h"
#include "tests/bench/engine.h"

namespace caravan::bench {
namespace {

class CaravanEngine final : public Engine {
 public:
  explicit CaravanEngine(const std::filesystem::path& folder) : config_(default_config()) { config_.data = folder; }

  void index(std::istream& articles) override {
    std::filesystem::create_directories(config_.data);
    value_or_throw(write::import_articles(config_, articles, {}));
  }
  void open() override { index_.emplace(value_or_throw(query::Index::open(config_.index_dir()))); }

  std::size_t search(const std::vector<std::string>& words, Facets facets) override {
    return run(words, facets, false);
  }
  std::size_t with_passages(const std::vector<std::string>& words) override { return run(words, Facets::none, true); }

 private:
  std::size_t run(const std::vector<std::string>& words, Facets facets, bool passages) {
    query::SearchRequest request;
    for (const std::string& word : words) request.query += word + " ";
    request.snippets = passages;
    request.facets = facets != Facets::none;
    if (facets == Facets::one) request.facet_fields = {"theme"};
    return value_or_throw(index_->search(request)).hits.size();
  }

  Config config_;
  std::optional<query::Index> index_;
};

}  // namespace

std::unique_ptr<Engine> caravan_engine(const std::filesystem::path& folder) {
  return std::make_unique<CaravanEngine>(folder);
}

}  // namespace caravan::bench
