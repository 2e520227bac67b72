#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <xapian.h>

#include "indexer/query/plan.h"
#include "indexer/query/word_queries.h"
#include "indexer/schema/analysis.h"

namespace caravan::query {

/// Turns a query's syntax into a plan, part by part: groups and what stands in them here and in planner.cpp, plain
/// words side by side in plain_words.cpp. For make_plan() alone.
class Planner {
 public:
  Planner(const Vocabulary& vocabulary, bool capitals_say_nothing, Plan& plan)
      : vocabulary_(vocabulary), words_(vocabulary), capitals_say_nothing_(capitals_say_nothing), plan_(plan) {}

  void read(const Node& root);

 private:
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

  bool has_content_word(const Node& node) const;
  std::string typed(const std::string& text, const schema::Token& token) const {
    return word_as_typed(text, token, capitals_say_nothing_, vocabulary_);
  }
  static std::size_t count_beginnings(const Node& node);
  /// Counts phrases, NEARs and beginnings; a remark says when there are too many.
  bool has_room_for(const Node& node);
  /// May be a slip. Nobody looks for what is to be left out.
  void keep_unknown(const std::string& word) {
    if (!inside_not_) plan_.unknown.push_back(word);
  }
  void remark(std::string text) {
    if (std::find(plan_.remarks.begin(), plan_.remarks.end(), text) == plan_.remarks.end())
      plan_.remarks.push_back(std::move(text));
  }

  Xapian::Query group(const Node& node);
  void clause(const Node::Clause& clause, std::vector<const Node*>& run, std::vector<Xapian::Query>& musts,
              std::vector<Xapian::Query>& shoulds, std::vector<Xapian::Query>& nots,
              std::map<std::string, std::vector<Xapian::Query>>& filters);
  Xapian::Query query_of(const Node& node);
  Xapian::Query run(const std::vector<const Node*>& chunks);
  void run_chunk(const std::string& text, std::vector<RunWord>& words, std::vector<Xapian::Query>& extra);
  void run_words(const std::vector<RunWord>& words, std::vector<Xapian::Query>& shoulds);
  void keep_rarest(std::vector<CountedWord>& words, std::size_t at_most);
  void run_acronyms(const std::vector<RunWord>& words, std::vector<Xapian::Query>& shoulds);
  void ranked_words(const std::vector<RunWord>& words);
  Xapian::Query chunk(const std::string& text, std::string_view field_prefix);
  Xapian::Query phrase(const Node& node);
  Xapian::Query near(const Node& node);
  Xapian::Query prefix(const Node& node);
  void acronym_forms(const std::vector<std::vector<std::string>>& forms, std::vector<Xapian::Query>& to);
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

inline bool is_unspaced(const schema::Token& token) {
  return token.kind == schema::TokenKind::gram || token.kind == schema::TokenKind::lone_gram;
}

inline Xapian::Query any_of(const std::vector<Xapian::Query>& queries) {
  return {Xapian::Query::OP_OR, queries.begin(), queries.end()};
}
inline Xapian::Query all_of(const std::vector<Xapian::Query>& queries) {
  return {Xapian::Query::OP_AND, queries.begin(), queries.end()};
}
inline Xapian::Query weightless(const Xapian::Query& query) { return {Xapian::Query::OP_SCALE_WEIGHT, query, 0.0}; }

}  // namespace caravan::query
