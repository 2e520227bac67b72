#include "tests/bench/costliest.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/bench/corpus.h"

namespace caravan::bench {
namespace {

using query::SearchRequest;
using query::Sort;

Costly search(std::string name, SearchRequest request) {
  request.facets = true;
  return {std::move(name), [request](const query::Index& index) { return value_or_throw(index.search(request)); }};
}

SearchRequest request_of(std::string text, Sort sort = Sort::relevance, std::size_t offset = 0) {
  SearchRequest request;
  request.query = std::move(text);
  request.sort = sort;
  request.offset = offset;
  return request;
}

Costly values(std::string name, query::FacetValuesRequest request) {
  return {std::move(name), [request](const query::Index& index) {
            query::SearchResults results;
            for (const query::FacetCounts& facet : value_or_throw(index.facets(request)))
              results.total += facet.distinct;
            return results;
          }};
}

Costly completions(std::string name, std::string typed) {
  return {std::move(name), [typed](const query::Index& index) {
            query::SearchResults results;
            results.total = value_or_throw(index.suggest({typed, 8})).texts.size();
            return results;
          }};
}

/// "a -(b -(c -(d ...)))"
std::string nots_in_nots(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + " -(";
  return text + words.front() + std::string(words.size(), ')');
}

std::string joined(std::string_view by, const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, by));
}

/// Every word with that in front.
std::string each_with(std::string_view before, const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += fmt::format("{}{} ", before, word);
  return text;
}

std::string phrases_of(const std::vector<std::string>& words, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i % length == 0 ? "\"" : "") + words[i] + ((i + 1) % length == 0 ? "\" " : " ");
  return text;
}

std::vector<std::string> first(std::vector<std::string> words, std::size_t count) {
  words.resize(std::min(words.size(), count));
  return words;
}

/// With what words of the corpus begin, and an asterisk.
std::vector<std::string> beginnings(std::size_t count) {
  std::vector<std::string> all;
  for (const char vowel : std::string_view("aeiou"))
    for (const char onset : std::string_view("bdfgklmnprstv")) all.push_back(fmt::format("{}{}*", onset, vowel));
  return first(std::move(all), count);
}

query::FacetValuesRequest values_of(std::string field, std::string prefix, std::string contains, std::string text) {
  query::FacetValuesRequest request;
  request.field = std::move(field);
  request.prefix = std::move(prefix);
  request.contains = std::move(contains);
  request.query = std::move(text);
  return request;
}

}  // namespace

std::vector<Costly> costliest() {
  std::vector<Costly> all;
  for (const Worst& each : worst_queries()) all.push_back(search(each.name, request_of(each.query)));
  const std::vector<std::string> common = common_words(600);
  const std::string many = each_with("", common), two = each_with("", first(common, 2));
  const auto ask = [&](std::string name, SearchRequest request) {
    all.push_back(search(std::move(name), std::move(request)));
  };

  SearchRequest filtered = request_of(many);
  filtered.filters.values = {{"theme", "Theme 1"}, {"theme", "Theme 2"}, {"year", "2020"},   {"year", "2021"},
                             {"year", "2022"},     {"lang", "en"},       {"site", "Site 0"}, {"site", "Site 1"}};
  ask("300 common words, four facets chosen", filtered);
  ask("300 common words, newest first", request_of(many, Sort::newest));
  ask("300 common words, by title", request_of(many, Sort::title));
  ask("300 common words, results 9,990 to 10,000", request_of(many, Sort::relevance, 9990));
  ask("two common words, by title", request_of(two, Sort::title));
  ask("two common words, results 9,990 to 10,000", request_of(two, Sort::relevance, 9990));
  ask("everything, by title", request_of("", Sort::title));
  ask("everything, results 9,990 to 10,000", request_of("", Sort::newest, 9990));
  ask("a stretch of time alone", request_of("published:2001..2024"));
  ask("ten beginnings, oldest first", request_of(joined(" ", beginnings(10)), Sort::oldest));
  ask("32 beginnings", request_of(joined(" ", beginnings(32))));
  ask("beginnings of one letter", request_of("b* d* f* g* k* l* m* n* p* r* s* t* v*"));
  ask("100 words in headlines", request_of(each_with("title:", first(common, 100))));
  ask("any of 100 words in headlines", request_of("title:" + joined(" OR title:", first(common, 100))));
  ask("32 beginnings in headlines", request_of("title:" + joined(" OR title:", beginnings(32))));
  ask("30 NOTs in each other", request_of(nots_in_nots(first(common, 30))));
  ask("two common words but none of 100", request_of(two + each_with("-", {common.begin() + 2, common.begin() + 102})));
  ask("everything but any of 300", request_of(each_with("-", first(common, 300))));
  ask("32 phrases of six words", request_of(phrases_of(first(common, 192), 6)));
  ask("six phrases of two small words",
      request_of("\"of the\" \"in the\" \"to the\" \"and the\" \"for the\" \"it is\""));
  ask("six NEARs of small words", request_of("(of NEAR/50 the) (in NEAR/50 the) (to NEAR/50 and) (a NEAR/50 the) "
                                             "(for NEAR/50 the) (it NEAR/50 is)"));
  ask("40 NEARs with words side by side", request_of(two + joined(" NEAR/50 ", first(common, 40))));

  all.push_back(
      {"alike articles", [](const query::Index& index) { return value_or_throw(index.similar("bench-77", 10)); }});
  for (const std::string typed : {"b", "the b", "author 1", "theme"})
    all.push_back(completions(fmt::format("completions of \"{}\"", typed), typed));
  all.push_back(values("values of all facets", values_of("", "", "", "")));
  all.push_back(values("authors with a 1", values_of("author", "", "1", "")));
  all.push_back(values("authors with a 1, of two common words", values_of("author", "", "1", two)));
  all.push_back(values("authors that begin so, of 300 common words", values_of("author", "author 1", "", many)));
  return all;
}

}  // namespace caravan::bench
