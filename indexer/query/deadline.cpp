#include "indexer/query/deadline.h"

namespace caravan::query {

namespace {

/// The clock is looked at once in so many articles: it costs about as much as ten of them, and the slowest, whose
/// positions are read, take some microseconds.
constexpr unsigned articles_a_look = 64;

}  // namespace

bool Deadline::cuts() const {
  if (!has_cut_ && at_ != Moment::max() && now_() >= at_) has_cut_ = true;
  return has_cut_;
}

/// Every number that an article may have, until the time has passed. Those that are none match nothing else.
class Deadline::Source final : public Xapian::PostingSource {
 public:
  explicit Source(const Deadline& deadline) : deadline_(deadline) {}

  void init(const Xapian::Database& database) override {
    articles_ = database.get_doccount();
    last_ = database.get_lastdocid();
    at_ = 0;
    until_look_ = 0;
  }
  Source* clone() const override { return new Source(deadline_); }
  Xapian::doccount get_termfreq_min() const override { return articles_; }
  Xapian::doccount get_termfreq_est() const override { return articles_; }
  Xapian::doccount get_termfreq_max() const override { return articles_; }
  void next(double) override { move_to(at_ + 1); }
  void skip_to(Xapian::docid to, double) override { move_to(to); }
  bool check(Xapian::docid to, double) override {
    move_to(to);
    return true;
  }
  bool at_end() const override { return at_ > last_; }
  Xapian::docid get_docid() const override { return at_; }

 private:
  void move_to(Xapian::docid to) {
    at_ = to;
    if (until_look_-- > 0) return;
    until_look_ = articles_a_look;
    if (deadline_.cuts()) at_ = last_ + 1;
  }

  const Deadline& deadline_;
  Xapian::doccount articles_ = 0;
  Xapian::docid last_ = 0, at_ = 0;
  unsigned until_look_ = 0;
};

Xapian::Query Deadline::bound(const Xapian::Query& query) const {
  if (at_ == Moment::max() || query.empty()) return query;
  return {Xapian::Query::OP_FILTER, query, Xapian::Query((new Source(*this))->release())};
}

}  // namespace caravan::query
