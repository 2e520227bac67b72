#include "indexer/query/marks.h"

#include <algorithm>

namespace caravan::query {
namespace {

/// Sorted, and places that touch or overlap made one.
std::vector<Match> apart(std::vector<Match> matches) {
  std::sort(matches.begin(), matches.end(),
            [](const Match& a, const Match& b) { return a.begin != b.begin ? a.begin < b.begin : a.end > b.end; });
  std::vector<Match> result;
  for (const Match& match : matches) {
    if (!result.empty() && match.begin < result.back().end)
      result.back().end = std::max(result.back().end, match.end);
    else
      result.push_back(match);
  }
  return result;
}

bool stands_in_sequence(const schema::Token& token) {
  return token.kind == schema::TokenKind::word || token.kind == schema::TokenKind::lone_gram;
}

}  // namespace

Marker::Marker(const MarkedWords& marked, schema::Stemmer& stemmer)
    : stemmer_(stemmer), prefixes_(marked.prefixes), phrases_(marked.phrases) {
  for (const std::string& word : marked.words) stems_.emplace_back(stemmer_(word), 0);
  std::sort(stems_.begin(), stems_.end());
  stems_.erase(std::unique(stems_.begin(), stems_.end()), stems_.end());
  for (std::size_t i = 0; i < stems_.size(); ++i) stems_[i].second = i;
}

std::vector<Match> Marker::find(std::string_view text) {
  std::vector<Match> matches;
  std::vector<schema::Token> sequence;
  schema::Tokenizer tokens(text);
  for (schema::Token token; tokens.next(token);) {
    const std::string& stem = stemmer_(token.word);
    const auto known = std::lower_bound(stems_.begin(), stems_.end(), stem,
                                        [](const auto& a, const std::string& b) { return a.first < b; });
    if (known != stems_.end() && known->first == stem) matches.push_back({token.begin, token.end, known->second});
    for (std::size_t i = 0; i < prefixes_.size(); ++i)
      if (token.word.starts_with(prefixes_[i])) matches.push_back({token.begin, token.end, stems_.size() + i});
    if (!phrases_.empty() && stands_in_sequence(token)) sequence.push_back(std::move(token));
  }
  find_phrases(sequence, matches);
  return apart(std::move(matches));
}

void Marker::find_phrases(const std::vector<schema::Token>& tokens, std::vector<Match>& matches) const {
  for (std::size_t p = 0; p < phrases_.size(); ++p) {
    const std::vector<std::string>& phrase = phrases_[p];
    const auto same = [](const schema::Token& token, const std::string& word) { return token.word == word; };
    for (auto at = tokens.begin();; ++at) {
      at = std::search(at, tokens.end(), phrase.begin(), phrase.end(), same);
      if (at == tokens.end()) break;
      matches.push_back({at->begin, (at + static_cast<std::ptrdiff_t>(phrase.size()) - 1)->end,
                         stems_.size() + prefixes_.size() + p});
    }
  }
}

}  // namespace caravan::query
