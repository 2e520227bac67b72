#pragma once

#include <string>
#include <string_view>

#include "crawler/html/document.h"
#include "crawler/html/slim.h"

namespace caravan::test {

/// A page's tree as text, without what html::slim() may take out: two pages have the same outline exactly when a reader
/// of the tree cannot tell them apart. White space counts as one space.
inline std::string outline(const html::Document& document, bool attributes = true) {
  std::string out;
  for (std::uint32_t i = 0; i < document.size();) {
    const html::Node node = document.node(i);
    if (node.is_text()) {
      for (const char c : node.text())
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') out += c;
      ++i;
      continue;
    }
    std::size_t depth = 0;
    for (html::Node up = node.parent(); up; up = up.parent()) ++depth;
    out += "\n" + std::to_string(depth) + std::string(node.name());
    for (const html::Attribute& attribute : node.attributes())
      if (attributes && html::is_kept_attribute(attribute.name))
        out += " " + std::string(attribute.name) + "=" + std::string(attribute.value);
    out += '>';
    const bool emptied =
        node.is(html::Tag::style) || node.is(html::Tag::svg) ||
        (node.is(html::Tag::script) && node.attribute("type").find("ld+json") == std::string_view::npos);
    i = emptied ? node.end() : i + 1;
  }
  return out;
}

}  // namespace caravan::test
