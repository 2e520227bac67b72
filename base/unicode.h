#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace caravan {

/// Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong forms).
bool is_valid_utf8(std::string_view bytes);

/// The text with every ill-formed sequence replaced by U+FFFD (WHATWG: one per maximal subpart).
std::string to_valid_utf8(std::string_view bytes);

/// Unicode normalization form C. Ill-formed input is repaired first.
std::string to_nfc(std::string_view text);

/// For comparing names and labels: NFKD, case folded, accents dropped, typographic quotes and hyphens made plain, white
/// space collapsed. "Défense  & Sécurité" gives "defense & securite". Never shown to anybody.
std::string fold(std::string_view text);

/// White space of any kind (no-break spaces too) collapsed to single spaces, none at the ends; zero-width characters
/// and soft hyphens dropped.
std::string collapse_space(std::string_view text);

/// How many code points.
std::size_t length(std::string_view text);

/// At most that many code points, never cutting one in two.
std::string_view prefix(std::string_view text, std::size_t code_points);

/// Columns on a terminal: 2 for wide East Asian characters, 0 for combining marks.
std::size_t display_width(std::string_view text);

/// Control characters (C0 but newline and tab, DEL, C1), and the bidirectional overrides, replaced by U+FFFD: what
/// comes from a stranger's page must not command a terminal.
std::string printable(std::string_view text);

/// Decodes one code point at `position` and moves it behind; ill-formed bytes give U+FFFD. `position` must be < size.
char32_t next_code_point(std::string_view text, std::size_t& position);

/// Appends one code point as UTF-8.
void append_utf8(std::string& to, char32_t code_point);

}  // namespace caravan
