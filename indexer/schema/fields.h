#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace caravan::schema {

enum class Kind : std::uint8_t {
  text,   ///< words of prose: title:, body
  label,  ///< a whole name, compared folded: theme:, site:
  day,    ///< a day or a range: published:
  year,   ///< year:
};

/// One field of an article: declared once, read by the writer, the query parser, filters, facets, sorting, help and
/// openapi.json.
struct Field {
  std::string_view name;    ///< in queries, options and parameters
  std::string_view prefix;  ///< of its terms
  int slot;                 ///< value slot, -1: none
  Kind kind;
  bool facet;
  std::string_view help;
};

inline constexpr std::array<Field, 11> fields{{
    {"title", "S", 0, Kind::text, false, "words of the headline"},
    {"author", "A", 1, Kind::label, true, "one author, as the publisher writes the name"},
    {"theme", "XT", 2, Kind::label, true, "the publisher's own subject heading"},
    {"institution", "XI", 3, Kind::label, true, "where an author works"},
    {"series", "XS", 4, Kind::label, true, "the publication an article belongs to"},
    {"year", "Y", 5, Kind::year, true, "year of publication: year:2018"},
    {"lang", "L", 6, Kind::label, true, "language of the text: en, fr, zh"},
    {"site", "H", 7, Kind::label, true, "the publisher's site, as configured"},
    {"type", "T", 8, Kind::label, true, "article or report"},
    {"published", "D", 9, Kind::day, false, "a day or a range: published:2018..2019"},
    {"id", "Q", -1, Kind::label, false, "the article's identity"},
}};

constexpr const Field* find_field(std::string_view name) {
  for (const Field& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

constexpr bool prefixes_are_unique() {
  for (std::size_t i = 0; i < fields.size(); ++i)
    for (std::size_t j = i + 1; j < fields.size(); ++j)
      if (fields[i].prefix == fields[j].prefix || (fields[i].slot >= 0 && fields[i].slot == fields[j].slot))
        return false;
  return true;
}
static_assert(prefixes_are_unique(), "two fields share a prefix or a slot");

}  // namespace caravan::schema
