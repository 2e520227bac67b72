#include "indexer/query/explain.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "indexer/query/acronyms.h"
#include "indexer/query/field_queries.h"
#include "indexer/query/ranking.h"
#include "indexer/query/word_queries.h"
#include "indexer/schema/capitals.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

using Kind = Node::Kind;
using Xapian::Query;

class Reading {
 public:
  Reading(const Vocabulary& vocabulary, bool capitals_say_nothing)
      : vocabulary_(vocabulary), capitals_say_nothing_(capitals_say_nothing) {}

  void read(const Node& node, Occur occur, std::size_t depth) {
    if (lines.size() > max_lines) return;
    line(depth, fmt::format("{}{}", name_of(occur), text_of(node)));
    if (node.kind == Kind::word) {
      word(node, depth + 1);
    } else if (node.kind == Kind::prefix && node.field.empty()) {
      line(depth + 1, "words that begin so");
    }
    for (const Node::Clause& each : node.children) read(each.node, each.occur, depth + 1);
    if (node.kind == Kind::group) long_forms(node, depth + 1);
  }

  std::vector<std::string> lines;

 private:
  static constexpr std::size_t max_lines = 400;

  void line(std::size_t depth, std::string text) { lines.push_back(std::string(depth * 2, ' ') + std::move(text)); }

  static std::string_view name_of(Occur occur) {
    return occur == Occur::must ? "must have " : occur == Occur::must_not ? "must not have " : "";
  }

  static std::string text_of(const Node& node) {
    const std::string field = node.field.empty() ? std::string() : fmt::format("{}: ", node.field);
    switch (node.kind) {
      case Kind::word:
        return fmt::format("{}{}", field, node.text);
      case Kind::prefix:
        return fmt::format("{}{}*", field, node.text);
      case Kind::phrase:
        return fmt::format("{}the words \"{}\", in this order and side by side", field, node.text);
      case Kind::near:
        return fmt::format("within {} words of each other:", node.window);
      case Kind::any:
        return "any of:";
      case Kind::group:
        return std::any_of(node.children.begin(), node.children.end(),
                           [](const Node::Clause& each) { return each.occur != Occur::should; })
                   ? "all of these together:"
                   : "any of these, the more the better:";
    }
    return {};
  }

  void word(const Node& node, std::size_t depth) {
    if (!node.field.empty() && is_filter_field(node.field)) return;
    const std::vector<schema::Token> tokens = schema::tokenize(node.text);
    if (const auto one_word = WordQueries(vocabulary_).as_one_word(tokens)) return stems(*one_word, depth);
    for (const schema::Token& token : tokens)
      stems(word_as_typed(node.text, token, capitals_say_nothing_, vocabulary_), depth);
    std::vector<std::vector<std::string>> forms = vocabulary_.acronyms->long_forms(node.text, capitals_say_nothing_);
    for (auto& form : vocabulary_.acronyms->long_forms_of_parts(node.text, capitals_say_nothing_))
      forms.push_back(std::move(form));
    for (const std::vector<std::string>& form : forms)
      line(depth, fmt::format("acronym: also \"{}\", for {} of its weight", fmt::join(form, " "), acronym_weight));
  }

  void stems(const std::string& word, std::size_t depth) {
    if (schema::is_stop_word(word)) {
      line(depth, fmt::format("{}: in almost every text, not weighed", word));
      return;
    }
    if (const std::string_view acronym = schema::stop_word_of(word); !acronym.empty()) {
      const std::string term = fmt::format("{}{}", schema::prefix::stem, word);
      line(depth, fmt::format("{} in capitals: in {} articles", acronym, vocabulary_.database.get_termfreq(term)));
      return;
    }
    std::vector<std::string> known;
    for (const std::string& language : vocabulary_.languages) {
      const std::string& stem = vocabulary_.stemmers->of(language)(word);
      const std::string term = fmt::format("{}{}", schema::prefix::stem, stem);
      if (!vocabulary_.database.term_exists(term)) continue;
      std::string text = fmt::format("{} in {}", stem, vocabulary_.database.get_termfreq(term));
      if (std::find(known.begin(), known.end(), text) == known.end()) known.push_back(std::move(text));
    }
    line(depth, known.empty() ? fmt::format("{}: in no article", word)
                              : fmt::format("{}: stem {} articles", word, fmt::join(known, ", ")));
  }

  void long_forms(const Node& group, std::size_t depth) {
    std::vector<std::string> folded;
    for (const Node::Clause& each : group.children)
      if (each.node.kind == Kind::word && each.node.field.empty())
        for (const std::string& word : phrase_words(schema::tokenize(each.node.text))) folded.push_back(word);
    for (std::size_t i = 0; i < folded.size();) {
      const LongForm form = vocabulary_.acronyms->at(folded, i);
      if (form.words > 0)
        line(depth, fmt::format("\"{}\": also its acronym {}, for {} of its weight",
                                fmt::join(folded.begin() + static_cast<std::ptrdiff_t>(i),
                                          folded.begin() + static_cast<std::ptrdiff_t>(i + form.words), " "),
                                form.acronym, acronym_weight));
      i += std::max<std::size_t>(1, form.words);
    }
  }

  const Vocabulary& vocabulary_;
  bool capitals_say_nothing_;
};

/// The parts whose weights are added.
void parts_of(const Query& query, std::vector<Query>& parts) {
  switch (query.get_type()) {
    case Query::OP_OR:
    case Query::OP_AND:
    case Query::OP_AND_MAYBE:
      for (std::size_t i = 0; i < query.get_num_subqueries(); ++i) parts_of(query.get_subquery(i), parts);
      return;
    case Query::OP_FILTER:
    case Query::OP_AND_NOT:
      parts_of(query.get_subquery(0), parts);
      return;
    case Query::LEAF_MATCH_ALL:
    case Query::LEAF_MATCH_NOTHING:
      return;
    default:
      parts.push_back(query);
  }
}

double weight_of(const Query& part, std::string_view id, const RankingWeights& weights,
                 const Xapian::Database& database) {
  Xapian::Enquire enquire(database);
  enquire.set_query(Query(Query::OP_FILTER, part, Query(schema::id_term(id))));
  enquire.set_weighting_scheme(FusedWeight(weights));
  const Xapian::MSet found = enquire.get_mset(0, 1);
  return found.empty() ? 0 : found.begin().get_weight();
}

/// Stems as words; a phrase by its words.
std::string name_of(const Query& part) {
  std::vector<std::string> names;
  for (auto term = part.get_terms_begin(); term != part.get_terms_end(); ++term) {
    const std::string name = (*term).starts_with(schema::prefix::stem) ? (*term).substr(1) : *term;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

std::vector<std::string> explain_reading(const Syntax& syntax, const Plan& plan, const Vocabulary& vocabulary,
                                         Sort sort) {
  Reading reading(vocabulary, plan.capitals_say_nothing);
  if (plan.everything)
    reading.lines.emplace_back("every article");
  else
    reading.read(syntax.root, Occur::should, 0);
  for (const FacetFilter& filter : plan.facets)
    reading.lines.push_back(fmt::format("only with {}: {}", filter.field->name, fmt::join(filter.values, ", or ")));
  if (!plan.fixed.empty()) reading.lines.emplace_back("only published within the days given");
  if (!plan.excluded.empty()) reading.lines.emplace_back("without copies of other articles");
  if (plan.unranked && sort == Sort::relevance) reading.lines.emplace_back("nothing to rank by: newest first");
  return reading.lines;
}

std::vector<std::string> explain_score(const Plan& plan, const Ranked& ranked, std::string_view id,
                                       const Xapian::Database& database) {
  std::vector<Query> parts;
  parts_of(plan.matching, parts);
  RankingWeights only_bm25 = ranking_weights(), only_ineb2 = ranking_weights();
  only_bm25.ineb2 = 0;
  only_ineb2.bm25 = 0;
  std::vector<std::string> lines;
  for (const Query& part : parts) {
    const double bm25 = weight_of(part, id, only_bm25, database), ineb2 = weight_of(part, id, only_ineb2, database);
    if (bm25 + ineb2 > 0)
      lines.push_back(fmt::format("{:8.4f}  {} (BM25 {:.4f}, IneB2 {:.4f})", bm25 + ineb2, name_of(part), bm25, ineb2));
  }
  if (ranked.early > 0)
    lines.push_back(fmt::format("{:8.4f}  words of the query early in headline or text", ranked.early));
  if (ranked.neighbours > 0)
    lines.push_back(
        fmt::format("{:8.4f}  neighbours of the query side by side or near in the text", ranked.neighbours));
  if (ranked.foreign > 0)
    lines.push_back(fmt::format("{:8.4f}  taken for words that it has in another language only", -ranked.foreign));
  lines.push_back(fmt::format("{:8.4f}  in all", ranked.score));
  return lines;
}

}  // namespace caravan::query
