#include "crawler/html/links.h"

#include <algorithm>

#include "crawler/html/document.h"
#include "crawler/html/link_tags.h"
#include "crawler/html/tokenizer.h"
#include "crawler/url/seen_texts.h"

namespace caravan::html {
namespace {

bool begins_folded(std::string_view text, std::string_view lower_case) {
  return equals_folded(text.substr(0, lower_case.size()), lower_case);
}

/// Whether a list such as rel="nofollow noopener" or content="noindex, follow" has the word; any case.
bool has_word(std::string_view list, std::string_view word) {
  constexpr std::string_view between = " \t\n\r\f,";
  for (std::size_t at = 0; (at = list.find_first_not_of(between, at)) != list.npos;) {
    const std::size_t end = std::min(list.find_first_of(between, at), list.size());
    if (equals_folded(list.substr(at, end - at), word)) return true;
    at = end;
  }
  return false;
}

/// "5; url='/next'" gives "/next" (HTML standard, "shared declarative refresh steps"); "" when it only reloads.
std::string_view refresh_target(std::string_view content) {
  std::size_t url = 0;
  while (url < content.size() && !begins_folded(content.substr(url), "url")) ++url;
  if (url == content.size()) return {};
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

  PageLinks read(const LinkTags& page, bool head_only) && {
    found_.links.reserve(page.tags.size());  // each adds one at most
    for (const LinkTag& tag : page.tags) {
      if (tag.tag == Tag::a || tag.tag == Tag::area) {
        if (!head_only && !has_word(tag.rel, "nofollow")) follow(tag.href);
      } else if (tag.tag == Tag::link) {
        link(tag);
      } else if (tag.tag == Tag::meta) {
        meta(tag);
      }
    }
    return std::move(found_);
  }

 private:
  void link(const LinkTag& tag) {
    const bool canonical = has_word(tag.rel, "canonical"), alternate = has_word(tag.rel, "alternate");
    const bool sequel = has_word(tag.rel, "next") || has_word(tag.rel, "prev");
    const bool version = has_word(tag.rel, "amphtml") || (alternate && !tag.media.empty() && !tag.has_hreflang);
    if (!canonical && !alternate && !sequel && !version) return;
    const auto target = resolve(tag.href);
    if (!target) return;
    if (canonical && !found_.canonical) found_.canonical = target;
    if (sequel) add(*target);
    if (version) found_.versions.push_back(*target);
    if (!alternate) return;
    if (begins_folded(tag.type, "application/rss+xml") || begins_folded(tag.type, "application/atom+xml")) {
      found_.feeds.push_back(*target);
    } else if (tag.has_hreflang) {
      found_.alternates.push_back(*target);
      add(*target);
    }
  }

  void meta(const LinkTag& tag) {
    if (is_robots_meta(tag)) {
      const bool none = has_word(tag.content, "none");
      found_.noindex |= none || has_word(tag.content, "noindex");
      found_.nofollow |= none || has_word(tag.content, "nofollow");
    }
    if (!found_.refresh && is_refresh_meta(tag))
      if (const auto target = refresh_target(tag.content); !target.empty()) found_.refresh = resolve(target);
  }

  std::optional<url::Url> resolve(std::string_view reference) const {
    return reference.empty() ? std::nullopt : url::Url::try_resolve(base_, reference);
  }

  void follow(std::string_view reference) {
    if (reference.empty() || reference.front() == '#' || !references_.insert(reference)) return;
    if (auto target = resolve(reference)) add(*std::move(target));
  }

  void add(url::Url target) {
    found_.links.push_back(std::move(target));
    if (!seen_.insert(found_.links.back().str())) found_.links.pop_back();
  }

  url::Url base_;
  PageLinks found_;
  url::SeenTexts references_;  ///< as they are written
  url::SeenTexts seen_;        ///< of found_.links, which must not move
};

url::Url base_address(const LinkTags& tags, const url::Url& page) {
  const auto first =
      std::ranges::find_if(tags.tags, [](const LinkTag& tag) { return tag.tag == Tag::base && tag.has_href; });
  if (first == tags.tags.end()) return page;
  const auto base = url::Url::resolve(page, first->href);
  return base ? *base : page;
}

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
  if (const auto tags = scan_link_tags(html)) return LinkReader(base_address(*tags, base)).read(*tags, false);
  const auto document = Document::parse(html);
  return document ? read_links(*document, base) : PageLinks();
}

PageLinks read_links(const Document& document, const url::Url& base) {
  return LinkReader(base_address(document, base)).read(link_tags_of(document), false);
}

PageLinks read_head_links(const Document& document, const url::Url& base) {
  return LinkReader(base_address(document, base)).read(link_tags_of(document), true);
}

}  // namespace caravan::html
