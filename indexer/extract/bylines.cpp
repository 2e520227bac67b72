#include "indexer/extract/bylines.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <unicode/uchar.h>

#include "base/unicode.h"
#include "indexer/extract/byline_words.h"
#include "indexer/extract/months.h"

namespace caravan::extract {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view signs = " \t\n,;:|/-*\"'";
  while (!text.empty() && signs.find(text.front()) != signs.npos) text.remove_prefix(1);
  while (!text.empty() && signs.find(text.back()) != signs.npos) text.remove_suffix(1);
  for (const std::string_view dash : {"–", "—", "·", "•", "：", "“", "”", "│"}) {
    if (text.starts_with(dash)) return trimmed(text.substr(dash.size()));
    if (text.ends_with(dash)) return trimmed(text.substr(0, text.size() - dash.size()));
  }
  return text;
}

template <class Words>
bool has_word(std::string_view folded, const Words& words) {
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find_first_of(" ,.-/&()'", at), folded.size());
    const std::string_view word = folded.substr(at, end - at);
    if (!word.empty() && std::find(std::begin(words), std::end(words), word) != std::end(words)) return true;
    at = end + 1;
  }
  return false;
}

template <class Words>
bool has_part(std::string_view folded, const Words& words) {
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view w) { return folded.find(w) != folded.npos; });
}

bool names_institution(std::string_view text) {
  const std::string folded = fold(text);
  return has_word(folded, institution_words) || has_part(folded, institution_parts);
}

bool names_role(std::string_view text) {
  const std::string folded = fold(text);
  return has_word(folded, role_words) || has_part(folded, role_parts);
}

std::string without_article(std::string_view text) {
  text = trimmed(text);
  for (const std::string_view article : {"the ", "The ", "der ", "dem ", "la ", "le ", "l’", "l'"})
    if (text.starts_with(article) && !(article == "The " && text.size() < 12))
      return std::string(text.substr(article.size()));
  return std::string(text);
}

bool is_ideograph(char32_t c) {
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF);
}

/// Also any letter of a script that has no capitals.
bool is_capital(char32_t c) { return u_isalpha(static_cast<UChar32>(c)) && !u_islower(static_cast<UChar32>(c)); }

/// The part of a byline behind its introducing word; the whole text when there is none.
std::string_view without_introduction(std::string_view text, bool& introduced) {
  text = trimmed(text);
  introduced = false;
  if (text.size() > 3 && text.starts_with("By") && text[2] >= 'A' && text[2] <= 'Z' && text[3] >= 'a') {  // "ByAnn Lee"
    introduced = true;
    return trimmed(text.substr(2));
  }
  const std::string opening = fold(prefix(text, 24));
  for (const std::string_view word : byline_openings) {
    if (!opening.starts_with(word)) continue;
    const bool wide = static_cast<unsigned char>(word[0]) >= 0xE3;
    if (!wide && opening.size() > word.size() &&
        std::string_view(" :/,").find(opening[word.size()]) == std::string_view::npos)
      continue;
    std::size_t at = 0;
    std::size_t folded = 0;  // the folded word may differ in bytes: walk both by code points
    while (at < text.size() && folded < length(word)) {
      next_code_point(text, at);
      ++folded;
    }
    introduced = true;
    return trimmed(text.substr(at));
  }
  return text;
}

constexpr std::string_view list_signs[] = {",", ";", "、", "，", "；", "|", " / ", "\n"};
constexpr std::string_view list_words[] = {" and ", " AND ", " And ", " & ",  " und ", " et ",  " dan ",
                                           " y ",   " e ",   " en ",  " og ", " och ", " with "};

template <class Separators>
std::vector<std::string_view> cut(std::string_view text, const Separators& separators) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t skip = 0;
    for (const std::string_view separator : separators)
      if (text.substr(at).starts_with(separator)) skip = separator.size();
    if (skip > 0) {
      parts.push_back(trimmed(text.substr(begin, at - begin)));
      begin = at + skip;
    }
    at += std::max<std::size_t>(skip, 1);
  }
  parts.push_back(trimmed(text.substr(begin)));
  std::erase_if(parts, [](std::string_view part) { return part.empty(); });
  return parts;
}

/// At commas and the like; at "and" only where names stand on both sides, for institutions have their own.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::string_view part : cut(text, list_signs)) {
    for (const std::string_view word : list_words)
      if (part.starts_with(word.substr(1))) part = trimmed(part.substr(word.size() - 1));
    const auto names = cut(part, list_words);
    const bool all = std::all_of(names.begin(), names.end(),
                                 [](std::string_view name) { return looks_like_name(clean_name(name)); });
    if (all) {
      parts.insert(parts.end(), names.begin(), names.end());
    } else {
      parts.push_back(part);
    }
  }
  return parts;
}

bool is_degree(std::string_view text) {
  const std::string folded = fold(text);
  return std::find(std::begin(degrees), std::end(degrees), std::string_view(folded)) != std::end(degrees);
}

/// "Ann Lee December 2" loses the date.
std::string_view without_date(std::string_view name) {
  const std::size_t digit = name.find_first_of("0123456789");
  if (digit == name.npos || digit < 5) return name;
  std::string_view bare = trimmed(name.substr(0, digit));
  const std::size_t last = bare.rfind(' ');
  if (last != bare.npos && month_named(fold(trimmed(bare.substr(last + 1)))) > 0) bare = trimmed(bare.substr(0, last));
  return bare;
}

/// "at", "of", "bei" ... and what they may stand between.
struct Joiner {
  std::string_view word;
  bool sure;  ///< hardly ever part of a role itself
};
constexpr Joiner joiners[] = {{" at the ", true},   {" at ", true},       {" @ ", true},       {" beim ", true},
                              {" bei der ", true},  {" bei ", true},      {" an der ", true},  {" am ", true},
                              {" à l’", true},      {" à l'", true},      {" à la ", true},    {" au ", true},
                              {" à ", true},        {" pada ", true},     {" chez ", true},    {" presso ", true},
                              {" with the ", true}, {" for the ", false}, {" of the ", false}, {" of ", false},
                              {" de l’", false},    {" de la ", false},   {" du ", false},     {" der ", false},
                              {" des ", false},     {" di ", false},      {" for ", false},    {" in the ", false}};

/// The comma between a role and an institution: the one before the first part that names an institution; where none
/// does, the last one. npos when what stands before is no role, or what follows is another.
std::size_t institution_comma(std::string_view text) {
  std::size_t last = text.npos;
  for (std::size_t comma = text.find(','); comma != text.npos; comma = text.find(',', comma + 1)) {
    const std::string_view right = text.substr(comma + 1);
    const std::string_view part = right.substr(0, right.find(','));
    if (!names_role(text.substr(0, comma))) continue;
    if (names_institution(part) && !names_role(part)) return comma;
    last = names_role(part) ? text.npos : comma;
  }
  return last;
}

}  // namespace

bool begins_like_byline(std::string_view text) {
  bool introduced = false;
  without_introduction(text, introduced);
  return introduced;
}

Position split_position(std::string_view text) {
  const std::string clean = collapse_space(text);
  const std::string_view all = trimmed(clean);
  if (all.empty() || all.size() > 250) return {};
  for (const Joiner& joiner : joiners) {
    for (std::size_t at = all.find(joiner.word); at != all.npos; at = all.find(joiner.word, at + 1)) {
      const std::string_view left = all.substr(0, at), right = all.substr(at + joiner.word.size());
      if (!names_role(left)) continue;
      if (!joiner.sure &&
          (!names_institution(right) || left.find(',') != left.npos || names_role(right.substr(0, right.find(',')))))
        continue;
      return {std::string(trimmed(left)), without_article(right)};
    }
    if (joiner.word == " with the ")  // before the unsure ones: a comma between role and institution
      if (const std::size_t comma = institution_comma(all); comma != all.npos)
        return {std::string(trimmed(all.substr(0, comma))), without_article(all.substr(comma + 1))};
  }
  if (names_institution(all) && !names_role(all.substr(0, all.find(" of ")))) return {{}, without_article(all)};
  if (names_role(all)) return {std::string(all), {}};
  return {};
}

bool is_nobody(std::string_view name) {
  if (name.find("://") != name.npos || name.find('@') != name.npos || name.starts_with("www.") || name.starts_with('#'))
    return true;
  if (name.find_first_of("{}<>|=_") != name.npos) return true;
  const std::string folded = fold(name);
  if (folded.empty() || length(folded) > 80) return true;
  return std::find(std::begin(nobodies), std::end(nobodies), std::string_view(folded)) != std::end(nobodies);
}

std::string clean_name(std::string_view text) {
  const std::string collapsed = collapse_space(text);
  bool introduced = false;
  std::string_view name = without_introduction(collapsed, introduced);
  if (const auto bracket = name.find(" ("); bracket != name.npos && bracket > 0) name = name.substr(0, bracket);
  for (const std::string_view cut : {" | ", " – ", " — ", " - ", " @", " in ", " · ", " • ", " on ", " for "})
    if (const auto at = name.find(cut); at != name.npos && at > 3) name = name.substr(0, at);
  return std::string(without_date(trimmed(name)));
}

bool looks_like_name(std::string_view text) {
  text = trimmed(text);
  if (text.size() < 4 || length(text) > 50) return false;
  std::size_t words = 0, capitals = 0, ideographs = 0, letters = 0;
  bool word_start = true, particle = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    const char32_t c = next_code_point(text, i);
    if (c >= '0' && c <= '9') return false;
    if (std::string_view("?!:;@#/|\"()[]{}<>=+*%_").find(static_cast<char>(c < 0x80 ? c : ' ')) !=
            std::string_view::npos &&
        c < 0x80 && c != ' ')
      return false;
    ++letters;
    if (is_ideograph(c)) ++ideographs;
    if (word_start && c != ' ') {
      ++words;
      const std::string_view word = text.substr(begin, std::min(text.find(' ', begin), text.size()) - begin);
      particle = std::find(std::begin(particles), std::end(particles), word) != std::end(particles);
      if (is_capital(c)) {
        ++capitals;
      } else if (!particle && !is_ideograph(c)) {
        return false;
      }
    }
    word_start = c == ' ' || c == 0x3000;
  }
  if (ideographs > 0) return ideographs == letters - (words - 1) && ideographs >= 2 && ideographs <= 8;
  if (words < 2 || words > 6 || capitals < 2) return false;
  const std::string folded = fold(text);
  return !has_word(folded, not_in_names) && !has_word(folded, institution_words) && !is_nobody(text);
}

std::vector<std::string> split_names(std::string_view byline) {
  std::vector<std::string> names;
  for (const article::Author& author : read_byline(byline)) names.push_back(author.name);
  return names;
}

std::vector<article::Author> read_byline(std::string_view byline) {
  std::vector<article::Author> authors;
  const std::string collapsed = collapse_space(byline);
  bool introduced = false;
  const std::string_view text = without_introduction(collapsed, introduced);
  std::string behind;  // of the author read last
  const auto settle = [&] {
    if (authors.empty() || behind.empty()) return;
    const Position position = split_position(behind);
    authors.back().role = position.role;
    authors.back().institution = position.institution;
    behind.clear();
  };
  for (const std::string_view part : parts_of(text)) {
    if (is_degree(part)) continue;
    const std::string name = clean_name(part);
    if (looks_like_name(name) && !names_role(name)) {
      settle();
      authors.push_back({name, {}, {}});
    } else if (!authors.empty() && part.size() < 120) {
      behind += (behind.empty() ? "" : ", ") + std::string(part);
    } else if (authors.empty()) {
      // Something else stands before the first name: a label, the whole text is no byline unless introduced.
      if (!introduced) return {};
    }
  }
  settle();
  return authors;
}

}  // namespace caravan::extract
