#pragma once

#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/html/tag.h"

namespace caravan::html {

class Document;

/// One <a>, <area>, <base>, <link> or <meta> of a page: those of its attributes that say where the page leads, "" where
/// absent or empty.
struct LinkTag {
  Tag tag = Tag::none;
  std::string_view href, rel, type, content, name, http_equiv, media;
  bool has_href = false, has_hreflang = false;
};

/// All of them but the <meta> that say nothing to a crawler, in the order of the tree. Views into the page, or into
/// `decoded`.
struct LinkTags {
  std::vector<LinkTag> tags;
  std::forward_list<std::string> decoded;
};

/// Reads them from the text alone, in one pass and without a tree, which takes a fiftieth of the time. What it finds is
/// what the tree would hold: where that cannot be told from the text (links in a table but in no cell, which move
/// before it; in select, template, math, framesets; drawings with markup in them), it gives up.
/// @param html  UTF-8; outlives the answer
/// @return nullopt: ask the tree
std::optional<LinkTags> scan_link_tags(std::string_view html);

/// The same from the tree; the document outlives the answer.
LinkTags link_tags_of(const Document& document);

/// A robots rule for everybody or for us: <meta name=robots> and name=caravan.
bool is_robots_meta(const LinkTag& tag);
/// <meta http-equiv=refresh>
bool is_refresh_meta(const LinkTag& tag);

}  // namespace caravan::html
