#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "searchd/page/article_parts.h"
#include "searchd/page/assets.h"
#include "searchd/page/document_page.h"
#include "searchd/page/search_page.h"
#include "searchd/page/template.h"
#include "searchd/page/timeline.h"
#include "searchd/page/wording.h"
#include "searchd/parameters.h"

namespace caravan::searchd {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Template, FillsSlotsAndSections) {
  const Slots slots{{"a", escaped("<&>")}, {"empty", Html()}};
  EXPECT_EQ(fill_text("x{{a}}y", slots), "x&lt;&amp;&gt;y");
  EXPECT_EQ(fill_text("{{?a}}yes {{a}}{{/a}}{{!a}}no{{/a}}", slots), "yes &lt;&amp;&gt;");
  EXPECT_EQ(fill_text("{{?empty}}yes{{/empty}}{{!empty}}no{{/empty}}{{missing}}", slots), "no");
  EXPECT_THROW(fill_text("{{a", slots), std::logic_error);
  EXPECT_THROW(fill_text("{{?a}}", slots), std::logic_error);
}

TEST(Wording, LanguageTagsOnly) {
  for (const char* tag : {"en", "zh-Hans", "pt-BR", "de-CH-1996"}) EXPECT_TRUE(is_language_tag(tag)) << tag;
  for (const char* tag : {"", "e\"n", "en onclick", "-", "en-", "toolonglanguage", "x\" onmouseover=\"a"})
    EXPECT_FALSE(is_language_tag(tag)) << tag;
}

/// What strangers' pages may hold, in every field that a page shows.
constexpr const char* attacks[] = {
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><svg/onload=alert(1)>",
    "<!--<script>",
    "{{content}}{{?link}}",
    "javascript:alert(1)",
    "&lt;script&gt;",
    "<mark onclick=alert(1)>x</mark>",
};

article::Article poisoned(const std::string& attack) {
  article::Article article;
  article.id = attack;
  article.url = attack;
  article.title = attack;
  article.authors = {{attack, attack, attack}};
  article.themes = {attack};
  article.series = attack;
  article.language = attack;
  article.site = attack;
  article.type = attack;
  article.summary = attack;
  article.body = attack + "\n\n" + attack;
  article.published = parse_iso_day("2018-10-12");
  return article;
}

void expect_harmless(const std::string& html, const std::string& attack) {
  EXPECT_THAT(html, Not(HasSubstr("<script>"))) << attack;
  EXPECT_THAT(html, Not(HasSubstr("<img"))) << attack;
  EXPECT_THAT(html, Not(HasSubstr("<svg/"))) << attack;
  EXPECT_THAT(html, Not(HasSubstr("<mark on"))) << attack;
  EXPECT_THAT(html, Not(HasSubstr("<!--"))) << attack;
  EXPECT_THAT(html, Not(HasSubstr("\" onmouseover"))) << attack;
  EXPECT_THAT(html, Not(HasSubstr("' autofocus"))) << attack;
  EXPECT_THAT(html, Not(HasSubstr("href=\"javascript"))) << attack;
}

TEST(Pages, AReportIsOpenedAtThePageOfTheMatch) {
  query::Hit hit;
  hit.article.id = "x";
  hit.article.url = "https://a.example/trains.pdf";
  hit.article.title = "Paper Trains";
  hit.article.type = "report";
  hit.article.pages = 40;
  hit.page = 12;
  query::SearchResults results;
  results.total = 1;
  results.limit = 10;
  results.hits = {hit};
  const auto html = [&] { return render_search_page(results, {}, {}, 1, PageAddress({})); };
  EXPECT_THAT(html(), HasSubstr("href=\"https://a.example/trains.pdf#page=12\""));
  EXPECT_THAT(html(), HasSubstr("Report (PDF), 40 pages"));
  EXPECT_THAT(html(), HasSubstr("p. 12"));
  results.hits[0].page = 0;
  EXPECT_THAT(html(), Not(HasSubstr("#page=")));
}

TEST(Pages, StoredAttacksStayText) {
  for (const std::string attack : attacks) {
    query::SearchResults results;
    results.query = results.suggestion.emplace(attack);
    results.understood = "x" + attack;
    results.remarks = {attack};
    results.total = 1;
    results.limit = 10;
    results.facets = {{"theme", {{attack, 1, false}, {"other", 1, true}}, 2},
                      {"lang", {{attack, 1, false}, {"en", 2, false}}, 2}};
    query::Hit hit;
    hit.article = poisoned(attack);
    hit.title.text = attack;
    hit.snippet.text = attack;
    results.hits = {hit};
    query::SearchRequest request;
    request.query = attack;
    const PageAddress address({{"q", attack}, {"theme", attack}, {"sort", attack}});
    expect_harmless(render_search_page(results, request, results.facets, 1, address), attack);
    expect_harmless(render_document_page(hit.article, results), attack);
    expect_harmless(render_message(attack, attack, "./", "./", attack), attack);
  }
}

TEST(Pages, AnArticleShowsItsFacts) {
  article::Article article;
  article.id = "0123456789abcdef";
  article.url = "https://example.org/a?b=1&c=2";
  article.title = "Sea lanes & straits";
  article.authors = {{"Ana Silva", "Senior Fellow", "Institute of X"}, {"Bo Li", "", ""}};
  article.themes = {"Peace, Security & Defence"};
  article.series = "Harbour Papers";
  article.language = "fr";
  article.site = "Example";
  article.published = parse_iso_day("2018-10-12");
  article.body = "One.\n\nTwo.\nThree.";
  const std::string html = render_document_page(article, {});
  EXPECT_THAT(html, HasSubstr("<article lang=\"fr\">"));
  EXPECT_THAT(html, HasSubstr("<h1 dir=\"auto\">Sea lanes &amp; straits</h1>"));
  EXPECT_THAT(html, HasSubstr("href=\"https://example.org/a?b=1&amp;c=2\""));
  EXPECT_THAT(html, HasSubstr("href=\"../?author=Ana%20Silva\""));
  EXPECT_THAT(html, HasSubstr("<p>One.</p>\n<p>Two.<br>Three.</p>"));
  EXPECT_THAT(html, HasSubstr("<time datetime=\"2018-10-12\">12 October 2018</time>"));
  EXPECT_EQ(citation(article),
            "Ana Silva and Bo Li. “Sea lanes & straits.” Harbour Papers. Example, 12 October 2018. "
            "https://example.org/a?b=1&c=2");
}

/// The maxlength that the first search field in a file allows.
std::size_t longest_input(std::string_view asset, std::string_view mark) {
  const std::string_view bytes = asset_bytes(asset);
  return std::stoul(std::string(bytes.substr(bytes.find(mark) + mark.size(), 5)));
}

TEST(Pages, WhatTheSearchBoxTakesIsTaken) {
  constexpr std::size_t utf8_of_a_unit = 3;  // at most, of a unit of UTF-16 that browsers count
  EXPECT_LE(longest_input("frame.html", "maxlength=\"") * utf8_of_a_unit, max_text_bytes);
  EXPECT_LE(longest_input("embed.js", "maxLength: ") * utf8_of_a_unit, max_text_bytes);
}

TEST(Pages, AListThatGoesNoFurtherSaysSo) {
  query::SearchResults results;
  results.total = 20'000;
  results.offset = 9'890;
  results.limit = 10;
  results.hits.resize(1);
  const auto html = [&] { return render_search_page(results, {}, {}, 1, PageAddress(NamedValues{{"q", "sea"}})); };
  EXPECT_THAT(html(), HasSubstr("rel=\"next\""));
  results.offset = 9'900;
  EXPECT_THAT(html(), Not(HasSubstr("rel=\"next\"")));
  EXPECT_THAT(html(), HasSubstr("goes no further"));
}

TEST(Pages, ACitationEndsItsPartsOnce) {
  article::Article whole;
  whole.url = "https://a.example/x";
  whole.title = "Sea lanes";
  whole.authors = {{"Ana Silva", "", ""}};
  whole.site = "Example";
  whole.published = parse_iso_day("2018-10-12");
  const auto with = [&](auto&& change) {
    article::Article article = whole;
    change(article);
    return citation(article);
  };
  using A = article::Article;
  EXPECT_EQ(with([](A& a) { a.title = "Whose sea?"; }),
            "Ana Silva. “Whose sea?” Example, 12 October 2018. https://a.example/x");
  EXPECT_EQ(with([](A& a) { a.title = "Ships!"; }),
            "Ana Silva. “Ships!” Example, 12 October 2018. https://a.example/x");
  EXPECT_EQ(with([](A& a) { a.title = "Trade vs. Co."; }),
            "Ana Silva. “Trade vs. Co.” Example, 12 October 2018. https://a.example/x");
  EXPECT_EQ(with([](A& a) { a.title = "海上通道。"; }),
            "Ana Silva. “海上通道。” Example, 12 October 2018. https://a.example/x");
  EXPECT_EQ(with([](A& a) { a.authors[0].name = "John Smith Jr."; }),
            "John Smith Jr. “Sea lanes.” Example, 12 October 2018. https://a.example/x");
  EXPECT_EQ(with([](A& a) { a.series = "Who's Afraid?"; }),
            "Ana Silva. “Sea lanes.” Who's Afraid? Example, 12 October 2018. https://a.example/x");
  EXPECT_EQ(with([](A& a) { a.authors.clear(); }), "“Sea lanes.” Example, 12 October 2018. https://a.example/x");
  EXPECT_EQ(with([](A& a) { a.published.reset(); }), "Ana Silva. “Sea lanes.” Example, n.d. https://a.example/x");
  EXPECT_EQ(with([](A& a) { a.published.reset(), a.site = ""; }), "Ana Silva. “Sea lanes.” n.d. https://a.example/x");
  EXPECT_EQ(with([](A& a) { a.title = ""; }), "Ana Silva. Example, 12 October 2018. https://a.example/x");
  EXPECT_EQ(with([](A& a) {
              a.authors.push_back({"", "Fellow", ""}), a.authors.push_back({"Bo Li", "", ""});
            }),
            "Ana Silva and Bo Li. “Sea lanes.” Example, 12 October 2018. https://a.example/x");
}

TEST(Pages, TheTimeLineShowsTheChosenYears) {
  const std::vector<query::FacetCounts> facets{
      {"year", {{"2020", 4, false}, {"2018", 8, false}, {"2017", 1, false}, {"9999", 3, false}, {"x", 1, false}}, 5}};
  query::Filters filters;
  filters.since = parse_iso_day("2018-01-01");
  filters.until = parse_iso_day("2019-12-31");
  const std::string html = render_timeline(facets, filters).text();
  EXPECT_THAT(html, HasSubstr("data-first=\"2017\" data-last=\"2020\""));
  EXPECT_THAT(html, HasSubstr("data-year=\"2018\" data-count=\"8\" class=\"in\""));
  EXPECT_THAT(html, HasSubstr("data-year=\"2019\" data-count=\"0\" class=\"in\""));
  EXPECT_THAT(html, HasSubstr("data-year=\"2020\" data-count=\"4\" x="));
  EXPECT_TRUE(render_timeline({{"year", {{"2020", 4, false}}, 1}}, filters).empty());
}

}  // namespace
}  // namespace caravan::searchd
