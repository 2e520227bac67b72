#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace caravan::crawl {

/// What is read of a robots.txt; RFC 9309 section 2.5 asks for at least 500 KiB.
inline constexpr std::size_t max_robots_bytes = 500 * 1024;

/// The rules of one robots.txt (RFC 9309). Default: no rules, everything allowed.
class Robots {
 public:
  /// Whether a crawler may ask for a path (section 2.2.2): the longest matching rule decides, Allow wins a tie, no rule
  /// allows. "/robots.txt" is always allowed.
  /// @param product_token   "caravan"; compared without regard to case. See product_token().
  /// @param path_and_query  as it goes on the request line, percent-encoded
  bool allows(std::string_view product_token, std::string_view path_and_query) const;

  /// Crawl-delay of the same group (not in the RFC, but widely written); at most a day.
  std::optional<std::chrono::milliseconds> crawl_delay(std::string_view product_token) const;

  /// Absolute addresses as written in Sitemap lines, each once, in order.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  friend Robots parse_robots(std::string_view text);
  struct Pattern {
    std::string text;  ///< normalised; "*" stands for any text
    std::size_t first_star = 0;
    bool to_the_end = false;  ///< "$"

    Pattern() = default;
    Pattern(std::string written, bool end);
    bool matches(std::string_view path) const;
  };
  struct Rule {
    bool allow = false;
    Pattern pattern;
    Pattern decoded;  ///< the same with delimiters decoded where a query may be; see robots.cpp
    bool decodes = false;
    std::size_t length() const { return pattern.text.size() + (pattern.to_the_end ? 1 : 0); }
  };
  struct Delay {
    std::size_t agents = 0;  ///< how many the group had when it was read: it is for those
    std::chrono::milliseconds delay{};
  };
  struct Group {
    std::size_t agents = 0;
    std::vector<Rule> rules;
    std::vector<Delay> delays;
  };
  struct Membership {
    std::size_t group = 0, place = 0;
  };
  void add_agent(std::string name);
  const std::vector<Membership>& groups_of(std::string_view product_token) const;
  std::vector<Group> groups_;
  std::map<std::string, std::vector<Membership>, std::less<>> members_;  ///< by lower case agent; "*" for everybody
  std::vector<std::string> sitemaps_;
};

/// Reads whatever a server calls robots.txt; what is no rule is passed over. A byte order mark is skipped, any line
/// ending is accepted, bytes behind max_robots_bytes are not read (a rule cut in two there is dropped).
Robots parse_robots(std::string_view text);

/// The product token of a User-Agent header: "caravan/1.0 (+https://...)" gives "caravan" (letters, "_" and "-").
std::string product_token(std::string_view user_agent);

/// What an X-Robots-Tag header field says to this crawler ("noindex, nofollow", "otherbot: noindex"; "none" is both;
/// "unavailable_after" is not looked at). A name holds to the end of its field; give one field at a time.
struct RobotsTag {
  bool noindex = false, nofollow = false;
};
RobotsTag read_robots_tag(std::string_view value, std::string_view product_token);

}  // namespace caravan::crawl
