#include "indexer/extract/pdf_layout.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/unicode.h"

namespace caravan::extract {
namespace {

constexpr double largest_page = 20'000;  // points; PDF 1.7 itself stops at 14,400

/// <name attribute="value" ...>, or </name>.
struct Tag {
  std::string_view name, attributes;
};

/// Tags one after the other, and the text between them.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<Tag> next() {
    const std::size_t open = text_.find('<', at_);
    if (open == text_.npos) return std::nullopt;
    const std::size_t close = text_.find('>', open);
    if (close == text_.npos) return std::nullopt;
    before_ = text_.substr(at_, open - at_);
    at_ = close + 1;
    const std::string_view inside = text_.substr(open + 1, close - open - 1);
    const std::size_t space = std::min(inside.find(' '), inside.size());
    return Tag{inside.substr(0, space), inside.substr(space)};
  }
  /// What stood between the last tag and the one before.
  std::string_view before() const { return before_; }

 private:
  std::string_view text_, before_;
  std::size_t at_ = 0;
};

double number(std::string_view attributes, std::string_view name) {
  for (std::size_t at = attributes.find(name); at != attributes.npos; at = attributes.find(name, at + 1)) {
    if (at == 0 || attributes[at - 1] != ' ' || !attributes.substr(at + name.size()).starts_with("=\"")) continue;
    const std::string_view value = attributes.substr(at + name.size() + 2);
    double read = 0;
    const auto result = std::from_chars(value.data(), value.data() + value.size(), read);
    return result.ec == std::errc() && std::isfinite(read) ? std::clamp(read, -largest_page, largest_page) : 0;
  }
  return 0;
}

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&') {
      bool known = false;
      for (const auto& [entity, sign] : {std::pair<std::string_view, char>{"&amp;", '&'},
                                         {"&lt;", '<'},
                                         {"&gt;", '>'},
                                         {"&quot;", '"'},
                                         {"&apos;", '\''}})
        if (!known && text.substr(at).starts_with(entity)) {
          plain += sign;
          at += entity.size();
          known = true;
        }
      if (known) continue;
    }
    plain += text[at++];
  }
  return plain;
}

/// Letters that fonts draw as one sign, taken apart again; signs of private use say nothing.
std::string plain_letters(std::string_view text) {
  static constexpr std::string_view ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c >= 0xFB00 && c <= 0xFB06) {
      plain += ligatures[c - 0xFB00];
    } else if ((c < 0xE000 || c > 0xF8FF) && c != 0xFFFD && c >= 0x20 && c != 0x7F) {
      append_utf8(plain, c);
    }
  }
  return plain;
}

struct Word {
  std::string text;
  double left, top, right, bottom;
  double height() const { return bottom - top; }
};

bool begins_wide(std::string_view text) { return display_width(prefix(text, 1)) == 2; }

/// Ideographs stand side by side without a space, whatever their distance; letters of two fonts may touch.
bool apart(const Word& word, const Word& next) {
  const double gap = next.left - word.right;
  if (ends_wide(word.text) && begins_wide(next.text)) return false;
  return std::abs(gap) > 0.05 * std::max(word.height(), 1.0);
}

std::optional<PrintedLine> line_of(const std::vector<Word>& words, std::size_t block) {
  PrintedLine line;
  line.block = block;
  std::vector<double> heights;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    if (i > 0 && apart(words[i - 1], word)) line.text += ' ';
    line.text += word.text;
    line.left = i == 0 ? word.left : std::min(line.left, word.left);
    line.top = i == 0 ? word.top : std::min(line.top, word.top);
    line.right = i == 0 ? word.right : std::max(line.right, word.right);
    line.bottom = i == 0 ? word.bottom : std::max(line.bottom, word.bottom);
    heights.push_back(word.height());
  }
  line.text = collapse_space(line.text);
  if (line.text.empty()) return std::nullopt;
  std::ranges::nth_element(heights, heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2));
  line.size = std::max(0.0, heights[heights.size() / 2]);
  return line;
}

}  // namespace

std::vector<PrintedPage> read_layout(std::string_view xhtml, std::size_t most_pages) {
  std::vector<PrintedPage> pages;
  std::vector<Word> words;
  std::optional<Word> word;
  std::size_t block = 0;
  const auto finish_line = [&] {
    if (!pages.empty())
      if (auto line = line_of(words, block)) pages.back().lines.push_back(std::move(*line));
    words.clear();
  };
  Scanner scanner(xhtml);
  while (const auto tag = scanner.next()) {
    const std::string_view attributes = tag->attributes;
    if (tag->name == "word") {
      word = Word{"", number(attributes, "xMin"), number(attributes, "yMin"), number(attributes, "xMax"),
                  number(attributes, "yMax")};
    } else if (tag->name == "/word" && word) {
      word->text = plain_letters(unescaped(scanner.before()));
      if (!word->text.empty()) words.push_back(std::move(*word));
      word.reset();
    } else if (tag->name == "line" || tag->name == "/line") {
      finish_line();
    } else if (tag->name == "block") {
      finish_line();
      ++block;
    } else if (tag->name == "page") {
      finish_line();
      if (pages.size() == most_pages) return pages;
      pages.push_back({std::max(0.0, number(attributes, "width")), std::max(0.0, number(attributes, "height")), {}});
      block = 0;
    }
  }
  finish_line();
  return pages;
}

bool ends_wide(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && (static_cast<unsigned char>(text[--begin]) & 0xC0) == 0x80) {
  }
  return display_width(text.substr(begin)) == 2;
}

}  // namespace caravan::extract
