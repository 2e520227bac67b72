#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include <xapian.h>

#include "indexer/schema/analysis.h"

namespace caravan::schema {
namespace {

/// Words remembered with their stems; a text has far fewer, a million articles have more.
constexpr std::size_t max_remembered = 100'000;

/// Languages whose Snowball algorithm Xapian brings.
constexpr std::array<std::string_view, 24> stemmed_languages{"ar", "ca", "da", "de", "en", "es", "eu", "fi",
                                                             "fr", "ga", "hu", "hy", "id", "it", "lt", "ne",
                                                             "nl", "no", "pt", "ro", "ru", "sv", "ta", "tr"};

bool has_stemmer(std::string_view key) {
  return std::find(stemmed_languages.begin(), stemmed_languages.end(), key) != stemmed_languages.end();
}

bool is_stemmable(const std::string& word) {
  return word.size() >= 3 &&
         std::none_of(word.begin(), word.end(), [](char c) { return (c >= '0' && c <= '9') || c == '&' || c == '+'; });
}

}  // namespace

struct Stemmer::Private {
  Xapian::Stem stem;
  bool identity = true;
  bool keeps_beginnings = true;
  std::unordered_map<std::string, std::string> remembered;
};

std::string Stemmer::language_key(std::string_view language) {
  std::string key(language.substr(0, language.find_first_of("-_")));
  for (char& c : key)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (key == "nb" || key == "nn") key = "no";
  if (key == "ms") key = "id";  // Malay is near enough to Indonesian for its stemmer
  return has_stemmer(key) ? key : "none";
}

Stemmer::Stemmer(std::string_view language) : p_(std::make_unique<Private>()) {
  const std::string key = language_key(language);
  p_->identity = key == "none";
  p_->keeps_beginnings = key != "id" && key != "ga";  // those of other scripts are not asked for letters
  if (!p_->identity) p_->stem = Xapian::Stem(key, true);
}
bool Stemmer::keeps_beginnings() const { return p_->keeps_beginnings; }
Stemmer::~Stemmer() = default;
Stemmer::Stemmer(Stemmer&&) noexcept = default;
Stemmer& Stemmer::operator=(Stemmer&&) noexcept = default;

const std::string& Stemmer::operator()(const std::string& word) {
  if (p_->identity || !is_stemmable(word)) return word;
  const auto known = p_->remembered.find(word);
  if (known != p_->remembered.end()) return known->second;
  if (p_->remembered.size() >= max_remembered) p_->remembered.clear();
  return p_->remembered.emplace(word, p_->stem(word)).first->second;
}

}  // namespace caravan::schema
