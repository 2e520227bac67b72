#include "crawler/html/links.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>

#include "crawler/html/document.h"

namespace caravan::html {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

/// Whether a list such as rel="nofollow noopener" or content="noindex, follow" has the word; any case.
bool has_word(std::string_view list, std::string_view word) {
  const std::string lower = lower_case(list);
  const std::string_view view = lower;
  constexpr std::string_view between = " \t\n\r\f,";
  for (std::size_t at = 0; (at = view.find_first_not_of(between, at)) != view.npos;) {
    const std::size_t end = std::min(view.find_first_of(between, at), view.size());
    if (view.substr(at, end - at) == word) return true;
    at = end;
  }
  return false;
}

/// "5; url='/next'" gives "/next" (HTML standard, "shared declarative refresh steps"); "" when it only reloads.
std::string_view refresh_target(std::string_view content) {
  const std::string lower = lower_case(content);
  const std::size_t url = lower.find("url");
  if (url == std::string::npos) return {};
  std::size_t at = content.find_first_not_of(" \t\n\r\f", url + 3);
  if (at == content.npos || content[at] != '=') return {};
  at = content.find_first_not_of(" \t\n\r\f", at + 1);
  if (at == content.npos) return {};
  if (content[at] == '"' || content[at] == '\'') {
    const std::size_t end = content.find(content[at], at + 1);
    return content.substr(at + 1, end == content.npos ? end : end - at - 1);
  }
  return content.substr(at);
}

class LinkReader {
 public:
  explicit LinkReader(url::Url base) : base_(std::move(base)) {}

  PageLinks read(const Document& document, bool head_only) && {
    for (std::uint32_t i = 0; i < document.size(); ++i) {
      const Node node = document.node(i);
      if (node.is(Tag::a) || node.is(Tag::area)) {
        if (!head_only && !has_word(node.attribute("rel"), "nofollow")) follow(node.attribute("href"));
      } else if (node.is(Tag::link)) {
        link(node);
      } else if (node.is(Tag::meta)) {
        meta(node);
      }
    }
    return std::move(found_);
  }

 private:
  void link(Node node) {
    const std::string_view rel = node.attribute("rel");
    const auto target = resolve(node.attribute("href"));
    if (!target) return;
    if (has_word(rel, "canonical") && !found_.canonical) found_.canonical = target;
    if (has_word(rel, "next") || has_word(rel, "prev")) add(*target);
    if (!has_word(rel, "alternate")) return;
    const std::string type = lower_case(node.attribute("type"));
    if (type.starts_with("application/rss+xml") || type.starts_with("application/atom+xml")) {
      found_.feeds.push_back(*target);
    } else if (node.has("hreflang")) {
      found_.alternates.push_back(*target);
      add(*target);
    }
  }

  void meta(Node node) {
    const std::string name = lower_case(node.attribute("name"));
    const std::string_view content = node.attribute("content");
    if (name == "robots" || name == "caravan") {
      const bool none = has_word(content, "none");
      found_.noindex |= none || has_word(content, "noindex");
      found_.nofollow |= none || has_word(content, "nofollow");
    }
    if (!found_.refresh && lower_case(node.attribute("http-equiv")) == "refresh")
      if (const auto target = refresh_target(content); !target.empty()) found_.refresh = resolve(target);
  }

  std::optional<url::Url> resolve(std::string_view reference) const {
    if (reference.empty()) return std::nullopt;
    auto target = url::Url::resolve(base_, reference);
    return target ? std::optional(*std::move(target)) : std::nullopt;
  }

  void follow(std::string_view reference) {
    if (reference.empty() || reference.front() == '#') return;
    if (const auto target = resolve(reference)) add(*target);
  }

  void add(const url::Url& target) {
    if (seen_.insert(target.str()).second) found_.links.push_back(target);
  }

  url::Url base_;
  PageLinks found_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

url::Url base_address(const Document& document, const url::Url& page) {
  for (std::uint32_t i = 0; i < document.size(); ++i) {
    const Node node = document.node(i);
    if (!node.is(Tag::base) || !node.has("href")) continue;
    const auto base = url::Url::resolve(page, node.attribute("href"));
    return base ? *base : page;
  }
  return page;
}

PageLinks read_links(std::string_view html, const url::Url& base) {
  const auto document = Document::parse(html);
  return document ? read_links(*document, base) : PageLinks();
}

PageLinks read_links(const Document& document, const url::Url& base) {
  return LinkReader(base_address(document, base)).read(document, false);
}

PageLinks read_head_links(const Document& document, const url::Url& base) {
  return LinkReader(base_address(document, base)).read(document, true);
}

}  // namespace caravan::html
