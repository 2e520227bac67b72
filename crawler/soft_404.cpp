#include "crawler/soft_404.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/quantity.h"
#include "crawler/body_kind.h"

namespace caravan::crawl {
namespace {

constexpr std::size_t most_suspects = 2000;
constexpr std::size_t most_bytes = 8u << 20;

/// The same folder and the same ending, since a server may answer for each in another way.
std::string impossible_beside(const url::Url& url) {
  std::string path(url.path());
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.find('.', slash);
  std::string name;
  for (const char byte : sha256(url.str()).substr(0, 10))
    name += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return fmt::format("{}{}caravan-{}{}{}", url.origin(), path.substr(0, slash + 1), name,
                     dot == std::string::npos ? "" : path.substr(dot), url.path().ends_with('/') ? "/" : "");
}

void hold(Judgement& judgement, std::string reason) {
  judgement.held = true;
  judgement.body_counts = false;
  judgement.unchanged = false;
  judgement.visit.outcome = archive::Outcome::failed;
  judgement.visit.effect = archive::Effect::none;
  judgement.visit.error = std::move(reason);
}

}  // namespace

bool Suspects::take(const Job& job, Judgement& judgement, std::string& body) {
  const std::size_t size = judgement.body_counts ? body.size() : 0;
  if (judgement.looks.empty() || suspects_.size() >= most_suspects || bytes_ + size > most_bytes) return false;
  bytes_ += size;
  suspects_.push_back({job, std::move(judgement), size == 0 ? std::string() : std::move(body)});
  return true;
}

bool Suspects::has_twin(const Suspect& suspect) const {
  return std::ranges::any_of(suspects_, [&](const Suspect& other) {
    return other.job.page != suspect.job.page && other.judgement.looks == suspect.judgement.looks;
  });
}

void Suspects::saw_alive(std::string_view fingerprint) {
  if (alive_.size() < 2) alive_.insert(looks_of_reading(fingerprint));
}

bool Suspects::site_works() const {
  return std::ranges::any_of(alive_, [&](const std::string& looks) { return looks != probe_looks_; });
}

std::optional<url::Url> Suspects::probe() {
  if (asked_) return std::nullopt;
  const auto first = std::ranges::find_if(
      suspects_, [&](const Suspect& suspect) { return suspect.judgement.held || has_twin(suspect); });
  if (first == suspects_.end()) return std::nullopt;
  asked_ = true;
  const Result<url::Url> address = url::Url::parse(impossible_beside(first->job.url));
  return address ? std::optional(*address) : std::nullopt;
}

void Suspects::probed(const url::Url& address, std::string looks) {
  probe_address_ = address.str();
  probe_looks_ = std::move(looks);
}

std::vector<Suspect> Suspects::settle(const Gone& gone) {
  for (Suspect& suspect : suspects_) {
    if (!probe_looks_.empty() && suspect.judgement.looks == probe_looks_) {
      std::optional<Judgement> left;
      if (site_works() || suspect.job.asked_for) left = gone(suspect.job);
      if (left) {
        suspect.judgement = *std::move(left);
        ++gone_;
      } else if (!suspect.judgement.held) {
        hold(suspect.judgement, "says what an address that cannot exist says");
      }
    } else if (!suspect.judgement.held && has_twin(suspect)) {
      hold(suspect.judgement, "says the same as other articles now");
    }
  }
  bytes_ = 0;
  return std::exchange(suspects_, {});
}

std::string Suspects::note() const {
  return gone_ == 0 ? std::string()
                    : fmt::format("{} answered with status 200 what {} answers, which cannot exist: taken for gone",
                                  format_count(gone_, "page", "pages"), probe_address_);
}

std::string looks_of_reading(std::string_view fingerprint) {
  return fingerprint.empty() ? std::string() : fmt::format("reads {}", fingerprint);
}

std::string looks_of_redirect(const url::Url& target) { return "leads to " + target.str(); }

std::string looks_of(const url::Url& address, const FetchAnswer& answer, const ReadPage& read_page, Instant now) {
  if (answer.status >= 300 && answer.status < 400) {
    const Result<url::Url> target = url::Url::resolve(address, answer.header("location"));
    return target && !answer.header("location").empty() ? looks_of_redirect(url::without_tracking(*target)) : "";
  }
  const std::string type = answer.header("content-type");
  if (answer.status != 200 || !read_page || kind_of_body(type, answer.body) != BodyKind::markup) return {};
  return looks_of_reading(read_page(address, type, answer.body, now).fingerprint);
}

}  // namespace caravan::crawl
