#include "crawler/discover/sitemap.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/quantity.h"
#include "crawler/discover/gunzip.h"
#include "crawler/discover/timestamp.h"
#include "crawler/discover/xml_reader.h"

namespace caravan::crawl {

namespace {

using Kind = SitemapSummary::Kind;
using OnEntry = std::function<void(const SitemapEntry&)>;

/// Counts, resolves and hands on what the two formats find.
class Entries {
 public:
  Entries(const url::Url& base, const OnEntry& entry, const SitemapLimits& limits, SitemapSummary& summary)
      : base_(base), entry_(entry), limits_(limits), summary_(summary) {}

  /// @return false when there are too many.
  bool add(std::string_view address, std::optional<Instant> lastmod) {
    if (summary_.entries + summary_.unusable >= limits_.max_entries) {
      summary_.problem = fmt::format("more than {} addresses", limits_.max_entries);
      return false;
    }
    const Result<url::Url> url = url::Url::resolve(base_, address);
    if (address.empty() || !url) {
      ++summary_.unusable;
      return true;
    }
    ++summary_.entries;
    entry_({*url, lastmod});
    return true;
  }

 private:
  const url::Url& base_;
  const OnEntry& entry_;
  const SitemapLimits& limits_;
  SitemapSummary& summary_;
};

/// <urlset><url><loc/><lastmod/></url></urlset> and <sitemapindex><sitemap>... Whatever else is inside is passed over.
class SitemapVisitor final : public XmlVisitor {
 public:
  SitemapVisitor(Entries& entries, SitemapSummary& summary) : entries_(entries), summary_(summary) {}

  bool open(std::string_view name, int depth, const XmlAttributes&) override {
    if (depth == 1) return open_root(name);
    collecting_ = nullptr;
    if (depth == 2) {
      inside_ = name == (summary_.kind == Kind::index ? "sitemap" : "url");
      loc_.clear();
      lastmod_.clear();
    } else if (depth == 3 && inside_) {
      if (name == "loc") collecting_ = &loc_;
      if (name == "lastmod") collecting_ = &lastmod_;
      if (collecting_ != nullptr) collecting_->clear();
    }
    return true;
  }

  bool close(std::string_view, int depth) override {
    if (depth == 3) collecting_ = nullptr;
    if (depth != 2 || !inside_) return true;
    inside_ = false;
    return entries_.add(loc_, parse_timestamp(lastmod_));
  }

  void text(std::string_view text) override {
    if (collecting_ != nullptr && collecting_->size() <= url::Url::max_length) collecting_->append(text);
  }

 private:
  bool open_root(std::string_view name) {
    if (name == "urlset") summary_.kind = Kind::urlset;
    if (name == "sitemapindex") summary_.kind = Kind::index;
    if (name == "rss" || name == "feed" || name == "RDF") summary_.kind = Kind::feed;
    if (summary_.kind == Kind::nothing) summary_.problem = fmt::format("<{}> is no sitemap", name);
    return summary_.kind == Kind::urlset || summary_.kind == Kind::index;
  }

  Entries& entries_;
  SitemapSummary& summary_;
  bool inside_ = false;
  std::string loc_, lastmod_;
  std::string* collecting_ = nullptr;
};

/// One address a line.
class TextReader {
 public:
  TextReader(Entries& entries, SitemapSummary& summary) : entries_(entries), summary_(summary) {}

  bool feed(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t end = bytes.find_first_of("\r\n");
      if (line_.size() <= url::Url::max_length) line_.append(bytes.substr(0, end));
      if (end == std::string_view::npos) return true;
      bytes.remove_prefix(end + 1);
      if (!finish_line()) return false;
    }
    return true;
  }
  void finish() { finish_line(); }

 private:
  bool finish_line() {
    const std::string line = std::exchange(line_, {});
    if (line.find_first_not_of(" \t") == std::string::npos) return true;
    // Only a whole address: the words of any text would do for relative ones.
    const bool whole = url::Url::parse(line).has_value();
    if (!whole && summary_.kind == Kind::nothing) {
      summary_.problem = "neither XML nor a list of addresses";
      return false;
    }
    summary_.kind = Kind::text;
    return entries_.add(whole ? std::string_view(line) : std::string_view(), std::nullopt);
  }

  Entries& entries_;
  SitemapSummary& summary_;
  std::string line_;
};

/// Tells the formats apart by the first bytes, and passes everything on.
class Reader {
 public:
  Reader(Entries& entries, SitemapSummary& summary)
      : summary_(summary), visitor_(entries, summary), xml_(visitor_), text_(entries, summary) {}

  bool feed(std::string_view bytes) {
    if (format_ == Format::unknown) {
      const std::size_t mark = bytes.starts_with("\xef\xbb\xbf") ? 3 : 0;
      const std::size_t first = bytes.find_first_not_of(" \t\r\n", mark);
      if (first == std::string_view::npos) return true;
      const bool utf16 = bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
      format_ = bytes[first] == '<' || utf16 ? Format::xml : Format::text;
      bytes.remove_prefix(utf16 ? 0 : first);
    }
    return format_ == Format::xml ? xml_.feed(bytes) : text_.feed(bytes);
  }

  void finish(bool whole) {
    if (format_ == Format::text && whole && summary_.problem.empty()) text_.finish();
    if (format_ == Format::xml && whole) xml_.finish();
    if (summary_.problem.empty()) summary_.problem = format_ == Format::unknown ? "it is empty" : xml_.problem();
  }

 private:
  enum class Format : std::uint8_t { unknown, xml, text };
  SitemapSummary& summary_;
  Format format_ = Format::unknown;
  SitemapVisitor visitor_;
  XmlReader xml_;
  TextReader text_;
};

}  // namespace

SitemapSummary read_sitemap(std::string_view bytes, const url::Url& base,
                            const std::function<void(const SitemapEntry&)>& entry, const SitemapLimits& limits) {
  SitemapSummary summary;
  Entries entries(base, entry, limits, summary);
  Reader reader(entries, summary);
  std::string cut;
  if (is_gzip(bytes)) {
    cut = gunzip(bytes, limits.max_bytes, [&](std::string_view piece) { return reader.feed(piece); });
  } else {
    if (bytes.size() > limits.max_bytes) cut = fmt::format("more than {}", format_bytes(limits.max_bytes));
    reader.feed(bytes.substr(0, limits.max_bytes));
  }
  reader.finish(cut.empty());
  if (summary.problem.empty() || !cut.empty()) summary.problem = cut;
  return summary;
}

}  // namespace caravan::crawl
