#include "indexer/query/word_queries.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "indexer/query/ranking.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {

using Xapian::Query;

std::vector<std::string> WordQueries::stem_terms(const std::string& word, std::string_view field_prefix) {
  std::vector<std::string> terms;
  const auto add = [&](std::string term) {
    if (std::find(terms.begin(), terms.end(), term) == terms.end() && vocabulary_.database.term_exists(term))
      terms.push_back(std::move(term));
  };
  for (const std::string& language : vocabulary_.languages)
    add(fmt::format("{}{}{}", schema::prefix::stem, field_prefix, vocabulary_.stemmers->of(language)(word)));
  return terms;
}

std::optional<Query> WordQueries::stem(const std::string& word, std::string_view field_prefix,
                                       Xapian::termcount repeats) {
  if (schema::is_stop_word(word)) {  // it has no stems, and no weight
    const std::string term = fmt::format("{}{}", field_prefix, word);
    return vocabulary_.database.term_exists(term) ? std::optional(Query(term)) : std::nullopt;
  }
  const std::vector<std::string> terms = stem_terms(word, field_prefix);
  if (terms.empty()) return std::nullopt;
  if (!field_prefix.empty()) {  // the headline decides whether, the whole article how well
    const std::optional<Query> weighted = stem(word, {}, repeats);
    return Query(Query::OP_FILTER, weighted.value_or(Query::MatchAll), Query(Query::OP_OR, terms.begin(), terms.end()));
  }
  if (terms.size() == 1) return Query(terms[0], repeats);
  const Query synonyms(Query::OP_SYNONYM, terms.begin(), terms.end());
  return repeats == 1 ? synonyms : Query(Query::OP_SCALE_WEIGHT, synonyms, std::pow(repeats, ranking_weights().repeat));
}

std::string WordQueries::stem_key(const std::string& word) {
  return vocabulary_.languages.empty() ? word : vocabulary_.stemmers->of(vocabulary_.languages[0])(word);
}

std::string WordQueries::main_stem_term(const std::string& word) {
  std::string term = fmt::format("{}{}", schema::prefix::stem, stem_key(word));
  return vocabulary_.database.term_exists(term) ? term : std::string();
}

Query WordQueries::exact(const std::vector<std::string>& words, std::string_view field_prefix) {
  std::vector<std::string> terms;
  std::vector<Query> weights;
  const bool only_small =
      std::all_of(words.begin(), words.end(), [](const std::string& word) { return schema::is_stop_word(word); });
  for (const std::string& word : words) {
    if (terms.size() >= max_phrase_words) break;
    terms.push_back(fmt::format("{}{}", field_prefix, word));
    if (!vocabulary_.database.term_exists(terms.back())) return Query::MatchNothing;
    if (only_small || !schema::is_stop_word(word))
      if (auto weighted = stem(word)) weights.push_back(*weighted);
  }
  if (terms.empty()) return Query::MatchNothing;
  const Query phrase = terms.size() == 1 ? Query(terms[0])
                                         : Query(Query::OP_PHRASE, terms.begin(), terms.end(),
                                                 static_cast<Xapian::termcount>(terms.size()));
  return Query(Query::OP_FILTER, Query(Query::OP_OR, weights.begin(), weights.end()), phrase);
}

std::optional<Query> WordQueries::stem_phrase(const std::vector<std::string>& words) {
  std::vector<std::string> terms;
  for (const std::string& word : words) {
    if (schema::is_stop_word(word)) continue;
    terms.push_back(main_stem_term(word));
    if (terms.back().empty()) return std::nullopt;
  }
  if (terms.size() < 2) return std::nullopt;
  return Query(Query::OP_PHRASE, terms.begin(), terms.end(), static_cast<Xapian::termcount>(words.size()));
}

Query WordQueries::beginning(const std::string& beginning, std::string_view field_prefix, bool& cut) {
  const std::string start = fmt::format("{}{}", field_prefix, beginning);
  std::vector<std::pair<Xapian::doccount, std::string>> found;
  std::size_t scanned = 0;
  const Xapian::Database& database = vocabulary_.database;
  for (auto term = database.allterms_begin(start); term != database.allterms_end(start); ++term) {
    if (++scanned > max_prefix_scan) break;
    found.emplace_back(term.get_termfreq(), *term);
  }
  cut = found.size() > max_expansion || scanned > max_prefix_scan;
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  if (found.size() > max_expansion) found.resize(max_expansion);
  if (found.empty()) return Query::MatchNothing;
  std::vector<Query> words, weights;
  for (const auto& [frequency, term] : found) {
    words.emplace_back(term);
    if (auto weighted = stem(term.substr(field_prefix.size()))) weights.push_back(*weighted);
  }
  const Query weighted(Query::OP_MAX, weights.begin(), weights.end());
  return Query(Query::OP_FILTER, weighted, Query(Query::OP_OR, words.begin(), words.end()));
}

std::vector<std::string> phrase_words(const std::vector<schema::Token>& tokens) {
  std::vector<std::string> words;
  std::uint32_t next = 0;
  for (const schema::Token& token : tokens) {
    if (token.kind == schema::TokenKind::joined || token.position < next) continue;
    words.push_back(token.word);
    next = token.position + 1;
  }
  return words;
}

}  // namespace caravan::query
