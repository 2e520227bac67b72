#include "indexer/extract/pdf_text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/unicode.h"

namespace caravan::extract {
namespace {

constexpr double edge = 0.12;  // of the page's height, above and below
constexpr std::size_t longest_running_line = 300, longest_word = 100;
constexpr std::string_view soft_hyphen = "\u00AD", true_hyphen = "\u2010";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_lower(char c) { return c >= 'a' && c <= 'z'; }

bool at_edge(const PrintedLine& line, const PrintedPage& page) {
  if (line.text.size() > longest_running_line) return false;
  return line.bottom < page.height * edge || line.top > page.height * (1 - edge);
}

/// "Trade review | 12" and "Trade review | 13" are the same.
std::string pattern_of(std::string_view text) {
  std::string pattern;
  for (const char c : fold(text)) {
    if (!is_digit(c)) {
      pattern += c;
    } else if (!pattern.ends_with('#')) {
      pattern += '#';
    }
  }
  return pattern;
}

/// "12", "- 12 -", "xiv", "Page 3 of 40", "3 | 40".
bool is_page_number(std::string_view text) {
  const std::string pattern = pattern_of(text);
  std::string rest;
  for (const char c : pattern)
    if (is_ascii_lower(c) || c == '#' || static_cast<unsigned char>(c) >= 0x80) rest += c;
  static constexpr std::string_view numbers[] = {"#",          "##",   "page#", "page#of#", "p#",   "pp#",     "seite#",
                                                 "seite#von#", "#of#", "#von#", "#sur#",    "hal#", "halaman#"};
  if (std::ranges::find(numbers, rest) != std::end(numbers)) return true;
  return !rest.empty() && rest.size() <= 7 && rest.find_first_not_of("ivxlc") == std::string::npos;
}

/// The lines of the first page, and those joined that follow each other in one size: running titles repeat a headline
/// that takes several lines there.
std::set<std::string> front_patterns(const PrintedPage& front) {
  std::set<std::string> patterns;
  for (std::size_t i = 0; i < front.lines.size(); ++i) {
    if (front.lines[i].text.size() > longest_running_line) continue;
    std::string joined;
    for (std::size_t last = i; last < std::min(i + 4, front.lines.size()); ++last) {
      if (std::abs(front.lines[last].size - front.lines[i].size) > 0.5) break;
      joined += (joined.empty() ? "" : " ") + front.lines[last].text;
      patterns.insert(pattern_of(joined));
    }
  }
  return patterns;
}

/// A single line in small letters above the text of a page; npos: there is none.
std::size_t small_heading(const PrintedPage& page, double body) {
  const std::vector<PrintedLine>& lines = page.lines;
  if (lines.size() < 2) return std::string::npos;
  std::size_t first = 0, second = 1;
  if (lines[1].top < lines[0].top) std::swap(first, second);
  for (std::size_t i = 2; i < lines.size(); ++i) {
    if (lines[i].top < lines[first].top) {
      second = std::exchange(first, i);
    } else if (lines[i].top < lines[second].top) {
      second = i;
    }
  }
  const PrintedLine& heading = lines[first];
  const bool small = heading.size <= 0.9 * body && heading.bottom <= page.height * edge;
  return small && lines[second].top >= heading.bottom + body ? first : std::string::npos;
}

/// What stands at the edges of the pages, and how often; each counts once a page.
struct EdgeLines {
  explicit EdgeLines(const std::vector<PrintedPage>& pages) {
    for (const PrintedPage& page : pages) {
      std::set<std::string> seen;
      if (&page == pages.data()) seen = front_patterns(page);
      std::set<long> seen_at;
      for (const PrintedLine& line : page.lines) {
        const bool edge_line = at_edge(line, page);
        if (edge_line) seen.insert(pattern_of(line.text));
        if (edge_line) seen_at.insert(std::lround(line.top));
      }
      for (const std::string& pattern : seen) ++patterns[pattern];
      for (const long top : seen_at) ++heights[top];
    }
  }
  std::map<std::string, std::size_t> patterns;
  std::map<long, std::size_t> heights;  // how many pages have a line there
};

bool ends_sentence(std::string_view text) {
  while (!text.empty() && (is_digit(text.back()) || text.back() == ')' || text.back() == '"' ||
                           text.ends_with("\u201D") || text.ends_with("\u2019")))
    text.remove_suffix(text.ends_with("\u201D") || text.ends_with("\u2019") ? 3 : 1);
  for (const std::string_view mark : {".", "!", "?", ":", ";", "\u2026", "\u3002", "\uFF01", "\uFF1F"})
    if (text.ends_with(mark)) return true;
  return false;
}

bool begins_lower(std::string_view text) {
  std::size_t at = 0;
  if (text.empty()) return false;
  const char32_t c = next_code_point(text, at);
  if (c < 0x80) return is_ascii_lower(static_cast<char>(c));
  const std::string letter(text.substr(0, at));
  return (c >= 0xDF && c <= 0xFF && c != 0xF7) || (c >= 0x430 && c <= 0x45F) || (c >= 0x3B1 && c <= 0x3C9);
}

bool is_wide(std::string_view text) { return display_width(prefix(text, 1)) == 2; }

bool begins_item(std::string_view text) {
  for (const std::string_view bullet :
       {"\u2022", "\u25AA", "\u25CF", "\u2013 ", "\u2014 ", "- ", "\u00B7 ", "\u2023", "\u27A2"})
    if (text.starts_with(bullet)) return true;
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  return digits > 0 && digits <= 2 && digits + 1 < text.size() && (text[digits] == '.' || text[digits] == ')') &&
         text[digits + 1] == ' ';
}

/// How many bytes of a list item only say that it is one.
std::size_t bullet_length(std::string_view text) {
  for (const std::string_view bullet : {"\u2022", "\u25AA", "\u25CF", "\u2023", "\u27A2"})
    if (text.starts_with(bullet)) return std::min(text.find_first_not_of(' ', bullet.size()), text.size());
  return 0;
}

/// "Chapter two ........ 17"
bool is_contents_line(std::string_view text) {
  std::string squeezed;
  for (const char c : text)
    if (c != ' ') squeezed += c;
  const std::size_t dots = squeezed.find("....");
  return dots != std::string::npos && squeezed.find_first_not_of(".0123456789", dots) == std::string::npos;
}

bool is_bullet(std::string_view text) { return length(text) == 1 && begins_item(std::string(text) + " "); }

/// Numbers of chapters and pages that lost their titles.
bool is_loose_numbers(std::string_view text) {
  return text.size() < 40 && text.find_first_not_of("0123456789. ") == std::string_view::npos;
}

/// The words that a report writes within its lines, to tell whether one broken at a hyphen has one.
class Spellings {
 public:
  explicit Spellings(const std::vector<PrintedPage>& pages) {
    for (const PrintedPage& page : pages)
      for (const PrintedLine& line : page.lines) add(line.text);
  }
  bool has(std::string_view word) const { return words_.contains(fold(word)); }

 private:
  void add(std::string_view line) {
    while (!line.empty()) {
      const std::size_t end = std::min(line.find(' '), line.size());
      if (std::string_view word = trimmed(line.substr(0, end)); word.size() > 3 && word.size() < 60)
        words_.insert(fold(word));
      line.remove_prefix(std::min(end + 1, line.size()));
    }
  }
  static std::string_view trimmed(std::string_view word) {
    while (!word.empty() && std::string_view(".,;:!?()\"'").find(word.back()) != std::string_view::npos)
      word.remove_suffix(1);
    while (!word.empty() && std::string_view("(\"'").find(word.front()) != std::string_view::npos)
      word.remove_prefix(1);
    return word;
  }
  std::unordered_set<std::string> words_;
};

/// What stands behind the last space; of a text without spaces only the end, since nobody writes such words.
std::string_view last_word(std::string_view text) {
  const std::string_view end = text.substr(text.size() - std::min(text.size(), longest_word));
  return end.substr(end.find_last_of(" \n") + 1);
}

std::string_view first_word(std::string_view text) {
  std::string_view word = text.substr(0, text.find(' '));
  while (!word.empty() && std::string_view(".,;:!?)\"'").find(word.back()) != std::string_view::npos)
    word.remove_suffix(1);
  return word;
}

/// Puts a line behind a text, as one would read it aloud.
void append_line(std::string& text, std::string_view line, const Spellings& spellings) {
  if (text.empty()) {
    text = line;
    return;
  }
  if (text.ends_with(soft_hyphen)) {
    text.erase(text.size() - soft_hyphen.size());
    text += line;
    return;
  }
  const std::size_t hyphen = text.ends_with('-') ? 1 : text.ends_with(true_hyphen) ? true_hyphen.size() : 0;
  const bool behind_letter = hyphen > 0 && text.size() > hyphen && text[text.size() - hyphen - 1] != ' ';
  if (!behind_letter) {
    const bool wide = is_wide(line) && ends_wide(text);
    text += wide ? "" : " ";
    text += line;
    return;
  }
  const std::string stem(last_word(std::string_view(text).substr(0, text.size() - hyphen)));
  const std::string rest(first_word(line));
  const bool compound = !begins_lower(line) || (spellings.has(stem + "-" + rest) && !spellings.has(stem + rest));
  if (!compound) text.erase(text.size() - hyphen);
  text += line;
}

bool similar(double a, double b) { return std::abs(a - b) <= 0.12 * std::max(a, b); }

class Joiner {
 public:
  explicit Joiner(const std::vector<PrintedPage>& pages) : pages_(pages), spellings_(pages), body_(text_size(pages)) {}

  std::vector<PrintedParagraph> join() {
    for (std::size_t p = 0; p < pages_.size(); ++p) add_page(p);
    return std::move(all_);
  }

 private:
  bool is_text(double size) const { return similar(size, body_); }
  bool is_note(double size) const { return size < body_ * 0.9; }

  void add_page(std::size_t p) {
    const std::vector<PrintedLine>& lines = pages_[p].lines;
    bool first_text = true;
    for (std::size_t i = 0; i < lines.size();) {
      std::size_t end = i + 1;
      while (end < lines.size() && lines[end].block == lines[i].block) ++end;
      const Bounds bounds = bounds_of(lines, i, end);
      for (; i < end;) {
        std::size_t last = i + 1;
        while (last < end && !starts_paragraph(lines, i, last, bounds)) ++last;
        first_text = add_paragraph(lines, i, last, p, first_text) && first_text;
        i = last;
      }
    }
  }

  struct Bounds {
    double left, right;
  };
  static Bounds bounds_of(const std::vector<PrintedLine>& lines, std::size_t begin, std::size_t end) {
    Bounds bounds{lines[begin].left, lines[begin].right};
    for (std::size_t i = begin + 1; i < end; ++i)
      bounds = {std::min(bounds.left, lines[i].left), std::max(bounds.right, lines[i].right)};
    return bounds;
  }

  /// Whether `at` begins a paragraph within a block, the last one having begun at `first`.
  static bool starts_paragraph(const std::vector<PrintedLine>& lines, std::size_t first, std::size_t at,
                               const Bounds& bounds) {
    const PrintedLine &line = lines[at], &before = lines[at - 1];
    if (!similar(line.size, before.size)) return true;
    if (begins_item(line.text)) return true;
    const double size = std::max(line.size, 1.0);
    if (line.top - before.top > 1.9 * size) return true;
    if (!ends_sentence(before.text)) return false;
    const auto [left, right] = bounds;
    const double indent = left + 0.7 * size;
    if (line.left > indent && before.left < indent && !begins_item(lines[first].text)) return true;
    return before.right < right - 0.25 * (right - left) && !begins_lower(line.text);
  }

  /// @return whether the page still waits for its first paragraph of running text
  bool add_paragraph(const std::vector<PrintedLine>& lines, std::size_t begin, std::size_t end, std::size_t p,
                     bool first_text) {
    PrintedParagraph paragraph;
    paragraph.page = p;
    paragraph.size = lines[begin].size;
    for (std::size_t i = begin; i < end; ++i)
      if (!is_contents_line(lines[i].text)) append_line(paragraph.text, lines[i].text, spellings_);
    if (paragraph.text.empty() || is_loose_numbers(paragraph.text)) return first_text;
    if (follows_bullet(paragraph)) return false;
    const bool text = is_text(paragraph.size);
    if (text && goes_on(paragraph, first_text)) return false;
    all_.push_back(std::move(paragraph));
    if (text) open_ = all_.size() - 1;
    return !text;
  }

  /// A bullet that stands in a block of its own belongs to the next one.
  bool follows_bullet(const PrintedParagraph& paragraph) {
    if (all_.empty() || all_.back().page != paragraph.page || !is_bullet(all_.back().text)) return false;
    all_.back().text += " " + paragraph.text;
    all_.back().size = paragraph.size;
    if (is_text(paragraph.size)) open_ = all_.size() - 1;
    return true;
  }

  /// Puts the rest of a paragraph behind its beginning in the column or page before.
  bool goes_on(const PrintedParagraph& rest, bool first_text) {
    if (!open_ || *open_ >= all_.size()) return false;
    PrintedParagraph& open = all_[*open_];
    const bool next_page = rest.page > last_page_of(open);
    if (next_page ? !first_text || rest.page > last_page_of(open) + 1 : *open_ + 1 != all_.size()) return false;
    if (ends_sentence(open.text) || !similar(open.size, rest.size) || begins_item(rest.text)) return false;
    const bool hyphen =
        open.text.ends_with('-') || open.text.ends_with(soft_hyphen) || open.text.ends_with(true_hyphen);
    const bool wide = is_wide(rest.text) && length(open.text) >= 30;
    if (!begins_lower(rest.text) && !wide && !hyphen) return false;
    // Nothing but notes may stand between the two; they go in front.
    for (std::size_t i = *open_ + 1; i < all_.size(); ++i)
      if (!is_note(all_[i].size)) return false;
    const std::size_t length_before = open.text.size();
    append_line(open.text, rest.text, spellings_);
    if (next_page) open.turns.emplace_back(std::min(length_before, open.text.size()), rest.page);
    std::rotate(all_.begin() + static_cast<std::ptrdiff_t>(*open_),
                all_.begin() + static_cast<std::ptrdiff_t>(*open_) + 1, all_.end());
    open_ = all_.size() - 1;
    return true;
  }

  static std::size_t last_page_of(const PrintedParagraph& paragraph) {
    return paragraph.turns.empty() ? paragraph.page : paragraph.turns.back().second;
  }

  const std::vector<PrintedPage>& pages_;
  Spellings spellings_;
  double body_;
  std::vector<PrintedParagraph> all_;
  std::optional<std::size_t> open_;  // the last paragraph of running text
};

}  // namespace

void drop_running_lines(std::vector<PrintedPage>& pages) {
  const EdgeLines edges(pages);
  const double body = text_size(pages);
  const auto repeats = [&](const PrintedLine& line) {
    const std::size_t count = edges.patterns.at(pattern_of(line.text));
    return count >= 3 || (count == 2 && (pages.size() <= 4 || edges.heights.at(std::lround(line.top)) >= 4));
  };
  for (PrintedPage& page : pages) {
    std::erase_if(page.lines, [&](const PrintedLine& line) {
      if (!at_edge(line, page) || line.size > 1.4 * body) return false;
      return is_page_number(line.text) || repeats(line);
    });
    if (&page == pages.data()) continue;
    if (const std::size_t line = small_heading(page, body); line != std::string::npos)
      page.lines.erase(page.lines.begin() + static_cast<std::ptrdiff_t>(line));
  }
}

double text_size(const std::vector<PrintedPage>& pages) {
  std::map<int, std::size_t> letters;  // by tenths of a point
  for (const PrintedPage& page : pages)
    for (const PrintedLine& line : page.lines) letters[static_cast<int>(line.size * 10)] += line.text.size();
  int best = 0;
  std::size_t most = 0;
  for (const auto& [size, count] : letters) {
    std::size_t near = count;  // scanned and scaled pages waver by a tenth
    for (const int by : {-2, -1, 1, 2})
      if (const auto other = letters.find(size + by); other != letters.end()) near += other->second;
    if (near > most) {
      most = near;
      best = size;
    }
  }
  return best / 10.0;
}

std::vector<PrintedParagraph> paragraphs_of(const std::vector<PrintedPage>& pages) { return Joiner(pages).join(); }

PrintedBody body_of(const std::vector<PrintedParagraph>& paragraphs, std::size_t pages) {
  PrintedBody body;
  const auto turn_to = [&](std::size_t page, std::size_t at) {
    while (body.page_starts.size() <= page && body.page_starts.size() < pages)
      body.page_starts.push_back(static_cast<std::uint32_t>(at));
  };
  bool item = false;
  for (const PrintedParagraph& paragraph : paragraphs) {
    const bool item_now = begins_item(paragraph.text);
    if (!body.text.empty()) body.text += item && item_now ? "\n" : "\n\n";
    item = item_now;
    turn_to(paragraph.page, body.text.size());
    const std::size_t bullet = bullet_length(paragraph.text);
    for (const auto& [at, page] : paragraph.turns) turn_to(page, body.text.size() + at - std::min(at, bullet));
    body.text.append(paragraph.text, bullet);
  }
  if (pages > 0) turn_to(pages - 1, body.text.size());
  return body;
}

}  // namespace caravan::extract
