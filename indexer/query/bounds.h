#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <xapian.h>

namespace caravan::query {

/// Keeps what a query costs within so many times what ordinary ones cost, whatever it is made of. The cost is estimated
/// before anything is searched, in postings that would be read, from how many articles have each of its words. A query
/// that costs too much loses the most frequent of the words that it looks for side by side; what must stay whole
/// (phrases, NEARs, beginnings of words, everything joined by AND) is looked for in the articles that were added last.
/// The same index and query always give the same answer.
class Bounds {
 public:
  /// @param sorted  by date or title, which are read of every article that is found
  /// @param facets  of how many values are chosen
  explicit Bounds(const Xapian::Database& database, bool sorted = false, std::size_t facets = 0);

  /// The query, or what there is room for of it.
  Xapian::Query keep(const Xapian::Query& query) { return limited(query, allowed_, true); }
  /// What was left out, for people; empty when nothing was.
  std::vector<std::string> remarks() const;

  /// What the query costs, in postings read.
  double cost(const Xapian::Query& query) { return estimate(query, true).cost; }
  /// What a query may cost.
  double allowed() const { return allowed_; }

 private:
  struct Estimate {
    double cost = 0;
    double matches = 0;  ///< how many articles at most
    double look_up = 0;  ///< what it costs to ask whether one article matches
  };
  struct Part {
    Xapian::Query query;
    Estimate estimate;
  };

  /// @param scanned  whether words side by side are searched for one after another (word_scan.h)
  Estimate estimate(const Xapian::Query& query, bool scanned);
  static double narrowed(const Estimate& part, double candidates);
  Estimate estimate_term(const std::string& term, bool scanned);
  Estimate estimate_any(const Xapian::Query& query, bool scanned);
  Estimate estimate_all(const Xapian::Query& query, bool scanned);
  Estimate estimate_near(const Xapian::Query& query);
  Estimate estimate_left(const Xapian::Query& query, bool scanned);
  Xapian::Query limited(const Xapian::Query& query, double room, bool scanned);
  Xapian::Query limited_any(const Xapian::Query& query, double room, bool scanned);
  Xapian::Query limited_left(const Xapian::Query& query, double room, bool scanned);
  Xapian::Query latest(const Xapian::Query& query, double share);
  void flatten(const Xapian::Query& query, bool scanned, std::vector<Part>& words, std::vector<Part>& others);

  const Xapian::Database& database_;
  double articles_ = 0, allowed_ = 0;
  std::unordered_map<std::string, double> frequencies_;
  std::size_t words_ = 0, words_kept_ = 0;  ///< where words were left out
  double least_share_ = 1;                  ///< of the articles, in which a part was looked for
};

}  // namespace caravan::query
