#include "indexer/extract/page_type.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "indexer/extract/bylines.h"
#include "indexer/extract/fact_words.h"

namespace caravan::extract {

namespace {

constexpr double least_text = 250;   ///< characters; less is no article
constexpr double short_text = 1500;  ///< less needs something that vouches for it

constexpr std::array<std::string_view, 14> listing_segments = {
    "tag",  "tags",   "category", "categories", "search",   "author",   "authors",
    "page", "topics", "topic",    "archive",    "archives", "calendar", "listing"};

bool is_home(std::string_view url) {
  const std::size_t host = url.find("://");
  if (host == url.npos) return false;
  const std::size_t path = url.find('/', host + 3);
  return path == url.npos || url.substr(path) == "/" || url.substr(path).starts_with("/?") ||
         url.substr(path).starts_with("/index.");
}

/// The path's segment before the last one: "tag" of "/tag/asia/".
std::string_view folder_of(std::string_view url) {
  const std::size_t host = url.find("://");
  const std::size_t path = host == url.npos ? url.npos : url.find('/', host + 3);
  if (path == url.npos) return {};
  std::string_view rest = url.substr(path, url.find_first_of("?#", path) - path);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const std::size_t last = rest.rfind('/');
  if (last == rest.npos) return {};
  const std::string_view parent = rest.substr(0, last);
  const std::size_t before = parent.rfind('/');
  return before == parent.npos ? std::string_view() : parent.substr(before + 1);
}

template <class Words>
bool is_one_of(std::string_view word, const Words& words) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool looks_like_listing_address(std::string_view url) {
  if (is_one_of(folder_of(url), listing_segments)) return true;
  for (const std::string_view number : {"?page=", "&page=", "?paged=", "?start=", "?offset="})
    if (url.find(number) != url.npos) return true;
  return false;
}

bool vouched_for(const Findings& findings) {
  const Fact* day = findings.best(Field::published);
  return findings.says_article || (day && day->confidence >= 0.5);
}

/// Chosen paragraphs below a headline of their own that is a link: cards that lead to other pages.
std::size_t teasers(const Blocks& blocks, const Body& body) {
  const auto leads_away = [&](std::size_t b) {
    return b != body.title && blocks[b].link_density() > 0.8 &&
           blocks[b].chars > (blocks[b].kind == Block::Kind::heading ? 8 : 25);
  };
  std::size_t count = 0, headings = 0, last = Body::npos;
  for (const std::size_t b : body.blocks) {
    if (blocks[b].mass() == 0) continue;
    for (std::size_t above = b; above > 0 && b - above < 6;) {
      --above;
      if (above == last || blocks[above].mass() > 0) break;
      if (!leads_away(above)) continue;
      last = above;
      ++count;
      if (blocks[above].kind == Block::Kind::heading) ++headings;
      break;
    }
  }
  return count >= 3 ? count : headings;  // a link or two between paragraphs is nothing unusual
}

}  // namespace

Verdict page_type(const Blocks& blocks, const Body& body, const Findings& findings, std::string_view title,
                  const PagePlace& place) {
  const std::string_view url = place.url;
  double chars = 0;
  std::size_t paragraphs = 0;
  for (const std::size_t b : body.blocks) {
    chars += blocks[b].chars;
    if (blocks[b].mass() > 0) ++paragraphs;
  }
  if (chars < 40) return {PageType::other, "no text to speak of"};
  const std::size_t cards = teasers(blocks, body);
  const bool is_short = chars < short_text;
  if (is_home(url)) return {PageType::listing, "the site's home page"};
  if (findings.says_listing && !findings.says_article) return {PageType::listing, "its markup says so"};
  if (cards >= (is_short ? 1 : 2) && cards * 2 >= paragraphs)
    return {PageType::listing, "its text is teasers of other pages"};
  if (looks_like_listing_address(url) && !findings.says_article && (cards >= 2 || is_short)) {
    if (place.later_part && cards == 0) return {PageType::other, "a later page of a list or of an article"};
    return {PageType::listing, "its address is that of a list"};
  }
  if (is_short && is_one_of(folder_of(url), people_segments) && looks_like_name(title))
    return {PageType::listing, "the page of a person"};
  if (chars < least_text && !findings.says_article) return {PageType::other, "too little text for an article"};
  if (is_short && !vouched_for(findings))
    return {PageType::other, "little text, and neither a date nor markup of an article"};
  if (body.quality < 0.5 && !findings.says_article) return {PageType::other, "nothing on it reads like an article"};
  return {PageType::article, "", vouched_for(findings) && cards == 0};
}

}  // namespace caravan::extract
