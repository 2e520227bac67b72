#include "crawler/html/drawing.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "crawler/html/tag.h"
#include "crawler/html/tokenizer.h"

namespace caravan::html {
namespace {

/// Names that HTML has, too, but that are a drawing's own inside of one.
constexpr std::array<std::string_view, 5> drawing = {"title", "style", "svg", "a", "image"};
/// What HTML's rules treat in their own way unless it holds text only.
constexpr std::array<std::string_view, 3> drawing_text = {"title", "desc", "style"};

/// Names that end a drawing, or begin HTML within it, and have no Tag.
constexpr std::array<std::string_view, 4> html_only = {"big", "listing", "nobr", "foreignobject"};

bool is_of_drawings(std::string_view name) {
  if (is_any(name, drawing)) return true;
  std::string lower_case(name);
  std::ranges::transform(lower_case, lower_case.begin(), lower);
  return tag_named(lower_case) == Tag::other && !is_any(name, html_only);
}

}  // namespace

std::size_t plain_drawing_end(std::string_view html, const Tokenizer& tokenizer, std::size_t at) {
  std::vector<std::string_view> open;
  while (at != npos && (at = html.find('<', at)) != npos) {
    if (html.compare(at, 4, "<!--") == 0) {
      at = tokenizer.comment_end(at);
      continue;
    }
    const bool closing = html.compare(at + 1, 1, "/") == 0;
    const std::size_t name = at + 1 + (closing ? 1 : 0);
    if (name >= html.size() || !is_letter(html[name])) return npos;
    const TagToken token = tokenizer.tag(at);
    if (token.end == npos) return npos;
    if (closing) {
      if (token.end != name + token.name.size() + 1) return npos;  // gumbo takes "</svg >" for another element's
      if (open.empty()) return equals_folded(token.name, "svg") ? at : npos;
      if (token.name != open.back()) return npos;
      open.pop_back();
    } else {
      if (!is_of_drawings(token.name)) return npos;
      if (!open.empty() && is_any(open.back(), drawing_text)) return npos;
      if (!token.self_closing) open.push_back(token.name);
    }
    at = token.end;
  }
  return npos;
}

}  // namespace caravan::html
