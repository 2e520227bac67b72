#include "indexer/article/citation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/day.h"

namespace caravan::article {
namespace {

using testing::HasSubstr;
using testing::Not;

Article sample() {
  Article article;
  article.id = "0123456789abcdef";
  article.url = "https://example.org/a_b?x=1&y={2}";
  article.title = "The 50% Question: R&D in {Asia}_Europe";
  article.authors = {{"Ursula von der Leyen", "", ""}, {"Li, Wei", "", ""}, {"小林 太郎", "", ""}, {"Plato", "", ""}};
  article.themes = {"Climate & Energy", "Trade"};
  article.series = "Harbour Papers";
  article.published = parse_iso_day("2018-10-12");
  article.language = "en";
  article.site = "Friends of Harbours";
  article.type = "article";
  article.summary = "In short.";
  return article;
}

struct NameCase {
  const char *name, *family, *given;
};

TEST(Citation, SplitsNames) {
  constexpr NameCase cases[] = {
      {"Javier Solana", "Solana", "Javier"},
      {"Solana, Javier", "Solana", "Javier"},
      {"Ursula von der Leyen", "von der Leyen", "Ursula"},
      {"Ludwig van Beethoven", "van Beethoven", "Ludwig"},
      {"Robert F. Kennedy Jr.", "Kennedy Jr.", "Robert F."},
      {"Robert Kennedy, Jr.", "Kennedy, Jr.", "Robert"},
      {"Plato", "Plato", ""},
      {"王小明", "王小明", ""},
      {"小林 太郎", "小林 太郎", ""},
      {"von Leyen", "Leyen", "von"},
      {"  Wei   Li ", "Li", "Wei"},
      {"", "", ""},
  };
  for (const NameCase& c : cases) {
    EXPECT_EQ(name_parts(c.name).family, c.family) << c.name;
    EXPECT_EQ(name_parts(c.name).given, c.given) << c.name;
  }
}

TEST(Citation, Bibtex) {
  EXPECT_EQ(to_bibtex(sample()),
            "@misc{vonderleyen201850-01234567,\n"
            "  author       = {von der Leyen, Ursula and Li, Wei and {小林 太郎} and {Plato}},\n"
            "  title        = {{The 50\\% Question: R\\&D in \\{Asia\\}\\_Europe}},\n"
            "  howpublished = {Friends of Harbours},\n"
            "  year         = {2018},\n"
            "  month        = oct,\n"
            "  date         = {2018-10-12},\n"
            "  series       = {Harbour Papers},\n"
            "  keywords     = {Climate \\& Energy, Trade},\n"
            "  language     = {en},\n"
            "  url          = {https://example.org/a_b?x=1&y=%7B2%7D}\n"
            "}\n");
}

TEST(Citation, BibtexOfAReportWithoutFacts) {
  Article report;
  report.id = "ffff000011112222";
  report.title = "Untitled";
  report.type = "report";
  report.site = "Old Harbour";
  EXPECT_EQ(to_bibtex(report),
            "@techreport{oldharbouruntitled-ffff0000,\n"
            "  title        = {{Untitled}},\n"
            "  institution  = {Old Harbour}\n"
            "}\n");
}

TEST(Citation, AReportSaysHowManyPages) {
  Article report = sample();
  report.type = "report";
  report.pages = 40;
  EXPECT_THAT(to_bibtex(report), testing::StartsWith("@techreport{"));
  EXPECT_THAT(to_bibtex(report), HasSubstr("\n  pagetotal    = {40},\n"));
  EXPECT_THAT(to_ris(report), testing::StartsWith("TY  - RPRT\n"));
  EXPECT_THAT(to_ris(report), HasSubstr("\nSP  - 40\n"));
  EXPECT_EQ(to_csl_json(report).at("type"), "report");
  EXPECT_EQ(to_csl_json(report).at("number-of-pages"), "40");
}

TEST(Citation, Ris) {
  EXPECT_EQ(to_ris(sample()),
            "TY  - ELEC\n"
            "AU  - von der Leyen, Ursula\n"
            "AU  - Li, Wei\n"
            "AU  - 小林 太郎\n"
            "AU  - Plato\n"
            "TI  - The 50% Question: R&D in {Asia}_Europe\n"
            "PY  - 2018\n"
            "DA  - 2018/10/12\n"
            "T2  - Harbour Papers\n"
            "PB  - Friends of Harbours\n"
            "KW  - Climate & Energy\n"
            "KW  - Trade\n"
            "AB  - In short.\n"
            "LA  - en\n"
            "UR  - https://example.org/a_b?x=1&y={2}\n"
            "ID  - vonderleyen201850-01234567\n"
            "ER  - \n");
}

TEST(Citation, ALineBreakInATitleCannotBeginAField) {
  Article article = sample();
  article.title = "Title\nER  - \nTY  - BOOK";
  EXPECT_THAT(to_ris(article), HasSubstr("TI  - Title ER - TY - BOOK\n"));
  EXPECT_THAT(to_ris(article), Not(HasSubstr("\nTY  - BOOK")));
}

TEST(Citation, CslJson) {
  EXPECT_EQ(to_csl_json(sample()), nlohmann::ordered_json::parse(R"({
    "id": "0123456789abcdef", "type": "webpage", "title": "The 50% Question: R&D in {Asia}_Europe",
    "author": [{"family": "von der Leyen", "given": "Ursula"}, {"family": "Li", "given": "Wei"},
               {"literal": "小林 太郎"}, {"literal": "Plato"}],
    "issued": {"date-parts": [[2018, 10, 12]]}, "container-title": "Friends of Harbours",
    "collection-title": "Harbour Papers", "keyword": "Climate & Energy, Trade", "abstract": "In short.",
    "language": "en", "URL": "https://example.org/a_b?x=1&y={2}"})"));
}

}  // namespace
}  // namespace caravan::article
