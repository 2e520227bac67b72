#include "indexer/extract/selector.h"

#include <algorithm>

#include <fmt/format.h>

#include "crawler/html/slim.h"

namespace caravan::extract {

using html::Node;

class Selector::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<std::vector<Compound>> read() {
    std::vector<Compound> parts;
    for (spaces(); at_ < text_.size(); spaces()) {
      Compound part;
      if (auto read = compound(part); !read) return tl::unexpected(read.error());
      parts.push_back(std::move(part));
    }
    if (parts.empty()) return wrong("it names nothing");
    return parts;
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  }

  tl::unexpected<Error> wrong(std::string_view what) const {
    return fail(Fault::config, fmt::format("the selector '{}': {}", text_, what),
                "there are tag, .class, #id, [attribute], [attribute=value], and a space for 'within'");
  }

  void spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  bool skip(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  static std::string lower(std::string text) {
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
  }

  Result<void> compound(Compound& into) {
    const std::size_t begin = at_;
    if (!skip('*')) into.tag = lower(name());
    while (at_ < text_.size() && !is_space(text_[at_])) {
      const char sign = text_[at_];
      ++at_;
      if (sign == '[') {
        if (auto read = attribute(into); !read) return read;
      } else if (sign == '.' || sign == '#') {
        std::string value = name();
        if (value.empty()) return wrong(fmt::format("a name is missing behind the '{}' at {}", sign, at_));
        if (sign == '.')
          into.classes.push_back(std::move(value));
        else
          into.attributes.push_back({"id", std::move(value), false});
      } else {
        return wrong(fmt::format("'{}' at {} is not understood", sign, at_));
      }
    }
    if (at_ == begin) return wrong("it names nothing");
    return {};
  }

  Result<void> attribute(Compound& into) {
    spaces();
    Attribute wanted{lower(name()), "", true};
    if (wanted.name.empty()) return wrong(fmt::format("a name is missing behind the '[' at {}", at_));
    if (!html::is_kept_attribute(wanted.name))
      return wrong(fmt::format("[{}]: that attribute is not read from pages", wanted.name));
    spaces();
    if (skip('=')) {
      wanted.any = false;
      spaces();
      const char quote = at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'') ? text_[at_] : '\0';
      if (quote != '\0') {
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == text_.npos) return wrong(fmt::format("the {} at {} has no end", quote, at_ + 1));
        wanted.value = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
      } else {
        const std::size_t end = std::min(text_.find_first_of("] \t\r\n", at_), text_.size());
        wanted.value = text_.substr(at_, end - at_);
        at_ = end;
      }
      spaces();
    }
    if (!skip(']')) return wrong(fmt::format("a ']' is missing at {}", at_ + 1));
    into.attributes.push_back(std::move(wanted));
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Result<Selector> Selector::parse(std::string_view text) {
  auto parts = Parser(text).read();
  if (!parts) return tl::unexpected(parts.error());
  Selector selector;
  selector.text_ = text;
  selector.parts_ = std::move(*parts);
  return selector;
}

bool Selector::Compound::matches(Node node) const {
  if (!node.is_element() || (!tag.empty() && node.name() != tag)) return false;
  const std::string_view names = node.attribute("class");
  const auto has_class = [&](std::string_view wanted) {
    for (std::size_t at = names.find(wanted); at != names.npos; at = names.find(wanted, at + 1)) {
      const std::size_t end = at + wanted.size();
      const auto border = [&](std::size_t i) { return std::string_view(" \t\r\n\f").find(names[i]) != names.npos; };
      if ((at == 0 || border(at - 1)) && (end == names.size() || border(end))) return true;
    }
    return false;
  };
  return std::all_of(classes.begin(), classes.end(), has_class) &&
         std::all_of(attributes.begin(), attributes.end(), [&](const Attribute& wanted) {
           return wanted.any ? node.has(wanted.name) : node.attribute(wanted.name) == wanted.value;
         });
}

bool Selector::matches(Node node) const {
  auto part = parts_.rbegin();
  if (!part->matches(node)) return false;
  // Each part by the nearest element around that fits: nothing further out could help the parts before it more.
  for (++part; part != parts_.rend(); ++part) {
    do node = node.parent();
    while (node && !part->matches(node));
    if (!node) return false;
  }
  return true;
}

std::vector<Node> select(const html::Document& document, const Selector& selector) {
  std::vector<Node> found;
  for (std::uint32_t i = 0; i < document.size();) {
    const Node node = document.node(i);
    const bool fits = node.is_element() && selector.matches(node);
    if (fits) found.push_back(node);
    i = fits ? node.end() : i + 1;
  }
  return found;
}

}  // namespace caravan::extract
