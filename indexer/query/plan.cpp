#include "indexer/query/plan.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/unicode.h"
#include "indexer/query/bounds.h"
#include "indexer/query/field_queries.h"
#include "indexer/query/word_queries.h"
#include "indexer/schema/capitals.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

using Kind = Node::Kind;
using schema::Token;
using schema::TokenKind;
using Xapian::Query;

/// What an acronym's long form counts beside the acronym as typed, and the other way round.
constexpr double acronym_weight = 0.6;

/// One word of the plain words that stand side by side.
struct RunWord {
  std::string word;
  bool weak = false;  ///< a scrap of a compound: matters only together with its neighbours
};

/// Words of the run that have one stem.
struct CountedWord {
  std::string word;
  Xapian::termcount repeats = 0;
};

bool is_scrap(const std::string& word) {
  const bool digits = std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  return word.size() == 1 || (digits && word.size() <= 2);
}

bool is_unspaced(const Token& token) { return token.kind == TokenKind::gram || token.kind == TokenKind::lone_gram; }

std::vector<Token> words_of(const std::vector<Token>& tokens) {
  std::vector<Token> words;
  for (const Token& token : tokens)
    if (token.kind == TokenKind::word) words.push_back(token);
  return words;
}

Query any_of(const std::vector<Query>& queries) { return Query(Query::OP_OR, queries.begin(), queries.end()); }
Query all_of(const std::vector<Query>& queries) { return Query(Query::OP_AND, queries.begin(), queries.end()); }
Query weightless(const Query& query) { return Query(Query::OP_SCALE_WEIGHT, query, 0.0); }

class Planner {
 public:
  Planner(const Vocabulary& vocabulary, bool capitals_say_nothing, Plan& plan)
      : vocabulary_(vocabulary), words_(vocabulary), capitals_say_nothing_(capitals_say_nothing), plan_(plan) {}

  void read(const Node& root) {
    keep_stop_words_ = !has_content_word(root);
    words_.expect_beginnings(count_beginnings(root));
    plan_.matching = group(root);
  }

 private:
  bool has_content_word(const Node& node) const;
  std::string typed(const std::string& text, const Token& token) const {
    return word_as_typed(text, token, capitals_say_nothing_, vocabulary_);
  }
  static std::size_t count_beginnings(const Node& node);
  void remark(std::string text) {
    if (std::find(plan_.remarks.begin(), plan_.remarks.end(), text) == plan_.remarks.end())
      plan_.remarks.push_back(std::move(text));
  }

  Query group(const Node& node);
  void clause(const Node::Clause& clause, std::vector<const Node*>& run, std::vector<Query>& musts,
              std::vector<Query>& shoulds, std::vector<Query>& nots,
              std::map<std::string, std::vector<Query>>& filters);
  Query query_of(const Node& node);
  Query run(const std::vector<const Node*>& chunks);
  void run_chunk(const std::string& text, std::vector<RunWord>& words, std::vector<Query>& extra);
  void run_words(const std::vector<RunWord>& words, std::vector<Query>& shoulds);
  void keep_rarest(std::vector<CountedWord>& words, std::size_t at_most);
  void run_acronyms(const std::vector<RunWord>& words, std::vector<Query>& shoulds);
  void ranked_words(const std::vector<RunWord>& words);
  Query chunk(const std::string& text, std::string_view field_prefix);
  Query phrase(const Node& node);
  Query near(const Node& node);
  Query prefix(const Node& node);
  void acronym_forms(const std::vector<std::vector<std::string>>& forms, std::vector<Query>& to);
  void mark(const std::string& word);
  void keep_typed(const std::string& word, const std::string& seen_as, Xapian::termcount repeats);

  const Vocabulary& vocabulary_;
  WordQueries words_;
  bool capitals_say_nothing_;
  Plan& plan_;
  bool keep_stop_words_ = false;
  bool inside_not_ = false;
  std::size_t terms_ = 0;
  std::size_t costly_ = 0;
  std::size_t typed_words_ = 0;
};

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
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](const Node::Clause& c) { return has_content_word(c.node); });
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
    inside_not_ = true;
    nots.push_back(query_of(node));
    inside_not_ = false;
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

Query Planner::group(const Node& node) {
  std::vector<const Node*> chunks;
  std::vector<Query> musts, shoulds, nots;
  std::map<std::string, std::vector<Query>> filters;
  std::set<std::string> seen;
  for (const Node::Clause& each : node.children) {
    const bool costly =
        each.node.kind == Kind::phrase || each.node.kind == Kind::prefix || each.node.kind == Kind::near;
    if (costly && !seen.insert(fmt::format("{} {}", static_cast<int>(each.occur), to_string(each.node))).second)
      continue;
    if (costly && ++costly_ > max_costly) {
      remark(fmt::format("only {} phrases and beginnings of words were searched", max_costly));
      continue;
    }
    clause(each, chunks, musts, shoulds, nots, filters);
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
      for (const Node::Clause& each : node.children) alternatives.push_back(query_of(each.node));
      return any_of(alternatives);
    }
  }
  return Query::MatchNothing;
}

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
    if (!words_.knows(counted.word)) plan_.unknown.push_back(counted.word);
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
    if (auto stem = words_.stem(word, field_prefix))
      alternatives.push_back(*stem);
    else if (!inside_not_ && words_.knows(word))
      plan_.unknown.push_back(word);  // not in that field
    if (!inside_not_ && !words_.knows(word)) plan_.unknown.push_back(word);
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
  bool has_joined = false;
  std::uint32_t skip_to = 0;
  for (auto token = tokens.begin(); token != tokens.end(); ++token) {
    if (token->kind == TokenKind::word || token->kind == TokenKind::lone_gram) sequence.push_back(token->word);
    if (token->kind == TokenKind::joined) has_joined = true;
  }
  if (!inside_not_) plan_.marked.phrases.push_back(sequence);
  Query exact = words_.exact(words, field_prefix);
  if (!has_joined) return exact;
  // "co-operation agreement" is "cooperation agreement", too: the same with every compound written together.
  for (auto token = tokens.begin(); token != tokens.end(); ++token) {
    const auto whole = std::find_if(tokens.begin(), tokens.end(), [&](const Token& other) {
      return other.kind == TokenKind::joined && other.begin == token->begin;
    });
    if (token->kind == TokenKind::joined || token->begin < skip_to) continue;
    if (whole != tokens.end()) skip_to = static_cast<std::uint32_t>(whole->end);
    joined.push_back(whole != tokens.end() ? whole->word : token->word);
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
        plan_.unknown.push_back(word);
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

bool is_blank(const Node& root) { return root.children.empty(); }

/// Whether one match may be better than another. Only stems weigh (schema/entry.cpp).
bool weighs(const Query& query) {
  switch (query.get_type()) {
    case Query::LEAF_TERM:
      return (*query.get_terms_begin()).starts_with(schema::prefix::stem);
    case Query::OP_FILTER:
    case Query::OP_AND_NOT:
      return weighs(query.get_subquery(0));
    default:
      for (std::size_t i = 0; i < query.get_num_subqueries(); ++i)
        if (weighs(query.get_subquery(i))) return true;
      return false;
  }
}

}  // namespace

Query counted_query(const Plan& plan) {
  Query query = plan.everything ? Query::MatchAll : plan.matching;
  if (!plan.fixed.empty()) query = Query(Query::OP_FILTER, query, plan.fixed);
  if (!plan.excluded.empty()) query = Query(Query::OP_AND_NOT, query, plan.excluded);
  return query;
}

Xapian::Query in_time(const Plan& plan, const Xapian::Query& query) {
  return plan.deadline == nullptr ? query : plan.deadline->bound(query);
}

Query ranked_query(const Plan& plan) {
  Query query = plan.everything ? weightless(Query::MatchAll) : plan.matching;
  if (!plan.fixed.empty()) query = Query(Query::OP_FILTER, query, plan.fixed);
  for (const FacetFilter& filter : plan.facets) query = Query(Query::OP_FILTER, query, filter.query);
  if (!plan.excluded.empty()) query = Query(Query::OP_AND_NOT, query, plan.excluded);
  return query;
}

Result<Plan> make_plan(const Syntax& syntax, const Filters& filters, bool all_versions, bool capitals_say_nothing,
                       const Vocabulary& vocabulary) {
  Plan plan;
  plan.capitals_say_nothing = capitals_say_nothing;
  const Result<void> filtered = add_filters(filters, vocabulary, plan);
  if (!filtered) return tl::unexpected(filtered.error());
  // Brackets and lone operators leave nothing to search for, which is not the same as asking for nothing.
  plan.everything = is_blank(syntax.root) && syntax.remarks.empty();
  if (!plan.everything) {
    Planner(vocabulary, capitals_say_nothing, plan).read(syntax.root);
    Bounds bounds(vocabulary.database);
    plan.matching = bounds.keep(plan.matching);
    for (std::string& remark : bounds.remarks()) plan.remarks.push_back(std::move(remark));
  }
  if (!plan.everything && syntax.remarks.empty() && plan.remarks.empty() && plan.marked.empty() &&
      plan.unknown.empty() && plan.matching.empty())
    plan.remarks.emplace_back("there is no word in it to search for");
  plan.unranked = plan.everything || (!plan.matching.empty() && !weighs(plan.matching));
  const std::string copies = fmt::format("{}y", schema::prefix::copy);
  if (!all_versions && vocabulary.database.term_exists(copies)) plan.excluded = Query(copies);
  return plan;
}

}  // namespace caravan::query
