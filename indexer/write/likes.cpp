#include "indexer/write/likes.h"

#include <fmt/format.h>

#include "crawler/archive/sketch.h"
#include "indexer/write/document_terms.h"

namespace caravan::write {
namespace {

/// Under a headline that very many have ("Editorial"), so many are looked at.
constexpr int most_looked_at = 50;

std::string sketch_of(const article::Article& article, std::string_view body) {
  return archive::sketch_of(article.title, body, article.published);
}

}  // namespace

std::string hash_of_like(const schema::Entry& entry, const Xapian::Database& database) {
  if (entry.article.title.empty()) return {};
  const std::string imported = fmt::format("{}import", schema::prefix::origin);
  const std::string own = schema::id_term(entry.article.id);
  const std::string headline = schema::label_term(schema::prefix::whole_title, entry.article.title);
  std::string sketch;
  int looked_at = 0;
  const auto end = database.postlist_end(headline);
  for (auto posting = database.postlist_begin(headline); posting != end && looked_at < most_looked_at; ++posting) {
    const Xapian::Document other = database.get_document(*posting);
    if (has_term(other, own) || (!entry.imported && !has_term(other, imported))) continue;
    ++looked_at;
    if (sketch.empty()) sketch = sketch_of(entry.article, entry.article.body);
    if (sketch.empty()) return {};
    const std::string record = other.get_data();
    schema::StoredText body = schema::text_of(record, schema::pieces_in(database, *posting));
    body.load(0, body.size());
    const std::string like = sketch_of(schema::decode_facts(record), body.view());
    const std::vector<std::string> hashes = text_hashes(other);
    if (!hashes.empty() && archive::is_same_article(sketch, like)) return hashes.front();
  }
  return {};
}

}  // namespace caravan::write
