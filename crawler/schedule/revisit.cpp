#include "crawler/schedule/revisit.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace caravan::crawl {
namespace {

using archive::Outcome;
using archive::VisitRow;
using std::chrono::seconds;

bool is_answer(const VisitRow& visit) {
  return visit.outcome == Outcome::fetched || visit.outcome == Outcome::not_modified ||
         visit.outcome == Outcome::forbidden || visit.outcome == Outcome::forbidden_by_header ||
         visit.outcome == Outcome::redirected;
}

/// How many visits at the end had that outcome.
int run_of(Outcome outcome, std::span<const VisitRow> history) {
  int count = 0;
  for (auto visit = history.rbegin(); visit != history.rend() && visit->outcome == outcome; ++visit) ++count;
  return count;
}

seconds doubled(seconds start, int times, seconds most) {
  for (int i = 0; i < times && start < most; ++i) start *= 2;
  return std::min(start, most);
}

seconds with_slack(seconds interval) { return interval - interval * revisit_slack_percent / 100; }

/// One over the rate of change, with n intervals of which x brought a change: rate = -ln((n - x + 0.5) / (n + 0.5)) per
/// mean interval. A page never seen to change has no rate: as long as may be.
seconds interval_of_change(std::span<const VisitRow> answers, seconds most) {
  const auto intervals = static_cast<double>(answers.size() - 1);
  const auto changes = static_cast<double>(
      std::count_if(answers.begin() + 1, answers.end(), [](const VisitRow& visit) { return visit.changed; }));
  if (changes == 0) return most;
  const double mean = static_cast<double>((answers.back().at - answers.front().at).count()) / intervals;
  const double interval = mean / -std::log((intervals - changes + 0.5) / (intervals + 0.5));
  return interval >= static_cast<double>(most.count()) ? most : seconds(std::llround(interval));
}

seconds interval_of_answers(std::span<const VisitRow> history, const RevisitLimits& limits) {
  std::vector<VisitRow> answers;
  std::copy_if(history.begin(), history.end(), std::back_inserter(answers), is_answer);
  if (answers.size() < 2) return limits.min;
  // At least half a minimum, so that visits in quick succession (--full) do not hold the growth back for ever.
  const seconds last = std::max((answers.back().at - answers[answers.size() - 2].at), limits.min / 2);
  return std::clamp(std::min(interval_of_change(answers, limits.max), last * 2), limits.min, limits.max);
}

}  // namespace

Instant next_visit(std::span<const VisitRow> history, const RevisitLimits& limits, seconds gone_after) {
  const VisitRow& visit = history.back();
  switch (visit.outcome) {
    case Outcome::failed:
      return visit.at + doubled(std::min<seconds>(std::chrono::hours(1), limits.min),
                                run_of(Outcome::failed, history) - 1, with_slack(limits.min));
    case Outcome::gone:
      return visit.at + doubled(gone_after, run_of(Outcome::gone, history) - 1, std::max(limits.max, gone_after));
    case Outcome::refused:  // costs nobody a request, and should be noticed soon when the rules change
      return visit.at + with_slack(limits.min);
    default:
      return visit.at + with_slack(interval_of_answers(history, limits));
  }
}

}  // namespace caravan::crawl
