#include "indexer/extract/dates.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/unicode.h"
#include "indexer/extract/months.h"

namespace caravan::extract {
namespace {

struct Token {
  std::string word;  ///< folded; "" for a number
  int number = -1;
  int digits = 0;
  char after = 0;  ///< the ASCII sign right behind it, 0 when a space or a letter follows
  std::size_t begin = 0, end = 0;
};

int cjk_digit(char32_t c) {
  constexpr char32_t digits[] = {U'〇', U'一', U'二', U'三', U'四', U'五', U'六', U'七', U'八', U'九'};
  for (int i = 0; i < 10; ++i)
    if (c == digits[i]) return i;
  return c == U'○' || c == U'零' ? 0 : -1;
}

bool is_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x2000) ||
         (c >= 0x2E80 && c < 0xFF00 && (c < 0x3000 || c > 0x303F));
}

/// Words and numbers. Ideographs are words of one character; a run of Chinese digits is a number, 十 included.
class Tokens {
 public:
  explicit Tokens(std::string_view folded) {
    for (std::size_t i = 0; i < folded.size() && all_.size() < 200;) {
      const std::size_t begin = begin_ = i;
      const char32_t c = next_code_point(folded, i);
      if (c >= '0' && c <= '9') {
        i = number(folded, begin);
      } else if (cjk_digit(c) >= 0 || c == U'十') {
        i = cjk_number(folded, begin);
      } else if (is_letter(c)) {
        i = c >= 0x2E80 ? ideograph(folded, begin, i) : word(folded, begin);
      } else if (!all_.empty() && c < 0x80 && c > ' ' && all_.back().after == 0 && begin == end_) {
        all_.back().after = static_cast<char>(c);
      }
    }
  }

  const std::vector<Token>& all() const { return all_; }

 private:
  std::size_t number(std::string_view text, std::size_t at) {
    Token token;
    token.number = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++token.digits)
      if (token.digits < 8) token.number = token.number * 10 + (text[at] - '0');
    return push(std::move(token), at);
  }

  std::size_t cjk_number(std::string_view text, std::size_t at) {
    Token token;
    int tens = 0, units = 0;
    bool ten = false;
    while (at < text.size()) {
      std::size_t next = at;
      const char32_t c = next_code_point(text, next);
      const int digit = cjk_digit(c);
      if (c == U'十') {
        ten = true;
        tens = units == 0 ? 1 : units;
        units = 0;
      } else if (digit >= 0) {
        units = ten ? digit : units * 10 + digit;
      } else {
        break;
      }
      ++token.digits;
      if (token.digits > 5) break;
      at = next;
    }
    token.number = tens * 10 + units;
    if (ten) token.digits = 2;
    return push(std::move(token), at);
  }

  std::size_t ideograph(std::string_view text, std::size_t at, std::size_t next) {
    Token token;
    token.word = text.substr(at, next - at);
    return push(std::move(token), next);
  }

  std::size_t word(std::string_view text, std::size_t at) {
    Token token;
    while (at < text.size()) {
      std::size_t next = at;
      const char32_t c = next_code_point(text, next);
      if (!is_letter(c) || c >= 0x2E80) break;
      token.word.append(text.substr(at, next - at));
      at = next;
    }
    return push(std::move(token), at);
  }

  std::size_t push(Token token, std::size_t end) {
    token.begin = begin_;
    token.end = end;
    all_.push_back(std::move(token));
    end_ = end;
    return end;
  }

  std::vector<Token> all_;
  std::size_t begin_ = 0, end_ = 0;
};

std::optional<Day> valid(int year, int month, int day) {
  if (year < 1970 || year > 2100) return std::nullopt;
  const Day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                 std::chrono::day(static_cast<unsigned>(day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

class DateFinder {
 public:
  DateFinder(const std::vector<Token>& tokens, NumericOrder order) : tokens_(tokens), order_(order) {}

  std::optional<FoundDate> first() const {
    std::size_t i = 0;
    return next(i);
  }

  std::vector<FoundDate> all() const {
    std::vector<FoundDate> dates;
    for (std::size_t i = 0; const auto found = next(i);) dates.push_back(*found);
    return dates;
  }

 private:
  /// The first at or behind token i, which moves behind it.
  std::optional<FoundDate> next(std::size_t& i) const {
    for (; i < tokens_.size(); ++i) {
      auto found = at(i);
      if (!found) continue;
      found->begin = tokens_[i].begin;
      i += found->words;
      found->end = tokens_[std::min(i, tokens_.size()) - 1].end;
      return found;
    }
    return std::nullopt;
  }

  bool is_number(std::size_t i, int digits_from, int digits_to) const {
    return i < tokens_.size() && tokens_[i].number >= 0 && tokens_[i].digits >= digits_from &&
           tokens_[i].digits <= digits_to;
  }
  bool is_word(std::size_t i, std::string_view word) const { return i < tokens_.size() && tokens_[i].word == word; }
  int month(std::size_t i) const { return i < tokens_.size() ? month_named(tokens_[i].word) : 0; }
  char after(std::size_t i) const { return i < tokens_.size() ? tokens_[i].after : 0; }
  int number(std::size_t i) const { return tokens_[i].number; }

  std::optional<FoundDate> made(int year, int month, int day, std::size_t words) const {
    const auto date = valid(year, month, day);
    if (!date) return std::nullopt;
    FoundDate found;
    found.day = *date;
    found.words = words;
    return found;
  }

  /// Day and month in numbers, in whichever order makes a day.
  std::optional<FoundDate> in_numbers(int year, int first, int second, bool month_first) const {
    auto found = month_first ? made(year, first, second, 3) : made(year, second, first, 3);
    if (!found) return found;
    found->otherwise = month_first ? valid(year, second, first) : valid(year, first, second);
    found->certain_order = !found->otherwise;
    if (first == second) found->otherwise.reset();
    return found;
  }

  std::optional<FoundDate> at(std::size_t i) const {
    if (is_number(i, 4, 4)) return from_year(i);
    if (is_number(i, 8, 8)) return made(number(i) / 10000, number(i) / 100 % 100, number(i) % 100, 1);
    if (is_number(i, 1, 2)) return from_day(i);
    if (month(i) > 0) return from_month(i);
    return std::nullopt;
  }

  /// 2018-10-12, 2018/10/12, 2018年10月12日, 2018 October 12
  std::optional<FoundDate> from_year(std::size_t i) const {
    if (month(i + 1) > 0 && is_number(i + 2, 1, 2)) return made(number(i), month(i + 1), number(i + 2), 3);
    const bool cjk = is_word(i + 1, "年") || is_word(i + 1, "년");
    if (cjk && is_number(i + 2, 1, 2) && (is_word(i + 3, "月") || is_word(i + 3, "월")) && is_number(i + 4, 1, 2))
      return made(number(i), number(i + 2), number(i + 4),
                  is_word(i + 5, "日") || is_word(i + 5, "일") || is_word(i + 5, "号") ? 6 : 5);
    const char sign = after(i);
    if ((sign == '-' || sign == '/' || sign == '.') && is_number(i + 1, 1, 2) && after(i + 1) == sign &&
        is_number(i + 2, 1, 2))
      return made(number(i), number(i + 1), number(i + 2), 3);
    return std::nullopt;
  }

  /// 12 October 2018, 1. März 2005, 1er janvier 2019, 12 de mayo de 2018, 12-Oct-2018, 12/10/2018, 12.10.2018
  std::optional<FoundDate> from_day(std::size_t i) const {
    std::size_t next = i + 1;
    for (const std::string_view ordinal : {"st", "nd", "rd", "th", "er", "ere", "e", "o"})
      if (is_word(next, ordinal)) ++next;
    for (const std::string_view of : {"of", "de", "di"})
      if (is_word(next, of)) ++next;
    if (month(next) > 0) {
      std::size_t year = next + 1;
      for (const std::string_view of : {"de", "del"})
        if (is_word(year, of)) ++year;
      if (is_number(year, 4, 4)) return made(number(year), month(next), number(i), year - i + 1);
      return std::nullopt;
    }
    const char sign = after(i);
    if ((sign == '/' || sign == '.' || sign == '-') && is_number(i + 1, 1, 2) && after(i + 1) == sign &&
        is_number(i + 2, 4, 4)) {
      const int first = number(i), second = number(i + 1);
      const bool month_first = second > 12 || (first <= 12 && sign != '.' && order_ == NumericOrder::month_first);
      return in_numbers(number(i + 2), first, second, month_first);
    }
    // 28.09.19: two digits each, as German pages write it.
    if (sign == '.' && is_number(i, 2, 2) && is_number(i + 1, 2, 2) && after(i + 1) == '.' && is_number(i + 2, 2, 2) &&
        after(i + 2) != '.')
      return in_numbers(2000 + number(i + 2), number(i), number(i + 1), false);
    return std::nullopt;
  }

  /// October 12, 2018; Oct. 12th 2018; octubre 12 de 2018
  std::optional<FoundDate> from_month(std::size_t i) const {
    if (!is_number(i + 1, 1, 2)) return std::nullopt;
    std::size_t year = i + 2;
    for (const std::string_view word : {"st", "nd", "rd", "th", "de", "del"})
      if (is_word(year, word)) ++year;
    if (!is_number(year, 4, 4)) return std::nullopt;
    return made(number(year), month(i), number(i + 1), year - i + 1);
  }

  const std::vector<Token>& tokens_;
  NumericOrder order_;
};

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9'); }) ||
         text.find("年") != text.npos;
}

/// "/2018/oct/12/", "/2018/october/12/"
std::optional<Day> month_in_address(std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at < path.size() && parts.size() < 40;) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  const auto number = [](std::string_view part, std::size_t digits_from, std::size_t digits_to) {
    int value = 0;
    if (part.size() < digits_from || part.size() > digits_to) return -1;
    for (const char c : part) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  for (std::size_t i = 0; i + 2 < parts.size(); ++i) {
    const int year = number(parts[i], 4, 4), day = number(parts[i + 2], 1, 2);
    if (year < 0 || day < 0 || parts[i + 1].size() > 20) continue;
    if (const int month = month_named(fold(parts[i + 1])); month > 0)
      if (const auto date = valid(year, month, day)) return date;
  }
  return std::nullopt;
}

}  // namespace

std::optional<FoundDate> find_date(std::string_view text, NumericOrder order) {
  if (!has_digit(text)) return std::nullopt;
  const std::string folded = fold(text);
  return DateFinder(Tokens(folded).all(), order).first();
}

std::vector<FoundDate> find_dates(std::string_view folded, NumericOrder order) {
  if (!has_digit(folded)) return {};
  return DateFinder(Tokens(folded).all(), order).all();
}

std::optional<Day> read_date(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  if (const auto day = parse_iso_date_time(text); day && int(day->year()) >= 1900) return day;
  const auto found = find_date(prefix(text, 100));
  return found ? std::optional(found->day) : std::nullopt;
}

std::optional<int> full_hour_in_utc(std::string_view text) {
  const std::size_t time = text.find('T');
  if (time == text.npos || text.size() < time + 10 || !parse_iso_date_time(text)) return std::nullopt;
  const std::string_view hour = text.substr(time + 1, 2);
  std::string_view rest = text.substr(time + 3);
  if (!rest.starts_with(":00:00")) return std::nullopt;
  rest.remove_prefix(6);
  if (rest.starts_with('.')) rest.remove_prefix(std::min(rest.find_first_not_of('0', 1), rest.size()));
  if (rest != "Z" && rest != "+00:00" && rest != "+0000") return std::nullopt;
  if (hour[0] < '0' || hour[0] > '2' || hour[1] < '0' || hour[1] > '9') return std::nullopt;
  return (hour[0] - '0') * 10 + (hour[1] - '0');
}

bool is_midnight_where_spoken(std::string_view language, int utc_hour) {
  struct Midnight {
    std::string_view languages;
    int winter, summer;  ///< hours in UTC
  };
  // Languages of one time zone; English, Spanish, Portuguese and Russian are spoken in many.
  constexpr Midnight midnights[] = {{"de fr it nl pl cs da sv nb nn no hu sk sl hr sq mk ca", 23, 22},
                                    {"fi el ro bg uk et lt lv", 22, 21},
                                    {"zh", 16, 16},
                                    {"ja ko", 15, 15},
                                    {"id vi th", 17, 17}};
  const std::string_view code = language.substr(0, language.find_first_of("-_"));
  if (code.size() != 2) return false;
  return std::any_of(std::begin(midnights), std::end(midnights), [&](const Midnight& m) {
    return m.languages.find(code) != m.languages.npos && (utc_hour == m.winter || utc_hour == m.summer);
  });
}

std::optional<Day> date_in_address(std::string_view url) {
  const std::size_t path = url.find('/', std::min(url.size(), url.find("://") + 3));
  if (path == url.npos) return std::nullopt;
  url = url.substr(path, url.find_first_of("?#", path) - path);
  const auto digits = [&](std::size_t at, std::size_t count) {
    int value = 0;
    if (at + count > url.size()) return -1;
    for (std::size_t i = at; i < at + count; ++i) {
      if (url[i] < '0' || url[i] > '9') return -1;
      value = value * 10 + (url[i] - '0');
    }
    return value;
  };
  if (const auto day = month_in_address(url)) return day;
  const auto is_digit = [&](std::size_t at) { return at < url.size() && url[at] >= '0' && url[at] <= '9'; };
  for (std::size_t i = 1; i + 8 <= url.size(); ++i) {
    if (is_digit(i - 1) || digits(i, 4) < 1990) continue;
    if (digits(i, 8) >= 0 && !is_digit(i + 8)) {
      if (const auto day = valid(digits(i, 4), digits(i + 4, 2), digits(i + 6, 2))) return day;
    } else if (i + 5 < url.size() && (url[i + 4] == '/' || url[i + 4] == '-')) {
      const std::size_t month = i + 5, month_digits = is_digit(month + 1) ? 2 : 1, day = month + month_digits + 1;
      if (day >= url.size() || url[day - 1] != url[i + 4] || !is_digit(day)) continue;
      const std::size_t day_digits = is_digit(day + 1) ? 2 : 1;
      if (is_digit(day + day_digits)) continue;
      if (const auto date = valid(digits(i, 4), digits(month, month_digits), digits(day, day_digits))) return date;
    }
  }
  return std::nullopt;
}

}  // namespace caravan::extract
