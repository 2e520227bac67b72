#include "crawler/html/stand_ins.h"

#include <algorithm>
#include <array>

#include "crawler/html/tokenizer.h"

namespace caravan::html {
namespace {

constexpr char32_t first_character = 0x100000, last_character = 0x10FFFD;
constexpr std::size_t width = 4;      ///< of each of them in UTF-8
constexpr char lead = '\xF4';         ///< their first byte, and no other character's
constexpr std::size_t shortest = 12;  ///< of what is worth it

/// Whether the page spells a character of plane 16 by its number.
bool refers_to_plane_16(std::string_view page) {
  for (std::size_t at = page.find("&#"); at != npos; at = page.find("&#", at)) {
    at += 2;
    const bool hex = at < page.size() && lower(page[at]) == 'x';
    if (hex) ++at;
    char32_t number = 0;
    for (; at < page.size(); ++at) {
      const char c = lower(page[at]);
      const int digit = c >= '0' && c <= '9' ? c - '0' : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) break;
      number = std::min<char32_t>(number * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
    }
    if (number >= first_character && number < 0x110000) return true;
  }
  return false;
}

enum class Kind : std::uint8_t { plain, space, line_end, reference, tag, two, three, four, refused };

constexpr auto kinds = [] {
  std::array<Kind, 256> table{};
  for (std::size_t c = 0; c < 256; ++c)
    table[c] = c < 0x20 || c == 0x7F || c > 0xF0 ? Kind::refused
               : c < 0x80                        ? Kind::plain
               : c >= 0xC2 && c <= 0xDF          ? Kind::two
               : c >= 0xE0 && c <= 0xEF          ? Kind::three
               : c == 0xF0                       ? Kind::four
                                                 : Kind::refused;
  for (const unsigned char c : {' ', '\t', '\n', '\f'}) table[c] = Kind::space;
  table['\r'] = Kind::line_end;
  table['&'] = Kind::reference;
  table['<'] = Kind::tag;
  return table;
}();

Kind kind_at(std::string_view text, std::size_t at) { return kinds[static_cast<unsigned char>(text[at])]; }

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// The length of the character at `at`, which has the kind two, three or four; 0 where a parser changes it or we had
/// better not decide: controls up to U+009F, noncharacters and their neighbours, what is not UTF-8.
std::size_t whole_character(std::string_view text, std::size_t at) {
  const Kind kind = kind_at(text, at);
  const std::size_t length = kind == Kind::two ? 2 : kind == Kind::three ? 3 : 4;
  const std::string_view rest = text.substr(at + 1, length - 1);
  if (rest.size() + 1 < length || !std::all_of(rest.begin(), rest.end(), continues)) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  switch (byte(0)) {
    case 0xC2:
      return byte(1) < 0xA0 ? 0 : 2;
    case 0xE0:
      return byte(1) < 0xA0 ? 0 : 3;
    case 0xED:  // surrogates
      return byte(1) > 0x9F ? 0 : 3;
    case 0xEF:  // U+FDD0 to U+FDEF, U+FFFE and U+FFFF are among them
      return byte(1) == 0xB7 || byte(1) == 0xBF ? 0 : 3;
    case 0xF0:
      return byte(1) < 0x90 || byte(2) == 0xBF ? 0 : 4;
    default:
      return length;
  }
}

struct Survey {
  bool usable = true;
  bool spaced = false;  ///< white space has to be thought about
};

Survey survey(std::string_view text, StandIns::In where) {
  Survey seen;
  bool after_space = false;
  for (std::size_t i = 0; i < text.size();) {
    const Kind kind = kind_at(text, i);
    if (kind == Kind::plain) {
      after_space = false;
      ++i;
      continue;
    }
    switch (kind) {
      case Kind::line_end:
        seen.spaced = true;
        [[fallthrough]];
      case Kind::space:
        seen.spaced |= after_space;
        after_space = true;
        ++i;
        continue;
      case Kind::reference:
        if (where != StandIns::In::script) return {false};
        ++i;
        break;
      case Kind::tag:
        if (where != StandIns::In::value) return {false};
        ++i;
        break;
      case Kind::refused:
        return {false};
      default: {
        const std::size_t length = whole_character(text, i);
        if (length == 0) return {false};
        i += length;
      }
    }
    after_space = false;
  }
  return seen;
}

/// Appends the text with its line ends as the parser has them, and in a text one sign of each run of white space, as
/// slim() leaves it.
void append_spaced(std::string_view text, bool thin, std::vector<char>& to) {
  for (std::size_t i = 0; i < text.size();) {
    if (!is_space(text[i])) {
      to.push_back(text[i++]);
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_space(text[end])) ++end;
    if (thin && end - i > 2) {
      to.push_back(text[i] == '\r' ? '\n' : text[i]);
      i = end;
      continue;
    }
    for (; i < end; ++i) {
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
      to.push_back(text[i] == '\r' ? '\n' : text[i]);
    }
  }
}

}  // namespace

StandIns::StandIns(std::string_view page)
    : usable_(page.size() <= UINT32_MAX && page.find(lead) == npos && !refers_to_plane_16(page)) {}

bool StandIns::put(std::string_view text, In where, std::string& markup) {
  if (!usable_ || text.size() < shortest || texts_.size() > last_character - first_character) return false;
  const Survey seen = survey(text, where);
  if (!seen.usable) return false;
  const auto begin = static_cast<std::uint32_t>(held_.size());
  if (seen.spaced) {
    append_spaced(text, where == In::text, held_);
  } else {
    held_.insert(held_.end(), text.begin(), text.end());
  }
  const auto index = static_cast<std::uint32_t>(texts_.size());
  texts_.push_back({begin, static_cast<std::uint32_t>(held_.size() - begin)});
  const auto six_bits = [&](int shift) { return static_cast<char>(0x80 | (index >> shift & 0x3F)); };
  markup.append({lead, six_bits(12), six_bits(6), six_bits(0)});
  return true;
}

/// What the character at the beginning of `at` stands for; the character itself where it stands for nothing.
std::string_view StandIns::text_of(std::string_view at) const {
  const auto bits = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(at[i]) & 0x3F); };
  const std::size_t index = (bits(1) << 12 | bits(2) << 6 | bits(3)) & 0xFFFF;
  if (index >= texts_.size()) return at.substr(0, width);
  return {held_.data() + texts_[index].begin, texts_[index].size};
}

std::optional<std::string_view> StandIns::restored(std::string_view parsed, Arena& arena) const {
  if (texts_.empty() || parsed.size() < width) return parsed;
  std::size_t at = parsed.find(lead);
  if (at == npos) return parsed;
  if (parsed.size() == width) return text_of(parsed);
  std::size_t size = parsed.size();
  for (std::size_t i = at; i != npos && i + width <= parsed.size(); i = parsed.find(lead, i + width))
    size += text_of(parsed.substr(i)).size() - width;
  auto* const memory = static_cast<char*>(arena.allocate(size));
  if (!memory) return std::nullopt;
  char* to = memory;
  const auto append = [&](std::string_view piece) { to = std::copy(piece.begin(), piece.end(), to); };
  std::size_t done = 0;
  for (; at != npos && at + width <= parsed.size(); at = parsed.find(lead, done)) {
    append(parsed.substr(done, at - done));
    append(text_of(parsed.substr(at)));
    done = at + width;
  }
  append(parsed.substr(done));
  return std::string_view(memory, size);
}

}  // namespace caravan::html
