#include "indexer/extract/phrases.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/unicode.h"

namespace caravan::extract {
namespace {

// Folded (see fold()); matched at the beginning of a text.
constexpr std::string_view openings[] = {
    // English
    "about the author", "about us", "about the company", "about author", "add a comment", "add comment",
    "advertisement", "all rights reserved", "also read", "also see", "click here", "comments", "copyright",
    "don't miss", "editor's note", "filed under", "follow us", "follow", "for more information", "get the latest",
    "have a tip", "image:", "join the conversation", "keep reading", "latest", "leave a comment", "leave a reply",
    "like this", "more from", "more in", "more on", "more stories", "most popular", "most read", "newsletter",
    "next article", "photo:", "popular", "post a comment", "posted in", "previous", "read also", "read more",
    "read next", "read:", "recommended", "related", "see also", "share", "sign up", "source:", "sponsored",
    "story continues", "subscribe", "tags", "this article was originally", "this story was", "top stories", "topics",
    "trending", "up next", "view all", "watch:", "watch next", "you may also", "you might also", "recent posts",
    "view comments", "log in", "sign in", "reprints", "print this", "email this", "tweet", "pin it", "loading",
    "skip to", "buy now", "shop now", "free trial", "contact us", "the author", "written by", "contributors",
    "get in touch", "learn more", "download", "featured", "what to read next",
    // German
    "lesen sie auch", "mehr zum thema", "mehr zu", "das konnte sie auch", "auch interessant", "weiterlesen",
    "kommentare", "kommentar", "teilen", "artikel teilen", "newsletter abonnieren", "abonnieren", "verwandte",
    "schlagworte", "schlagworter", "uber den autor", "uber die autorin", "zum thema", "weitere artikel", "ahnliche",
    "quelle:", "foto:", "anzeige", "drucken", "mehr dazu",
    // French
    "lire aussi", "a lire", "a lire aussi", "partager", "commentaires", "s'abonner", "abonnez-vous",
    "sur le meme sujet", "a propos de", "articles lies", "en savoir plus", "mots-cles", "inscrivez-vous", "voir aussi",
    "publicite",
    // Spanish, Portuguese, Italian
    "lea tambien", "leer mas", "te puede interesar", "comentarios", "compartir", "relacionad", "suscribete",
    "leia tambem", "leia mais", "compartilhe", "comentarios", "voce pode gostar", "veja tambem", "publicado por",
    "leggi anche", "condividi", "commenti", "articoli correlati",
    // Indonesian
    "baca juga", "artikel terkait", "berita terkait", "bagikan", "komentar", "tentang penulis", "langganan",
    // Dutch, Polish, Russian, Turkish
    "lees ook", "meer over", "deel dit", "czytaj takze", "zobacz takze", "udostepnij", "читаите также", "читать далее",
    "комментарии", "поделиться",
    // Chinese, Japanese, Korean
    "相关", "相關", "延伸阅读", "延伸閱讀", "推荐阅读", "分享", "评论", "評論", "版权", "責任編輯", "责任编辑", "来源",
    "上一篇", "下一篇", "作者简介", "関連", "シェア", "コメント", "この記事", "あわせて読みたい", "おすすめ", "著者",
    "スポンサー", "人気記事", "最新記事", "관련", "댓글", "공유"};

/// fold() of the beginning; ASCII, which most pages' labels are, without ICU.
std::string folded_opening(std::string_view text) {
  const std::string_view opening = prefix(text, 40);
  std::string folded;
  for (const char c : opening) {
    if (static_cast<unsigned char>(c) >= 0x80) return fold(opening);
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

std::array<std::vector<std::string_view>, 256> openings_by_first_byte() {
  std::array<std::vector<std::string_view>, 256> by_first;
  for (const std::string_view opening : openings)
    by_first[static_cast<unsigned char>(opening.front())].push_back(opening);
  return by_first;
}

}  // namespace

bool sounds_like_furniture(std::string_view text) {
  static const auto by_first = openings_by_first_byte();
  const std::string folded = folded_opening(text);
  if (folded.empty()) return false;
  const auto& candidates = by_first[static_cast<unsigned char>(folded.front())];
  return std::any_of(candidates.begin(), candidates.end(),
                     [&](std::string_view opening) { return std::string_view(folded).starts_with(opening); });
}

bool names_credit(std::string_view text) {
  constexpr std::string_view words[] = {"Photo",   "photo",   "Image",    "Getty",  "©",   "(AP",
                                        "Reuters", "REUTERS", "Courtesy", "Credit", "Foto"};
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return text.find(word) != text.npos; });
}

}  // namespace caravan::extract
