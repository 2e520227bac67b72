#include "indexer/query/similar.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "indexer/schema/entry.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

constexpr std::size_t telling_words = 30;

struct Telling {
  double weight = 0;
  std::string term;
};

}  // namespace

Xapian::Query similar_query(const Xapian::Database& database, Xapian::docid document, const Deadline& deadline) {
  const double articles = std::max(1.0, static_cast<double>(database.get_doccount()));
  std::vector<Telling> words;
  std::string own_id;
  const std::string id_prefix = schema::id_term("");
  for (auto term = database.termlist_begin(document); term != database.termlist_end(document); ++term) {
    if (!own_id.empty() && deadline.cuts()) break;  // the id stands before the words
    const std::string name = *term;
    if (name.starts_with(id_prefix)) own_id = name;
    const bool stem = name.size() > 2 && name.starts_with(schema::prefix::stem) && (name[1] < 'A' || name[1] > 'Z');
    if (!stem || schema::is_stop_word(std::string_view(name).substr(1))) continue;
    const double frequency = term.get_termfreq();
    if (frequency < 2) continue;
    const double tf = static_cast<double>(term.get_wdf());
    words.push_back({tf / (tf + 1.5) * std::log((articles + 1.0) / frequency), name});
  }
  const std::size_t kept = std::min(telling_words, words.size());
  std::partial_sort(
      words.begin(), words.begin() + static_cast<std::ptrdiff_t>(kept), words.end(),
      [](const Telling& a, const Telling& b) { return a.weight != b.weight ? a.weight > b.weight : a.term < b.term; });
  std::vector<std::string> terms;
  for (std::size_t i = 0; i < kept; ++i) terms.push_back(words[i].term);
  const Xapian::Query alike(Xapian::Query::OP_OR, terms.begin(), terms.end());
  return own_id.empty() ? alike : Xapian::Query(Xapian::Query::OP_AND_NOT, alike, Xapian::Query(own_id));
}

}  // namespace caravan::query
