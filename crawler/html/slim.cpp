#include "crawler/html/slim.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "crawler/html/drawing.h"
#include "crawler/html/tokenizer.h"

namespace caravan::html {
namespace {

constexpr std::array<std::string_view, 5> raw_text = {"style", "xmp", "iframe", "noembed", "noframes"};
constexpr std::array<std::string_view, 2> escapable_raw_text = {"title", "textarea"};
constexpr std::array<std::string_view, 21> formatting = {"a",    "b",   "big",   "code",   "em",     "font", "i",
                                                         "nobr", "s",   "small", "strike", "strong", "tt",   "u",
                                                         "span", "ins", "del",   "sub",    "sup",    "mark", "abbr"};

/// What readers of the tree ask for. Of formatting elements all are kept: how the parser nests those depends on them.
constexpr std::array<std::string_view, 27> kept_attributes = {
    "class",     "id",       "href",       "rel",      "style",    "role",     "hidden",  "aria-hidden", "itemprop",
    "itemscope", "itemtype", "content",    "name",     "property", "datetime", "pubdate", "lang",        "xml:lang",
    "type",      "alt",      "http-equiv", "hreflang", "charset",  "media",    "title",   "itemid",      "dir"};

/// Of one tag. Looking for repeated ones is quadratic; pages have a dozen, and those that have thousands are traps.
constexpr std::size_t most_compared = 64;

bool may_be_json_ld(std::string_view type) {
  constexpr std::string_view word = "ld+json";
  return std::search(type.begin(), type.end(), word.begin(), word.end(),
                     [](char a, char b) { return lower(a) == b; }) != type.end() ||
         type.find('&') != npos;  // might be spelt with entities
}

class Slimmer {
 public:
  Slimmer(std::string_view html, Slim how, StandIns stand_ins)
      : html_(html), how_(how), tokenizer_(html), stand_ins_(std::move(stand_ins)) {
    out_.reserve(html.size());
  }

  SlimPage run() && {
    while (step()) {
    }
    keep_to(html_.size());
    return {std::move(out_), std::move(stand_ins_)};
  }

 private:
  /// One "<" of the data state. @return false when the rest stays as it stands
  bool step() {
    const std::size_t text = at_;
    at_ = html_.find('<', at_);
    if (!in_pre_) take_text(text, std::min(at_, html_.size()));
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
    const TagToken token = tokenizer_.tag(at_, attributes_);
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
    if (is_json_ld()) {
      stand_in(token.end, std::min(end, html_.size()), StandIns::In::script);
      at_ = end;
    } else {
      keep_to(token.end);
      kept_ = at_ = std::min(end, html_.size());
    }
    if (end == npos) return false;
    at_ = tokenizer_.tag(end).end;
    return at_ != npos;
  }

  bool is_json_ld() const {
    return std::any_of(attributes_.begin(), attributes_.end(), [](const AttributeSpan& attribute) {
      return equals_folded(attribute.name, "type") && may_be_json_ld(attribute.value);
    });
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
        at = html_.compare(at, 4, "<!--") == 0 ? tokenizer_.comment_end(at) : tokenizer_.tag(at).end;
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
    } else if (!token.closing && !attributes_.empty()) {
      const bool is_formatting = is_any(token.name, formatting);
      drop_attributes(is_formatting, !is_formatting || equals_folded(token.name, "a"));
    }
    at_ = token.end;
  }

  /// Character data between two tags.
  void take_text(std::size_t at, std::size_t end) {
    if (at < end && html_[at] == '>') ++at;  // may be the end of a comment
    while (at < end) {
      const std::size_t reference = std::min(html_.substr(0, end).find('&', at), end);
      std::size_t begin = at, behind = reference;
      while (begin < behind && is_space(html_[begin])) ++begin;
      while (behind > begin && is_space(html_[behind - 1])) --behind;
      thin_out(at, begin);
      if (!stand_in(begin, behind, StandIns::In::text)) thin_out(begin, behind);
      thin_out(behind, reference);
      at = reference;
      while (at < end && html_[at] != ';' && !is_space(html_[at])) ++at;
      if (at < end && html_[at] == ';') ++at;  // "&amp" and a letter would be a reference, too
    }
  }

  bool stand_in(std::size_t begin, std::size_t end, StandIns::In where) {
    if (end <= begin || begin < kept_ || is_space(html_[begin])) return false;
    keep_to(begin);
    if (!stand_ins_.put(html_.substr(begin, end - begin), where, out_)) return false;
    kept_ = end;
    return true;
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

  /// Repeated ones, too, since the first counts: gumbo loses the one behind a repeated one. How formatting elements
  /// nest depends on whether their values are the same, but for <a>: one ends the other.
  void drop_attributes(bool only_repeated, bool stands_in) {
    for (auto attribute = attributes_.begin(); attribute != attributes_.end(); ++attribute) {
      const bool kept = only_repeated || is_any(attribute->name, kept_attributes);
      if ((kept && !is_repeated(attribute)) || holds_apart(attribute)) {
        const auto value = static_cast<std::size_t>(attribute->value.data() - html_.data());
        if (stands_in && !attribute->value.empty())
          stand_in(value, value + attribute->value.size(), StandIns::In::value);
        continue;
      }
      keep_to(attribute->begin);
      kept_ = attribute->end;
    }
  }

  /// A name that begins with "=" would become the value of what stands before.
  bool holds_apart(std::vector<AttributeSpan>::const_iterator attribute) const {
    return attribute + 1 != attributes_.end() && (attribute + 1)->name.starts_with('=');
  }

  bool is_repeated(std::vector<AttributeSpan>::const_iterator attribute) const {
    if (attributes_.size() > most_compared) return false;
    return std::any_of(attributes_.begin(), attribute, [&](const AttributeSpan& before) {
      return std::equal(before.name.begin(), before.name.end(), attribute->name.begin(), attribute->name.end(),
                        [](char a, char b) { return lower(a) == lower(b); });
    });
  }

  void keep_to(std::size_t end) {
    if (end > kept_) out_.append(html_.substr(kept_, end - kept_));
    kept_ = std::max(kept_, end);
  }

  std::string_view html_;
  Slim how_;
  Tokenizer tokenizer_;
  StandIns stand_ins_;
  std::string out_;
  std::vector<AttributeSpan> attributes_;
  std::size_t at_ = 0, kept_ = 0;
  bool in_select_ = false, in_pre_ = false;
};

}  // namespace

bool is_kept_attribute(std::string_view name) { return is_any(name, kept_attributes); }

std::string slim(std::string_view html, Slim how) { return Slimmer(html, how, {}).run().markup; }

SlimPage slim_for_parser(std::string_view html, Slim how) { return Slimmer(html, how, StandIns(html)).run(); }

}  // namespace caravan::html
