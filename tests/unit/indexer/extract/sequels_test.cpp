#include "indexer/extract/sequels.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "indexer/extract/extract.h"
#include "indexer/extract/join_parts.h"
#include "indexer/extract/part_number.h"

namespace caravan::extract {
namespace {

std::string text(std::string_view topic) {
  std::string html;
  for (int i = 0; i < 6; ++i)
    html += fmt::format(
        "<p>On the matter of {0}, paragraph {1} finds that the ministers met, that they agreed on little, and that a "
        "communiqué about {0} was issued in the evening, as so often before.</p>\n",
        topic, i);
  return html;
}

constexpr std::string_view own = "https://a.example/story/two-shores";

Extraction read(std::string_view head, std::string_view behind, std::string_view title = "Two shores of one sea",
                std::string_view url = own) {
  const std::string html = fmt::format(
      "<!doctype html><html lang=en><head><title>{0} | A Review</title><meta property='og:type' content='article'>{1}"
      "</head><body><nav><a href='/'>Home</a></nav><main><article><h1>{0}</h1><p class=byline>By Ann Lee</p>{2}"
      "</article>{3}</main><footer><a href='/imprint'>Imprint</a></footer></body></html>",
      title, head, text("fisheries"), behind);
  return extract({html, url, "text/html; charset=utf-8"}, true);
}

TEST(Sequels, AreFoundInTheHeadAndBesideTheText) {
  constexpr std::string_view rail = "https://a.example/story/rail", ports = "https://a.example/story/ports";
  struct Case {
    std::string_view name, head, behind, prev, next;
  };
  const std::vector<Case> cases{
      {"in the head", "<link rel=prev href=/story/rail><link rel=next href=ports>", "", rail, ports},
      {"on links, with other words beside", "<base href='/story/'>",
       "<p><a rel='nofollow PREV' href='rail'>←</a> <a rel=\"next noopener\" href='ports#top'>Read on</a></p>", rail,
       ports},
      {"the same twice", "<link rel=next href=/story/ports>", "<p><a rel=next href='ports?utm_source=x'>2</a></p>", "",
       ports},
      {"the headline on the link", "",
       "<p><a rel=next href=ports title='To the second of three parts of: Two shores of one sea'>On</a></p>", "",
       ports},
      {"none", "", "<p><a href=ports>Next</a></p>", "", ""},
      {"itself and the home page", "<link rel=prev href='/'><link rel=next href='#more'>",
       "<p><a rel=next href='two-shores'>1</a></p>", "", ""},
      {"another site", "<link rel=next href='https://b.example/ports'>", "", "", ""},
      {"two next pages", "<link rel=prev href=rail><link rel=next href=ports>", "<p><a rel=next href=/shop>On</a></p>",
       "", ""},
      {"one page for both", "<link rel=prev href=rail><link rel=next href=rail>", "", "", ""},
      {"both in one", "<link rel='prev next' href=rail>", "", "", ""},
      {"a neighbour's headline in the head", "<link rel=prev href=rail><link rel=next href=ports title='Three hills'>",
       "", "", ""},
      {"a neighbour's headline on a link", "<link rel=prev href=rail>",
       "<p><a rel=next href=ports>Three hills, and what stands upon each of them now</a></p>", "", ""},
      {"numbered parts", "<link rel=next href='?page=2'>", "", "", ""},
  };
  for (const Case& c : cases) {
    const Extraction got = read(c.head, c.behind);
    EXPECT_EQ(got.type, PageType::article) << c.name;
    EXPECT_EQ(got.sequels.prev, c.prev) << c.name;
    EXPECT_EQ(got.sequels.next, c.next) << c.name;
    EXPECT_TRUE(got.article.parts.empty() || got.parts.number > 0) << c.name << ": a page alone cannot tell";
  }
  std::string comments = "<div id=comments>";
  for (int i = 0; i < 30; ++i) comments += fmt::format("<p>A reader's comment, number {} of them all.</p>", i);
  EXPECT_TRUE(read("", comments + "<p><a rel=next href=ports>Newer</a></p></div>").sequels.empty());
}

TEST(Sequels, ChangeWhatIsRead) {
  const std::string alone = fingerprint(read("", "")), first = fingerprint(read("<link rel=next href=ports>", ""));
  EXPECT_NE(alone, first);
  EXPECT_NE(first, fingerprint(read("<link rel=prev href=ports>", "")));
  EXPECT_EQ(alone, fingerprint(read("<link rel=next href='https://b.example/ports'>", "")));
}

TEST(Sequels, ALaterPartIsNoCopyOfTheFirst) {
  struct Case {
    std::string_view name, url, prev, canonical;
    bool continues;
  };
  constexpr std::array cases{
      Case{"of the one before", own, "/other", "/other", true},
      Case{"of the first of all", own, "/story/rail", "/story/intro", true},
      Case{"its own", own, "/story/rail", own, false},
      Case{"none", own, "/story/rail", "", false},
      Case{"of elsewhere", own, "/story/rail", "/archive/two-shores", false},
      Case{"another site's", own, "/story/rail", "https://b.example/story/rail", false},
      Case{"a version for small devices", "https://a.example/story/two-shores?amp=1", "/story/rail", own, false},
      Case{"without a page before", own, "", "/story/intro", false},
  };
  for (const Case& c : cases) {
    std::string head;
    if (!c.prev.empty()) head += fmt::format("<link rel=prev href='{}'>", c.prev);
    if (!c.canonical.empty()) head += fmt::format("<link rel=canonical href='{}'>", c.canonical);
    EXPECT_EQ(read(head, "", "Two shores of one sea", c.url).sequels.continues, c.continues) << c.name;
  }
}

TEST(Sequels, AreWorthLookingFor) {
  for (const std::string_view html : {"<link rel=next href=a>", "<a href=b REL = 'nofollow prev'>", "<a rel=\"NEXT\">"})
    EXPECT_TRUE(may_name_sequels(html)) << html;
  for (const std::string_view html : {"", "rel", "<link rel=canonical href=a>", "the next train"})
    EXPECT_FALSE(may_name_sequels(html)) << html;
}

Extraction part(std::string title, std::string_view day = "2018-10-12", std::string canonical = {}) {
  static int count = 0;
  Extraction one;
  one.type = PageType::article;
  one.article.url = fmt::format("https://a.example/{}", ++count);
  one.article.title = std::move(title);
  one.article.published = parse_iso_day(day);
  one.article.body = fmt::format("What page {} says.", count);
  one.canonical = std::move(canonical);
  return one;
}

TEST(Chain, IsOneArticleByHeadlineAndDay) {
  struct Case {
    std::string_view name, first, second, first_day, second_day;
    bool one_article;
    std::string_view headline;
  };
  constexpr std::array cases{
      Case{"one headline, one day", "Two shores", "Two shores", "2018-10-12", "2018-10-12", true, "Two shores"},
      Case{"accents and case aside", "Two shores", "TWO SHORÉS", "2018-10-12", "", true, "Two shores"},
      Case{"numbered", "Two shores (1/2)", "Two shores (2/2)", "2018-10-12", "2018-10-12", true, "Two shores"},
      Case{"the second numbered", "Two shores", "Two shores – Seite 2", "2018-10-12", "", true, "Two shores"},
      Case{"undated, of all", "Two shores", "Two shores (2 of 2)", "", "", true, "Two shores"},
      Case{"a number that is the headline's", "Sea: 1", "Sea: 1", "2018-10-12", "2018-10-12", true, "Sea: 1"},
      Case{"undated", "Two shores", "Two shores", "", "", false, ""},
      Case{"undated, counting", "Digest – 1", "Digest – 2", "", "", false, ""},
      Case{"another number", "Two shores", "Two shores (3/3)", "2018-10-12", "", false, ""},
      Case{"another day", "Two shores", "Two shores", "2018-10-12", "2018-10-13", false, ""},
      Case{"another headline", "Two shores", "Three shores", "2018-10-12", "2018-10-12", false, ""},
      Case{"no headline", "", "", "2018-10-12", "2018-10-12", false, ""},
  };
  for (const Case& c : cases) {
    const Extraction one = part(std::string(c.first), c.first_day), two = part(std::string(c.second), c.second_day);
    const std::array chain{&one, &two};
    ASSERT_EQ(are_one_article(chain), c.one_article) << c.name;
    if (!c.one_article) continue;
    EXPECT_TRUE(may_follow(glance_at(one), glance_at(two))) << c.name;
    const article::Article joined = join_chain(chain).article;
    EXPECT_EQ(joined.title, c.headline) << c.name;
    EXPECT_EQ(joined.parts, (std::vector<std::string>{one.article.url, two.article.url})) << c.name;
  }
}

TEST(Chain, OrByTheCanonicalAddressOfTheFirst) {
  const Extraction one = part("Two shores", ""), two = part("Rail", "", one.article.url),
                   three = part("Ports", "", one.article.url), other = part("Ports", "", two.article.url);
  const std::array chain{&one, &two, &three}, wrong{&one, &two, &other};
  EXPECT_TRUE(are_one_article(chain));
  EXPECT_TRUE(may_follow(glance_at(one), glance_at(two)));
  EXPECT_TRUE(may_follow(glance_at(two), glance_at(three)));
  EXPECT_FALSE(may_follow(glance_at(one), glance_at(other)));
  EXPECT_FALSE(are_one_article(wrong));
}

TEST(PartNumber, LeavesWhatMayBeTheHeadline) {
  using Headlines = std::vector<std::string>;
  EXPECT_EQ(possible_headlines("Two shores"), (Headlines{"Two shores"}));
  EXPECT_EQ(possible_headlines("Two shores (2/3)"), (Headlines{"Two shores (2/3)", "Two shores", "Two shores (2"}));
}

}  // namespace
}  // namespace caravan::extract
