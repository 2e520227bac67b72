#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "indexer/query/acronyms.h"
#include "indexer/query/bounds.h"
#include "indexer/query/planner.h"
#include "indexer/schema/capitals.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

using schema::Token;
using schema::TokenKind;
using Xapian::Query;

bool is_scrap(const std::string& word) {
  const bool digits = std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  return word.size() == 1 || (digits && word.size() <= 2);
}

std::vector<Token> words_of(const std::vector<Token>& tokens) {
  std::vector<Token> words;
  for (const Token& token : tokens)
    if (token.kind == TokenKind::word) words.push_back(token);
  return words;
}

}  // namespace

/// Plain words side by side: alternatives, the more of them and the nearer each other the better.
Query Planner::run(const std::vector<const Node*>& chunks) {
  std::vector<RunWord> words;
  std::vector<Query> shoulds;
  for (const Node* chunk : chunks) {
    run_chunk(chunk->text, words, shoulds);
    acronym_forms(vocabulary_.acronyms->long_forms(chunk->text, capitals_say_nothing_), shoulds);
    acronym_forms(vocabulary_.acronyms->long_forms_of_parts(chunk->text, capitals_say_nothing_), shoulds);
  }
  run_words(words, shoulds);
  run_acronyms(words, shoulds);
  if (!inside_not_) ranked_words(words);
  return any_of(shoulds);
}

/// Adds a chunk's words to the run, and what it is as a whole.
void Planner::run_chunk(const std::string& text, std::vector<RunWord>& words, std::vector<Query>& extra) {
  const std::vector<Token> tokens = schema::tokenize(text);
  const std::vector<Token> parts = words_of(tokens);
  if (std::any_of(tokens.begin(), tokens.end(), is_unspaced)) {
    extra.push_back(chunk(text, {}));
    return;
  }
  if (auto one_word = words_.as_one_word(tokens)) {
    words.push_back({std::move(*one_word), false});
    return;
  }
  const bool compound = parts.size() > 1;
  bool scraps = false;
  for (const Token& part : parts) {
    const bool scrap = compound && is_scrap(part.word);
    scraps = scraps || scrap;
    words.push_back({typed(text, part), scrap});
  }
  for (const Token& token : tokens)
    if (token.kind == TokenKind::joined)
      if (auto joined = words_.stem(token.word)) {
        extra.push_back(*joined);
        mark(token.word);
        keep_typed(token.word, parts.back().word, 1);
      }
  if (scraps) extra.push_back(words_.exact(phrase_words(tokens)));
}

void Planner::run_words(const std::vector<RunWord>& words, std::vector<Query>& shoulds) {
  std::vector<CountedWord> order;
  std::map<std::string, std::size_t> places;
  for (const RunWord& word : words) {
    if (word.weak || (!keep_stop_words_ && schema::is_stop_word(word.word))) continue;
    const auto [place, fresh] = places.emplace(words_.stem_key(word.word), order.size());
    if (fresh) order.push_back({word.word, 0});
    ++order[place->second].repeats;
  }
  if (order.size() > max_terms - terms_) {
    remark(fmt::format("only the rarest {} of {} words were searched", max_terms - terms_, order.size()));
    keep_rarest(order, max_terms - terms_);
  }
  terms_ += order.size();
  for (const CountedWord& counted : order) {
    mark(counted.word);
    keep_typed(counted.word, counted.word, counted.repeats);
    if (auto stem = words_.stem(counted.word, {}, counted.repeats)) shoulds.push_back(*stem);
    if (!words_.knows(counted.word)) keep_unknown(counted.word);
  }
}

/// In the order in which they were typed. Words that the index does not have need no room, but may be slips.
void Planner::keep_rarest(std::vector<CountedWord>& words, std::size_t at_most) {
  std::vector<std::pair<Xapian::doccount, std::size_t>> frequencies;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string term = words_.main_stem_term(words[i].word);
    const auto frequency = term.empty() ? 0 : vocabulary_.database.get_termfreq(term);
    frequencies.emplace_back(frequency == 0 ? vocabulary_.database.get_doccount() : frequency, i);
  }
  std::sort(frequencies.begin(), frequencies.end());
  frequencies.resize(std::min(frequencies.size(), at_most));
  std::vector<bool> kept(words.size(), false);
  for (const auto& [frequency, place] : frequencies) kept[place] = true;
  std::size_t place = 0;
  std::erase_if(words, [&](const CountedWord&) { return !kept[place++]; });
}

/// Asia-Europe Meeting is ASEM, too.
void Planner::run_acronyms(const std::vector<RunWord>& words, std::vector<Query>& shoulds) {
  std::vector<std::string> folded;
  for (const RunWord& word : words) {
    const std::string_view small = schema::stop_word_of(word.word);
    folded.push_back(small.empty() ? word.word : std::string(small));
  }
  for (std::size_t i = 0; i < folded.size();) {
    const LongForm form = vocabulary_.acronyms->at(folded, i);
    if (form.words > 0) {
      const std::string word = schema::is_stop_word(form.acronym) ? schema::acronym_word(form.acronym) : form.acronym;
      if (auto acronym = words_.stem(word)) {
        shoulds.emplace_back(Query::OP_SCALE_WEIGHT, *acronym, acronym_weight);
        mark(word);
      }
    }
    i += std::max<std::size_t>(1, form.words);
  }
}

/// ASEM is Asia-Europe Meeting, too, as a phrase.
void Planner::acronym_forms(const std::vector<std::vector<std::string>>& forms, std::vector<Query>& to) {
  for (const std::vector<std::string>& form : forms) {
    if (auto phrase = words_.stem_phrase(form)) {
      to.emplace_back(Query::OP_SCALE_WEIGHT, Query(Query::OP_SYNONYM, &*phrase, &*phrase + 1), acronym_weight);
      if (!inside_not_) plan_.marked.phrases.push_back(form);
    }
  }
}

/// Keeps what rerank() looks up.
void Planner::ranked_words(const std::vector<RunWord>& words) {
  RankedWords& ranked = plan_.ranked;
  std::optional<std::size_t> before;
  for (const RunWord& word : words) {
    if (word.weak || schema::is_stop_word(word.word)) continue;
    const std::string term = words_.main_stem_term(word.word);
    if (term.empty()) {
      before.reset();
      continue;
    }
    auto known =
        std::find_if(ranked.words.begin(), ranked.words.end(), [&](const auto& each) { return each.term == term; });
    if (known == ranked.words.end()) {
      if (ranked.words.size() >= max_reranked_words) return;
      known = ranked.words.insert(known, {term, 0});
    }
    ++known->repeats;
    const auto place = static_cast<std::size_t>(known - ranked.words.begin());
    const std::pair pair{before.value_or(place), place};
    const bool fresh = std::find(ranked.neighbours.begin(), ranked.neighbours.end(), pair) == ranked.neighbours.end();
    if (pair.first != pair.second && fresh && ranked.neighbours.size() < max_reranked_pairs)
      ranked.neighbours.push_back(pair);
    before = place;
  }
}

}  // namespace caravan::query
