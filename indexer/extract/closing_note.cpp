#include "indexer/extract/closing_note.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/unicode.h"

namespace caravan::extract {
namespace {

// Folded. A note says that this text is from somewhere, and calls that a publication.
constexpr std::string_view origins[] = {"this article is from",
                                        "this article is part of",
                                        "this article is taken from",
                                        "this article is an excerpt",
                                        "this article first appeared",
                                        "this article was first published",
                                        "this article was originally published",
                                        "this article originally appeared",
                                        "this article appeared in",
                                        "this essay is from",
                                        "this essay is part of",
                                        "this essay first appeared",
                                        "this essay was first published",
                                        "this text is from",
                                        "this text is taken from",
                                        "this piece is from",
                                        "this piece is part of",
                                        "this piece was originally published",
                                        "this piece first appeared",
                                        "this chapter is from",
                                        "this contribution is from",
                                        "this op-ed is part of",
                                        "this commentary is part of",
                                        "this paper is part of",
                                        "this post is part of",
                                        "excerpted from",
                                        "adapted from",
                                        "reprinted from",
                                        "cet article est extrait",
                                        "cet article est issu",
                                        "cet article fait partie",
                                        "ce texte est extrait",
                                        "ce texte est issu",
                                        "article paru dans",
                                        "dieser artikel stammt aus",
                                        "dieser artikel ist teil",
                                        "dieser artikel erschien",
                                        "dieser text stammt aus",
                                        "dieser beitrag stammt aus",
                                        "dieser beitrag ist teil",
                                        "dieser beitrag erschien",
                                        "artikel ini diambil dari",
                                        "artikel ini bagian dari",
                                        "artikel ini merupakan bagian",
                                        "tulisan ini diambil dari",
                                        "tulisan ini merupakan bagian",
                                        "artikel ini pertama kali",
                                        "本文摘自",
                                        "本文选自",
                                        "本文選自",
                                        "本文是",
                                        "本文原载",
                                        "本文原載",
                                        "この記事は",
                                        "本稿は"};
constexpr std::string_view publications[] = {"discussion paper",
                                             "publication",
                                             "report",
                                             "series",
                                             "volume",
                                             "issue",
                                             "paper",
                                             "magazine",
                                             "journal",
                                             "book",
                                             "collection",
                                             "brief",
                                             "dossier",
                                             "document de reflexion",
                                             "rapport",
                                             "revue",
                                             "serie",
                                             "recueil",
                                             "cahier",
                                             "diskussionspapier",
                                             "publikation",
                                             "bericht",
                                             "reihe",
                                             "heft",
                                             "sammelband",
                                             "makalah",
                                             "publikasi",
                                             "laporan",
                                             "seri",
                                             "jurnal",
                                             "buku",
                                             "报告",
                                             "報告",
                                             "系列",
                                             "论文",
                                             "刊",
                                             "文集",
                                             "シリーズ",
                                             "論文"};

struct Quotes {
  std::string_view open, close;
};
constexpr Quotes quotes[] = {{"“", "”"}, {"„", "“"},   {"«", "»"},   {"\"", "\""},
                             {"‘", "’"}, {"《", "》"}, {"「", "」"}, {"『", "』"}};

std::string in_quotes(std::string_view text) {
  for (const Quotes& pair : quotes) {
    const std::size_t begin = text.find(pair.open);
    if (begin == text.npos) continue;
    const std::size_t name = begin + pair.open.size(), end = text.find(pair.close, name);
    if (end == text.npos || end - name > 200 || end - name < 3) continue;
    std::string found = collapse_space(text.substr(name, end - name));
    while (found.ends_with(',') || found.ends_with('.')) found.pop_back();
    return found;
  }
  return {};
}

bool is_note(const Block& block) {
  if (block.chars > 420 || block.chars < 20) return false;
  const std::string folded = fold(block.text);
  const auto says = [&](std::string_view phrase) {
    return folded.find(phrase) != folded.npos && folded.find(phrase) < 60;
  };
  const auto named = [&](std::string_view word) { return folded.find(word) != folded.npos; };
  return std::any_of(std::begin(origins), std::end(origins), says) &&
         std::any_of(std::begin(publications), std::end(publications), named);
}

}  // namespace

ClosingNote find_closing_note(const Blocks& blocks, const std::vector<std::size_t>& chosen) {
  ClosingNote note;
  if (chosen.empty()) return note;
  const std::size_t from = chosen.size() > 3 ? chosen[chosen.size() - 3] : chosen.front();
  const std::size_t to = std::min(chosen.back() + 4, blocks.size());
  const auto look_at = [&](std::size_t b) {
    if (blocks[b].unseen || !is_note(blocks[b])) return;
    note.blocks.push_back(b);
    if (note.series.empty()) note.series = in_quotes(blocks[b].text);
  };
  for (std::size_t b = from; b < to; ++b) look_at(b);
  for (std::size_t b = chosen.front() > 1 ? chosen.front() - 2 : 0; b < std::min(chosen.front() + 2, from); ++b)
    look_at(b);
  return note;
}

}  // namespace caravan::extract
