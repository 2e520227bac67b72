// Bad input: each message names the thing, the place and the remedy, and each exit status is as documented.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/sqlite.h"
#include "base/write_lock.h"
#include "tests/integration/place.h"

namespace caravan::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

namespace fs = std::filesystem;

/// "caravan: what", then "  remedy", and nothing else: no stack of errors, no half sentence.
void expect_refusal(const ProgramResult& result, int status, const testing::Matcher<const std::string&>& message) {
  EXPECT_EQ(result.status, status) << result.out << result.err;
  EXPECT_THAT(result.err, message);
  EXPECT_THAT(result.err, testing::ContainsRegex("caravan: [^\n]+\n  [^\n]+\n$"));
  EXPECT_EQ(result.out, "");
}

class BadInput : public testing::Test {
 protected:
  void SetUp() override { place_.configure(""); }

  void import_one() {
    place_.expect_with_input(0, {"import", "-"},
                             R"({"id":"a1","title":"Piracy","text":"Pirates left the strait."})"
                             "\n");
  }
  /// A place that has crawled one house of the specimen.
  void crawl_forum() {
    site_ = specimen();
    place_.configure(specimen_sites(*site_, {"forum"}));
    place_.expect(0, {"update"});
  }

  Place place_;
  std::unique_ptr<SpecimenSite> site_;
};

struct ConfigCase {
  const char* name;
  const char* text;
  const char* what;
  const char* remedy;
};

TEST_F(BadInput, Configuration) {
  constexpr ConfigCase cases[] = {
      {"unknown key", "data = \"data\"\n[crawl]\ndelya = \"1s\"\n", "caravan.toml:3: ", "delay"},
      {"unknown table", "[crawll]\ndelay = \"1s\"\n", "caravan.toml:1: ", "crawl"},
      {"wrong type", "[crawl]\nmax_pages = \"many\"\n", "caravan.toml:2: ", "whole number"},
      {"no duration", "[crawl]\ndelay = \"soon\"\n", "caravan.toml:2: ", ""},
      {"no TOML", "data = \n", "caravan.toml:1: ", ""},
      {"no site's name", "[[site]]\nseeds = [\"https://example.org/\"]\n", "caravan.toml:1: ", "name"},
  };
  for (const ConfigCase& c : cases) {
    SCOPED_TRACE(c.name);
    place_.write("caravan.toml", c.text);
    const auto result = place_.caravan({"status"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, AllOf(testing::StartsWith("caravan: "), HasSubstr(c.what), HasSubstr(c.remedy)));
  }
}

TEST_F(BadInput, AScopeThatLeavesOutItsSeeds) {
  place_.write("caravan.toml",
               "data = \"data\"\n[[site]]\nname = \"A\"\nseeds = [\"https://a.example/en/\"]\n"
               "allow = [\"https://a.example/fr/\"]\n");
  expect_refusal(
      place_.caravan({"crawl"}), 2,
      AllOf(HasSubstr("caravan.toml:2: "), HasSubstr("https://a.example/en/"), HasSubstr("add it to allow")));
  EXPECT_THAT(place_.expect(0, {"status"}), HasSubstr("outside the site's own scope"));
}

TEST_F(BadInput, AConfigurationThatIsNotThere) {
  fs::remove(place_.config());
  expect_refusal(place_.caravan({"status"}), 2, AllOf(HasSubstr("caravan.toml"), HasSubstr("--config")));
}

TEST_F(BadInput, InitNeverOverwrites) {
  const std::string before = place_.read("caravan.toml");
  expect_refusal(place_.caravan({"init"}), 2, HasSubstr("caravan.toml is there already"));
  EXPECT_EQ(place_.read("caravan.toml"), before);
  place_.expect(0, {"init", "new/folder"});
  EXPECT_EQ(run(CARAVAN_PROGRAM, {.arguments = {"status"}, .folder = place_ / "new/folder"}).status, 0);
}

TEST_F(BadInput, UnreadableFiles) {
  expect_refusal(place_.caravan({"import", "missing.ndjson"}), 2,
                 AllOf(HasSubstr("missing.ndjson"), HasSubstr("No such file")));
  expect_refusal(place_.caravan({"import", "."}), 2, HasSubstr(". is a folder"));
  expect_refusal(place_.caravan({"extract", "missing.html", "--url", "https://example.org/"}), 2,
                 HasSubstr("missing.html"));
  expect_refusal(place_.caravan({"extract"}), 2, HasSubstr("--url"));
  import_one();
  expect_refusal(place_.caravan({"search", "--batch", "missing.jsonl", "--format", "trec"}), 2,
                 HasSubstr("missing.jsonl"));
  place_.write("queries.jsonl", "{\"id\":1,\"query\":\"pirates\"}\n{\"id\":2}\n");
  const auto half = place_.caravan({"search", "--batch", "queries.jsonl", "--format", "trec"});
  EXPECT_EQ(half.status, 2);
  EXPECT_THAT(half.err, HasSubstr("queries.jsonl:2: "));
}

/// Runs caravan without root's rights: in a copy that anybody can reach, wherever the build folder is.
class AsNobody {
 public:
  explicit AsNobody(const Place& place) : place_(place), program_(place / "program") {
    fs::copy_file(CARAVAN_PROGRAM, program_);
    fs::permissions(program_, fs::perms(0755));
    fs::permissions(place.folder(), fs::perms(0755));
  }
  ProgramResult caravan(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--config", place_.config().string()});
    return run(program_, {.arguments = std::move(arguments), .folder = place_.folder(), .as_nobody = true});
  }

 private:
  const Place& place_;
  fs::path program_;
};

TEST_F(BadInput, AnUnreadableConfigurationAndFile) {
  const AsNobody nobody(place_);
  place_.write("closed.ndjson", "{}\n");
  fs::permissions(place_ / "closed.ndjson", fs::perms::none);
  expect_refusal(nobody.caravan({"import", "closed.ndjson"}), 4,
                 AllOf(HasSubstr("closed.ndjson"), HasSubstr("ermission")));
  fs::permissions(place_.config(), fs::perms::none);
  expect_refusal(nobody.caravan({"status"}), 4, AllOf(HasSubstr("caravan.toml"), HasSubstr("ermission")));
}

TEST_F(BadInput, AMereReaderIsNotToldThatSoundFilesAreBroken) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can make files that another owns";
  crawl_forum();
  const AsNobody nobody(place_);
  const ProgramResult checked = nobody.caravan({"check"});
  EXPECT_EQ(checked.status, 0) << checked.err;
  EXPECT_EQ(checked.out, "archive: sound\nindex: sound\n");
  EXPECT_THAT(nobody.caravan({"status"}).out, Not(HasSubstr("none that can be read")));
  const std::string url = place_.expect(0, {"search", "asia", "--limit", "1", "--format", "urls"});
  const ProgramResult history = nobody.caravan({"history", url.substr(0, url.find('\n'))});
  EXPECT_EQ(history.status, 0) << history.err;
}

TEST_F(BadInput, UnknownAddressesAndIds) {
  crawl_forum();
  expect_refusal(place_.caravan({"crawl", "https://elsewhere.example/page"}), 2,
                 HasSubstr("https://elsewhere.example/page"));
  expect_refusal(place_.caravan({"crawl", "no address"}), 2, HasSubstr("no address"));
  expect_refusal(place_.caravan({"show", "https://elsewhere.example/page"}), 2,
                 HasSubstr("https://elsewhere.example/page"));
  expect_refusal(place_.caravan({"show", "feedfeedfeedfeed"}), 2, HasSubstr("feedfeedfeedfeed"));
  expect_refusal(place_.caravan({"similar", "feedfeedfeedfeed"}), 2, HasSubstr("feedfeedfeedfeed"));
  expect_refusal(place_.caravan({"history", "https://elsewhere.example/page"}), 2,
                 HasSubstr("https://elsewhere.example/page"));
  expect_refusal(place_.caravan({"facets", "colour"}), 2, HasSubstr("colour"));
}

TEST_F(BadInput, NothingIsThereYet) {
  expect_refusal(place_.caravan({"search", "asia"}), 2, HasSubstr("caravan update"));
  expect_refusal(place_.caravan({"history", "https://example.org/"}), 2, HasSubstr("caravan crawl"));
  expect_refusal(place_.caravan({"check"}), 2, HasSubstr("caravan update"));
  expect_refusal(place_.caravan({"backup", "saved"}), 2, HasSubstr("caravan update"));
  expect_refusal(place_.caravan({"crawl"}), 2, HasSubstr("site"));
  EXPECT_THAT(place_.expect(0, {"status"}), HasSubstr("needs attention"));
}

TEST_F(BadInput, ALockedDataDirectory) {
  import_one();
  const auto lock = value_or_throw(WriteLock::acquire(place_.data() / "lock", "the test"));
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"update"}, {"crawl"}, {"index"}, {"import", "-"}, {"backup", "saved"}})
    expect_refusal(place_.caravan(arguments), 4, AllOf(HasSubstr("the test"), HasSubstr(std::to_string(::getpid()))));
  place_.expect(0, {"search", "pirates"});  // readers never wait
}

/// A data directory on a file system of its own; only root may mount one.
class SmallDisk {
 public:
  SmallDisk(const fs::path& folder, const char* size) : folder_(folder) {
    fs::create_directories(folder);
    mounted_ = ::mount("tmpfs", folder.c_str(), "tmpfs", 0, size) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount(folder_.c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }
  void grow(const char* size) const { ::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, size); }

 private:
  fs::path folder_;
  bool mounted_ = false;
};

TEST_F(BadInput, AFullDiskIsSaidSoAndNothingIsLost) {
  const SmallDisk disk(place_.data(), "size=400k");
  if (!disk.mounted()) GTEST_SKIP() << "only root may mount a small disk";
  site_ = specimen();
  place_.configure(specimen_sites(*site_, {"forum", "blog"}));
  const auto crawling = place_.caravan({"crawl"});
  EXPECT_EQ(crawling.status, 4) << crawling.out;
  EXPECT_THAT(crawling.err, AllOf(HasSubstr("crawl.db"), HasSubstr("full"), HasSubstr("space")));
  disk.grow("size=2m");
  place_.expect(0, {"crawl"});
  disk.grow("size=1400k");
  const auto indexing = place_.caravan({"index"});
  EXPECT_EQ(indexing.status, 4) << indexing.out;
  EXPECT_THAT(indexing.err, AllOf(HasSubstr("index"), HasSubstr("space")));
  disk.grow("size=50m");
  place_.expect(0, {"update"});
  EXPECT_EQ(place_.expect(0, {"check"}), "archive: sound\nindex: sound\n");
}

TEST_F(BadInput, ARestoreOntoAFullDiskIsSaidSoAndCanBeDoneAgain) {
  crawl_forum();
  place_.expect(0, {"backup", "saved"});
  fs::remove_all(place_.data());
  const SmallDisk disk(place_.data(), "size=400k");
  if (!disk.mounted()) GTEST_SKIP() << "only root may mount a small disk";
  const auto restoring = place_.caravan({"restore", "saved"});
  EXPECT_EQ(restoring.status, 4) << restoring.out;
  EXPECT_THAT(restoring.err,
              AllOf(HasSubstr("restoring"), HasSubstr("No space left"), HasSubstr("\n  free some space")));
  EXPECT_FALSE(fs::exists(place_.data() / "restoring"));
  EXPECT_FALSE(fs::exists(place_.data() / "crawl.db"));
  disk.grow("size=50m");
  place_.expect(0, {"restore", "saved"});
  EXPECT_EQ(place_.expect(0, {"check"}), "archive: sound\nindex: sound\n");
}

TEST_F(BadInput, AFileThatMayNotGrowWhileCrawling) {
  site_ = specimen();
  place_.configure(specimen_sites(*site_, {"forum"}));
  const auto result = place_.caravan(ProgramSetup{.arguments = {"--no-progress", "update"}, .largest_file = 200'000});
  EXPECT_EQ(result.status, 4) << result.out;
  EXPECT_THAT(result.err, AllOf(HasSubstr("crawl.db"), HasSubstr("disk")));
  place_.expect(0, {"update"});
  EXPECT_EQ(place_.expect(0, {"check"}), "archive: sound\nindex: sound\n");
}

TEST_F(BadInput, AFileThatMayNotGrowWhileIndexing) {
  site_ = specimen();
  place_.configure(specimen_sites(*site_, {"forum", "blog"}));
  place_.expect(0, {"update"});
  const auto result = place_.caravan(ProgramSetup{.arguments = {"index", "--rebuild"}, .largest_file = 60'000});
  EXPECT_EQ(result.status, 4) << result.out;
  EXPECT_THAT(result.err, HasSubstr("index"));
  place_.expect(0, {"index"});
  EXPECT_EQ(place_.expect(0, {"check"}), "archive: sound\nindex: sound\n");
  EXPECT_GT(lines_of(place_.expect(0, {"export"})).size(), 20u);
}

TEST_F(BadInput, AFullDiskBehindStandardOutput) {
  import_one();
  const auto result = place_.caravan(ProgramSetup{.arguments = {"search", "pirates"}, .output = "/dev/full"});
  EXPECT_EQ(result.status, 4);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("standard output"), HasSubstr("No space left"), HasSubstr("\n  free some space")));
}

TEST_F(BadInput, AnArchiveThatIsNone) {
  fs::create_directory(place_.data());
  place_.write("data/crawl.db", std::string(8192, 'x'));
  expect_refusal(place_.caravan({"index"}), 4, AllOf(HasSubstr("crawl.db"), HasSubstr("restore")));
  const auto checked = place_.caravan({"check"});
  EXPECT_EQ(checked.status, 4);
  EXPECT_THAT(checked.out, HasSubstr("crawl.db"));
  EXPECT_THAT(place_.expect(0, {"status"}), HasSubstr("crawl.db"));
}

TEST_F(BadInput, ADamagedArchiveIsFoundByCheck) {
  crawl_forum();
  std::string archive = place_.read("data/crawl.db");
  ASSERT_GT(archive.size(), 100'000u);
  for (std::size_t i = 40'960; i < 81'920; ++i) archive[i] = static_cast<char>(i * 7);
  place_.write("data/crawl.db", archive);
  const auto checked = place_.caravan({"check"});
  EXPECT_EQ(checked.status, 4);
  EXPECT_THAT(checked.out, Not(HasSubstr("archive: sound")));
  EXPECT_THAT(checked.err, HasSubstr("caravan restore"));
}

TEST_F(BadInput, AStoreOfANewerProgram) {
  crawl_forum();
  {
    auto database =
        value_or_throw(sqlite::Database::open(place_.data() / "crawl.db", sqlite::Database::Access::create));
    database.execute("PRAGMA user_version = 9999");
  }
  expect_refusal(place_.caravan({"index"}), 4, AllOf(HasSubstr("crawl.db"), HasSubstr("newer")));
}

TEST_F(BadInput, ADamagedIndexIsMadeAnew) {
  crawl_forum();
  import_one();
  const std::string articles = place_.expect(0, {"export"});
  for (const auto& [name, content] : content_of(place_.data() / "index"))
    if (content.size() > 4096) place_.write("data/index/" + name, std::string(content.size(), 'x'));
  const auto result = place_.caravan({"search", "asia"});
  EXPECT_EQ(result.status, 4) << result.out;
  EXPECT_THAT(result.err, HasSubstr("index"));
  EXPECT_EQ(place_.caravan({"check"}).status, 4);
  place_.expect(0, {"index", "--rebuild"});
  EXPECT_EQ(place_.expect(0, {"export"}), articles) << "imported ones, too: the archive has them";
}

}  // namespace
}  // namespace caravan::test
