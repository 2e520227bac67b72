// Xapian as it comes, for scripts/relevance to compare with: TermGenerator, QueryParser, English stemmer, OR, default
// weights.
//   stock_xapian CORPUS.ndjson QUERIES.jsonl FOLDER > RUN
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>
#include <xapian.h>

namespace {

void index(const std::string& corpus, Xapian::WritableDatabase& database) {
  Xapian::TermGenerator generator;
  generator.set_stemmer(Xapian::Stem("english"));
  std::ifstream lines(corpus);
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json article = nlohmann::json::parse(line);
    Xapian::Document document;
    generator.set_document(document);
    generator.index_text(article.value("title", "") + "\n" + article.value("text", ""));
    document.set_data(article.at("id").get<std::string>());
    database.add_document(document);
  }
  database.commit();
}

void search(const std::string& queries, const Xapian::Database& database) {
  Xapian::QueryParser parser;
  parser.set_stemmer(Xapian::Stem("english"));
  parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
  std::ifstream lines(queries);
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json query = nlohmann::json::parse(line);
    Xapian::Enquire enquire(database);
    enquire.set_query(parser.parse_query(query.at("query").get<std::string>(), 0));
    const Xapian::MSet found = enquire.get_mset(0, 1000);
    for (auto hit = found.begin(); hit != found.end(); ++hit)
      std::cout << query.at("id").get<std::string>() << " Q0 " << hit.get_document().get_data() << ' '
                << hit.get_rank() + 1 << ' ' << hit.get_weight() << " stock\n";
  }
}

}  // namespace

int main(int arguments, char** values) {
  if (arguments != 4) return 2;
  Xapian::WritableDatabase database(values[3], Xapian::DB_CREATE_OR_OVERWRITE);
  index(values[1], database);
  search(values[2], database);
}
