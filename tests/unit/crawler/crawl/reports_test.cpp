// PDF reports on their way into the archive.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crawler/body_kind.h"
#include "crawler/crawl.h"
#include "tests/unit/crawler/crawl/small_web.h"

namespace caravan::test {
namespace {

using namespace std::chrono_literals;
using crawl::BodyKind;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string pdf(const std::string& text) { return "%PDF-1.4\n<p>" + text + "</p>\n%%EOF\n"; }

struct KindCase {
  std::string_view name, content_type, body;
  BodyKind kind;
  std::string_view stored_as;
};
const std::string far_mark = std::string(2000, ' ') + "%PDF-1.7";
const KindCase kind_cases[] = {
    {"a page", "text/html; charset=utf-8", "<!DOCTYPE html><p>x", BodyKind::markup, "text/html; charset=utf-8"},
    {"a page without a type", "", "<html><p>x", BodyKind::markup, ""},
    {"a report", "application/pdf", "%PDF-1.7 x", BodyKind::pdf, "application/pdf"},
    {"with parameters", "Application/PDF; name=x", "%PDF-1.7 x", BodyKind::pdf, "Application/PDF; name=x"},
    {"of no stated kind", "application/octet-stream", "%PDF-1.7 x", BodyKind::pdf, "application/pdf"},
    {"called a page", "text/html", "%PDF-1.7 \0 x", BodyKind::pdf, "application/pdf"},
    {"with a few bytes ahead", "application/pdf", "\r\n junk %PDF-1.2 x", BodyKind::pdf, "application/pdf"},
    {"its mark too far behind", "application/octet-stream", far_mark, BodyKind::other, ""},
    {"an error page in its place", "application/pdf", "\n<!doctype HTML>\n<title>404", BodyKind::markup, "text/html"},
    {"a page about PDF", "text/html", "<html><p>%PDF-1.4 begins every file", BodyKind::markup, "text/html"},
    {"neither of the two", "application/pdf", "Database error", BodyKind::other, ""},
    {"an archive", "application/zip", "PK\3\4", BodyKind::other, ""},
    {"an image called a page", "text/html", std::string_view("\x89PNG\0", 5), BodyKind::other, ""}};

TEST(BodyKind, BytesCountMoreThanTheHeader) {
  for (const KindCase& c : kind_cases) {
    EXPECT_EQ(crawl::kind_of_body(c.content_type, c.body), c.kind) << c.name;
    if (c.kind == BodyKind::other) continue;
    EXPECT_EQ(crawl::honest_type(c.content_type, c.kind), c.stored_as) << c.name;
  }
}

struct WantCase {
  std::string_view name, path;
  int status;
  std::string type, disposition;
  bool wanted;
};
const std::string bytes = "application/octet-stream";
const WantCase want_cases[] = {
    {"a page", "/x", 200, "text/html", "", true},
    {"a report", "/x", 200, "application/pdf", "", true},
    {"an image", "/x", 200, "image/png", "", false},
    {"an error", "/x", 404, "image/png", "", true},
    {"bytes at a report's address", "/x.PDF", 200, bytes, "", true},
    {"bytes without a name", "/download", 200, bytes, "", true},
    {"bytes of another kind", "/x.iso", 200, bytes, "", false},
    {"text at a report's address", "/x.pdf", 200, "text/plain", "", true},
    {"named by its disposition", "/get", 200, bytes, "attachment; filename=\"a b.pdf\"", true},
    {"named otherwise", "/get", 200, bytes, "attachment; filename=data.zip; size=3", false}};

TEST(BodyKind, OnlyWhatMayBeReadIsTransferred) {
  for (const WantCase& c : want_cases) {
    const url::Url address = *url::Url::parse("https://a.example" + std::string(c.path));
    crawl::FetchAnswer head;
    head.status = c.status;
    head.headers = {{"content-type", c.type}, {"content-disposition", c.disposition}};
    EXPECT_EQ(crawl::wants_page_body(address, head), c.wanted) << c.name;
  }
}

class Reports : public testing::Test {
 protected:
  Reports() {
    site.page("/", html_page("home", {"/report.pdf"}));
    site.page("/report.pdf", pdf("ARTICLE on trade"), {{"Content-Type", "application/pdf"}});
    here.add_site("small", {site.url()});
  }
  std::string stored_type() const { return here.content_type(site.url("/report.pdf")); }
  SmallSite site;
  SmallCrawl here;
};

TEST_F(Reports, AreArchivedWhole) {
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].added, 1);
  EXPECT_THAT(report.sites[0].notes, IsEmpty());
  EXPECT_THAT(here.articles(), ElementsAre("/report.pdf"));
  EXPECT_EQ(here.body(site.url("/report.pdf")), pdf("ARTICLE on trade"));
  EXPECT_EQ(stored_type(), "application/pdf");
}

TEST_F(Reports, TheirTypeIsWhatTheyAre) {
  site.page("/report.pdf", pdf("ARTICLE on trade"), {{"Content-Type", "application/octet-stream"}});
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/report.pdf"));
  EXPECT_EQ(stored_type(), "application/pdf");
}

TEST_F(Reports, NoLinksAreReadOutOfThem) {
  site.page("/report.pdf", pdf("ARTICLE <a href='/hidden'>x</a>"), {{"Content-Type", "application/pdf"}});
  site.page("/hidden", html_page("ARTICLE hidden"));
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/report.pdf"));
  EXPECT_EQ(site.times_asked("/hidden"), 0);
}

TEST_F(Reports, TheirHeaderMayForbidIndexing) {
  here.run();
  here.sleep(24h);
  site.page("/report.pdf", pdf("ARTICLE on trade"),
            {{"Content-Type", "application/pdf"}, {"X-Robots-Tag", "noindex"}, {"ETag", "\"new\""}});
  EXPECT_EQ(here.run().sites[0].gone, 1);
  EXPECT_THAT(here.articles(), IsEmpty());
}

TEST_F(Reports, AnErrorPageInTheirPlaceIsReadAsThePageItIs) {
  here.run();
  here.sleep(24h);
  site.page("/report.pdf", html_page("Please log in"), {{"Content-Type", "application/pdf"}});
  EXPECT_EQ(here.run().sites[0].held, 1);
  EXPECT_THAT(here.articles(), ElementsAre("/report.pdf"));
}

TEST_F(Reports, ThatEndWithTheConnectionMustShowTheirEnd) {
  const auto raw = [](const std::string& body) {
    Reply reply;
    reply.raw = "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + body;
    return reply;
  };
  site.answer("/report.pdf", raw("%PDF-1.4\n<p>ARTICLE half"));
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].failed, 1);
  EXPECT_THAT(report.sites[0].failures[0].reason, HasSubstr("cut short"));
  EXPECT_THAT(here.articles(), IsEmpty());
  site.answer("/report.pdf", raw(pdf("ARTICLE whole")));
  here.sleep(24h);
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/report.pdf"));
}

TEST_F(Reports, OverTheLimitOfSizeFail) {
  here.config.sites[0].crawl.max_body = 1000;
  site.page("/report.pdf", pdf(std::string(2000, 'x')), {{"Content-Type", "application/pdf"}});
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].failed, 1);
  EXPECT_THAT(report.sites[0].failures[0].reason, HasSubstr("larger than"));
}

TEST_F(Reports, ThatReadAsNothingAreNotAskedForByEveryRun) {
  site.page("/report.pdf", pdf("a scan"), {{"Content-Type", "application/pdf"}});
  here.run();
  site.forget();
  here.sleep(1h);
  here.run();
  EXPECT_THAT(site.asked(), ElementsAre("/"));
}

}  // namespace
}  // namespace caravan::test
