#pragma once

#include <cstdint>
#include <string_view>

namespace caravan::html {

// clang-format off
#define CARAVAN_HTML_TAGS(X) \
  X(a) X(abbr) X(address) X(area) X(article) X(aside) X(audio) X(b) X(base) X(blockquote) X(body) X(br) X(button) \
  X(canvas) X(caption) X(center) X(cite) X(code) X(col) X(colgroup) X(dd) X(del) X(details) X(dfn) X(dialog) X(dir) X(div) \
  X(dl) X(dt) X(em) X(embed) X(fieldset) X(figcaption) X(figure) X(font) X(footer) X(form) X(frame) X(frameset) X(h1) X(h2) \
  X(h3) X(h4) X(h5) X(h6) X(head) X(header) X(hgroup) X(hr) X(html) X(i) X(iframe) X(img) X(input) X(ins) X(kbd) X(label) \
  X(legend) X(li) X(link) X(main) X(map) X(mark) X(math) X(menu) X(meta) X(meter) X(nav) X(noframes) X(noscript) X(object) \
  X(ol) X(optgroup) X(option) X(output) X(p) X(param) X(picture) X(pre) X(progress) X(q) X(rp) X(rt) X(ruby) X(s) X(samp) \
  X(script) X(section) X(select) X(small) X(source) X(span) X(strike) X(strong) X(style) X(sub) X(summary) X(sup) X(svg) \
  X(table) X(tbody) X(td) X(template_) X(textarea) X(tfoot) X(th) X(thead) X(time) X(title) X(tr) X(track) X(tt) X(u) \
  X(ul) X(var) X(video) X(wbr)
// clang-format on

/// The elements that somebody above asks for by name; `other` is every further one (custom elements, SVG's insides).
enum class Tag : std::uint8_t {
  none,  ///< a text node
  other,
#define CARAVAN_HTML_TAG(name) name,
  CARAVAN_HTML_TAGS(CARAVAN_HTML_TAG)
#undef CARAVAN_HTML_TAG
};

/// "template" for Tag::template_; "" for none and other.
std::string_view name_of(Tag tag);

/// The tag of a lower-case name; `other` when it is not in the list.
Tag tag_named(std::string_view name);

}  // namespace caravan::html
