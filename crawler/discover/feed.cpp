#include "crawler/discover/feed.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <unicode/unistr.h>

#include "base/unicode.h"
#include "crawler/discover/timestamp.h"
#include "crawler/discover/xml_reader.h"

namespace caravan::crawl {

namespace {

constexpr std::size_t max_entries = 10'000;

/// What an <item> or <entry> has said so far.
struct Draft {
  std::string link, guid, original;
  std::optional<Instant> changed;
};

class FeedVisitor final : public XmlVisitor {
 public:
  FeedVisitor(const url::Url& base, Feed& feed) : feed_(feed), bases_{{0, base}} {}

  bool open(std::string_view name, int depth, const XmlAttributes& attributes) override {
    collecting_.clear();
    wanted_.clear();
    if (depth == 1 && !open_root(name)) return false;
    if (const auto base = attributes.get("xml:base")) push_base(*base, depth);
    if (entry_depth_ == 0 && depth > 1 && name == (atom_ ? "entry" : "item")) {
      entry_depth_ = depth;
      draft_ = {};
    } else if (is_link(name)) {
      open_link(depth, attributes);
    }
    if (in_entry(depth)) {
      wanted_ = name;
      if (name == "guid" && attributes.get("isPermaLink").value_or("true") == "false") wanted_.clear();
    }
    return true;
  }

  bool close(std::string_view name, int depth) override {
    if (in_entry(depth) && name == wanted_) take(wanted_, collecting_);
    wanted_.clear();
    collecting_.clear();
    const bool more = depth != entry_depth_ || add_entry();
    if (depth == entry_depth_) entry_depth_ = 0;
    while (bases_.back().first == depth) bases_.pop_back();
    return more;
  }

  void text(std::string_view text) override {
    if (!wanted_.empty() && collecting_.size() <= url::Url::max_length) collecting_.append(text);
  }

 private:
  bool open_root(std::string_view name) {
    atom_ = name == "feed";
    if (atom_ || name == "rss" || name == "RDF") return true;
    feed_.problem = fmt::format("<{}> is no feed", name);
    return false;
  }
  bool in_entry(int depth) const { return entry_depth_ != 0 && depth == entry_depth_ + 1; }
  bool is_link(std::string_view name) const { return name == "link" || name == "atom:link" || name == "atom10:link"; }
  const url::Url& base() const { return bases_.back().second; }

  void push_base(std::string_view reference, int depth) {
    if (auto resolved = url::Url::resolve(base(), reference)) bases_.emplace_back(depth, *std::move(resolved));
  }

  /// <link href="..." rel="..."/>, Atom's and the one that RSS borrows from it.
  void open_link(int depth, const XmlAttributes& attributes) {
    const auto href = attributes.get("href");
    if (!href || href->empty()) return;
    const std::string_view rel = attributes.get("rel").value_or("alternate");
    auto target = url::Url::resolve(base(), *href);
    if (!target) return;
    const bool of_feed = entry_depth_ == 0 && depth <= 3;
    if (of_feed && (rel == "next" || rel == "prev-archive") && !feed_.next)
      feed_.next = *std::move(target);
    else if (in_entry(depth) && rel == "alternate" && draft_.link.empty())
      draft_.link = target->str();
  }

  void take(std::string_view name, std::string_view text) {
    if (name == "link" && !atom_ && text.find_first_not_of(" \t\r\n") != std::string_view::npos) draft_.link = text;
    if (name == "guid") draft_.guid = text;
    if (name == "feedburner:origLink") draft_.original = text;
    constexpr std::string_view dates[] = {"pubDate",      "dc:date",        "published", "updated", "dcterms:modified",
                                          "atom:updated", "atom:published", "issued",    "modified"};
    if (std::ranges::find(dates, name) == std::end(dates)) return;
    if (const auto moment = parse_timestamp(text)) draft_.changed = std::max(draft_.changed.value_or(*moment), *moment);
  }

  /// Where the article is. A guid need not be an address at all, so it counts only where it is a whole one.
  std::optional<url::Url> address() const {
    for (const std::string* written : {&draft_.original, &draft_.link, &draft_.guid}) {
      if (written->empty()) continue;
      auto url = written == &draft_.guid ? url::Url::parse(*written) : url::Url::resolve(base(), *written);
      if (url) return *std::move(url);
    }
    return std::nullopt;
  }

  /// @return false when there are too many.
  bool add_entry() {
    std::optional<url::Url> url = address();
    if (!url || !seen_.insert(url->str()).second) return true;
    if (feed_.entries.size() >= max_entries) {
      feed_.problem = fmt::format("more than {} entries", max_entries);
      return false;
    }
    feed_.entries.push_back({*std::move(url), draft_.changed});
    return true;
  }

  Feed& feed_;
  std::vector<std::pair<int, url::Url>> bases_;  ///< with the depth they hold from
  bool atom_ = false;
  int entry_depth_ = 0;  ///< 0: outside of entries
  Draft draft_;
  std::string wanted_, collecting_;
  std::unordered_set<std::string> seen_;
};

/// "windows-1252" of <?xml ... encoding="windows-1252"?>
std::string_view declared_encoding(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 256);
  const std::string_view declaration = head.substr(0, head.find("?>"));
  const std::size_t key = declaration.find("encoding");
  const std::size_t open = declaration.find_first_of("\"'", key == std::string_view::npos ? declaration.size() : key);
  if (open == std::string_view::npos) return {};
  const std::size_t close = declaration.find(declaration[open], open + 1);
  return close == std::string_view::npos ? std::string_view() : declaration.substr(open + 1, close - open - 1);
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  return std::ranges::any_of(names, [&](std::string_view other) { return std::ranges::equal(name, other, same); });
}

/// What publishers' scripts do to XML, undone: encodings that expat does not know, broken UTF-8, control characters.
std::string repaired(std::string_view bytes) {
  const std::string_view encoding = declared_encoding(bytes);
  std::string text;
  if (encoding.empty() || is_one_of(encoding, {"utf-8", "utf8"})) {
    text = to_valid_utf8(bytes);
  } else {
    const icu::UnicodeString decoded(bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                     std::string(encoding).c_str());
    if (decoded.isBogus() || (decoded.isEmpty() && !bytes.empty())) return std::string(bytes);
    decoded.toUTF8String(text);
  }
  // The declaration would contradict the bytes now; UTF-8 needs none.
  if (const std::size_t end = text.find("?>"); !encoding.empty() && end != std::string::npos) text.erase(0, end + 2);
  std::erase_if(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
  return text;
}

bool is_utf16(std::string_view bytes) { return bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff"); }

}  // namespace

Feed read_feed(std::string_view bytes, const url::Url& base) {
  Feed feed;
  FeedVisitor visitor(base, feed);
  XmlReader reader(visitor);
  if (reader.feed(is_utf16(bytes) ? std::string(bytes) : repaired(bytes))) reader.finish();
  if (feed.problem.empty()) feed.problem = reader.problem();
  return feed;
}

}  // namespace caravan::crawl
