#include "base/config.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/config_keys.h"
#include "tests/support/temporary_folder.h"

namespace caravan {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view one_site = R"([[site]]
name = "Eurasia Forum"
seeds = ["https://www.forum.example/en/"]
)";

TEST(Config, FillsInTheDefaults) {
  const auto config = parse_config(one_site, "/etc/caravan/caravan.toml");
  ASSERT_TRUE(config) << config.error().what;
  EXPECT_EQ(config->data, "/etc/caravan/caravan-data") << "beside the configuration file";
  EXPECT_EQ(config->crawl.delay, 1s);
  EXPECT_EQ(config->crawl.max_body, 10'000'000u);
  EXPECT_EQ(config->searchd.listen, "127.0.0.1:8480");
  ASSERT_EQ(config->sites.size(), 1u);
  EXPECT_EQ(config->sites[0].allow, std::vector<std::string>{"https://www.forum.example/"}) << "the seed's host";
}

TEST(Config, ASiteMayHaveItsOwnCrawlSettings) {
  const auto config =
      parse_config("[crawl]\ndelay = \"2s\"\n" + std::string(one_site) + "timeout = \"5s\"\n", "c.toml");
  ASSERT_TRUE(config) << config.error().what;
  EXPECT_EQ(config->sites[0].crawl.delay, 2s);
  EXPECT_EQ(config->sites[0].crawl.timeout, 5s);
  EXPECT_EQ(config->crawl.timeout, 30s);
}

TEST(Config, SharesAreTextsOrNumbers) {
  struct Case {
    std::string_view name, line;
    double share;
  };
  const Case cases[] = {{"default", "", 5},
                        {"percent", "removal_share = \"20%\"", 20},
                        {"a space between", "removal_share = \"7.5 %\"", 7.5},
                        {"a whole number", "removal_share = 0", 0},
                        {"a number with a fraction", "removal_share = 0.5", 0.5}};
  for (const Case& c : cases) {
    const auto config = parse_config(std::string(one_site) + std::string(c.line) + "\nremoval_floor = 0\n", "c.toml");
    ASSERT_TRUE(config) << c.name << ": " << config.error().what;
    EXPECT_EQ(config->sites[0].crawl.removal_share, c.share) << c.name;
    EXPECT_EQ(config->sites[0].crawl.removal_floor, 0u) << c.name;
    EXPECT_EQ(config->crawl.removal_share, 5) << c.name;
    EXPECT_EQ(config->crawl.removal_floor, 10u) << c.name;
  }
}

TEST(Config, RefusesWithThePlaceAndTheRemedy) {
  struct Case {
    std::string_view name, text, what, remedy;
  };
  const Case cases[] = {
      {"an unknown key", "[crawl]\ndelai = \"1s\"", "c.toml:2: unknown key 'delai' in [crawl]",
       "did you mean 'delay'?"},
      {"an unknown table", "[serchd]\n", "c.toml:1: unknown key 'serchd'", "did you mean 'searchd'?"},
      {"a key nothing is near to", "[crawl]\ncolour = 1", "unknown key 'colour'", "caravan init"},
      {"a wrong unit", "[crawl]\ntimeout = \"1 fortnight\"", "c.toml:2: 'timeout': '1 fortnight'", "30s"},
      {"a number for a length of time", "[crawl]\ndelay = 1", "'delay'", "500ms"},
      {"a wrong type", "data = 7", "c.toml:1: 'data' must be a text", ""},
      {"no TOML", "data =", "c.toml:1:", "caravan init"},
      {"a site without a name", "[[site]]\nseeds = [\"https://a.example/\"]", "no name", "name ="},
      {"a site without seeds", "[[site]]\nname = \"A\"", "'A' has no seeds", "seeds ="},
      {"a seed that is no address", "[[site]]\nname = \"A\"\nseeds = [\"a.example\"]", "'a.example'", "https://"},
      {"a list that is none", "[[site]]\nname = \"A\"\nseeds = \"https://a.example/\"", "must be a list", "seeds = ["},
      {"bounds the wrong way round", "[crawl]\nrevisit_min = \"2d\"\nrevisit_max = \"1d\"", "revisit_min", "shorter"},
      {"zero connections", "[crawl]\nconnections_per_host = 0", "c.toml:2: 'connections_per_host' must be a whole",
       "connections_per_host = 1"},
      {"a flood of connections", "[crawl]\nconnections_per_host = 65", "must be at most 64", "64"},
      {"no pages", "[crawl]\nmax_pages = 0", "c.toml:2: 'max_pages'", "default"},
      {"less than no pages", "[crawl]\nmax_pages = -3", "c.toml:2: 'max_pages'", "default"},
      {"no body", "[crawl]\nmax_body = \"0\"", "c.toml:2: 'max_body' must not be 0", "10MB"},
      {"no time", "[crawl]\ndelay = \"0\"\ntimeout = \"0\"", "c.toml:3: 'timeout' must not be 0", "30s"},
      {"negative time", "[crawl]\ndelay = \"-1s\"", "c.toml:2: 'delay': '-1s'", "500ms"},
      {"never visited again", "[crawl]\nrevisit_min = \"0\"\nrevisit_max = \"0\"", "c.toml:3: 'revisit_max'", "30d"},
      {"a header within a header", "[crawl]\ndelay = \"1s\"\nuser_agent = \"a\\r\\nX: y\"",
       "c.toml:3: 'user_agent' must be one line", "address to reach you"},
      {"no data directory", "data = \"\"", "c.toml:1: 'data' must not be empty", "folder"},
      {"a port that is none", "[searchd]\nlisten = \"127.0.0.1:99999\"", "c.toml:2: 'listen': '127.0.0.1:99999'",
       "65535"},
      {"no port", "[searchd]\nlisten = \"localhost\"", "'listen'", "host:port"},
      {"nowhere to listen", "[searchd]\nlisten = \"\"", "c.toml:2: 'listen'", "host:port"},
      {"a socket without a path", "[searchd]\nlisten = \"unix:run\"", "'listen'", "unix:/path"},
      {"a share that is none", "[crawl]\nremoval_share = \"many\"", "c.toml:2: 'removal_share': 'many'", "5%"},
      {"more than everything", "[crawl]\nremoval_share = 101", "c.toml:2: 'removal_share' must be from 0", "5%"},
      {"more than everything, in words", "[crawl]\nremoval_share = \"101%\"", "removal_share", "5%"},
      {"less than nothing", "[crawl]\nremoval_share = -0.5", "removal_share", "5%"},
      {"a floor below the ground", "[crawl]\nremoval_floor = -1", "c.toml:2: 'removal_floor'", ""},
      {"[site] for [[site]]", "[site]\nname = \"A\"", "'site' must be a list", "[[site]]"},
      {"bytes that are no UTF-8", "data = \"\xFF\"", "not UTF-8", "UTF-8"},
  };
  for (const Case& c : cases) {
    const auto config = parse_config(c.text, "c.toml");
    ASSERT_FALSE(config) << c.name;
    EXPECT_EQ(config.error().fault, Fault::config) << c.name;
    EXPECT_NE(config.error().what.find(c.what), std::string::npos) << c.name << ": " << config.error().what;
    EXPECT_NE(config.error().remedy.find(c.remedy), std::string::npos) << c.name << ": " << config.error().remedy;
  }
  const auto twice = parse_config(std::string(one_site) + std::string(one_site), "c.toml");
  ASSERT_FALSE(twice);
  EXPECT_NE(twice.error().what.find("two sites are named"), std::string::npos);
}

TEST(Config, TheSampleNamesEveryKeyAndChangesNothing) {
  const std::string sample = sample_config();
  const auto config = parse_config(sample, "/x/caravan.toml");
  ASSERT_TRUE(config) << config.error().what;
  EXPECT_TRUE(config->sites.empty());
  EXPECT_EQ(config->crawl.user_agent, default_config().crawl.user_agent);
  std::string uncommented;
  for (std::size_t begin = 0; begin < sample.size();) {
    const std::size_t end = sample.find('\n', begin);
    std::string line = sample.substr(begin, end - begin);
    if (line.starts_with('#') && !line.starts_with("# ")) line.erase(0, 1);
    uncommented += line + "\n";
    begin = end + 1;
  }
  const auto everything = parse_config(uncommented, "/x/caravan.toml");
  ASSERT_TRUE(everything) << everything.error().what << "\n" << uncommented;
  EXPECT_EQ(everything->sites.size(), 1u);
  for (const ConfigKey& key : config_keys())
    EXPECT_NE(sample.find("#" + std::string(key.name) + " = "), std::string::npos) << key.name;
}

TEST(Config, TheSampleOfRealPublishersIsSound) {
  const auto config = read_config(CARAVAN_SOURCE_DIR "/corpus/publishers.toml");
  ASSERT_TRUE(config) << config.error().what;
  EXPECT_GE(config->sites.size(), 8u);
  for (const SiteSettings& site : config->sites) EXPECT_GE(site.crawl.delay, 1s) << site.name;
}

TEST(Config, IsFoundByName) {
  const test::TemporaryFolder folder;
  const auto missing = find_config(folder / "none.toml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::not_found);
  EXPECT_NE(missing.error().what.find("none.toml"), std::string::npos);
  std::ofstream(folder / "c.toml") << "";
  EXPECT_EQ(find_config(folder / "c.toml").value(), folder / "c.toml");
}

TEST(NearestName, FindsWhatWasMeant) {
  const std::vector<std::string_view> names{"delay", "timeout", "max_pages", "revisit_min", "revisit_max"};
  EXPECT_EQ(nearest_name("dealy", names), "delay");
  EXPECT_EQ(nearest_name("max_page", names), "max_pages");
  EXPECT_EQ(nearest_name("zebra", names), "");
}

}  // namespace
}  // namespace caravan
