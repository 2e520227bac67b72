#include "crawler/robots/robots.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <unordered_set>
#include <utility>

#include "crawler/url/percent.h"

namespace caravan::crawl {

namespace {

using std::chrono::milliseconds;

constexpr url::PlainBytes plain_in_rules("\"<>`{}^'");
constexpr double longest_delay_s = 24 * 60 * 60;

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space(" \t\f\v\0", 5);
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

/// RFC 9309 section 2.2.1: letters, "_" and "-".
std::string_view leading_token(std::string_view text) {
  const auto end = std::ranges::find_if_not(
      text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; });
  return {text.begin(), end};
}

std::string agent_name(std::string_view value) {
  return value.starts_with('*') ? "*" : lower_case(leading_token(value));
}

/// Section 2.2.2: octets outside ASCII are encoded, unreserved ones decoded, before anything is compared.
std::string normalised(std::string_view path) {
  std::string form;
  url::append_normalised(form, path, plain_in_rules);
  return form;
}

/// Nothing in it is written in another way than normalised_address() would.
bool is_normal_address(std::string_view path_and_query) {
  return std::ranges::all_of(path_and_query, [](char c) { return plain_in_rules.has(c) && c != '*' && c != '$'; });
}

/// Section 2.2.3: a literal "*" or "$" of an address is what a pattern writes as "%2A" or "%24".
std::string normalised_address(std::string_view path_and_query) {
  std::string form;
  for (char c : normalised(path_and_query)) {
    if (c == '*' || c == '$') {
      url::append_percent(form, static_cast<unsigned char>(c));
    } else {
      form += c;
    }
  }
  return form;
}

/// Section 2.2.2 takes "?u=https://b.org" and "?u=https%3A%2F%2Fb.org" for the same. From `begin` on the delimiters
/// that mean nothing in a query are decoded.
std::string with_decoded_delimiters(std::string_view normal, std::size_t begin) {
  constexpr std::string_view delimiters = ":/?@[]";
  std::string form(normal.substr(0, begin));
  for (std::size_t i = begin; i < normal.size(); ++i) {
    const int value = url::percent_value(normal.substr(i));
    if (value > 0 && delimiters.find(static_cast<char>(value)) != std::string_view::npos) {
      form += static_cast<char>(value);
      i += 2;
    } else {
      form += normal[i];
    }
  }
  return form;
}

/// Where `wanted` begins in `text`. memmem is linear, find() is not: patterns come from strangers.
std::size_t find_linear(std::string_view text, std::string_view wanted) {
  if (wanted.empty()) return 0;
  const void* found = memmem(text.data(), text.size(), wanted.data(), wanted.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::optional<milliseconds> read_delay(std::string_view value) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error != std::errc() || !std::isfinite(seconds) || seconds < 0) return std::nullopt;
  return milliseconds(static_cast<std::int64_t>(std::min(seconds, longest_delay_s) * 1000));
}

struct Line {
  std::string key;         ///< lower case
  std::string_view value;  ///< trimmed, without comment
};

std::optional<Line> read_line(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return Line{lower_case(trimmed(text.substr(0, colon))), trimmed(text.substr(colon + 1))};
}

/// The part that is read: without byte order mark, and without the line that the size limit cuts.
std::string_view readable(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  const bool cut = text.size() > max_robots_bytes;
  text = text.substr(0, max_robots_bytes);
  if (cut) text = text.substr(0, text.find_last_of("\r\n") + 1);
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return text;
}

template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    if (const std::optional<Line> line = read_line(text.substr(0, end))) visit(*line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

Robots::Pattern::Pattern(std::string written, bool end)
    : text(std::move(written)), first_star(std::min(text.find('*'), text.size())), to_the_end(end) {}

/// From the front; to the very end where `to_the_end`. The pieces between stars are taken at the first place where they
/// fit, which is enough because a star takes any text.
bool Robots::Pattern::matches(std::string_view path) const {
  if (!path.starts_with(std::string_view(text).substr(0, first_star))) return false;
  path.remove_prefix(first_star);
  std::string_view pattern = std::string_view(text).substr(first_star);
  if (pattern.empty()) return !to_the_end || path.empty();
  for (;;) {
    pattern.remove_prefix(1);
    const std::size_t star = pattern.find('*');
    const std::string_view piece = pattern.substr(0, star);
    if (star == std::string_view::npos && to_the_end) return path.ends_with(piece);
    const std::size_t at = find_linear(path, piece);
    if (at == std::string_view::npos) return false;
    if (star == std::string_view::npos) return true;
    path.remove_prefix(at + piece.size());
    pattern.remove_prefix(star);
  }
}

void Robots::add_agent(std::string name) {
  std::vector<Membership>& of_agent = members_[std::move(name)];
  const std::size_t group = groups_.size() - 1, place = groups_.back().agents++;
  if (of_agent.empty() || of_agent.back().group != group) of_agent.push_back({group, place});
}

Robots parse_robots(std::string_view text) {
  Robots robots;
  std::unordered_set<std::string_view> sitemaps;
  bool naming = false;  // user-agent lines follow each other, whatever else but rules stands between them
  const auto add_rule = [&](bool allow, std::string_view value) {
    naming = false;
    if (robots.groups_.empty() || value.empty()) return;
    const bool to_the_end = value.ends_with('$');
    if (to_the_end) value.remove_suffix(1);
    const std::string pattern = normalised(value);
    const std::string decoded = with_decoded_delimiters(pattern, std::min(pattern.find_first_of("?*"), pattern.size()));
    robots.groups_.back().rules.push_back({allow, {pattern, to_the_end}, {decoded, to_the_end}, decoded != pattern});
  };
  for_each_line(readable(text), [&](const Line& line) {
    if (line.key == "user-agent") {
      if (!naming) robots.groups_.emplace_back();
      naming = true;
      robots.add_agent(agent_name(line.value));
    } else if (line.key == "allow" || line.key == "disallow") {
      add_rule(line.key == "allow", line.value);
    } else if (line.key == "crawl-delay" && !robots.groups_.empty()) {
      Robots::Group& group = robots.groups_.back();
      if (const auto delay = read_delay(line.value)) group.delays.push_back({group.agents, *delay});
    } else if (line.key == "sitemap" && !line.value.empty() && sitemaps.insert(line.value).second) {
      robots.sitemaps_.emplace_back(line.value);
    }
  });
  return robots;
}

/// Section 2.2.1: the groups that name the crawler, together; only where there are none, those for everybody.
const std::vector<Robots::Membership>& Robots::groups_of(std::string_view product_token) const {
  static const std::vector<Membership> none;
  const std::string token = lower_case(product_token);
  const auto named = members_.find(token);
  const auto found = named == members_.end() ? members_.find("*") : named;
  return found == members_.end() ? none : found->second;
}

bool Robots::allows(std::string_view product_token, std::string_view path_and_query) const {
  if (path_and_query == "/robots.txt") return true;
  const std::vector<Membership>& groups = groups_of(product_token);
  if (groups.empty()) return true;
  std::string normal, decoded;
  std::string_view address = path_and_query, decoded_address = path_and_query;
  const bool rewritten = !is_normal_address(path_and_query);
  if (rewritten) {
    address = normal = normalised_address(path_and_query);
    decoded_address = decoded = with_decoded_delimiters(address, std::min(address.find('?'), address.size()));
  }
  std::size_t longest = 0;
  bool allowed = true;
  for (const Membership& membership : groups) {
    for (const Rule& rule : groups_[membership.group].rules) {
      const std::size_t length = rule.length();
      if (length < longest || (length == longest && (allowed || !rule.allow))) continue;
      if (!rule.pattern.matches(address) && (!(rewritten || rule.decodes) || !rule.decoded.matches(decoded_address)))
        continue;
      longest = length;
      allowed = rule.allow;
    }
  }
  return allowed;
}

std::optional<milliseconds> Robots::crawl_delay(std::string_view product_token) const {
  std::optional<milliseconds> longest;
  for (const Membership& membership : groups_of(product_token))
    for (const Delay& delay : groups_[membership.group].delays)
      if (membership.place < delay.agents) longest = std::max(longest.value_or(milliseconds(0)), delay.delay);
  return longest;
}

std::string product_token(std::string_view user_agent) { return std::string(leading_token(trimmed(user_agent))); }

RobotsTag read_robots_tag(std::string_view value, std::string_view product_token) {
  RobotsTag tag;
  bool meant = true;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(','), value.size());
    std::string_view part = trimmed(value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
    if (const std::size_t colon = part.find(':'); colon != std::string_view::npos) {
      const std::string name = lower_case(trimmed(part.substr(0, colon)));
      if (name == "unavailable_after" || name.starts_with("max-") || leading_token(name).size() != name.size())
        continue;
      meant = name == lower_case(product_token);
      part = trimmed(part.substr(colon + 1));
    }
    const std::string directive = lower_case(part);
    if (!meant) continue;
    tag.noindex |= directive == "noindex" || directive == "none";
    tag.nofollow |= directive == "nofollow" || directive == "none";
  }
  return tag;
}

}  // namespace caravan::crawl
