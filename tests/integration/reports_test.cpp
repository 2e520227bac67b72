// PDF reports, from the link on a page to the page of the match.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/place.h"
#include "tests/support/small_pdf.h"

namespace caravan::test {
namespace {

using testing::HasSubstr;

constexpr std::string_view trains = "/institute/reports/paper-trains.pdf";

class Reports : public testing::Test {
 protected:
  Reports() {
    place_.configure(specimen_sites(*site_, {"institute"}));
    place_.expect(0, {"update"});
  }

  nlohmann::json first_hit(const std::string& query) const {
    return nlohmann::json::parse(place_.expect(0, {"search", query, "--format", "json"}))["results"][0];
  }
  std::string title_of(std::string_view path) const {
    return nlohmann::json::parse(place_.expect(0, {"show", site_->url(path), "--format", "json"}))["title"];
  }
  ProgramResult without_poppler(std::vector<std::string> arguments) const {
    ProgramSetup setup;
    setup.arguments = std::move(arguments);
    setup.environment = {{"CARAVAN_POPPLER", "/nowhere"}};
    return place_.caravan(std::move(setup));
  }

  std::unique_ptr<SpecimenSite> site_ = specimen();
  Place place_;
};

TEST_F(Reports, AreFoundWithThePageOfTheMatch) {
  const nlohmann::json hit = first_hit("photocopier");
  EXPECT_EQ(hit["url"], site_->url(trains));
  EXPECT_EQ(hit["type"], "report");
  EXPECT_EQ(hit["pages"], 3);
  EXPECT_EQ(hit["page"], 3);
  EXPECT_THAT(place_.expect(0, {"search", "photocopier"}), HasSubstr("p. 3"));
  EXPECT_THAT(place_.expect(0, {"search", "photocopier", "--format", "ris"}), HasSubstr("TY  - RPRT"));
  EXPECT_THAT(place_.expect(0, {"show", site_->url(trains)}), HasSubstr("\np. 2\n"));
  EXPECT_EQ(first_hit("type:report")["url"], site_->url(trains));
}

TEST_F(Reports, OneThatTurnsBadKeepsItsArticle) {
  const std::string bad[] = {small_report().encrypted().bytes(), small_report().bytes().substr(0, 500),
                             "%PDF-1.4\n%%EOF\n", "<html><title>Please log in</title><p>Members only"};
  for (const std::string& body : bad) {
    site_->add(trains, body, "application/pdf");
    place_.expect(3, {"update", "--full"});
    EXPECT_EQ(title_of(trains), "Paper Trains: Documents on the Overland Railway");
  }
  site_->add(trains, small_report().bytes(), "application/pdf");
  place_.expect(0, {"update", "--full"});
  EXPECT_EQ(title_of(trains), "Two gauges, one railway");
}

TEST_F(Reports, ANightWithoutPopplerLosesNothing) {
  site_->add(trains, small_report().bytes(), "application/pdf");
  const ProgramResult night = without_poppler({"update", "--full"});
  EXPECT_EQ(night.status, 3);
  EXPECT_THAT(night.out + night.err, HasSubstr(std::string(trains)));
  EXPECT_THAT(night.out + night.err, HasSubstr("install poppler-utils"));
  EXPECT_EQ(title_of(trains), "Paper Trains: Documents on the Overland Railway");
  EXPECT_EQ(without_poppler({"index", "--rebuild"}).status, 3);
  EXPECT_EQ(title_of(trains), "Paper Trains: Documents on the Overland Railway");
  place_.expect(0, {"index", "--rebuild"});
  EXPECT_EQ(title_of(trains), "Two gauges, one railway");
}

}  // namespace
}  // namespace caravan::test
