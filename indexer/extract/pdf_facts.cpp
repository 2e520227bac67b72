#include "indexer/extract/pdf_facts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "base/unicode.h"
#include "indexer/extract/bylines.h"
#include "indexer/extract/dates.h"
#include "indexer/extract/months.h"

namespace caravan::extract {
namespace {

constexpr std::size_t longest_title = 250, longest_byline = 200, longest_date_line = 90;
constexpr std::size_t farthest_byline = 6;  // paragraphs below the title
constexpr double headline = 1.15;           // times the size of the text

// clang-format off
constexpr std::array<std::string_view, 22> file_endings{
    ".ai", ".cdr", ".doc", ".docm", ".docx", ".dotx", ".eps", ".fm", ".htm", ".html", ".indd", ".key", ".odt", ".pages",
    ".pdf", ".ppt", ".pptx", ".pub", ".qxd", ".rtf", ".tex", ".txt"};
constexpr std::array<std::string_view, 17> no_titles{
    "blank", "brochure", "cover", "document", "dokument", "layout", "none", "ohne titel", "powerpoint presentation",
    "presentation", "print", "sans titre", "slide", "template", "title", "titel", "untitled"};
/// What stands larger than the title on covers: the kind of publication, folded, without numbers.
constexpr std::array<std::string_view, 36> labels{
    "analysis", "annual report", "background paper", "brief", "briefing", "briefing paper", "commentary", "conference report",
    "contents", "diskussionspapier", "discussion paper", "executive summary", "factsheet", "final report", "in brief", "issue",
    "issue brief", "issue paper", "issue no", "note", "occasional paper", "paper", "policy brief", "policy briefing",
    "policy note", "policy paper", "policy report", "position paper", "rapport", "report", "research paper", "research report",
    "special report", "studie", "study", "working paper"};
// clang-format on

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::vector<std::string> words_of(std::string_view folded) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : folded) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::string letters_only(std::string_view text) {
  std::string rest;
  for (const std::string& word : words_of(fold(text)))
    if (word.find_first_not_of("0123456789") != std::string::npos) rest += (rest.empty() ? "" : " ") + word;
  return rest;
}

bool is_label(std::string_view text) {
  std::string rest = letters_only(text);
  if (rest.ends_with(" no")) rest.erase(rest.size() - 3);
  return length(rest) < 3 || is_one_of(labels, rest);
}

bool same_words(std::string_view a, std::string_view b) { return words_of(fold(a)) == words_of(fold(b)); }

int number_of(std::string_view digits) {
  int value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return read.ec == std::errc() && read.ptr == digits.data() + digits.size() ? value : 0;
}

/// The first day of "June 2018", "juin 2018", "2018年6月".
std::optional<Day> stated_month(std::string_view text) {
  const std::vector<std::string> words = words_of(fold(text));
  const auto day = [](int year, int month) -> std::optional<Day> {
    if (year < 1950 || year > 2100 || month < 1 || month > 12) return std::nullopt;
    return Day{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)), std::chrono::day(1)};
  };
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    std::size_t next = i + 1;
    if ((words[next] == "de" || words[next] == "of") && next + 1 < words.size()) ++next;
    if (words[next].size() == 4 && month_named(words[i]) != 0)
      if (const auto found = day(number_of(words[next]), month_named(words[i]))) return found;
  }
  if (const std::size_t year = text.find("\u5E74"); year != text.npos && year >= 4) {
    const std::string_view behind = text.substr(year + 3);
    const std::size_t month = behind.find("\u6708");
    if (month != behind.npos && month <= 2)
      return day(number_of(text.substr(year - 4, 4)), number_of(behind.substr(0, month)));
  }
  return std::nullopt;
}

class Reader {
 public:
  Reader(const std::vector<PrintedParagraph>& paragraphs, const PrintedInfo& info, double text_size)
      : all_(paragraphs), info_(info), text_size_(text_size) {
    if (!all_.empty()) first_page_ = all_.front().page;
    for (const PrintedParagraph& paragraph : all_) {
      if (paragraph.page > first_page_ + 1) break;
      front_ += fold(paragraph.text) + " ";
      if (paragraph.page == first_page_) ++on_first_;
    }
    for (const std::string& word : words_of(front_)) front_words_.insert(word);
  }

  PrintedFacts read() {
    read_title();
    read_authors();
    read_day();
    std::ranges::sort(facts_.said_by);
    facts_.said_by.erase(std::unique(facts_.said_by.begin(), facts_.said_by.end()), facts_.said_by.end());
    return std::move(facts_);
  }

 private:
  /// Whether the first pages say most of a title's words.
  bool is_shown(std::string_view title) const {
    const std::vector<std::string> words = words_of(fold(title));
    const auto shown =
        std::ranges::count_if(words, [&](const std::string& word) { return front_words_.contains(word); });
    return !words.empty() && static_cast<std::size_t>(shown) * 5 >= words.size() * 4;
  }

  struct Headline {
    std::string text;
    std::vector<std::size_t> paragraphs;
  };

  /// The largest letters of the first page that are no label, with the paragraphs that go on in the same size.
  Headline largest() const {
    std::size_t best = on_first_;
    for (std::size_t i = 0; i < on_first_; ++i) {
      const PrintedParagraph& paragraph = all_[i];
      if (paragraph.size < text_size_ * headline || paragraph.text.size() > longest_title || is_label(paragraph.text))
        continue;
      if (best == on_first_ || paragraph.size > all_[best].size * 1.02) best = i;
    }
    Headline found;
    if (best == on_first_) return found;
    for (std::size_t i = best; i < on_first_ && std::abs(all_[i].size - all_[best].size) < 0.02 * all_[best].size;
         ++i) {
      if (found.text.size() + all_[i].text.size() > longest_title) break;
      found.text += (found.text.empty() ? "" : " ") + all_[i].text;
      found.paragraphs.push_back(i);
    }
    return found;
  }

  void read_title() {
    const Headline printed = largest();
    const bool usable = !is_junk_title(info_.title);
    if (usable && (is_shown(info_.title) || printed.text.empty())) {
      facts_.title = info_.title;
      facts_.title_source = "pdf metadata";
    } else if (!printed.text.empty()) {
      facts_.title = printed.text;
      facts_.title_source = "largest letters of the first page";
    } else if (on_first_ > 0 && all_.front().text.size() <= longest_title) {
      facts_.title = all_.front().text;
      facts_.title_source = "first line";
      facts_.said_by.push_back(0);
    }
    title_at_ = printed.paragraphs.empty() ? 0 : printed.paragraphs.back();
    if (same_words(printed.text, facts_.title))
      facts_.said_by.insert(facts_.said_by.end(), printed.paragraphs.begin(), printed.paragraphs.end());
    for (std::size_t i = 0; i < on_first_; ++i)
      if (same_words(all_[i].text, facts_.title)) facts_.said_by.push_back(i);
  }

  std::vector<article::Author> authors_of_metadata(bool must_be_shown) const {
    std::vector<article::Author> authors;
    if (info_.author.empty() || info_.author.size() > 300) return authors;
    for (const std::string& part : split_names(info_.author)) {
      const std::string name = clean_name(part);
      if (!looks_like_name(name) || is_nobody(name)) return {};
      if (must_be_shown && front_.find(fold(name)) == std::string::npos) return {};
      authors.push_back({name, {}, {}});
    }
    return authors;
  }

  /// "By Ann Lee and Bo Chen", near the title. Names alone are believed where their position stands with them.
  void read_byline() {
    const std::size_t end = std::min(on_first_, title_at_ + 1 + farthest_byline);
    for (std::size_t i = title_at_; i < end; ++i) {
      const std::string& text = all_[i].text;
      if (i == title_at_ && !facts_.said_by.empty() && facts_.said_by.back() == i) continue;
      if (text.size() > longest_byline || find_date(text)) continue;
      std::vector<article::Author> authors = extract::read_byline(text);
      if (authors.empty()) continue;
      const bool positioned = std::ranges::any_of(
          authors, [](const article::Author& a) { return !a.role.empty() || !a.institution.empty(); });
      Position below;
      if (authors.size() == 1 && !positioned && i + 1 < on_first_ && all_[i + 1].text.size() <= longest_byline &&
          !find_date(all_[i + 1].text) && !ends_like_prose(all_[i + 1].text))
        below = split_position(all_[i + 1].text);
      const bool stands_below = !below.role.empty();
      if (!begins_like_byline(text) && !positioned && !stands_below) continue;
      facts_.said_by.push_back(i);
      if (stands_below) {
        authors.front().role = below.role;
        authors.front().institution = below.institution;
        facts_.said_by.push_back(i + 1);
      }
      facts_.authors = std::move(authors);
      facts_.authors_source = "byline of the first page";
      return;
    }
  }

  static bool ends_like_prose(std::string_view text) {
    return text.ends_with('.') || text.ends_with('?') || text.ends_with('!');
  }

  void read_authors() {
    read_byline();
    if (!facts_.authors.empty()) return;
    for (const bool must_be_shown : {true, false}) {
      facts_.authors = authors_of_metadata(must_be_shown);
      if (facts_.authors.empty()) continue;
      facts_.authors_source = must_be_shown ? "pdf metadata and the first pages" : "pdf metadata";
      break;
    }
    drop_lines_of_names();
  }

  /// A line of the first page that only names the authors is no text.
  void drop_lines_of_names() {
    std::string names;
    for (const article::Author& author : facts_.authors) names += author.name + " ";
    const std::vector<std::string> known = words_of(fold(names));
    for (std::size_t i = 0; i < on_first_ && !known.empty(); ++i) {
      const std::vector<std::string> words = words_of(fold(all_[i].text));
      const bool only_names = !words.empty() && std::ranges::all_of(words, [&](const std::string& word) {
        return word == "and" || word == "und" || word == "et" || std::ranges::find(known, word) != known.end();
      });
      if (only_names) facts_.said_by.push_back(i);
    }
  }

  /// A full date counts more than a month, and both more than the day the file was made.
  void read_day() {
    for (const bool full : {true, false})
      for (std::size_t i = 0; i < on_first_; ++i) {
        const std::string& text = all_[i].text;
        if (text.size() > longest_date_line || (ends_like_prose(text) && words_of(fold(text)).size() > 6)) continue;
        if (full && !find_date(text)) continue;
        const std::optional<Day> day = stated_day(text);
        if (!day) continue;
        facts_.published = day;
        facts_.published_source = full ? "date of the first page" : "month of the first page";
        if (words_of(fold(text)).size() <= 5) facts_.said_by.push_back(i);
        return;
      }
    facts_.published = info_.created;
    facts_.published_source = "pdf creation date";
  }

  const std::vector<PrintedParagraph>& all_;
  const PrintedInfo& info_;
  double text_size_;
  std::size_t first_page_ = 0, on_first_ = 0, title_at_ = 0;
  std::string front_;  // folded, of the first two pages
  std::unordered_set<std::string> front_words_;
  PrintedFacts facts_;
};

}  // namespace

PrintedInfo read_info(std::string_view text) {
  PrintedInfo info;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    const std::string_view key = line.substr(0, colon);
    const std::string value = to_nfc(printable(collapse_space(line.substr(colon + 1))));
    if (key == "Title" && info.title.empty()) info.title = value;
    if (key == "Author" && info.author.empty()) info.author = value;
    if (key == "CreationDate" && !info.created) info.created = parse_iso_date_time(value);
    if (key == "Pages" && info.pages == 0) info.pages = std::clamp(number_of(value), 0, 1'000'000);
  }
  // The clock of the machine it was made on may have been wrong; PDF itself is of 1993.
  if (info.created &&
      (info.created->year() < std::chrono::year(1993) || info.created->year() > std::chrono::year(2100)))
    info.created.reset();
  return info;
}

bool is_junk_title(std::string_view title) {
  const std::string folded = fold(title);
  if (length(folded) < 6 || title.size() > longest_title || title.find("\uFFFD") != title.npos) return true;
  for (const std::string_view program :
       {"microsoft ", "powerpoint", "adobe ", "quarkxpress", "file:", "http:", "https:", "c:\\"})
    if (folded.starts_with(program)) return true;
  if (std::ranges::any_of(file_endings, [&](std::string_view ending) { return folded.ends_with(ending); })) return true;
  if (is_one_of(no_titles, letters_only(folded)) || is_label(folded)) return true;
  if (folded.find_first_of("\\_") != std::string::npos && folded.find("_") != std::string::npos) return true;
  // A single word in plain letters is the name of a file, mostly.
  return folded.find(' ') == std::string::npos &&
         folded.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos;
}

std::optional<Day> stated_day(std::string_view text) {
  if (text.size() > longest_date_line) return std::nullopt;
  if (const auto found = find_date(text, NumericOrder::day_first)) return found->day;
  return stated_month(text);
}

PrintedFacts facts_of(const std::vector<PrintedParagraph>& paragraphs, const PrintedInfo& info, double text_size) {
  return Reader(paragraphs, info, text_size).read();
}

}  // namespace caravan::extract
