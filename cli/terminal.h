#pragma once

#include <cstddef>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "cli/options.h"
#include "cli/output.h"

namespace caravan::cli {

enum class Style : std::uint8_t { plain, strong, faint, mark, link, added, removed };

/// What standard output and standard error are joined to, and how to write for it. All text that comes from pages goes
/// through styled() or plain(): there control characters are made harmless.
class Terminal {
 public:
  /// What a test says in place of the system.
  struct Facts {
    bool output_is_terminal = false, notes_are_terminal = false;
    std::size_t width = 80;
    bool colour = false;
  };
  /// Asks the system: isatty, the window's size (else COLUMNS, else 80), TERM and NO_COLOR.
  static Facts facts(Colour colour);

  /// @param out    the answer: standard output
  /// @param notes  everything else: standard error
  Terminal(std::ostream& out, std::ostream& notes, const Facts& facts, bool quiet)
      : out_(out), notes_(notes), facts_(facts), quiet_(quiet) {}

  std::ostream& out() { return out_; }
  std::size_t width() const { return facts_.width; }
  bool interactive() const { return facts_.output_is_terminal; }
  bool progress_is_watched() const { return facts_.notes_are_terminal; }
  bool quiet() const { return quiet_; }

  /// One line for the person, on standard error, behind all of the answer so far. Nothing with --quiet.
  void note(std::string_view line);
  /// Bytes to standard error as they are: progress.
  void raw_note(std::string_view text);

  /// On one line, white space collapsed, harmless, in that style where there is colour.
  std::string styled(std::string_view text, Style style) const;
  static std::string plain(std::string_view text);
  /// Bytes [begin, end) of a text, those within `marks` highlighted, the rest in `style`.
  std::string marked(std::string_view text, std::size_t begin, std::size_t end,
                     std::span<const std::pair<std::size_t, std::size_t>> marks, Style style = Style::plain) const;

 private:
  std::ostream& out_;
  std::ostream& notes_;
  Facts facts_;
  bool quiet_;
};

}  // namespace caravan::cli
