#include "indexer/query/acronyms.h"

#include <algorithm>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/durable_file.h"
#include "indexer/query/acronyms_data.h"
#include "indexer/schema/analysis.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

std::vector<std::string> sequence_of(std::string_view text) {
  std::vector<std::string> words;
  for (schema::Token& token : schema::tokenize(text))
    if (token.kind == schema::TokenKind::word || token.kind == schema::TokenKind::lone_gram)
      words.push_back(std::move(token.word));
  return words;
}

bool is_capitals(std::string_view typed) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  return std::none_of(typed.begin(), typed.end(), is_lower) && std::any_of(typed.begin(), typed.end(), is_upper);
}

}  // namespace

void Acronyms::add(std::string_view acronym, std::string_view form, bool capitals_only) {
  // One key for U.S., R&D and ASEM: the last token of "R&D" is the joined one.
  const std::vector<schema::Token> tokens = schema::tokenize(acronym);
  const std::vector<std::string> words = sequence_of(form);
  if (tokens.empty() || words.size() < 2) return;
  const std::string& key = tokens.back().word;
  Expansion& expansion = by_short_[key];
  expansion.capitals_only = capitals_only || schema::is_stop_word(key);
  expansion.forms.push_back(words);
  by_first_word_[words.front()].emplace_back(words, key);
}

Result<Acronyms> Acronyms::load(const std::filesystem::path& file) {
  std::string text(built_in_acronyms());
  if (!file.empty()) {
    Result<std::string> read = read_file(file);
    if (!read) return tl::unexpected(read.error());
    text = std::move(*read);
  }
  const std::string name = file.empty() ? "the built-in acronyms" : file.string();
  Acronyms acronyms;
  try {
    const toml::table table = toml::parse(text, name);
    for (const std::string_view section : {"acronyms", "capitals_only"}) {
      const toml::table* entries = table[section].as_table();
      if (entries == nullptr) continue;
      for (const auto& [key, value] : *entries) {
        if (const auto form = value.value<std::string>()) acronyms.add(key.str(), *form, section == "capitals_only");
        if (const toml::array* forms = value.as_array())
          for (const auto& form : *forms)
            if (const auto each = form.value<std::string>()) acronyms.add(key.str(), *each, section == "capitals_only");
      }
    }
  } catch (const toml::parse_error& error) {
    return fail(Fault::config, fmt::format("{}:{}: {}", name, error.source().begin.line, error.description()),
                "write acronyms as: ASEM = \"Asia-Europe Meeting\"");
  }
  return acronyms;
}

std::vector<std::vector<std::string>> Acronyms::long_forms(std::string_view typed, bool capitals_say_nothing) const {
  const std::vector<schema::Token> tokens = schema::tokenize(typed);
  if (tokens.empty()) return {};
  const auto known = by_short_.find(tokens.back().word);
  if (known == by_short_.end()) return {};
  const bool single = tokens.size() == 1 || tokens.back().kind == schema::TokenKind::joined;
  if (!single) return {};
  if (known->second.capitals_only && (capitals_say_nothing || !is_capitals(typed))) return {};
  return known->second.forms;
}

std::vector<std::vector<std::string>> Acronyms::long_forms_of_parts(std::string_view typed,
                                                                    bool capitals_say_nothing) const {
  const std::vector<schema::Token> tokens = schema::tokenize(typed);
  std::vector<std::vector<std::string>> forms, in_capitals;
  bool all_known = true;
  std::size_t parts = 0;
  for (const schema::Token& token : tokens) {
    if (token.kind == schema::TokenKind::joined) continue;
    const std::string_view part = typed.substr(token.begin, token.end - token.begin);
    const std::vector<std::vector<std::string>> of_part = long_forms(part, capitals_say_nothing);
    ++parts;
    all_known = all_known && !of_part.empty();
    forms.insert(forms.end(), of_part.begin(), of_part.end());
    if (is_capitals(part)) in_capitals.insert(in_capitals.end(), of_part.begin(), of_part.end());
  }
  if (parts < 2 || !long_forms(typed, capitals_say_nothing).empty()) return {};
  return all_known ? forms : in_capitals;
}

LongForm Acronyms::at(const std::vector<std::string>& words, std::size_t first) const {
  LongForm longest;
  const auto known = by_first_word_.find(words[first]);
  if (known == by_first_word_.end()) return longest;
  for (const auto& [form, acronym] : known->second) {
    if (form.size() > words.size() - first || form.size() <= longest.words) continue;
    if (std::equal(form.begin(), form.end(), words.begin() + static_cast<std::ptrdiff_t>(first)))
      longest = {form.size(), acronym};
  }
  return longest;
}

}  // namespace caravan::query
