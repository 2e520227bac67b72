#include "crawler/html/slim.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace caravan::html {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equals_folded(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

template <std::size_t N>
bool is_any(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view n) { return equals_folded(name, n); });
}

constexpr std::array<std::string_view, 5> raw_text = {"style", "xmp", "iframe", "noembed", "noframes"};
constexpr std::array<std::string_view, 2> escapable_raw_text = {"title", "textarea"};
constexpr std::array<std::string_view, 26> drawing = {
    "path",           "g",       "circle", "rect",    "use",      "polygon", "polyline",
    "line",           "ellipse", "defs",   "stop",    "clippath", "mask",    "lineargradient",
    "radialgradient", "symbol",  "filter", "pattern", "marker",   "animate", "animatetransform",
    "text",           "tspan",   "title",  "desc",    "style"};
/// What HTML's rules treat in their own way unless it holds text only.
constexpr std::array<std::string_view, 3> drawing_text = {"title", "desc", "style"};
constexpr std::array<std::string_view, 21> formatting = {"a",    "b",   "big",   "code",   "em",     "font", "i",
                                                         "nobr", "s",   "small", "strike", "strong", "tt",   "u",
                                                         "span", "ins", "del",   "sub",    "sup",    "mark", "abbr"};

/// What readers of the tree ask for. Of formatting elements all are kept: how the parser nests those depends on them.
constexpr std::array<std::string_view, 32> kept_attributes = {
    "class",    "id",        "href",     "rel",     "style",      "role",     "hidden",   "aria-hidden",
    "itemprop", "itemscope", "itemtype", "content", "name",       "property", "datetime", "pubdate",
    "lang",     "xml:lang",  "type",     "alt",     "http-equiv", "hreflang", "charset",  "media",
    "title",    "itemid",    "dir",      "start",   "value",      "src",      "open",     "color"};

/// Where an attribute stands in the page, from its name to behind its value.
struct AttributeSpan {
  std::size_t begin, end;
  std::string_view name;
};

/// A tag as the tokenizer reads it. `end` is behind its ">"; npos when the page ends inside it (then it is no tag).
struct TagToken {
  std::string_view name;
  bool closing = false, self_closing = false, json_ld = false;
  std::size_t end = npos;
};

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view html) : html_(html) {}

  /// `at` is at a "<" that a letter, or "/" and a letter, follows.
  TagToken tag(std::size_t at, std::vector<AttributeSpan>* attributes = nullptr) const {
    TagToken token;
    std::size_t i = at + 1;
    if (html_[i] == '/') {
      token.closing = true;
      ++i;
    }
    const std::size_t name = i;
    while (i < html_.size() && !is_space(html_[i]) && html_[i] != '/' && html_[i] != '>') ++i;
    token.name = html_.substr(name, i - name);
    while (i < html_.size()) {
      if (html_[i] == '>') {
        token.end = i + 1;
        return token;
      }
      if (html_[i] == '/') {
        token.self_closing = i + 1 < html_.size() && html_[i + 1] == '>';
        ++i;
      } else if (is_space(html_[i])) {
        ++i;
      } else {
        i = attribute(i, token, attributes);
      }
    }
    return token;
  }

  /// Behind the end of the comment that begins with "<!--" at `at`.
  std::size_t comment_end(std::size_t at) const {
    std::size_t i = at + 4;
    if (html_.compare(i, 1, ">") == 0) return i + 1;
    if (html_.compare(i, 2, "->") == 0) return i + 2;
    while (true) {
      i = html_.find("--", i);
      if (i == npos) return npos;
      std::size_t dashes = i + 2;
      while (dashes < html_.size() && html_[dashes] == '-') ++dashes;
      if (html_.compare(dashes, 1, ">") == 0) return dashes + 1;
      if (html_.compare(dashes, 2, "!>") == 0) return dashes + 2;
      i = dashes;
    }
  }

  /// At the "<" of the end tag of raw text; npos when the page ends before.
  std::size_t raw_text_end(std::size_t at, std::string_view name) const {
    std::string lower_case(name);
    std::transform(lower_case.begin(), lower_case.end(), lower_case.begin(), lower);
    while ((at = html_.find("</", at)) != npos && !names_tag(at + 2, lower_case)) at += 2;
    return at;
  }

  /// The same for script, whose text knows "escaped" (after "<!--") and "double escaped" stretches.
  std::size_t script_end(std::size_t at) const {
    enum { data, escaped, double_escaped } state = data;
    for (std::size_t i = at; i < html_.size();) {
      const std::size_t hit = html_.find_first_of(state == data ? "<" : "<-", i);
      if (hit == npos) return npos;
      i = hit;
      if (html_[i] == '-') {
        if (html_.compare(i, 2, "--") == 0) {
          while (i < html_.size() && html_[i] == '-') ++i;
          if (i < html_.size() && html_[i] == '>') {
            state = data;
            ++i;
          }
        } else {
          ++i;
        }
      } else if (state != double_escaped && html_.compare(i, 2, "</") == 0 && names_tag(i + 2, "script")) {
        return i;
      } else if (state == data && html_.compare(i, 4, "<!--") == 0) {
        state = escaped;
        i += 2;  // the two dashes may be the first of "-->" already
      } else if (state == escaped && names_tag(i + 1, "script")) {
        state = double_escaped;
        i += 7;
      } else if (state == double_escaped && html_.compare(i, 2, "</") == 0 && names_tag(i + 2, "script")) {
        state = escaped;
        i += 8;
      } else {
        ++i;
      }
    }
    return npos;
  }

  /// Whether the name stands at `at` and ends there.
  bool names_tag(std::size_t at, std::string_view name) const {
    const std::size_t end = at + name.size();
    return end < html_.size() && equals_folded(html_.substr(at, name.size()), name) &&
           (is_space(html_[end]) || html_[end] == '/' || html_[end] == '>');
  }

 private:
  std::size_t attribute(std::size_t i, TagToken& token, std::vector<AttributeSpan>* attributes) const {
    const std::size_t name = i;
    const std::size_t end = attribute_end(i, token);
    if (attributes) {
      std::size_t name_end = name + 1;
      while (name_end < end && !is_space(html_[name_end]) && html_[name_end] != '/' && html_[name_end] != '>' &&
             html_[name_end] != '=')
        ++name_end;
      attributes->push_back({name, end, html_.substr(name, name_end - name)});
    }
    return end;
  }

  std::size_t attribute_end(std::size_t i, TagToken& token) const {
    const std::size_t name = i++;  // a leading "=" belongs to the name
    while (i < html_.size() && !is_space(html_[i]) && html_[i] != '/' && html_[i] != '>' && html_[i] != '=') ++i;
    const std::string_view attribute_name = html_.substr(name, i - name);
    std::size_t after = i;
    while (after < html_.size() && is_space(html_[after])) ++after;
    if (after >= html_.size() || html_[after] != '=') return i;
    i = after + 1;
    while (i < html_.size() && is_space(html_[i])) ++i;
    if (i >= html_.size() || html_[i] == '>') return i;
    std::size_t begin = i, end;
    if (html_[i] == '"' || html_[i] == '\'') {
      begin = i + 1;
      end = std::min(html_.find(html_[i], begin), html_.size());
      i = end == html_.size() ? end : end + 1;
    } else {
      while (i < html_.size() && !is_space(html_[i]) && html_[i] != '>') ++i;
      end = i;
    }
    if (equals_folded(attribute_name, "type") && is_json_ld(html_.substr(begin, end - begin))) token.json_ld = true;
    return i;
  }

  static bool is_json_ld(std::string_view type) {
    constexpr std::string_view word = "ld+json";
    return std::search(type.begin(), type.end(), word.begin(), word.end(),
                       [](char a, char b) { return lower(a) == b; }) != type.end() ||
           type.find('&') != npos;  // might be spelt with entities
  }

  std::string_view html_;
};

/// The end tag's place when the drawing that begins behind `at` is a plain one: well nested shapes, nothing that HTML's
/// rules for foreign content would treat in some way of their own. npos otherwise.
std::size_t plain_drawing_end(std::string_view html, const Tokenizer& tokenizer, std::size_t at) {
  std::vector<std::string_view> open;
  while ((at = html.find('<', at)) != npos) {
    const bool closing = html.compare(at + 1, 1, "/") == 0;
    const std::size_t name = at + 1 + (closing ? 1 : 0);
    if (name >= html.size() || !is_letter(html[name])) return npos;
    const TagToken token = tokenizer.tag(at);
    if (token.end == npos) return npos;
    if (closing) {
      if (open.empty()) return equals_folded(token.name, "svg") ? at : npos;
      if (token.name != open.back()) return npos;
      open.pop_back();
    } else {
      if (!is_any(token.name, drawing) || (!open.empty() && is_any(open.back(), drawing_text))) return npos;
      if (!token.self_closing) open.push_back(token.name);
    }
    at = token.end;
  }
  return npos;
}

class Slimmer {
 public:
  Slimmer(std::string_view html, Slim how) : html_(html), how_(how), tokenizer_(html) { out_.reserve(html.size()); }

  std::string run() && {
    while (step()) {
    }
    keep_to(html_.size());
    return std::move(out_);
  }

 private:
  /// One "<" of the data state. @return false when the rest stays as it stands
  bool step() {
    const std::size_t text = at_;
    at_ = html_.find('<', at_);
    if (!in_pre_) thin_out(text, std::min(at_, html_.size()));
    if (at_ == npos || at_ + 1 >= html_.size()) return false;
    const char next = html_[at_ + 1];
    if (is_letter(next)) return start_tag();
    if (next == '/') return end_tag();
    if (html_.compare(at_, 4, "<!--") == 0) return comment();
    if (next == '!' || next == '?') return bogus_comment();
    ++at_;
    return true;
  }

  bool comment() {
    const std::size_t end = std::min(tokenizer_.comment_end(at_), html_.size());
    drop_to(end);
    return end < html_.size();
  }

  /// What stood apart must not come together: "<" and a letter, "&am" and "p;", <pre> and the newline it would swallow.
  void drop_to(std::size_t end) {
    keep_to(at_);
    kept_ = at_ = end;
    const bool joins = !out_.empty() && !is_space(out_.back()) && out_.back() != '>';
    const bool newline = end < html_.size() && (html_[end] == '\n' || html_[end] == '\r');
    if (joins || newline) out_ += "<!---->";
  }

  /// A doctype, too: the first ">" ends it even inside of quotes.
  bool bogus_comment() {
    at_ = html_.find('>', at_);
    return at_ != npos;
  }

  bool end_tag() {
    if (at_ + 2 >= html_.size()) return false;
    if (html_[at_ + 2] == '>') {  // "</>" is nothing; gumbo takes it for the beginning of the tag behind
      drop_to(at_ + 3);
      return true;
    }
    if (!is_letter(html_[at_ + 2])) {  // "</3" is a comment up to ">"
      at_ = html_.find('>', at_);
      return at_ != npos;
    }
    const TagToken token = tokenizer_.tag(at_);
    if (token.end == npos) return false;
    if (equals_folded(token.name, "select")) in_select_ = false;
    if (equals_folded(token.name, "pre") || equals_folded(token.name, "listing")) in_pre_ = false;
    pass(token);
    return true;
  }

  bool start_tag() {
    attributes_.clear();
    const TagToken token = tokenizer_.tag(at_, &attributes_);
    if (token.end == npos) return false;
    const std::string_view name = token.name;
    if (equals_folded(name, "script")) return script(token);
    if (is_any(name, raw_text)) return raw(token, equals_folded(name, "style"));
    if (is_any(name, escapable_raw_text)) return raw(token, false);
    if (equals_folded(name, "svg")) return svg(token);
    if (equals_folded(name, "math") || equals_folded(name, "plaintext") || equals_folded(name, "frameset"))
      return false;
    if (equals_folded(name, "template") && in_select_) return false;
    if (equals_folded(name, "select")) in_select_ = true;
    if (equals_folded(name, "pre") || equals_folded(name, "listing")) in_pre_ = true;
    pass(token);
    return true;
  }

  bool script(const TagToken& token) {
    const std::size_t end = tokenizer_.script_end(token.end);
    if (token.json_ld) {
      at_ = end;
    } else {
      keep_to(token.end);
      kept_ = at_ = std::min(end, html_.size());
    }
    if (end == npos) return false;
    at_ = tokenizer_.tag(end).end;
    return at_ != npos;
  }

  /// Inside of <select> these are ordinary unknown tags, and their text is markup.
  bool raw(const TagToken& token, bool drop) {
    if (in_select_) return false;
    const std::size_t end = tokenizer_.raw_text_end(token.end, token.name);
    if (drop) {
      keep_to(token.end);
      kept_ = std::min(end, html_.size());
    }
    if (end == npos) return false;
    at_ = tokenizer_.tag(end).end;
    return at_ != npos;
  }

  bool svg(const TagToken& token) {
    if (token.self_closing) {
      at_ = token.end;
      return true;
    }
    const std::size_t end = in_select_ ? npos : plain_drawing_end(html_, tokenizer_, token.end);
    if (end == npos) return false;
    keep_to(token.end);
    if (has_text(token.end, end)) out_ += '.';  // any text there forbids a later <frameset>
    kept_ = end;
    at_ = tokenizer_.tag(end).end;
    return true;
  }

  /// Whether anything but tags and white space stands between; the drawing is known to be plain.
  bool has_text(std::size_t at, std::size_t end) const {
    while (at < end) {
      if (html_[at] == '<') {
        at = tokenizer_.tag(at).end;
      } else if (!is_space(html_[at++])) {
        return true;
      }
    }
    return false;
  }

  void pass(const TagToken& token) {
    if (how_ == Slim::formatting && is_any(token.name, formatting)) {
      keep_to(at_);
      kept_ = token.end;
    } else if (!token.closing && !attributes_.empty() && !is_any(token.name, formatting)) {
      drop_attributes();
    }
    at_ = token.end;
  }

  /// Leaves one sign of each run of white space; the first, so that text stays text and nothing else comes about.
  void thin_out(std::size_t at, std::size_t end) {
    while (at < end) {
      if (!is_space(html_[at++])) continue;
      std::size_t run = at;
      while (run < end && is_space(html_[run])) ++run;
      if (run - at < 2) continue;
      keep_to(at);
      kept_ = std::max(kept_, run);
      at = run;
    }
  }

  void drop_attributes() {
    for (const AttributeSpan& attribute : attributes_) {
      if (is_any(attribute.name, kept_attributes)) continue;
      keep_to(attribute.begin);
      kept_ = attribute.end;
    }
  }

  void keep_to(std::size_t end) {
    if (end > kept_) out_.append(html_.substr(kept_, end - kept_));
    kept_ = std::max(kept_, end);
  }

  std::string_view html_;
  Slim how_;
  Tokenizer tokenizer_;
  std::string out_;
  std::vector<AttributeSpan> attributes_;
  std::size_t at_ = 0, kept_ = 0;
  bool in_select_ = false, in_pre_ = false;
};

}  // namespace

bool is_kept_attribute(std::string_view name) { return is_any(name, kept_attributes); }

std::string slim(std::string_view html, Slim how) { return Slimmer(html, how).run(); }

}  // namespace caravan::html
