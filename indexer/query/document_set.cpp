#include "indexer/query/document_set.h"

#include <algorithm>
#include <bit>
#include <string>

namespace caravan::query {
namespace {

using Xapian::Query;

/// A posting that is looked up costs as much as so many that are read one after another.
constexpr std::uint64_t look_up_cost = 8;

/// What can be had without positions and values.
bool is_of_terms(const Query& query) {
  switch (query.get_type()) {
    case Query::LEAF_TERM:
    case Query::LEAF_MATCH_ALL:
    case Query::LEAF_MATCH_NOTHING:
      return true;
    case Query::OP_OR:
    case Query::OP_SYNONYM:
    case Query::OP_MAX:
    case Query::OP_SCALE_WEIGHT:
    case Query::OP_AND_MAYBE:
    case Query::OP_AND:
    case Query::OP_FILTER:
    case Query::OP_AND_NOT:
      for (std::size_t i = 0; i < query.get_num_subqueries(); ++i)
        if (!is_of_terms(query.get_subquery(i))) return false;
      return true;
    default:
      return false;
  }
}

class Matcher {
 public:
  Matcher(const Xapian::Database& database, const Deadline* deadline)
      : database_(database), deadline_(deadline), last_(database.get_lastdocid()) {}

  DocumentSet all_of(const Query& query) const {
    switch (query.get_type()) {
      case Query::LEAF_TERM:
      case Query::LEAF_MATCH_ALL:
        return postings(query);
      case Query::LEAF_MATCH_NOTHING:
        return DocumentSet(last_);
      case Query::OP_SCALE_WEIGHT:
      case Query::OP_AND_MAYBE:
        return all_of(query.get_subquery(0));
      case Query::OP_OR:
      case Query::OP_SYNONYM:
      case Query::OP_MAX:
        return any(query);
      case Query::OP_AND:
      case Query::OP_FILTER:
      case Query::OP_AND_NOT:
        return is_of_terms(query) ? narrowed(query) : by_xapian(query);
      default:
        return by_xapian(query);
    }
  }

 private:
  static std::string term_of(const Query& leaf) {
    return leaf.get_type() == Query::LEAF_MATCH_ALL ? std::string() : *leaf.get_terms_begin();
  }

  DocumentSet postings(const Query& leaf) const {
    DocumentSet found(last_);
    add_postings(leaf, found);
    return found;
  }

  void add_postings(const Query& leaf, DocumentSet& to) const {
    if (deadline_ != nullptr && deadline_->cuts()) return;
    const std::string term = term_of(leaf);
    for (auto posting = database_.postlist_begin(term), end = database_.postlist_end(term); posting != end; ++posting)
      to.add(*posting);
  }

  DocumentSet any(const Query& query) const {
    DocumentSet found(last_);
    for (std::size_t i = 0; i < query.get_num_subqueries(); ++i) {
      const Query each = query.get_subquery(i);
      if (each.get_type() == Query::LEAF_TERM)
        add_postings(each, found);
      else
        found |= all_of(each);
    }
    return found;
  }

  /// All of the parts, the rarest first; of AND_NOT, the first without the second.
  DocumentSet narrowed(const Query& query) const {
    std::vector<Query> parts;
    for (std::size_t i = 0; i < query.get_num_subqueries(); ++i) parts.push_back(query.get_subquery(i));
    if (query.get_type() == Query::OP_AND_NOT) {
      // What is excluded comes first: once the time has passed, nothing is found any more that it would exclude.
      DocumentSet excluded(last_);
      for (std::size_t i = 1; i < parts.size(); ++i) excluded |= all_of(parts[i]);
      DocumentSet found = all_of(parts[0]);
      found -= excluded;
      return found;
    }
    std::sort(parts.begin(), parts.end(), [&](const Query& a, const Query& b) { return at_most(a) < at_most(b); });
    DocumentSet found = all_of(parts[0]);
    for (std::size_t i = 1; i < parts.size(); ++i) narrow(found, parts[i]);
    return found;
  }

  void narrow(DocumentSet& set, const Query& by) const {
    const std::uint64_t size = set.size();
    if (by.get_type() != Query::LEAF_TERM || size * look_up_cost >= at_most(by)) {
      set &= all_of(by);
      return;
    }
    const std::string term = term_of(by);
    DocumentSet found(last_);
    auto posting = database_.postlist_begin(term);
    const auto end = database_.postlist_end(term);
    for (const Xapian::docid document : set.documents()) {
      posting.skip_to(document);
      if (posting == end) break;
      if (*posting == document) found.add(document);
    }
    set = std::move(found);
  }

  /// How many can match at most.
  std::uint64_t at_most(const Query& query) const {
    switch (query.get_type()) {
      case Query::LEAF_TERM:
        return database_.get_termfreq(term_of(query));
      case Query::LEAF_MATCH_NOTHING:
        return 0;
      case Query::OP_SCALE_WEIGHT:
      case Query::OP_AND_MAYBE:
      case Query::OP_AND_NOT:
        return at_most(query.get_subquery(0));
      case Query::OP_OR:
      case Query::OP_SYNONYM:
      case Query::OP_MAX: {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < query.get_num_subqueries(); ++i) sum += at_most(query.get_subquery(i));
        return sum;
      }
      case Query::OP_AND:
      case Query::OP_FILTER: {
        std::uint64_t least = database_.get_doccount();
        for (std::size_t i = 0; i < query.get_num_subqueries(); ++i)
          least = std::min(least, at_most(query.get_subquery(i)));
        return least;
      }
      default:
        return database_.get_doccount();
    }
  }

  DocumentSet by_xapian(const Query& query) const {
    DocumentSet found(last_);
    Gather spy(found);
    Xapian::Enquire enquire(database_);
    enquire.set_query(deadline_ == nullptr ? query : deadline_->bound(query));
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
    enquire.add_matchspy(&spy);
    enquire.get_mset(0, 1, database_.get_doccount());
    return found;
  }

  const Xapian::Database& database_;
  const Deadline* deadline_;
  Xapian::docid last_;
};

}  // namespace

std::uint64_t DocumentSet::size() const {
  std::uint64_t count = 0;
  for (const std::uint64_t word : bits_) count += static_cast<std::uint64_t>(std::popcount(word));
  return count;
}

std::vector<Xapian::docid> DocumentSet::documents() const {
  std::vector<Xapian::docid> all;
  all.reserve(size());
  for_each([&](Xapian::docid document) { all.push_back(document); });
  return all;
}

DocumentSet& DocumentSet::operator&=(const DocumentSet& other) {
  for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] &= other.bits_[i];
  return *this;
}

DocumentSet& DocumentSet::operator|=(const DocumentSet& other) {
  for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] |= other.bits_[i];
  return *this;
}

DocumentSet& DocumentSet::operator-=(const DocumentSet& other) {
  for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] &= ~other.bits_[i];
  return *this;
}

bool needs_matcher(const Query& query) { return !is_of_terms(query); }

DocumentSet matching(const Query& query, const Xapian::Database& database, const Deadline* deadline) {
  return Matcher(database, deadline).all_of(query);
}

}  // namespace caravan::query
