// history, diff, show --snapshot, backup and restore over the specimen site.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/place.h"

namespace caravan::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Versions : public testing::Test {
 protected:
  void SetUp() override {
    place_.configure(specimen_sites(*site_, {"forum"}));
    place_.expect(0, {"update"});
  }
  std::string url() const { return site_->url("/forum/insights/brexit-seen-from-asia/"); }
  void edit_and_update() {
    site_->edit("/forum/insights/brexit-seen-from-asia/", "</h1>", " Anew</h1>");
    place_.expect(0, {"update", "--full"});
  }

  std::unique_ptr<SpecimenSite> site_ = specimen();
  Place place_;
};

TEST_F(Versions, AnEditGivesASecondVersion) {
  edit_and_update();
  const auto history = nlohmann::json::parse(place_.expect(0, {"history", url(), "--format", "json"}));
  ASSERT_EQ(history["versions"].size(), 2u);
  EXPECT_EQ(history["versions"][0]["version"], 1);
  EXPECT_THAT(place_.expect(0, {"diff", url()}),
              AllOf(HasSubstr("title\n"), HasSubstr("  - What Asia Learned"), HasSubstr("Anew\n")));
  EXPECT_THAT(place_.expect(0, {"diff", url(), "2", "2"}), testing::IsEmpty());
  EXPECT_THAT(place_.expect(0, {"show", url()}), HasSubstr("Anew"));
  EXPECT_THAT(place_.expect(0, {"show", url(), "--snapshot", "1"}), Not(HasSubstr("Anew")));
  const auto wrong = place_.caravan({"show", url(), "--snapshot", "3"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, AllOf(HasSubstr("has no version 3"), HasSubstr("versions 1 to 2")));
}

TEST_F(Versions, AnIdNamesTheSameArticleAsItsAddress) {
  const std::string id = nlohmann::json::parse(place_.expect(0, {"show", url(), "--format", "json"}))["id"];
  EXPECT_EQ(place_.expect(0, {"show", id}), place_.expect(0, {"show", url()}));
  EXPECT_EQ(place_.expect(0, {"history", id}), place_.expect(0, {"history", url()}));
  EXPECT_THAT(place_.expect(0, {"similar", id, "--format", "urls"}),
              AllOf(HasSubstr("http://"), Not(HasSubstr(url() + "\n"))));
}

TEST_F(Versions, AnArticleIsFoundByAnyOfItsAddresses) {
  const std::string shown = place_.expect(0, {"show", url()});
  std::string shouted = url() + "?utm_source=newsletter#top";
  shouted.replace(0, 4, "HTTP");
  for (const std::string& written : {url() + "?utm_source=newsletter", url() + "?fbclid=1", shouted}) {
    EXPECT_EQ(place_.expect(0, {"show", written}), shown) << written;
    EXPECT_EQ(place_.expect(0, {"history", written}), place_.expect(0, {"history", url()})) << written;
    EXPECT_EQ(place_.expect(0, {"similar", written, "--format", "urls"}),
              place_.expect(0, {"similar", url(), "--format", "urls"}));
  }
}

TEST_F(Versions, AnUnknownAddressSaysWhatToDo) {
  const auto unknown = place_.caravan({"show", site_->url("/forum/nowhere")});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("no article is known as"), HasSubstr("caravan update http://")));
  const auto listing = place_.caravan({"show", site_->url("/forum/")});
  EXPECT_EQ(listing.status, 2);
  EXPECT_THAT(listing.err, HasSubstr("was read and is no article"));
}

TEST_F(Versions, ABackupComesBack) {
  const std::string articles = place_.expect(0, {"export"});
  place_.expect(0, {"backup", "saved"});
  EXPECT_EQ(place_.caravan({"backup", "saved"}).status, 2) << "never over another backup";
  EXPECT_EQ(place_.caravan({"restore", "saved"}).status, 2) << "never over a living data directory";

  place_.expect(0, {"--data", "elsewhere", "restore", "saved"});
  EXPECT_EQ(place_.expect(0, {"--data", "elsewhere", "export"}), articles);
  EXPECT_EQ(place_.expect(0, {"--data", "elsewhere", "check"}), "archive: sound\nindex: sound\n");
  site_->forget();
  place_.expect(0, {"--data", "elsewhere", "update"});
  EXPECT_EQ(place_.expect(0, {"--data", "elsewhere", "export"}), articles);
}

TEST_F(Versions, ADamagedBackupIsRefused) {
  place_.expect(0, {"backup", "saved"});
  std::string archive = place_.read("saved/crawl.db");
  for (std::size_t i = 8192; i < archive.size(); ++i) archive[i] = 'x';
  place_.write("saved/crawl.db", archive);
  const auto result = place_.caravan({"--data", "elsewhere", "restore", "saved"});
  EXPECT_EQ(result.status, 4);
  EXPECT_THAT(result.err, AllOf(HasSubstr("saved/crawl.db"), HasSubstr("\n  ")));
  EXPECT_FALSE(std::filesystem::exists(place_ / "elsewhere/crawl.db"));
}

TEST_F(Versions, TheArchiveGoesOutAsWarc) {
  const std::string warc = place_.expect(0, {"export", "--format", "warc"});
  EXPECT_THAT(warc,
              AllOf(HasSubstr("WARC/1.1\r\nWARC-Type: warcinfo"), HasSubstr("WARC-Target-URI: " + url() + "\r\n")));
}

}  // namespace
}  // namespace caravan::test
