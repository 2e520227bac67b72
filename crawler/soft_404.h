#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/fetch/fetcher.h"
#include "crawler/judgement.h"
#include "crawler/lane.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

/// An answer that waits for what the rest of the run shows.
struct Suspect {
  Job job;
  Judgement judgement;
  std::string body;  ///< where the judgement wants one
};

/// The answers of one site, in one run, that look like an error page with status 200, or may turn out to be one: they
/// are put aside until the site has shown what it says of an address that cannot exist (a soft 404), and whether other
/// articles say the same now.
class Suspects {
 public:
  /// Takes what must wait; what is taken is moved from. False: there is no reason to wait, or no room.
  bool take(const Job& job, Judgement& judgement, std::string& body);
  bool empty() const { return suspects_.empty(); }
  std::size_t size() const { return suspects_.size(); }

  /// An article answered as itself: unless it is an error page, the site works.
  void saw_alive(std::string_view fingerprint);

  /// An address that cannot exist, beside the first answer that is suspicious; at most once.
  std::optional<url::Url> probe();
  /// What it answered; see looks_of().
  void probed(const url::Url& address, std::string looks);

  /// All that was put aside, judged with what is known by now. Of an answer that says what an address that cannot exist
  /// says, `gone` makes the visit of a page that is gone; where no article has answered as itself it is held, for then
  /// the site may be down. So is an article that now says the same as another.
  using Gone = std::function<std::optional<Judgement>(const Job& job)>;
  std::vector<Suspect> settle(const Gone& gone);
  /// For the report; empty: nothing was taken for gone.
  std::string note() const;

 private:
  bool has_twin(const Suspect& suspect) const;
  bool site_works() const;

  std::vector<Suspect> suspects_;
  std::size_t bytes_ = 0;
  bool asked_ = false;
  std::set<std::string> alive_;  // what articles read as; two tell
  std::string probe_address_, probe_looks_;
  std::size_t gone_ = 0;
};

/// What an answer comes to, for comparison: what it reads as, or where it leads to; "" when it is neither.
std::string looks_of(const url::Url& address, const FetchAnswer& answer, const ReadPage& read_page, Instant now);
std::string looks_of_reading(std::string_view fingerprint);
std::string looks_of_redirect(const url::Url& target);

}  // namespace caravan::crawl
