#include "crawler/html/link_tags.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "crawler/html/attribute_text.h"
#include "crawler/html/document.h"
#include "crawler/html/drawing.h"
#include "crawler/html/find_char.h"
#include "crawler/html/tokenizer.h"

namespace caravan::html {
namespace {

/// Of one page, so that its memory is bounded: the tree has its own bounds.
constexpr std::size_t most_tags = 100'000;
/// Of one tag; the tree builder's limit for telling repeated ones (slim.cpp).
constexpr std::size_t most_attributes = 64;

/// A short name as a number without regard to case, so that one comparison is enough to tell names apart. 0: no short
/// name. (Setting the bit of lower case maps no other character to a letter.)
constexpr std::uint64_t packed(std::string_view name) {
  std::uint64_t number = 0;
  if (name.size() > sizeof number) return 0;
  for (const char c : name) number = number << 8 | static_cast<unsigned char>(c | 0x20);
  return number;
}

/// How a tag bears on where the links around it stand in the tree.
enum class Part : std::uint8_t {
  none,
  link,      ///< what we look for
  raw_text,  ///< its inside is text
  script,
  drawing,
  choice,  ///< <select>
  option,  ///< the only tags that a <select> keeps
  table,
  cell,  ///< of a table; the caption, too: what stands in it stays there
  table_part,
  fragment,  ///< <template>
  scope,     ///< marks the list of formatting elements: unclosed in a cell, it lets them out
  unknowable,
};

Part part_of(std::string_view name) {
  switch (packed(name)) {
    case packed("a"):
    case packed("area"):
    case packed("base"):
    case packed("link"):
    case packed("meta"):
      return Part::link;
    case packed("style"):
    case packed("xmp"):
    case packed("iframe"):
    case packed("noembed"):
    case packed("noframes"):
    case packed("title"):
    case packed("textarea"):
      return Part::raw_text;
    case packed("script"):
      return Part::script;
    case packed("svg"):
      return Part::drawing;
    case packed("select"):
      return Part::choice;
    case packed("option"):
    case packed("optgroup"):
      return Part::option;
    case packed("table"):
      return Part::table;
    case packed("td"):
    case packed("th"):
    case packed("caption"):
      return Part::cell;
    case packed("tr"):
    case packed("tbody"):
    case packed("thead"):
    case packed("tfoot"):
    case packed("col"):
    case packed("colgroup"):
      return Part::table_part;
    case packed("template"):
      return Part::fragment;
    case packed("object"):
    case packed("applet"):
    case packed("marquee"):
      return Part::scope;
    case packed("math"):
    case packed("frameset"):
      return Part::unknowable;
    default:
      return equals_folded(name, "plaintext") ? Part::unknowable : Part::none;
  }
}

/// What may stand in a <template> before it shows what it is for (HTML standard, section 13.2.6.4.22).
constexpr std::array<std::string_view, 10> metadata = {"base",     "basefont", "bgsound", "link",     "meta",
                                                       "noframes", "script",   "style",   "template", "title"};

constexpr std::array link_tags = {Tag::a, Tag::link, Tag::meta, Tag::area, Tag::base};
bool is_link_tag(Tag tag) { return std::ranges::find(link_tags, tag) != link_tags.end(); }

/// Where the value of an attribute goes; nullptr when nobody asks for it.
std::string_view* value_of(std::string_view attribute, LinkTag& tag) {
  switch (packed(attribute)) {
    case packed("href"):
      tag.has_href = true;
      return &tag.href;
    case packed("rel"):
      return &tag.rel;
    case packed("hreflang"):
      tag.has_hreflang = true;
      return nullptr;
    case packed("type"):
      return &tag.type;
    case packed("content"):
      return &tag.content;
    case packed("name"):
      return &tag.name;
    case packed("media"):
      return &tag.media;
    default:
      return equals_folded(attribute, "http-equiv") ? &tag.http_equiv : nullptr;
  }
}

bool says_something(const LinkTag& tag) { return tag.tag != Tag::meta || is_robots_meta(tag) || is_refresh_meta(tag); }

/// The page as a sequence of tags, with as much of the tree builder's state as decides where a link comes to stand.
class Scan {
 public:
  explicit Scan(std::string_view html) : html_(html), tokenizer_(html) {}

  std::optional<LinkTags> run() && {
    if (html_.find('\0') != npos) return std::nullopt;
    while (step_ == Step::on) step_ = next();
    if (step_ == Step::undecided) return std::nullopt;
    return std::move(found_);
  }

 private:
  enum class Step { on, end, undecided };

  Step next();
  Step start_tag();
  Step end_tag();
  Step link(const TagToken& token);
  Step raw_text(std::size_t end_tag);
  Step drawing(const TagToken& token);
  Step table();
  bool read(LinkTag& tag);
  bool decode(std::string_view& value);

  Step behind(std::size_t end) {
    at_ = end;
    return end == npos ? Step::end : Step::on;
  }
  bool in_table_but_no_cell() const { return !open_.empty() && open_.back() == Open::table; }
  bool in_table() const { return in_table_but_no_cell() || (!open_.empty() && open_.back() == Open::cell); }
  void in_cell(bool in) {
    if (in_table()) open_.back() = in ? Open::cell : Open::table;
  }
  bool template_takes(Part part, std::string_view name);
  void close_template();

  /// What decides where a link comes to stand.
  enum class Open : std::uint8_t {
    table,          ///< and in no cell of it
    cell,           ///< of a table
    fragment,       ///< a <template> that may still turn out to be one of rows or cells
    body_fragment,  ///< a <template> that holds what a body holds
  };

  std::string_view html_;
  Tokenizer tokenizer_;
  std::size_t at_ = 0;
  Step step_ = Step::on;
  LinkTags found_;
  std::vector<AttributeSpan> attributes_;
  std::vector<Open> open_;  ///< innermost last
  bool in_select_ = false;
};

/// One "<" of the data state.
Scan::Step Scan::next() {
  at_ = find_char(html_, '<', at_);
  if (at_ == npos || at_ + 1 >= html_.size()) return Step::end;
  const char next = html_[at_ + 1];
  if (is_letter(next)) return start_tag();
  if (next == '/') return end_tag();
  if (html_.compare(at_, 4, "<!--") == 0) return behind(tokenizer_.comment_end(at_));
  if (next == '!' || next == '?') return behind(html_.find('>', at_));  // a doctype, too, quotes or not
  return behind(at_ + 1);
}

Scan::Step Scan::start_tag() {
  const char first = lower(html_[at_ + 1]);
  attributes_.clear();
  const bool perhaps_link = first == 'a' || first == 'l' || first == 'm' || first == 'b';
  const TagToken token = perhaps_link ? tokenizer_.tag(at_, attributes_) : tokenizer_.tag(at_);
  const Part part = part_of(token.name);
  if (token.end == npos) return Step::end;
  if (in_select_ && part != Part::option) return Step::undecided;
  if (!template_takes(part, token.name)) return Step::undecided;
  switch (part) {
    case Part::link:
      return link(token);
    case Part::raw_text:
      return raw_text(tokenizer_.raw_text_end(token.end, token.name));
    case Part::script:
      return raw_text(tokenizer_.script_end(token.end));
    case Part::drawing:
      return drawing(token);
    case Part::table:
      if (in_table_but_no_cell()) return Step::undecided;
      open_.push_back(Open::table);
      break;
    case Part::cell:
    case Part::table_part:
      in_cell(part == Part::cell);
      break;
    case Part::choice:
      in_select_ = true;
      break;
    case Part::fragment:
      if (in_table_but_no_cell()) return Step::undecided;
      open_.push_back(Open::fragment);
      break;
    case Part::scope:
      if (!open_.empty()) return Step::undecided;
      break;
    case Part::unknowable:
      return Step::undecided;
    default:
      break;
  }
  return behind(token.end);
}

Scan::Step Scan::end_tag() {
  if (at_ + 2 >= html_.size()) return Step::end;
  if (html_[at_ + 2] == '>') return behind(at_ + 3);
  if (!is_letter(html_[at_ + 2])) return behind(html_.find('>', at_));  // "</3" is a comment
  const TagToken token = tokenizer_.tag(at_);
  if (token.end == npos) return Step::end;
  switch (part_of(token.name)) {
    case Part::table:
      if (in_select_) return Step::undecided;
      if (in_table()) open_.pop_back();
      break;
    case Part::cell:
    case Part::table_part:
      if (in_select_) return Step::undecided;
      in_cell(false);
      break;
    case Part::choice:
      in_select_ = false;
      break;
    case Part::fragment:
      if (in_select_) return Step::undecided;
      close_template();
      break;
    default:
      break;
  }
  return behind(token.end);
}

/// The first tag in a template says what it is for, but for those that a head may hold, too.
bool Scan::template_takes(Part part, std::string_view name) {
  if (open_.empty() || open_.back() != Open::fragment) return true;
  if (!is_any(name, metadata)) open_.back() = Open::body_fragment;
  return part != Part::cell && part != Part::table_part;
}

void Scan::close_template() {
  const auto is_template = [](Open one) { return one == Open::fragment || one == Open::body_fragment; };
  const auto innermost = std::ranges::find_if(open_.rbegin(), open_.rend(), is_template);
  if (innermost != open_.rend()) open_.erase(innermost.base() - 1, open_.end());
}

/// At the "<" of the end tag, or npos.
Scan::Step Scan::raw_text(std::size_t end_tag) { return behind(end_tag == npos ? npos : tokenizer_.tag(end_tag).end); }

Scan::Step Scan::drawing(const TagToken& token) {
  if (token.self_closing) return behind(token.end);
  const std::size_t end = plain_drawing_end(html_, tokenizer_, token.end);
  return end == npos ? Step::undecided : raw_text(end);
}

Scan::Step Scan::link(const TagToken& token) {
  if (in_table_but_no_cell() || attributes_.size() > most_attributes || found_.tags.size() >= most_tags)
    return Step::undecided;
  LinkTag tag;
  for (const Tag kind : link_tags)
    if (equals_folded(token.name, name_of(kind))) tag.tag = kind;
  if (!read(tag)) return Step::undecided;
  if (says_something(tag)) found_.tags.push_back(tag);
  return behind(token.end);
}

/// @return false when a value cannot be told from the text
bool Scan::read(LinkTag& tag) {
  for (auto attribute = attributes_.rbegin(); attribute != attributes_.rend(); ++attribute)  // the first counts
    if (std::string_view* value = value_of(attribute->name, tag)) *value = attribute->value;
  if (tag.tag == Tag::meta)
    return decode(tag.name) && decode(tag.http_equiv) && (!says_something(tag) || decode(tag.content));
  return decode(tag.href) && decode(tag.rel) && decode(tag.type) && decode(tag.media);
}

bool Scan::decode(std::string_view& value) {
  if (is_plain_attribute(value)) return true;
  std::optional<std::string> text = decoded_attribute(value);
  if (!text) return false;
  value = found_.decoded.emplace_front(*std::move(text));
  return true;
}

}  // namespace

bool is_robots_meta(const LinkTag& tag) {
  return equals_folded(tag.name, "robots") || equals_folded(tag.name, "caravan");
}

bool is_refresh_meta(const LinkTag& tag) { return equals_folded(tag.http_equiv, "refresh"); }

std::optional<LinkTags> scan_link_tags(std::string_view html) { return Scan(html).run(); }

LinkTags link_tags_of(const Document& document) {
  LinkTags found;
  for (std::uint32_t i = 0; i < document.size(); ++i) {
    const Node node = document.node(i);
    if (!is_link_tag(node.tag())) continue;
    LinkTag tag;
    tag.tag = node.tag();
    const auto attributes = node.attributes();
    for (auto attribute = attributes.rbegin(); attribute != attributes.rend(); ++attribute)
      if (std::string_view* value = value_of(attribute->name, tag)) *value = attribute->value;
    if (says_something(tag)) found.tags.push_back(tag);
  }
  return found;
}

}  // namespace caravan::html
