#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/printers/article.h"
#include "cli/printers/results.h"
#include "cli/printers/warc.h"

namespace caravan::cli {
namespace {

using testing::HasSubstr;

query::Hit hit() {
  query::Hit hit;
  hit.rank = 1;
  hit.score = 12.5;
  hit.article.id = "0123456789abcdef";
  hit.article.url = "https://example.org/piracy";
  hit.article.title = "Piracy in the Malacca Strait";
  hit.article.authors = {{"Devika Rao", "Fellow", "Deccan Forum"}, {"Wei Li", "", ""}};
  hit.article.themes = {"Peace & Security", "Global Europe"};
  hit.article.series = "Harbour Papers";
  hit.article.published = parse_iso_day("2018-10-12");
  hit.article.language = "en";
  hit.article.site = "Friends of Harbours";
  hit.title.text = hit.article.title;
  hit.title.marks = {{0, 6}};
  hit.snippet.text = "Patrols made piracy rare, at least in the narrow waters between Sumatra and Malaya.";
  hit.snippet.marks = {{13, 19}};
  return hit;
}

query::SearchResults results() {
  query::SearchResults results;
  results.query = results.understood = "piracy";
  results.total = 7;
  results.limit = 1;
  results.took_ms = 1.25;
  results.hits = {hit()};
  results.facets = {{"theme", {{"Peace & Security", 5, true}, {"Global Europe", 2, false}}, 3}};
  return results;
}

struct Screen {
  std::ostringstream out, notes;
  Terminal terminal(Terminal::Facts facts = {}) { return {out, notes, facts, false}; }
};

TEST(Printers, ARunIsReadByColumns) {
  Screen screen;
  query::SearchResults found = results();
  found.hits[0].article.id = "Harbour papers\t7";
  print_trec("q 1", found, screen.out);
  EXPECT_EQ(screen.out.str(), "q%201 Q0 Harbour%20papers%097 1 12.5 caravan\n");
}

TEST(Printers, Text) {
  Screen screen;
  Terminal terminal = screen.terminal({.width = 60});
  print_results(ResultFormat::text, results(), terminal);
  EXPECT_EQ(screen.out.str(),
            " 1. Piracy in the Malacca Strait\n"
            "    Devika Rao, Fellow, Deccan Forum; Wei Li\n"
            "    2018-10-12 · Friends of Harbours · Peace & Security,\n"
            "    Global Europe · Harbour Papers\n"
            "    Patrols made piracy rare, at least in the narrow waters\n"
            "    between Sumatra and Malaya.\n"
            "    https://example.org/piracy\n"
            "\n"
            "theme\n"
            "       5 * Peace & Security\n"
            "       2   Global Europe\n"
            "           and 1 more\n"
            "\n");
  EXPECT_EQ(screen.notes.str(), "7 articles, 1 to 1 shown (1.2 ms)\n");
}

TEST(Printers, TextMarksMatchesWhereThereIsColour) {
  Screen screen;
  Terminal terminal = screen.terminal({.width = 60, .colour = true});
  print_results(ResultFormat::text, results(), terminal);
  EXPECT_THAT(screen.out.str(), HasSubstr("\x1b[1;33mPiracy\x1b[0m\x1b[1m in the Malacca Strait\x1b[0m"));
  EXPECT_THAT(screen.out.str(), HasSubstr("made \x1b[1;33mpiracy\x1b[0m rare"));
}

TEST(Printers, Tsv) {
  Screen screen;
  Terminal terminal = screen.terminal();
  query::SearchResults found = results();
  found.hits[0].article.title = "Piracy\tin the\nStrait";
  print_results(ResultFormat::tsv, found, terminal);
  EXPECT_EQ(screen.out.str(),
            "rank\tscore\tid\tpublished\tsite\ttitle\tauthors\tthemes\tseries\turl\n"
            "1\t12.5\t0123456789abcdef\t2018-10-12\tFriends of Harbours\tPiracy in the Strait\tDevika Rao; Wei Li\t"
            "Peace & Security; Global Europe\tHarbour Papers\thttps://example.org/piracy\n");
}

TEST(Printers, UrlsAndTrec) {
  Screen screen;
  Terminal terminal = screen.terminal();
  print_results(ResultFormat::urls, results(), terminal);
  print_trec("q7", results(), screen.out);
  EXPECT_EQ(screen.out.str(), "https://example.org/piracy\nq7 Q0 0123456789abcdef 1 12.5 caravan\n");
}

TEST(Printers, CslJsonIsOneArray) {
  Screen screen;
  Terminal terminal = screen.terminal();
  print_results(ResultFormat::csl_json, results(), terminal);
  const auto json = nlohmann::json::parse(screen.out.str());
  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0]["author"][0]["family"], "Rao");
}

TEST(Printers, HostileTextStaysText) {
  Screen screen;
  Terminal terminal = screen.terminal();
  query::SearchResults found = results();
  found.hits[0].title.text = found.hits[0].article.title = "A\x1b[2Jtitle";
  found.hits[0].article.url = "https://example.org/\x1b[31m";
  for (const ResultFormat format : {ResultFormat::text, ResultFormat::tsv, ResultFormat::urls, ResultFormat::ris})
    print_results(format, found, terminal);
  EXPECT_EQ(screen.out.str().find('\x1b'), std::string::npos);
}

article::Article whole_article() {
  article::Article article = hit().article;
  article.body = "First paragraph with *stars*.\n\n- a line\n- another <b>";
  article.pull_quotes = {"A quote & more"};
  article.links = {"https://example.org/source", "javascript:alert(1)"};
  return article;
}

TEST(Printers, ArticleAsText) {
  Screen screen;
  Terminal terminal = screen.terminal();
  print_article(ArticleFormat::text, whole_article(), terminal);
  EXPECT_EQ(screen.out.str(),
            "Piracy in the Malacca Strait\n\n"
            "by:        Devika Rao, Fellow, Deccan Forum; Wei Li\n"
            "published: 2018-10-12\n"
            "site:      Friends of Harbours\n"
            "themes:    Peace & Security, Global Europe\n"
            "series:    Harbour Papers\n"
            "language:  en\n"
            "address:   https://example.org/piracy\n"
            "id:        0123456789abcdef\n"
            "\nFirst paragraph with *stars*.\n"
            "\n- a line\n- another <b>\n"
            "\n  > A quote & more\n"
            "\nrefers to:\n  https://example.org/source\n  javascript:alert(1)\n");
}

TEST(Printers, ArticleAsMarkdownAndHtmlCannotInject) {
  Screen screen;
  Terminal terminal = screen.terminal();
  print_article(ArticleFormat::markdown, whole_article(), terminal);
  EXPECT_THAT(screen.out.str(), HasSubstr("First paragraph with \\*stars\\*."));
  EXPECT_THAT(screen.out.str(), HasSubstr("\\- another \\<b\\>"));
  screen.out.str("");
  print_article(ArticleFormat::html, whole_article(), terminal);
  EXPECT_THAT(screen.out.str(), HasSubstr("- a line<br>\n- another &lt;b&gt;</p>"));
  EXPECT_THAT(screen.out.str(), HasSubstr("<q>A quote &amp; more</q>"));
  EXPECT_THAT(screen.out.str(), HasSubstr("<li>javascript:alert(1)\n")) << "no link";
}

TEST(Printers, WarcRecordsSayTheirLength) {
  std::ostringstream out;
  WarcWriter warc(out);
  archive::Snapshot page;
  page.id = {7};
  page.url = "https://example.org/piracy";
  page.fetched = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
  page.content_type = "text/html\r\nX-Injected: 1";
  page.body = "<p>body";
  const auto begin = out.str().size();
  warc.write(page);
  EXPECT_THAT(out.str(), testing::StartsWith("WARC/1.1\r\nWARC-Type: warcinfo\r\n"));
  EXPECT_THAT(
      out.str().substr(begin),
      testing::MatchesRegex("WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:[-0-9a-f]*>\r\n"
                            "WARC-Date: 1994-11-06T08:49:37Z\r\nContent-Type: text/htmlX-Injected: 1\r\n"
                            "WARC-Target-URI: https://example.org/piracy\r\nContent-Length: 7\r\n\r\n<p>body\r\n\r\n"));
}

}  // namespace
}  // namespace caravan::cli
