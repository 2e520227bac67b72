#include "crawler/html/drawing.h"

#include <array>
#include <vector>

#include "crawler/html/tokenizer.h"

namespace caravan::html {
namespace {

constexpr std::size_t npos = std::string_view::npos;

constexpr std::array<std::string_view, 30> drawing = {"path",
                                                      "g",
                                                      "circle",
                                                      "rect",
                                                      "use",
                                                      "polygon",
                                                      "polyline",
                                                      "line",
                                                      "ellipse",
                                                      "defs",
                                                      "stop",
                                                      "clippath",
                                                      "mask",
                                                      "lineargradient",
                                                      "radialgradient",
                                                      "symbol",
                                                      "filter",
                                                      "pattern",
                                                      "marker",
                                                      "animate",
                                                      "animatetransform",
                                                      "text",
                                                      "tspan",
                                                      "title",
                                                      "desc",
                                                      "style",
                                                      "metadata",
                                                      "image",
                                                      "svg",
                                                      "a"};
/// What HTML's rules treat in their own way unless it holds text only.
constexpr std::array<std::string_view, 3> drawing_text = {"title", "desc", "style"};

/// Those of filters: "feGaussianBlur", "feColorMatrix" ...
bool is_filter_step(std::string_view name) { return name.size() > 2 && equals_folded(name.substr(0, 2), "fe"); }

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
      if (!is_any(token.name, drawing) && !is_filter_step(token.name)) return npos;
      if (!open.empty() && is_any(open.back(), drawing_text)) return npos;
      if (!token.self_closing) open.push_back(token.name);
    }
    at = token.end;
  }
  return npos;
}

}  // namespace caravan::html
