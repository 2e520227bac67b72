// Xapian as its tutorial uses it: TermGenerator, QueryParser, English stemmer, default weights; values counted by
// spies.
#include <array>
#include <deque>

#include <nlohmann/json.hpp>
#include <xapian.h>

#include "tests/bench/engine.h"

namespace caravan::bench {
namespace {

constexpr std::array<const char*, 7> fields{"theme", "author", "institution", "series", "year", "language", "site"};

/// Every value of the facet in one slot, apart by a control character, which ValueCountMatchSpy counts as one value.
std::string value_of(const nlohmann::json& article, const std::string& field) {
  std::string joined;
  if (field == "theme")
    for (const auto& theme : article["themes"]) joined += theme.get<std::string>() + '\x1f';
  else if (field == "author" || field == "institution")
    for (const auto& author : article["authors"])
      joined += author[field == "author" ? "name" : "institution"].get<std::string>() + '\x1f';
  else if (field == "year")
    joined = article["published"].get<std::string>().substr(0, 4);
  else
    joined = article.value(field, "");
  return joined;
}

class BareXapian final : public Engine {
 public:
  explicit BareXapian(std::filesystem::path folder) : folder_(std::move(folder)) {
    parser_.set_stemmer(Xapian::Stem("english"));
    parser_.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
  }

  void index(std::istream& articles) override {
    Xapian::WritableDatabase database(folder_.string(), Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("english"));
    for (std::string line; std::getline(articles, line);) {
      const nlohmann::json article = nlohmann::json::parse(line);
      Xapian::Document document;
      generator.set_document(document);
      generator.index_text(article["title"].get<std::string>(), 1, "S");
      generator.index_text(article["title"].get<std::string>());
      generator.increase_termpos();
      generator.index_text(article["body"].get<std::string>());
      for (std::size_t i = 0; i < fields.size(); ++i)
        document.add_value(static_cast<Xapian::valueno>(i), value_of(article, fields[i]));
      document.add_boolean_term("Q" + article["id"].get<std::string>());
      document.set_data(line);
      database.add_document(document);
    }
    database.commit();
  }
  void repeat(const std::filesystem::path& folder, int times) override {
    repeat_database(folder.string(), times, folder_.string());
  }
  void open() override { database_ = Xapian::Database(folder_.string()); }

  std::size_t search(const std::vector<std::string>& words, Facets facets) override {
    return run(words, facets, false);
  }
  std::size_t with_passages(const std::vector<std::string>& words) override { return run(words, Facets::none, true); }

 private:
  std::size_t run(const std::vector<std::string>& words, Facets facets, bool passages) {
    std::string text;
    for (const std::string& word : words) text += word + " ";
    Xapian::Enquire enquire(database_);
    enquire.set_query(parser_.parse_query(text, 0));
    std::deque<Xapian::ValueCountMatchSpy> spies;  // they cannot be moved
    const std::size_t counted = facets == Facets::none ? 0 : facets == Facets::one ? 1 : fields.size();
    for (std::size_t i = 0; i < counted; ++i) spies.emplace_back(static_cast<Xapian::valueno>(i));
    for (Xapian::ValueCountMatchSpy& spy : spies) enquire.add_matchspy(&spy);
    const Xapian::MSet found = enquire.get_mset(0, 10, counted > 0 ? database_.get_doccount() : 0);
    for (auto hit = found.begin(); hit != found.end(); ++hit) {
      const nlohmann::json article = nlohmann::json::parse(hit.get_document().get_data());
      if (passages) found.snippet(article["body"].get<std::string>(), 240, stem_);
    }
    return found.size();
  }

  std::filesystem::path folder_;
  Xapian::Database database_;
  Xapian::QueryParser parser_;
  Xapian::Stem stem_{"english"};
};

}  // namespace

void repeat_database(const std::string& once, int times, const std::string& to) {
  Xapian::Database all;
  for (int i = 0; i < times; ++i) all.add_database(Xapian::Database(once));
  all.compact(to);
}

std::unique_ptr<Engine> bare_xapian(const std::filesystem::path& folder) {
  return std::make_unique<BareXapian>(folder);
}

}  // namespace caravan::bench
