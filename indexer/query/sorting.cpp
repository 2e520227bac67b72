#include "indexer/query/sorting.h"

#include <queue>
#include <string>

#include "indexer/schema/fields.h"

namespace caravan::query {
namespace {

/// The clock is looked at once in so many values.
constexpr unsigned values_a_look = 1U << 14U;
/// What has no date is neither new nor old.
constexpr const char* no_day_comes_last = "99999999";

Xapian::valueno slot_of(Sort sort) {
  return static_cast<Xapian::valueno>(schema::find_field(sort == Sort::title ? "title" : "published")->slot);
}

struct Keyed {
  std::string key;
  Ranked ranked;
};

class ComesFirst {
 public:
  explicit ComesFirst(Sort sort) : greatest_first_(sort == Sort::newest) {}
  bool operator()(const Keyed& a, const Keyed& b) const { return operator()(a.key, a.ranked, b.key, b.ranked); }
  bool operator()(const std::string& key, const Ranked& ranked, const std::string& other_key,
                  const Ranked& other) const {
    const int order = key.compare(other_key);
    if (order != 0) return greatest_first_ ? order > 0 : order < 0;
    return ranked.score != other.score ? ranked.score > other.score : ranked.document < other.document;
  }

 private:
  bool greatest_first_;
};

}  // namespace

void sort_by(Xapian::Enquire& enquire, Sort sort, Xapian::MultiValueKeyMaker& keys) {
  switch (sort) {
    case Sort::relevance:
      return;
    case Sort::newest:
      enquire.set_sort_by_value_then_relevance(slot_of(sort), true);
      return;
    case Sort::oldest:
      keys.add_value(slot_of(sort), false, no_day_comes_last);
      enquire.set_sort_by_key_then_relevance(&keys, false);
      return;
    case Sort::title:
      enquire.set_sort_by_value_then_relevance(slot_of(sort), false);
      return;
  }
}

std::vector<Ranked> first_by(Sort sort, const DocumentSet& among, std::span<const double> scores,
                             const Xapian::Database& database, std::size_t wanted, const Deadline* deadline) {
  const ComesFirst comes_first(sort);
  std::priority_queue<Keyed, std::vector<Keyed>, ComesFirst> kept(comes_first);
  auto value = database.valuestream_begin(slot_of(sort));
  const auto end = database.valuestream_end(slot_of(sort));
  unsigned until_look = values_a_look;
  bool late = wanted == 0;
  std::string key;
  among.for_each([&](Xapian::docid article) {
    if (late) return;
    if (--until_look == 0) {
      until_look = values_a_look;
      late = deadline != nullptr && deadline->cuts();
    }
    if (value != end && value.get_docid() < article) value.skip_to(article);
    key.clear();
    if (value != end && value.get_docid() == article) key = *value;
    if (key.empty() && sort == Sort::oldest) key = no_day_comes_last;
    const Ranked ranked{article, scores.empty() ? 0 : scores[article]};
    if (kept.size() >= wanted) {
      if (!comes_first(key, ranked, kept.top().key, kept.top().ranked)) return;
      kept.pop();
    }
    kept.push({key, ranked});
  });
  std::vector<Ranked> first(kept.size());
  for (std::size_t i = kept.size(); i > 0; --i) {
    first[i - 1] = kept.top().ranked;
    kept.pop();
  }
  return first;
}

}  // namespace caravan::query
