#include "indexer/extract/join_parts.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <unicode/uchar.h>

#include "base/unicode.h"
#include "indexer/extract/part_number.h"

namespace caravan::extract {
namespace {

constexpr std::size_t least_paragraph = 60;  ///< bytes; shorter ones do not tell texts apart
constexpr std::string_view between = "\n\n";

std::vector<std::string_view> paragraphs_of(std::string_view body) {
  std::vector<std::string_view> all;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find(between), body.size());
    if (end > 0) all.push_back(body.substr(0, end));
    body.remove_prefix(std::min(end + between.size(), body.size()));
  }
  return all;
}

bool ends_amid_sentence(std::string_view text) {
  if (text.empty()) return false;
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  const auto last = static_cast<UChar32>(next_code_point(text, at));
  return u_isalpha(last) != 0 || last == ',' || last == ';';
}

bool begins_amid_sentence(std::string_view text) {
  if (text.empty()) return false;
  std::size_t at = 0;
  return u_islower(static_cast<UChar32>(next_code_point(text, at))) != 0;
}

/// Text that grows by one part after the other.
class Joined {
 public:
  void add(std::string_view body) {
    std::vector<std::string_view> paragraphs = paragraphs_of(body);
    std::size_t first = 0, last = paragraphs.size();
    while (first < last && is_known(paragraphs[first])) ++first;
    while (last > first && is_known(paragraphs[last - 1])) --last;
    for (std::size_t i = first; i < last; ++i) {
      const bool goes_on = i == first && ends_amid_sentence(text_) && begins_amid_sentence(paragraphs[i]);
      if (!text_.empty()) text_ += goes_on ? " " : between;
      text_ += paragraphs[i];
    }
    for (std::size_t i = first; i < last; ++i) known_.insert(fold(paragraphs[i]));
  }

  std::string text() && { return std::move(text_); }

 private:
  bool is_known(std::string_view paragraph) const { return known_.contains(fold(paragraph)); }

  std::string text_;
  std::unordered_set<std::string> known_;  ///< folded
};

void add_missing(std::vector<std::string>& to, const std::vector<std::string>& from) {
  for (const std::string& one : from)
    if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
}

template <class Value>
void fill(Value& empty, const Value& from) {
  if (empty == Value()) empty = from;
}

bool share_an_author(const article::Article& a, const article::Article& b) {
  return std::any_of(a.authors.begin(), a.authors.end(), [&](const article::Author& one) {
    return std::any_of(b.authors.begin(), b.authors.end(),
                       [&](const article::Author& other) { return fold(one.name) == fold(other.name); });
  });
}

bool same_headline(const Extraction& a, const Extraction& b) {
  const std::string title = fold(a.article.title);
  return !title.empty() && title == fold(b.article.title);
}

void drop_links_to_parts(article::Article& article) {
  std::erase_if(article.links, [&](const std::string& link) {
    return std::find(article.parts.begin(), article.parts.end(), link) != article.parts.end();
  });
}

bool contradict(const article::Article& a, const article::Article& b) {
  const bool other_day = a.published && b.published && *a.published != *b.published;
  const bool other_people = !a.authors.empty() && !b.authors.empty() && !share_an_author(a, b);
  return other_day || other_people;
}

/// Whether a page of a chain is that part of the article which `first` begins.
bool continues_chain(const Extraction& first, const Extraction& page, int number) {
  if (page.noindex || page.article.body.empty() || contradict(first.article, page.article)) return false;
  const std::string& title = page.article.title;
  const std::string without = without_part_number(title, number);
  const bool one_headline = same_headline(first, page) ||
                            (!without.empty() && fold(without) == fold(without_part_number(first.article.title, 1)));
  const bool names_first = page.canonical == first.article.url;
  const bool number_of_all = numbers_in(std::string_view(title).substr(without.size())).size() == 2;  // "2 of 3"
  return names_first || (one_headline && (number_of_all || first.article.published));
}

}  // namespace

bool is_part_of(const Extraction& first, const Extraction& page, int number) {
  if (page.noindex || page.parts.number != number || page.article.body.empty()) return false;
  return same_headline(first, page) && !contradict(first.article, page.article);
}

Glance glance_at(const Extraction& page) {
  return {page.article.url, page.article.title, page.canonical, page.sequels};
}

bool may_follow(const Glance& page, const Glance& next) {
  const bool names_other = !next.canonical.empty() && next.canonical != next.url;
  if (names_other && (next.canonical == page.url || next.canonical == page.canonical)) return true;
  std::vector<std::string> headlines;
  for (const std::string& one : possible_headlines(page.title)) headlines.push_back(fold(one));
  for (const std::string& one : possible_headlines(next.title))
    if (std::find(headlines.begin(), headlines.end(), fold(one)) != headlines.end()) return true;
  return false;
}

bool are_one_article(std::span<const Extraction* const> chain) {
  if (chain.size() < 2 || chain.front()->noindex) return false;
  for (std::size_t i = 1; i < chain.size(); ++i)
    if (!continues_chain(*chain.front(), *chain[i], static_cast<int>(i) + 1)) return false;
  return true;
}

bool is_whole_of(const Extraction& first, const Extraction& page) {
  if (page.noindex || page.type != PageType::article || !same_headline(first, page)) return false;
  std::unordered_set<std::string> known;
  for (const std::string_view paragraph : paragraphs_of(page.article.body)) known.insert(fold(paragraph));
  std::size_t held = 0, all = 0;
  for (const std::string_view paragraph : paragraphs_of(first.article.body)) {
    if (paragraph.size() < least_paragraph) continue;
    ++all;
    if (known.contains(fold(paragraph))) ++held;
  }
  return all > 0 && held + 1 >= all && held * 4 >= all * 3 && page.article.body.size() > first.article.body.size();
}

Extraction join_parts(std::span<const Extraction* const> parts) {
  Extraction whole = *parts.front();
  article::Article& article = whole.article;
  Joined text;
  for (const Extraction* part : parts) {
    const article::Article& one = part->article;
    text.add(one.body);
    fill(article.authors, one.authors);
    fill(article.themes, one.themes);
    fill(article.series, one.series);
    fill(article.summary, one.summary);
    fill(article.language, one.language);
    fill(article.published, one.published);
    if (one.modified && (!article.modified || *article.modified < *one.modified)) article.modified = one.modified;
    add_missing(article.links, one.links);
    add_missing(article.pull_quotes, one.pull_quotes);
    if (part->type == PageType::article && whole.type != PageType::article) {
      whole.type = PageType::article;
      whole.why.clear();
    }
  }
  if (article.published && article.modified && *article.modified <= *article.published) article.modified.reset();
  drop_links_to_parts(article);
  article.body = std::move(text).text();
  return whole;
}

Extraction join_chain(std::span<const Extraction* const> chain) {
  Extraction whole = join_parts(chain);
  article::Article& article = whole.article;
  if (!same_headline(*chain.front(), *chain[1])) article.title = without_part_number(article.title, 1);
  for (const Extraction* part : chain) article.parts.push_back(part->article.url);
  drop_links_to_parts(article);
  return whole;
}

}  // namespace caravan::extract
