#include <optional>

#include <xapian.h>

#include "base/config.h"
#include "indexer/query/search.h"
#include "indexer/schema/entry.h"
#include "indexer/schema/layout.h"
#include "indexer/write/generation.h"
#include "indexer/write/index_writer.h"
#include "indexer/write/update.h"
#include "tests/bench/engine.h"

namespace caravan::bench {
namespace {

/// Those of long texts: what lies beside the articles is not repeated with them.
void write_pieces(const Xapian::Database& once, int times, const std::filesystem::path& repeated) {
  Xapian::WritableDatabase all(repeated.string(), Xapian::DB_OPEN);
  for (auto article = once.postlist_begin({}); article != once.postlist_end({}); ++article) {
    const std::string record = once.get_document(*article).get_data();
    schema::StoredText text = schema::text_of(record, schema::pieces_in(once, *article));
    text.load(0, text.size());
    for (Xapian::docid copy = 1; text.map() != nullptr && copy < static_cast<Xapian::docid>(times); ++copy)
      schema::write_pieces(all, *article + copy * once.get_lastdocid(), record, text.view());
  }
  all.commit();
}

class CaravanEngine final : public Engine {
 public:
  explicit CaravanEngine(const std::filesystem::path& folder) : config_(default_config()) { config_.data = folder; }

  void index(std::istream& articles) override {
    std::filesystem::create_directories(config_.data);
    value_or_throw(write::import_articles(config_, articles, {}));
  }
  void repeat(const std::filesystem::path& folder, int times) override {
    const std::string once = value_or_throw(schema::live_generation(folder / "index")).string();
    std::filesystem::create_directories(config_.index_dir());
    const std::filesystem::path made = write::next_generation(config_.index_dir());
    repeat_database(once, times, made.string());
    write_pieces(Xapian::Database(once), times, made);
    value_or_throw(write::IndexWriter::open(made)).commit();  // its facets
    value_or_throw(write::make_live(made));
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
