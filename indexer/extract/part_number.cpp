#include "indexer/extract/part_number.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include <unicode/uchar.h>

#include "base/unicode.h"

namespace caravan::extract {
namespace {

constexpr std::size_t longest_word = 12;    ///< "Página", "страница" before the number
constexpr std::size_t longest_between = 6;  ///< "of", "sur" before the number of all
constexpr std::size_t longest_behind = 4;   ///< "页", "ページ目"
constexpr int most_digits = 3;

int digit_of(char32_t c) { return u_charDigitValue(static_cast<UChar32>(c)); }
bool is_letter(char32_t c) { return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_M_MASK)) != 0; }
bool is_space(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }
bool is_sign(char32_t c) { return u_ispunct(static_cast<UChar32>(c)) != 0 || c == U'|' || c == 0xFF5C; }

/// A headline that is read from its end.
class TitleEnd {
 public:
  explicit TitleEnd(std::string_view title) {
    for (std::size_t at = 0; at < title.size();) {
      begins_.push_back(at);
      signs_.push_back(next_code_point(title, at));
    }
    end_ = signs_.size();
  }

  std::size_t bytes() const { return end_ < begins_.size() ? begins_[end_] : std::string_view::npos; }
  std::size_t length() const { return end_; }

  void skip_spaces() { skip(is_space); }
  bool skip_signs() {
    const std::size_t before = end_;
    skip([](char32_t c) { return is_space(c) || is_sign(c); });
    return std::any_of(signs_.begin() + static_cast<std::ptrdiff_t>(end_),
                       signs_.begin() + static_cast<std::ptrdiff_t>(before), is_sign);
  }
  /// A word of at most so many letters; a longer one stays.
  void skip_word(std::size_t longest) {
    const std::size_t before = end_;
    skip(is_letter);
    if (before - end_ > longest) end_ = before;
  }
  std::optional<int> read_number() {
    int value = 0, digits = 0, unit = 1;
    const std::size_t before = end_;
    for (; end_ > 0 && digit_of(signs_[end_ - 1]) >= 0; --end_, ++digits) {
      if (digits == most_digits) {
        end_ = before;
        return std::nullopt;
      }
      value += digit_of(signs_[end_ - 1]) * unit;
      unit *= 10;
    }
    return digits > 0 ? std::optional(value) : std::nullopt;
  }

 private:
  template <class Is>
  void skip(Is is) {
    while (end_ > 0 && is(signs_[end_ - 1])) --end_;
  }

  std::vector<char32_t> signs_;
  std::vector<std::size_t> begins_;
  std::size_t end_ = 0;
};

/// Moves before "2" or "2 of 3"; false: the title does not end in this number.
bool skip_number(TitleEnd& end, int number) {
  const auto last = end.read_number();
  if (!last) return false;
  TitleEnd of = end;
  of.skip_signs();
  of.skip_word(longest_between);
  of.skip_signs();
  if (*last >= number && of.read_number() == number) {
    end = of;
    return true;
  }
  return *last == number;
}

}  // namespace

std::vector<int> numbers_in(std::string_view text) {
  std::vector<int> found;
  int value = 0, digits = 0;
  const auto end_number = [&] {
    if (digits > 0 && digits <= most_digits) found.push_back(value);
    value = digits = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const int digit = digit_of(next_code_point(text, at));
    if (digit < 0) {
      end_number();
    } else if (++digits <= most_digits) {
      value = value * 10 + digit;
    }
  }
  end_number();
  return found;
}

std::string without_part_number(std::string_view title, int number) {
  TitleEnd end(title);
  end.skip_signs();
  end.skip_word(longest_behind);
  end.skip_spaces();
  if (!skip_number(end, number)) return std::string(title);
  end.skip_spaces();
  end.skip_word(longest_word);
  if (!end.skip_signs() || end.length() < 3) return std::string(title);
  return std::string(title.substr(0, end.bytes()));
}

std::vector<std::string> possible_headlines(std::string_view title) {
  std::vector<std::string> all{std::string(title)};
  for (const int number : numbers_in(title))
    if (std::string one = without_part_number(title, number); one != title) all.push_back(std::move(one));
  return all;
}

}  // namespace caravan::extract
