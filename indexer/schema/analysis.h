#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace caravan::schema {

enum class TokenKind : std::uint8_t {
  word,      ///< a word, or one part of a compound
  joined,    ///< a compound written together: "cooperation" for "co-operation", "r&d"; stands at its first part's
             ///< position
  gram,      ///< two neighbouring characters of a script without spaces (Chinese, Japanese, Korean, Thai, Lao, Khmer,
             ///< Burmese)
  lone_gram  ///< one such character
};

/// A searchable unit of a text.
struct Token {
  std::string word;  ///< folded, at most max_word_bytes long
  TokenKind kind = TokenKind::word;
  std::uint32_t position = 0;      ///< counts words from 0; neighbours in a sentence differ by one
  std::size_t begin = 0, end = 0;  ///< bytes of the text it was read from
};

inline constexpr std::size_t max_word_bytes = 64;

/// Cuts a text into tokens, the only code that does so: for indexing, for queries and for marking matches.
/// Case, accents, width, typographic quotes and hyphens, and English spelling variants (organization/organisation,
/// labor/labour) are folded away. Reads as one word: U.S. (us), 5G, don't (dont), 10,000 (10000); China's is china.
/// Reads as its parts and, joined, as one: EU-ASEAN, co-operation, R&D, 17+1, 3.5. An elided article is a word of its
/// own: l'Europe is l, europe. Scripts without spaces give overlapping pairs of characters, so that any part of a run
/// can be found. Any bytes are accepted; ill-formed UTF-8 separates words. Linear in the text's length.
///
///     Tokenizer tokens(text);
///     for (Token token; tokens.next(token);) ...
class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}
  bool next(Token& token);

 private:
  enum class Script : std::uint8_t { none, spaced, unspaced };
  struct Part {
    std::size_t begin, end;
    Script script;
    char joiner;  ///< what stands between it and the next part of the same compound, 0: nothing does
  };
  struct Pending {
    std::string word;
    TokenKind kind;
    std::uint32_t position;
    std::size_t begin, end;
  };

  bool read_compound();
  Part read_part();
  bool read_initials(Part& part);
  char joiner_at(std::size_t& position, const Part& left) const;
  void emit_compound();
  void emit_word(std::string word, std::size_t begin, std::size_t end);
  void emit_grams(const Part& part);
  static Script script_of(char32_t code_point);

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t position_ = 0;
  std::vector<Part> parts_;
  std::vector<Pending> pending_;
  std::size_t next_pending_ = 0;
};

/// All tokens of a text at once, for short texts.
std::vector<Token> tokenize(std::string_view text);

/// One word as it stands in the index: folded, spelling variants made one. Empty when nothing is left.
std::string fold_word(std::string_view word);

/// A whole label (author, theme, site ...) as it stands in the index: "Climate & Energy" is "climate & energy". Never
/// longer than a term may be.
std::string fold_label(std::string_view label);

/// Reduces folded words to stems in one language. Not thread-safe; cheap to keep, not to make.
class Stemmer {
 public:
  /// @param language BCP 47; a language without a stemmer leaves words as they are
  explicit Stemmer(std::string_view language);
  ~Stemmer();
  Stemmer(Stemmer&&) noexcept;
  Stemmer& operator=(Stemmer&&) noexcept;

  /// Whether a stem begins as its words do, so that a text can be looked through for these letters. Not so where
  /// beginnings are taken off, too (Indonesian: membaca, baca).
  bool keeps_beginnings() const;

  /// Words with digits, grams and words outside the stemmer's alphabet stay as they are.
  const std::string& operator()(const std::string& word);

  /// The part of a language tag that decides: "en" for "en-GB"; "none" where there is no stemmer.
  static std::string language_key(std::string_view language);

 private:
  struct Private;
  std::unique_ptr<Private> p_;
};

}  // namespace caravan::schema
