#include "indexer/query/planner.h"

#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "indexer/query/bounds.h"
#include "indexer/query/field_queries.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

using Kind = Node::Kind;
using schema::Token;
using schema::TokenKind;
using Xapian::Query;

bool is_costly(const Node& node) {
  return node.kind == Kind::phrase || node.kind == Kind::prefix || node.kind == Kind::near;
}

}  // namespace

void Planner::read(const Node& root) {
  keep_stop_words_ = !has_content_word(root);
  words_.expect_beginnings(std::min(count_beginnings(root), max_costly));
  plan_.matching = group(root);
}

/// What matches is marked, whichever language's stem made it match.
void Planner::mark(const std::string& word) {
  if (inside_not_) return;
  plan_.marked.words.push_back(word);
  if (schema::is_stop_word(word)) return;
  for (const std::string& term : words_.stem_terms(word, {}))
    plan_.marked.stems.push_back(term.substr(schema::prefix::stem.size()));
}

/// For lessen_foreign().
void Planner::keep_typed(const std::string& word, const std::string& seen_as, Xapian::termcount repeats) {
  if (inside_not_ || vocabulary_.languages.size() < 2 || schema::is_stop_word(word)) return;
  if (++typed_words_ > max_typed_words) {
    plan_.ranked.typed.clear();
    return;
  }
  std::vector<std::string> terms = words_.stem_terms(word, {});
  if (!terms.empty()) plan_.ranked.typed.push_back({word, seen_as, repeats, std::move(terms)});
}

bool Planner::has_content_word(const Node& node) const {
  if (node.kind == Kind::word && node.field.empty()) {
    const std::vector<Token> tokens = schema::tokenize(node.text);
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const Token& token) { return !schema::is_stop_word(typed(node.text, token)); });
  }
  if (node.kind == Kind::phrase || node.kind == Kind::prefix) return node.field.empty() || !is_filter_field(node.field);
  return std::any_of(node.children.begin(), node.children.end(), [&](const Node::Clause& each) {
    return each.occur != Occur::must_not && has_content_word(each.node);
  });
}

std::size_t Planner::count_beginnings(const Node& node) {
  std::size_t count = node.kind == Kind::prefix ? 1 : 0;
  for (const Node::Clause& each : node.children) count += count_beginnings(each.node);
  return count;
}

/// Sorts one clause into what the group requires, weighs, excludes and filters by.
void Planner::clause(const Node::Clause& clause, std::vector<const Node*>& run, std::vector<Query>& musts,
                     std::vector<Query>& shoulds, std::vector<Query>& nots,
                     std::map<std::string, std::vector<Query>>& filters) {
  const Node& node = clause.node;
  if (clause.occur == Occur::must_not) {
    const bool outside = std::exchange(inside_not_, true);
    nots.push_back(query_of(node));
    inside_not_ = outside;
  } else if (!node.field.empty() && is_filter_field(node.field)) {
    filters[node.field].push_back(query_of(node));
  } else if (clause.occur == Occur::must || !node.field.empty()) {
    musts.push_back(query_of(node));
  } else if (node.kind == Kind::word) {
    run.push_back(&node);
  } else if (node.kind == Kind::group &&
             std::all_of(node.children.begin(), node.children.end(),
                         [](const Node::Clause& inner) { return inner.occur == Occur::should; })) {
    for (const Node::Clause& inner : node.children) this->clause(inner, run, musts, shoulds, nots, filters);
  } else {
    shoulds.push_back(query_of(node));
  }
}

bool Planner::has_room_for(const Node& node) {
  if (!is_costly(node) || ++costly_ <= max_costly) return true;
  remark(fmt::format("only {} phrases and beginnings of words were searched", max_costly));
  return false;
}

Query Planner::group(const Node& node) {
  std::vector<const Node*> chunks;
  std::vector<Query> musts, shoulds, nots;
  std::map<std::string, std::vector<Query>> filters;
  std::set<std::string> seen;
  for (const Node::Clause& each : node.children) {
    if (is_costly(each.node) &&
        !seen.insert(fmt::format("{} {}", static_cast<int>(each.occur), to_string(each.node))).second)
      continue;
    if (has_room_for(each.node)) clause(each, chunks, musts, shoulds, nots, filters);
  }
  if (!chunks.empty()) shoulds.push_back(run(chunks));

  Query query = musts.empty() ? any_of(shoulds) : all_of(musts);
  if (!musts.empty() && !shoulds.empty()) query = Query(Query::OP_AND_MAYBE, query, any_of(shoulds));
  if (musts.empty() && shoulds.empty() && (!filters.empty() || !nots.empty())) query = weightless(Query::MatchAll);
  for (const auto& [field, alternatives] : filters) query = Query(Query::OP_FILTER, query, any_of(alternatives));
  if (!nots.empty()) query = Query(Query::OP_AND_NOT, query, any_of(nots));
  return query;
}

Query Planner::query_of(const Node& node) {
  if (!node.field.empty() && is_filter_field(node.field)) {
    const FieldQuery filter = field_query(node, vocabulary_);
    if (!filter.remark.empty()) remark(filter.remark);
    if (filter.query) return weightless(*filter.query);
    return chunk(node.text, {});
  }
  const std::string_view field_prefix =
      node.field.empty() ? std::string_view() : schema::find_field(node.field)->prefix;
  switch (node.kind) {
    case Kind::word:
      return chunk(node.text, field_prefix);
    case Kind::prefix:
      return prefix(node);
    case Kind::phrase:
      return phrase(node);
    case Kind::near:
      return near(node);
    case Kind::group:
      return group(node);
    case Kind::any: {
      std::vector<Query> alternatives;
      for (const Node::Clause& each : node.children)
        if (has_room_for(each.node)) alternatives.push_back(query_of(each.node));
      return any_of(alternatives);
    }
  }
  return Query::MatchNothing;
}

/// A chunk that stands for itself, under an operator or a field: its words together.
Query Planner::chunk(const std::string& text, std::string_view field_prefix) {
  const std::vector<Token> tokens = schema::tokenize(text);
  const std::vector<std::string> parts = phrase_words(tokens);
  if (parts.empty()) return Query::MatchNothing;
  std::vector<Query> alternatives;
  const bool unspaced = std::any_of(tokens.begin(), tokens.end(), is_unspaced);
  if (parts.size() == 1) {
    const std::string word = typed(text, tokens[0]);
    mark(word);
    if (field_prefix.empty()) keep_typed(word, word, 1);
    const auto stem = words_.stem(word, field_prefix);
    if (stem) alternatives.push_back(*stem);
    if (!stem || !words_.knows(word)) keep_unknown(word);  // at least not in that field
  } else {
    alternatives.push_back(words_.exact(parts, field_prefix));
    if (!inside_not_) {
      std::vector<std::string> sequence;
      for (const Token& token : tokens)
        if (token.kind == TokenKind::word || token.kind == TokenKind::lone_gram) sequence.push_back(token.word);
      plan_.marked.phrases.push_back(std::move(sequence));
    }
  }
  for (const Token& token : tokens)
    if (token.kind == TokenKind::joined)
      if (auto joined = words_.stem(token.word, field_prefix)) alternatives.push_back(*joined);
  if (unspaced && parts.size() > 4) {  // a sentence without spaces: its pieces count, too
    for (const std::string& part : parts)
      if (auto stem = words_.stem(part, field_prefix)) alternatives.push_back(*stem);
  }
  if (field_prefix.empty()) acronym_forms(vocabulary_.acronyms->long_forms(text, capitals_say_nothing_), alternatives);
  return any_of(alternatives);
}

Query Planner::phrase(const Node& node) {
  const std::vector<Token> tokens = schema::tokenize(node.text);
  const std::vector<std::string> words = phrase_words(tokens);
  if (words.empty()) return Query::MatchNothing;
  const std::string_view field_prefix =
      node.field.empty() ? std::string_view() : schema::find_field(node.field)->prefix;
  std::vector<std::string> sequence, joined;
  std::map<std::size_t, const Token*> compounds;  // by where they begin
  for (const Token& token : tokens) {
    if (token.kind == TokenKind::word || token.kind == TokenKind::lone_gram) sequence.push_back(token.word);
    if (token.kind == TokenKind::joined) compounds.emplace(token.begin, &token);
  }
  if (!inside_not_) plan_.marked.phrases.push_back(sequence);
  Query exact = words_.exact(words, field_prefix);
  if (compounds.empty()) return exact;
  // "co-operation agreement" is "cooperation agreement", too: the same with every compound written together.
  std::size_t written = 0;
  for (const Token& token : tokens) {
    if (token.kind == TokenKind::joined || token.begin < written) continue;
    const auto compound = compounds.find(token.begin);
    const Token& whole = compound == compounds.end() ? token : *compound->second;
    if (&whole != &token) written = whole.end;
    joined.push_back(whole.word);
  }
  return Query(Query::OP_OR, exact, words_.exact(joined, field_prefix));
}

Query Planner::near(const Node& node) {
  std::vector<std::string> terms;
  std::vector<Query> weights;
  for (const Node::Clause& clause : node.children) {
    for (const std::string& word : phrase_words(schema::tokenize(clause.node.text))) {
      mark(word);
      terms.push_back(schema::is_stop_word(word) ? word : words_.main_stem_term(word));
      if (terms.back().empty()) {
        keep_unknown(word);
        return Query::MatchNothing;
      }
    }
  }
  if (terms.size() < 2) return terms.empty() ? Query::MatchNothing : Query(terms[0]);
  const auto window = static_cast<Xapian::termcount>(static_cast<std::size_t>(node.window) + terms.size() - 1);
  return Query(Query::OP_NEAR, terms.begin(), terms.end(), window);
}

Query Planner::prefix(const Node& node) {
  const std::string_view field_prefix =
      node.field.empty() ? std::string_view() : schema::find_field(node.field)->prefix;
  const std::vector<std::string> words = phrase_words(schema::tokenize(node.text));
  if (words.empty()) return Query::MatchNothing;
  std::vector<Query> required;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) required.push_back(words_.exact({words[i]}, field_prefix));
  const std::string& last = words.back();
  WordQueries::Beginning beginning = words_.beginning(last, field_prefix);
  std::vector<Query> beginnings{beginning.query};
  if (const std::size_t z = last.rfind('z');
      z != std::string::npos && z >= 3 && (last[z - 1] == 'i' || last[z - 1] == 'y')) {
    std::string british = last;
    british[z] = 's';
    const WordQueries::Beginning other = words_.beginning(british, field_prefix);
    beginnings.push_back(other.query);
    beginning.words += other.words;
    beginning.cut = beginning.cut || other.cut;
    if (!inside_not_) plan_.marked.prefixes.push_back(british);
  }
  if (beginning.cut)
    remark(fmt::format("{}* begins too many words: only {} of them were searched", node.text, beginning.words));
  if (!inside_not_) plan_.marked.prefixes.push_back(last);
  required.push_back(beginnings.size() == 1 ? beginnings[0] : any_of(beginnings));
  return required.size() == 1 ? required[0] : all_of(required);
}

}  // namespace caravan::query
