#include "indexer/extract/site_rules.h"

#include <fstream>

#include <gtest/gtest.h>

#include "indexer/extract/extract.h"
#include "tests/support/temporary_folder.h"

namespace caravan::extract {
namespace {

TEST(Selectors, NameElements) {
  const auto document = html::Document::parse(
      "<html><body><div id=top class='page wide'><section title='A b'><p class=lead lang=en>One</p><p>Two</p>"
      "</section><x-card>Three</x-card></div><p class=leader>Four</p>");
  ASSERT_TRUE(document);
  struct Case {
    std::string_view selector, text;
  };
  constexpr Case cases[] = {
      {"p", "One|Two|Four"},
      {"P", "One|Two|Four"},
      {".lead", "One"},
      {"p.lead[lang=en]", "One"},
      {"p[lang=fr]", ""},
      {"[lang]", "One"},
      {"[title=\"A b\"] p", "One|Two"},
      {"#top.wide.page section p", "One|Two"},
      {".page   p.lead", "One"},
      {"section .page p", ""},
      {"x-card", "Three"},
      {"* x-card", "Three"},
      {"div", "OneTwoThree"},
  };
  for (const Case& c : cases) {
    const auto selector = Selector::parse(c.selector);
    ASSERT_TRUE(selector) << c.selector;
    std::string text;
    for (const html::Node node : select(*document, *selector)) text += (text.empty() ? "" : "|") + node.all_text();
    EXPECT_EQ(text, c.text) << c.selector;
  }
}

TEST(Selectors, SayWhatIsWrongWithThem) {
  for (const std::string_view bad :
       {"", "  ", "div..x", "#", "p[", "p[a=\"b]", "p[a b]", "a > b", "a, b", "p:first", "[data-kind]"})
    EXPECT_FALSE(Selector::parse(bad)) << bad;
  EXPECT_EQ(Selector::parse("div..x").error().what, "the selector 'div..x': a name is missing behind the '.' at 4");
  EXPECT_EQ(Selector::parse("a > b").error().what, "the selector 'a > b': '>' at 3 is not understood");
}

TEST(SiteRules, RefuseWhatTheyDoNotKnowByFileAndLine) {
  struct Case {
    std::string_view text, what, remedy;
  };
  constexpr Case cases[] = {
      {"body = \"main\"\nautors = \".by\"", "r.toml:2: unknown key 'autors'", "did you mean 'authors'?"},
      {"body = [\"main\",\n  \"div..x\"]", "r.toml:2: the selector 'div..x': a name is missing behind the '.' at 4",
       ""},
      {"body = 7", "r.toml:1: 'body' must be a selector in quotes, or a list of them", "write body = \"div.text\""},
  };
  for (const Case& c : cases) {
    const auto rule = parse_site_rule(c.text, "r.toml");
    ASSERT_FALSE(rule) << c.text;
    EXPECT_EQ(rule.error().what, c.what);
    if (!c.remedy.empty()) {
      EXPECT_EQ(rule.error().remedy, c.remedy);
    }
  }
  EXPECT_FALSE(parse_site_rule("body = ", "r.toml"));
}

constexpr std::string_view page =
    "<html lang=en><meta property='og:title' content='Wrong title'><meta name=author content='Wrong Person'>"
    "<meta property='article:published_time' content='2001-01-01'><meta name=topic content='Energy'>"
    "<body><h2 class=real>The real title</h2><div class=by>Ann Lee and Bo Chen</div><i class=when>3/4/2018</i>"
    "<div class=odd>Short text.<div class=ad>Buy this.</div><p>More short text.</p></div>"
    "<p>A long paragraph that looks like the text, with commas, clauses, and sentences. But it is none of it at all. "
    "The rule of the site says that the text is elsewhere, and so this is left out, however long it gets.</p>";

TEST(SiteRules, OverrideWhatIsFoundWithoutThem) {
  const auto rule = parse_site_rule(
      "body = [\"div.missing\", \"div.odd\"]\ntitle = \"h2.real\"\nauthors = \".by\"\nthemes = \"meta[name=topic]\"\n"
      "published = \".when\"\ndrop = \".ad\"",
      "folder/friends.toml");
  ASSERT_TRUE(rule) << rule.error().what;
  const Extraction got = extract({page, "https://a.example/t", "text/html; charset=utf-8", &*rule}, true);
  EXPECT_EQ(got.article.title, "The real title");
  ASSERT_EQ(got.article.authors.size(), 2u);
  EXPECT_EQ(got.article.authors[1].name, "Bo Chen");
  EXPECT_EQ(got.article.themes, std::vector<std::string>{"Energy"});
  EXPECT_EQ(iso(*got.article.published), "2018-03-04");
  EXPECT_EQ(got.article.body, "Short text.\n\nMore short text.");
  std::string told;
  for (const Evidence& e : got.evidence)
    if (e.chosen && e.source.starts_with("site rule")) told += e.field + " by " + e.source + "; ";
  EXPECT_EQ(told,
            "title by site rule friends.toml: h2.real; author by site rule friends.toml: .by; author by site rule "
            "friends.toml: .by; theme by site rule friends.toml: meta[name=topic]; published by site rule "
            "friends.toml: .when; body by site rule friends.toml: div.odd; ");
}

TEST(SiteRules, LeaveAloneWhatTheyDoNotName) {
  const auto rule = parse_site_rule("title = \".missing\"", "r.toml");
  ASSERT_TRUE(rule);
  const Page plain{page, "https://a.example/t", "text/html; charset=utf-8"};
  Page ruled = plain;
  ruled.rule = &*rule;
  EXPECT_EQ(fingerprint(extract(ruled)), fingerprint(extract(plain)));
}

TEST(SiteRules, AreChosenByAddressFromTheConfiguration) {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "a.toml") << "body = \"main\"\n";
  const std::string text =
      "[[site]]\nname = \"A\"\nseeds = [\"https://a.example/\"]\nrules = \"a.toml\"\n"
      "[[site]]\nname = \"B\"\nseeds = [\"https://b.example/\"]\n"
      "[[site]]\nname = \"C\"\nseeds = [\"https://a.example/c/x\"]\nallow = [\"https://a.example/c/\"]\n";
  const auto config = parse_config(text, folder.path() / "caravan.toml");
  ASSERT_TRUE(config) << config.error().what;
  const auto rules = SiteRules::load(*config);
  ASSERT_TRUE(rules) << rules.error().what;
  ASSERT_NE(rules->for_address("https://a.example/x"), nullptr);
  EXPECT_EQ(rules->for_address("https://a.example/x")->file, "a.toml");
  EXPECT_EQ(rules->for_address("https://a.example/c/x"), nullptr);
  EXPECT_EQ(rules->for_address("https://b.example/x"), nullptr);
  std::ofstream(folder.path() / "a.toml") << "\nbody = \"main[\"\n";
  const auto broken = SiteRules::load(*config);
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().what.find("a.toml:2: the selector 'main['"), std::string::npos) << broken.error().what;
  std::filesystem::remove(folder.path() / "a.toml");
  const auto missing = SiteRules::load(*config);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().what.find("caravan.toml:1: the rules of the site 'A'"), std::string::npos)
      << missing.error().what;
}

}  // namespace
}  // namespace caravan::extract
