// Reports, by poppler as it is installed.
#include "indexer/extract/pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indexer/extract/pdf_facts.h"
#include "tests/support/small_pdf.h"

namespace caravan::extract {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;
using test::small_report;
using test::SmallPdf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view address = "https://a.example/reports/rail.pdf";

Extraction read(const std::string& bytes, const PdfLimits& limits = usual_pdf_limits()) {
  return extract_pdf({bytes, address, "application/pdf"}, limits);
}

const std::string long_text =
    "The committee met four times in the year and heard thirty witnesses from both continents. Its findings are set "
    "out below, in the order in which the questions were put, with the dissent of two members at the end. Nobody who "
    "was asked declined to answer, and every answer was written down as it was given, with the date and the place.";

TEST(Pdf, AReportIsReadWithItsPages) {
  const Extraction report = read(small_report().bytes());
  ASSERT_EQ(report.type, PageType::article) << report.why;
  const article::Article& article = report.article;
  EXPECT_EQ(article.type, "report");
  EXPECT_EQ(article.title, "Two gauges, one railway");
  ASSERT_EQ(article.authors.size(), 2U);
  EXPECT_EQ(article.authors[0].name, "Ann Lee");
  EXPECT_EQ(article.authors[1].name, "Bo Chen");
  EXPECT_EQ(article.published, 2018y / 11 / 12);
  EXPECT_EQ(article.language, "en");
  EXPECT_EQ(article.pages, 3);
  ASSERT_EQ(article.page_starts.size(), 3U);
  EXPECT_EQ(article::page_at(article, article.body.find("timetable")), 1);
  EXPECT_EQ(article::page_at(article, article.body.find("transit corridor")), 2);
  EXPECT_EQ(article::page_at(article, article.body.find("wagon")), 3);
}

TEST(Pdf, ItsTextIsWhatOneWouldReadAloud) {
  const std::string body = read(small_report().bytes()).article.body;
  EXPECT_THAT(body, HasSubstr("turn of the page, where the international rules begin. A transit"));
  EXPECT_THAT(body, Not(HasSubstr("Rail papers")));
  EXPECT_THAT(body, Not(HasSubstr("Two gauges")));
  EXPECT_THAT(body, Not(HasSubstr("Ann Lee")));
  EXPECT_THAT(body, HasSubstr("measures both.\n\nThe second paragraph"));
}

TEST(Pdf, ExtractKnowsItByItsBytes) {
  const std::string bytes = small_report().bytes();
  EXPECT_EQ(extract({bytes, address, "application/octet-stream"}).article.type, "report");
  EXPECT_EQ(extract({"\r\n" + bytes, address, ""}).article.type, "report");
  EXPECT_EQ(extract({"<html><p>%PDF-1.4 is how they begin", address, "application/pdf"}).article.type, "");
}

TEST(Pdf, TheFingerprintCoversThePages) {
  SmallPdf one = small_report(), other = small_report();
  other.page();
  EXPECT_NE(fingerprint(read(one.bytes())), fingerprint(read(other.bytes())));
  EXPECT_EQ(fingerprint(read(one.bytes())), fingerprint(read(small_report().bytes())));
}

TEST(Pdf, WhatNobodyCanReadIsNoArticle) {
  const std::string whole = small_report().bytes();
  SmallPdf scan;
  scan.page().operators("0 0 595 842 re f");
  struct Case {
    std::string_view name, bytes, why;
  };
  const std::string
      locked = small_report().encrypted().bytes(),
      cut = whole.substr(0, 700), blank = scan.bytes(), junk = "%PDF-1.7\n" + std::string(5000, '\xEE'),
      flyer = SmallPdf().page().line(72, 100, 20, "Save the date").line(72, 160, 11, "Brussels, a Friday").bytes();
  const Case cases[] = {{"a password", locked, "password"},
                        {"cut short", cut, "broken"},
                        {"junk", junk, "broken"},
                        {"a scan", blank, "scan"},
                        {"a flyer", flyer, "too little text"}};
  for (const Case& c : cases) {
    const Extraction report = read(std::string(c.bytes));
    EXPECT_EQ(report.type, PageType::other) << c.name;
    EXPECT_FALSE(report.may_pass) << c.name;
    EXPECT_THAT(report.why, HasSubstr(std::string(c.why))) << c.name;
  }
}

/// Drawings that use each other: ten to the power of `depth` words.
std::string endless_pdf(int depth) {
  SmallPdf pdf;
  const std::string head = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]";
  int inner =
      pdf.object(test::stream_object(head + " /Resources << /Font << /F 3 0 R >> >>", "BT /F 8 Tf 9 9 Td (x) Tj ET"));
  for (int i = 0; i < depth; ++i) {
    std::string ten;
    for (int use = 0; use < 10; ++use) ten += "/X Do ";
    inner = pdf.object(
        test::stream_object(head + " /Resources << /XObject << /X " + std::to_string(inner) + " 0 R >> >>", ten));
  }
  return pdf.drawing(inner).page().operators("/X Do").bytes();
}

TEST(Pdf, WhatCouldNotBeReadNowMayBeReadAnotherDay) {
  PdfLimits missing, slow, silent, small;
  missing.programs = "/nowhere";
  slow.programs = silent.programs = small.programs = usual_pdf_limits().programs;
  slow.process.time = 300ms;
  silent.process.output = 500;
  small.process.memory = 8'000'000;
  struct Case {
    std::string_view name;
    std::string bytes;
    PdfLimits limits;
    std::string_view why;
  };
  const std::string report = small_report().bytes();
  const Case cases[] = {{"no poppler", report, missing, "install poppler-utils"},
                        {"without end", endless_pdf(12), slow, "more than 300 ms"},
                        {"too much text", report, silent, "more than 500"},
                        {"no memory to begin with", report, small, "PDF not read"}};
  for (const Case& c : cases) {
    const Extraction read_now = read(c.bytes, c.limits);
    EXPECT_EQ(read_now.type, PageType::too_hard) << c.name;
    EXPECT_TRUE(read_now.may_pass) << c.name;
    EXPECT_THAT(read_now.why, HasSubstr(std::string(c.why))) << c.name;
  }
}

TEST(Pdf, OfVeryManyPagesTheFirstAreRead) {
  PdfLimits limits = usual_pdf_limits();
  limits.pages = 50;
  const Extraction report = read(
      SmallPdf().page().line(72, 90, 20, "The long catalogue").text(130, {long_text}).repeated(3000).bytes(), limits);
  ASSERT_EQ(report.type, PageType::article) << report.why;
  EXPECT_EQ(report.article.pages, 3000);
  EXPECT_EQ(report.article.page_starts.size(), 50U);
}

TEST(Pdf, ColumnsAreReadOneAfterTheOther) {
  SmallPdf pdf;
  pdf.page().line(72, 90, 22, "Two columns of one page");
  for (int i = 0; i < 12; ++i) {
    pdf.line(72, 140 + 14 * i, 11,
             i == 11 ? "of the left column the road" : "The left column tells of the northern road,");
    pdf.line(330, 140 + 14 * i, 11,
             i == 0 ? "turned to the south at last." : "The right column tells of the southern one.");
  }
  const std::string body = read(pdf.bytes()).article.body;
  EXPECT_THAT(body, HasSubstr("northern road, of the left column the road turned to the south at last."));
  EXPECT_THAT(body, Not(HasSubstr("northern road, The right")));
}

TEST(Pdf, RunningTitlesOfTwoPagesGo) {
  SmallPdf pdf;
  pdf.page().line(72, 90, 22, "A headline that takes").line(72, 116, 22, "two lines to say").text(180, {long_text});
  pdf.page().line(300, 40, 8, "The House of Reports").text(100, {long_text});
  pdf.page().line(72, 40, 11, "A headline that takes two lines to say").text(100, {long_text});
  const std::string body = read(pdf.bytes()).article.body;
  EXPECT_EQ(body, long_text + "\n\n" + long_text + "\n\n" + long_text);
}

struct TitleCase {
  std::string_view name, metadata, largest, title;
};
TEST(Pdf, TheTitleIsThePagesWhereTheFilesIsJunk) {
  constexpr TitleCase cases[] = {
      {"as printed, in the spelling of the metadata", "Ports and Patience", "PORTS AND PATIENCE", "Ports and Patience"},
      {"a file's name", "brief_no4_web.indd", "Ports and patience", "Ports and patience"},
      {"a program's", "Microsoft Word - Document1", "Ports and patience", "Ports and patience"},
      {"another report's", "Annual review of fisheries", "Ports and patience", "Ports and patience"},
      {"none", "", "Ports and patience", "Ports and patience"},
      {"a label is no title", "Policy Brief", "POLICY BRIEF 12", "Where the ships wait"}};
  for (const TitleCase& c : cases) {
    SmallPdf pdf;
    if (!c.metadata.empty()) pdf.info("Title", std::string(c.metadata));
    pdf.page()
        .line(72, 90, 26, std::string(c.largest))
        .line(72, 130, 16, "Where the ships wait")
        .text(180, {long_text});
    EXPECT_EQ(read(pdf.bytes()).article.title, c.title) << c.name;
  }
}

struct AuthorCase {
  std::string_view name, metadata, below_title;
  std::vector<std::string> authors;
};
TEST(Pdf, AuthorsAreThoseThatThePageNames) {
  const AuthorCase cases[] = {{"a byline", "Office Two", "By Ann Lee and Bo Chen", {"Ann Lee", "Bo Chen"}},
                              {"a byline counts more than the secretary", "Sue Typist", "By Ann Lee", {"Ann Lee"}},
                              {"names with a position", "", "Ann Lee, Senior Fellow", {"Ann Lee"}},
                              {"shown and in the metadata", "Ann Lee", "Ann Lee", {"Ann Lee"}},
                              {"only in the metadata", "Ann Lee; Bo Chen", "Brussels", {"Ann Lee", "Bo Chen"}},
                              {"two capitalised words are no proof", "", "Eastern Harbours", {}},
                              {"a login is nobody", "alee", "Brussels", {}},
                              {"a house is nobody", "Institute for Two Continents", "Brussels", {}}};
  for (const AuthorCase& c : cases) {
    SmallPdf pdf;
    if (!c.metadata.empty()) pdf.info("Author", std::string(c.metadata));
    pdf.page()
        .line(72, 90, 26, "Ports and patience")
        .line(72, 130, 12, std::string(c.below_title))
        .text(180, {long_text});
    std::vector<std::string> names;
    for (const article::Author& author : read(pdf.bytes()).article.authors) names.push_back(author.name);
    EXPECT_EQ(names, c.authors) << c.name;
  }
}

TEST(Pdf, TheDayIsThePagesBeforeTheFiles) {
  const auto day_of = [](const std::string& line, const std::string& created) {
    SmallPdf pdf;
    if (!created.empty()) pdf.info("CreationDate", created);
    pdf.page()
        .line(72, 90, 26, "Ports and patience")
        .line(72, 130, 12, line)
        .text(180, {long_text + " It ended on 3 May 2001."});
    return read(pdf.bytes()).article.published;
  };
  EXPECT_EQ(day_of("12 March 2019", "D:20190401080000Z"), 2019y / 3 / 12);
  EXPECT_EQ(day_of("Brussels, June 2018", "D:20190401080000Z"), 2018y / 6 / 1);
  EXPECT_EQ(day_of("Brussels", "D:20190401080000Z"), 2019y / 4 / 1);
  EXPECT_EQ(day_of("Brussels", "D:19700101000000Z"), std::nullopt) << "older than PDF itself";
  EXPECT_EQ(day_of("Brussels", ""), std::nullopt);
}

TEST(Pdf, HyphensOfTheLineGoHyphensOfTheWordStay) {
  const Extraction report = read(SmallPdf()
                                     .page()
                                     .line(72, 90, 20, "Words at the edge of lines")
                                     .line(72, 140, 11, "The long-term view of inter-")
                                     .line(72, 154, 11, "regional trade, which is a long-")
                                     .line(72, 168, 11, "term matter, and the Asia-")
                                     .line(72, 182, 11, "Europe meeting said so.")
                                     .text(230, {long_text})
                                     .bytes());
  EXPECT_THAT(
      report.article.body,
      HasSubstr("view of interregional trade, which is a long-term matter, and the Asia-Europe meeting said so."));
}

TEST(PdfFacts, JunkTitles) {
  for (const char* junk :
       {"", "x", "untitled", "Untitled-3", "Microsoft Word - a b.docx", "PowerPoint Presentation", "brief_final_v3",
        "Layout 1", "REPORT", "C:\\temp\\brief.doc", "policy-brief-12", "Working Paper No. 7"})
    EXPECT_TRUE(is_junk_title(junk)) << junk;
  for (const char* title : {"Ports and Patience", "Asia: what next?", "亚欧会议二十五年", "Two gauges"})
    EXPECT_FALSE(is_junk_title(title)) << title;
}

TEST(PdfFacts, StatedDays) {
  EXPECT_EQ(stated_day("12 March 2019"), 2019y / 3 / 12);
  EXPECT_EQ(stated_day("juin 2018"), 2018y / 6 / 1);
  EXPECT_EQ(stated_day("Junio de 2018"), 2018y / 6 / 1);
  EXPECT_EQ(stated_day("2018年6月"), 2018y / 6 / 1);
  EXPECT_EQ(stated_day("No. 12 of 2018"), std::nullopt);
  EXPECT_EQ(stated_day("It may 20180 times"), std::nullopt);
}

}  // namespace
}  // namespace caravan::extract
