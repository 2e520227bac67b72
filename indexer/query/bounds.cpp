#include "indexer/query/bounds.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace caravan::query {
namespace {

using Xapian::Query;

/// A query may cost so many postings for each article of the index, and so many in any case. A pasted abstract costs
/// one to six for each article, an ordinary query less than two.
constexpr double allowed_an_article = 6.0, allowed_at_least = 100'000;
/// Of these, what the order by date or title takes, and each facet of which values are chosen: it is counted without
/// its own.
constexpr double sorting_an_article = 1.6, choosing_an_article = 0.35;
/// Finding a word's postings and weighing them costs as much as reading so many of them.
constexpr double opening = 100;
/// A posting costs so much where words are searched for one after another, and more and more where articles are looked
/// for in many postings at once.
constexpr double scanning = 0.5;
double side_by_side(std::size_t words) {
  return 1 + std::log2(static_cast<double>(std::max<std::size_t>(1, words))) / 2;
}

/// Reading where a word stands in an article, and comparing it, costs as much as so many postings; more where it may
/// stand anywhere near.
constexpr double reading_in_order = 8, reading_near = 11;
/// Reading the value of an article, as many.
constexpr double reading_value = 0.5;
/// A posting that is skipped to in a phrase's search costs as much as so many that are read one after another.
constexpr double skipping = 3;
/// Words that stand next to each other in a query stand together more often than chance would have it.
constexpr double togetherness = 0.5;
/// Phrases and the like may take so much of the room that words could use.
constexpr double room_for_others = 0.5;
/// And what is excluded, so much.
constexpr double room_for_nots = 0.8;
constexpr double fewest_articles = 500;

/// Every article from one number on.
class Latest final : public Xapian::PostingSource {
 public:
  Latest(Xapian::docid first, double share) : first_(first), share_(share) {}

  void init(const Xapian::Database& database) override {
    last_ = database.get_lastdocid();
    articles_ = static_cast<Xapian::doccount>(share_ * database.get_doccount());
    at_ = first_ - 1;
  }
  Latest* clone() const override { return new Latest(first_, share_); }
  Xapian::doccount get_termfreq_min() const override { return 0; }
  Xapian::doccount get_termfreq_est() const override { return articles_; }
  Xapian::doccount get_termfreq_max() const override { return last_ + 1 - std::min(last_ + 1, first_); }
  void next(double) override { ++at_; }
  void skip_to(Xapian::docid to, double) override { at_ = std::max({at_, to, first_}); }
  bool at_end() const override { return at_ > last_; }
  Xapian::docid get_docid() const override { return at_; }

 private:
  Xapian::docid first_, last_ = 0, at_ = 0;
  double share_;
  Xapian::doccount articles_ = 0;
};

/// A word: its stems in one language or several.
bool is_word(const Query& query) {
  switch (query.get_type()) {
    case Query::LEAF_TERM:
      return true;
    case Query::OP_SYNONYM:
    case Query::OP_SCALE_WEIGHT:
    case Query::OP_OR:
    case Query::OP_MAX:
      for (std::size_t i = 0; i < query.get_num_subqueries(); ++i)
        if (!is_word(query.get_subquery(i))) return false;
      return true;
    default:
      return false;
  }
}

}  // namespace

Bounds::Bounds(const Xapian::Database& database, bool sorted, std::size_t facets)
    : database_(database),
      articles_(database.get_doccount()),
      allowed_(allowed_at_least + (allowed_an_article - (sorted ? sorting_an_article : 0) -
                                   choosing_an_article * static_cast<double>(facets)) *
                                      articles_) {}

Bounds::Estimate Bounds::estimate(const Query& query, bool scanned) {
  switch (query.get_type()) {
    case Query::LEAF_TERM:
      return estimate_term(*query.get_terms_begin(), scanned);
    case Query::LEAF_MATCH_NOTHING:
      return {};
    case Query::OP_OR:
    case Query::OP_XOR:
    case Query::OP_SYNONYM:
    case Query::OP_MAX:
      return estimate_any(query, scanned);
    case Query::OP_SCALE_WEIGHT:
      return estimate(query.get_subquery(0), scanned);
    case Query::OP_AND:
    case Query::OP_FILTER:
      return estimate_all(query, scanned && query.get_type() == Query::OP_FILTER);
    case Query::OP_AND_MAYBE:
    case Query::OP_AND_NOT:
      return estimate_left(query, scanned);
    case Query::OP_NEAR:
    case Query::OP_PHRASE:
      return estimate_near(query);
    default:  // every article, or the values of every article
      return {reading_value * articles_, articles_, reading_value};
  }
}

Bounds::Estimate Bounds::estimate_term(const std::string& term, bool scanned) {
  const auto [known, fresh] = frequencies_.emplace(term, 0);
  if (fresh) known->second = database_.get_termfreq(term);
  return {opening + known->second * (scanned ? scanning : 1), known->second, 1};
}

Bounds::Estimate Bounds::estimate_any(const Query& query, bool scanned) {
  Estimate sum;
  for (std::size_t i = 0; i < query.get_num_subqueries(); ++i) {
    const Estimate each = estimate(query.get_subquery(i), scanned);
    sum.cost += each.cost;
    sum.matches += each.matches;
    sum.look_up += each.look_up;
  }
  if (!scanned) sum.cost *= side_by_side(query.get_num_subqueries());
  sum.matches = std::min(sum.matches, articles_);
  return sum;
}

/// What a part costs where others leave so many articles to look at.
double Bounds::narrowed(const Estimate& part, double candidates) {
  return std::min(part.cost, opening + candidates * part.look_up);
}

/// Each part is looked up in the articles that the rarest of the others leaves, which may be more than match.
Bounds::Estimate Bounds::estimate_all(const Query& query, bool scanned) {
  std::vector<Estimate> parts;
  double least = articles_, second = articles_;
  for (std::size_t i = 0; i < query.get_num_subqueries(); ++i) {
    parts.push_back(estimate(query.get_subquery(i), scanned && i == 0));
    second = std::min(second, std::max(least, parts.back().matches));
    least = std::min(least, parts.back().matches);
  }
  Estimate all{0, least, 0};
  for (const Estimate& part : parts) {
    all.cost += narrowed(part, part.matches == least ? second : least);
    all.look_up += part.look_up;
  }
  return all;
}

/// Positions are read where all words are.
Bounds::Estimate Bounds::estimate_near(const Query& query) {
  std::vector<Estimate> parts;
  for (std::size_t i = 0; i < query.get_num_subqueries(); ++i) parts.push_back(estimate(query.get_subquery(i), false));
  std::sort(parts.begin(), parts.end(), [](const Estimate& a, const Estimate& b) { return a.matches < b.matches; });
  Estimate all;
  double others = 1;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    all.cost += std::min(parts[i].cost, opening + parts[0].matches * skipping);
    all.look_up += parts[i].look_up;
    if (i > 0) others *= parts[i].matches / std::max(1.0, articles_);
  }
  all.matches = parts.empty() ? 0 : parts[0].matches * std::pow(others, togetherness);
  const double each = query.get_type() == Query::OP_NEAR ? reading_near : reading_in_order;
  const double reading = static_cast<double>(parts.size()) * each;
  all.cost += all.matches * reading;
  all.look_up += reading;
  return all;
}

/// The first part is read through, the others are looked up, or all words read one after another.
Bounds::Estimate Bounds::estimate_left(const Query& query, bool scanned) {
  Estimate left = estimate(query.get_subquery(0), scanned);
  for (std::size_t i = 1; i < query.get_num_subqueries(); ++i) {
    const Estimate right = estimate(query.get_subquery(i), scanned && query.get_type() == Query::OP_AND_MAYBE);
    left.cost += narrowed(right, left.matches);
    left.look_up += right.look_up;
  }
  return left;
}

Query Bounds::limited(const Query& query, double room, bool scanned) {
  const double cost = estimate(query, scanned).cost;
  if (cost <= room) return query;
  switch (query.get_type()) {
    case Query::OP_OR:
      return limited_any(query, room, scanned);
    case Query::OP_FILTER:
    case Query::OP_AND_MAYBE:
    case Query::OP_AND_NOT:
      return limited_left(query, room, scanned);
    default:
      return latest(query, room / cost);
  }
}

/// Alternatives within alternatives are alternatives.
void Bounds::flatten(const Query& query, bool scanned, std::vector<Part>& words, std::vector<Part>& others) {
  for (std::size_t i = 0; i < query.get_num_subqueries(); ++i) {
    const Query each = query.get_subquery(i);
    if (each.get_type() == Query::OP_OR)
      flatten(each, scanned, words, others);
    else
      (is_word(each) ? words : others).push_back({each, estimate(each, scanned)});
  }
}

/// The rarest words, and of everything else its share.
Query Bounds::limited_any(const Query& query, double room, bool scanned) {
  std::vector<Part> words, others;
  flatten(query, scanned, words, others);
  if (!scanned)
    for (Part& word : words) word.estimate.cost *= side_by_side(words.size());
  const auto cheaper = [](const Part& a, const Part& b) { return a.estimate.cost < b.estimate.cost; };
  std::stable_sort(words.begin(), words.end(), cheaper);
  std::stable_sort(others.begin(), others.end(), cheaper);
  double of_others = 0;
  for (const Part& part : others) of_others += part.estimate.cost;

  std::vector<Query> kept;
  double room_for_words = room - std::min(of_others, room * room_for_others);
  for (const Part& word : words) {
    if (word.estimate.cost > room_for_words) break;
    room_for_words -= word.estimate.cost;
    room -= word.estimate.cost;
    kept.push_back(word.query);
  }
  if (kept.size() < words.size()) {
    words_ += words.size();
    words_kept_ += kept.size();
  }
  for (std::size_t i = 0; i < others.size(); ++i) {
    const double share = room / static_cast<double>(others.size() - i);
    kept.push_back(limited(others[i].query, share, false));
    room -= std::min(share, others[i].estimate.cost);
  }
  return {Query::OP_OR, kept.begin(), kept.end()};
}

/// Where the costliest part is words side by side, that one is made smaller; else the whole.
Query Bounds::limited_left(const Query& query, double room, bool scanned) {
  const double cost = estimate(query, scanned).cost;
  const bool is_filter = query.get_type() == Query::OP_FILTER;
  std::vector<Query> parts;
  std::vector<Estimate> alone;
  double least = articles_;
  for (std::size_t i = 0; i < query.get_num_subqueries(); ++i) {
    parts.push_back(query.get_subquery(i));
    alone.push_back(estimate(parts[i], scanned && (i == 0 || query.get_type() == Query::OP_AND_MAYBE)));
    if (i > 0) least = std::min(least, alone.back().matches);
  }
  // What is excluded is excluded from all articles; there are fewer words then.
  const double others = cost - alone[0].cost;
  if (query.get_type() == Query::OP_AND_NOT && parts[0].get_type() == Query::OP_OR && others <= room * room_for_nots) {
    parts[0] = limited(parts[0], room - others, scanned);
    return {query.get_type(), parts.begin(), parts.end()};
  }
  // What only weighs where a rare filter matches costs little, however much it costs alone.
  std::vector<double> costs;
  for (const Estimate& part : alone) costs.push_back(is_filter && costs.empty() ? narrowed(part, least) : part.cost);
  const auto costliest = static_cast<std::size_t>(std::max_element(costs.begin(), costs.end()) - costs.begin());
  // What the first part is narrowed by stays whole. Of the latest articles, words are not scanned.
  const bool narrows = costliest > 0 && query.get_type() != Query::OP_AND_MAYBE;
  if (narrows || parts[costliest].get_type() != Query::OP_OR) return latest(query, room / estimate(query, false).cost);
  // Narrowed, a part costs less than by itself: it may have more of that.
  parts[costliest] = limited(parts[costliest], alone[costliest].cost * room / cost, scanned);
  return {query.get_type(), parts.begin(), parts.end()};
}

Query Bounds::latest(const Query& query, double share) {
  share = std::min(1.0, std::max(share, fewest_articles / std::max(1.0, articles_)));
  if (share == 1.0) return query;
  least_share_ = std::min(least_share_, share);
  const auto last = database_.get_lastdocid();
  const auto first = last - static_cast<Xapian::docid>(share * last) + 1;
  return {Query::OP_FILTER, query, Query((new Latest(first, share))->release())};
}

std::vector<std::string> Bounds::remarks() const {
  std::vector<std::string> remarks;
  if (words_ > words_kept_)
    remarks.push_back(fmt::format("the query asks for too much at once: only the rarest {} of {} words were searched",
                                  words_kept_, words_));
  if (least_share_ < 1)
    remarks.push_back(
        fmt::format("the query asks for too much at once: parts of it were looked for only in the {} articles "
                    "added last",
                    static_cast<std::uint64_t>(least_share_ * articles_)));
  return remarks;
}

}  // namespace caravan::query
