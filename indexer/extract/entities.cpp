#include "indexer/extract/entities.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include "base/unicode.h"

namespace caravan::extract {
namespace {

struct Entity {
  std::string_view name;
  char32_t character;
};
constexpr Entity entities[] = {
    {"amp", '&'},       {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},    {"nbsp", 0xA0},
    {"ndash", 0x2013},  {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D},
    {"hellip", 0x2026}, {"eacute", 0xE9},  {"egrave", 0xE8},  {"agrave", 0xE0},  {"ccedil", 0xE7},  {"uuml", 0xFC},
    {"ouml", 0xF6},     {"auml", 0xE4},    {"szlig", 0xDF},   {"laquo", 0xAB},   {"raquo", 0xBB}};

std::optional<char32_t> character(std::string_view name) {
  if (name.starts_with('#')) {
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    name.remove_prefix(hex ? 2 : 1);
    unsigned value = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value, hex ? 16 : 10);
    if (error != std::errc() || end != name.data() + name.size() || value == 0 || value > 0x10FFFF ||
        (value >= 0xD800 && value < 0xE000))
      return std::nullopt;
    return value;
  }
  const auto* found =
      std::find_if(std::begin(entities), std::end(entities), [&](const Entity& e) { return e.name == name; });
  return found == std::end(entities) ? std::nullopt : std::optional(found->character);
}

/// Behind the ">" of a tag such as <em>, </p>, <br/>; 0 when what begins here is none.
std::size_t tag_end(std::string_view text) {
  std::size_t i = 1;
  if (i < text.size() && text[i] == '/') ++i;
  const std::size_t name = i;
  while (i < text.size() && ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') ||
                             (text[i] >= '1' && text[i] <= '6')))
    ++i;
  if (i == name || i >= text.size() || (text[i] != '>' && text[i] != ' ' && text[i] != '/')) return 0;
  const std::size_t end = text.substr(0, 400).find('>', i);
  return end == text.npos ? 0 : end + 1;
}

}  // namespace

std::string without_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '&') {
      const std::size_t end = text.substr(0, std::min(text.size(), i + 12)).find(';', i);
      const auto c = end == text.npos ? std::nullopt : character(text.substr(i + 1, end - i - 1));
      if (c) {
        append_utf8(out, *c);
        i = end + 1;
        continue;
      }
    } else if (text[i] == '<') {
      if (const std::size_t length = tag_end(text.substr(i)); length > 0) {
        i += length;
        continue;
      }
    }
    out += text[i++];
  }
  return out;
}

}  // namespace caravan::extract
