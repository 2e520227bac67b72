#include "indexer/query/word_queries.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "indexer/query/ranking.h"
#include "indexer/schema/capitals.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

using Xapian::Query;

/// Sorted. What is written before words, mostly in one with them; small words (on-line, over-fishing) are beside these.
constexpr auto beginnings_of_words = std::to_array<std::string_view>(
    {"anti",  "bi",   "co",    "counter", "de",   "dis",   "extra", "hyper",  "infra", "inter", "intra",
     "macro", "mega", "meta",  "micro",   "mid",  "mini",  "mis",   "mono",   "multi", "neo",   "non",
     "pan",   "para", "poly",  "post",    "pre",  "pro",   "proto", "pseudo", "quasi", "re",    "semi",
     "socio", "sub",  "super", "supra",   "tele", "trans", "tri",   "ultra",  "un"});
static_assert(std::is_sorted(beginnings_of_words.begin(), beginnings_of_words.end()), "the list is searched by halves");
/// A compound is one word where it is in so many articles for each that has its second part.
constexpr double mostly_in_one = 1;
/// What only weighs is read one word after another, which costs half.
constexpr double scanned_posting = 0.5;

bool only_modifies(std::string_view part) {
  return schema::is_stop_word(part) || std::binary_search(beginnings_of_words.begin(), beginnings_of_words.end(), part);
}

}  // namespace

bool WordQueries::exists(const std::string& term) {
  const auto [known, fresh] = known_.try_emplace(term, false);
  if (fresh) known->second = vocabulary_.database.term_exists(term);
  return known->second;
}

std::vector<std::string> WordQueries::stem_terms(const std::string& word, std::string_view field_prefix) {
  std::vector<std::string> terms;
  const auto add = [&](std::string term) {
    if (std::find(terms.begin(), terms.end(), term) == terms.end() && exists(term)) terms.push_back(std::move(term));
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
  std::vector<Query> repeated;  // synonyms are weighed as if they were there once; how often, WordScan reads off them
  for (const std::string& term : terms) repeated.emplace_back(term, repeats);
  const Query synonyms(Query::OP_SYNONYM, repeated.begin(), repeated.end());
  return repeats == 1 ? synonyms : Query(Query::OP_SCALE_WEIGHT, synonyms, std::pow(repeats, ranking_weights().repeat));
}

std::string WordQueries::stem_key(const std::string& word) {
  return vocabulary_.languages.empty() ? word : vocabulary_.stemmers->of(vocabulary_.languages[0])(word);
}

std::string WordQueries::main_stem_term(const std::string& word) {
  std::string term = fmt::format("{}{}", schema::prefix::stem, stem_key(word));
  return exists(term) ? term : std::string();
}

std::optional<std::string> WordQueries::as_one_word(const std::vector<schema::Token>& tokens) {
  if (tokens.size() != 3 || tokens[2].kind != schema::TokenKind::joined) return std::nullopt;
  const std::string &first = tokens[0].word, &second = tokens[1].word, &joined = tokens[2].word;
  if (!only_modifies(first) || schema::is_stop_word(second) || joined != first + second) return std::nullopt;
  const std::string whole = main_stem_term(joined), part = main_stem_term(second);
  if (whole.empty()) return std::nullopt;
  const double of_part = part.empty() ? 0 : vocabulary_.database.get_termfreq(part);
  if (vocabulary_.database.get_termfreq(whole) < mostly_in_one * of_part) return std::nullopt;
  return joined;
}

bool WordQueries::knows(const std::string& word) {
  return schema::is_stop_word(word) || exists(word) || !main_stem_term(word).empty();
}

Query WordQueries::exact(const std::vector<std::string>& words, std::string_view field_prefix) {
  std::vector<std::string> terms;
  std::vector<Query> weights;
  const bool only_small =
      std::all_of(words.begin(), words.end(), [](const std::string& word) { return schema::is_stop_word(word); });
  for (const std::string& word : words) {
    if (terms.size() >= max_phrase_words) break;
    terms.push_back(fmt::format("{}{}", field_prefix, word));
    if (!exists(terms.back())) return Query::MatchNothing;
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

/// Those of the words found in the index that are searched for: no more than max_expansion, of many beginnings each its
/// share of max_expansions, and those that have room.
/// Small words come last: they are what nobody means by their beginning.
void WordQueries::choose(std::vector<Expansion>& found, std::string_view field_prefix) {
  std::sort(found.begin(), found.end(), [](const Expansion& a, const Expansion& b) {
    return std::tie(a.is_small, b.frequency, a.term) < std::tie(b.is_small, a.frequency, b.term);
  });
  const auto share = static_cast<std::size_t>(static_cast<double>(max_expansions) / beginnings_);
  found.resize(std::min({found.size(), max_expansion, share}));
  const double articles = vocabulary_.database.get_doccount();
  double room = least_expanded / beginnings_ + articles * std::min(max_expanded_once, max_expanded / beginnings_);
  bool first = true;
  std::erase_if(found, [&](const Expansion& each) {
    double postings = each.frequency;
    if (!field_prefix.empty() && !each.is_small)  // it weighs by its stems anywhere, which more articles have
      for (const std::string& stem : stem_terms(each.term.substr(field_prefix.size()), {}))
        postings += scanned_posting * vocabulary_.database.get_termfreq(stem);
    if (postings > room && !first) return true;
    room -= postings;
    first = false;
    return false;
  });
}

WordQueries::Beginning WordQueries::beginning(const std::string& beginning, std::string_view field_prefix) {
  const std::string start = fmt::format("{}{}", field_prefix, beginning);
  std::vector<Expansion> found;
  const Xapian::Database& database = vocabulary_.database;
  for (auto term = database.allterms_begin(start); term != database.allterms_end(start); ++term) {
    if (++scanned_ > max_prefix_scan) break;
    const std::string name = *term;
    found.push_back({schema::is_stop_word(name.substr(field_prefix.size())), term.get_termfreq(), name});
  }
  const std::size_t known = found.size();
  choose(found, field_prefix);
  const bool cut = found.size() < known || scanned_ > max_prefix_scan;
  if (found.empty()) return {Query::MatchNothing, 0, cut};
  std::vector<Query> words;
  std::set<std::string> stems;
  for (const Expansion& each : found) {
    words.emplace_back(each.term);
    if (each.is_small) continue;
    for (std::string& stem : stem_terms(each.term.substr(field_prefix.size()), {})) stems.insert(std::move(stem));
  }
  // As one word: what begins half of all words says little, whichever rare ones are among them.
  const Query any(Query::OP_SCALE_WEIGHT, Query(Query::OP_OR, words.begin(), words.end()), 0.0);
  if (stems.empty()) return {any, found.size(), cut};
  const Query weighed(Query::OP_SYNONYM, stems.begin(), stems.end());
  return {Query(Query::OP_AND_MAYBE, any, weighed), found.size(), cut};
}

std::string word_as_typed(std::string_view text, const schema::Token& token, bool capitals_say_nothing,
                          const Vocabulary& vocabulary) {
  const std::string_view typed = text.substr(token.begin, token.end - token.begin);
  if (capitals_say_nothing || !schema::is_stop_word(token.word) || !schema::is_in_capitals(typed)) return token.word;
  std::string acronym = schema::acronym_word(token.word);
  const bool known = vocabulary.database.term_exists(fmt::format("{}{}", schema::prefix::stem, acronym)) ||
                     !vocabulary.acronyms->long_forms(typed, false).empty();
  return known ? acronym : token.word;
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
