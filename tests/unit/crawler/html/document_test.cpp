#include "crawler/html/document.h"

#include <thread>

#include <gtest/gtest.h>

namespace caravan::html {
namespace {

std::string repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

Node first(const Document& document, std::string_view name) {
  for (std::uint32_t i = 0; i < document.size(); ++i)
    if (document.node(i).name() == name) return document.node(i);
  return {};
}

TEST(Document, IsTheTreeInDocumentOrder) {
  const auto page =
      Document::parse("<title>T</title><p id=a>one <b>two</b> three<p CLASS='x &amp; y'>four<my-Tag>five");
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->root().is(Tag::html));
  EXPECT_TRUE(page->head().is(Tag::head));
  const Node p = first(*page, "p");
  EXPECT_EQ(p.parent(), page->body());
  EXPECT_EQ(p.attribute("id"), "a");
  EXPECT_EQ(p.all_text(), "one two three");
  EXPECT_EQ(p.first_child().text(), "one ");
  EXPECT_EQ(p.first_child().next_sibling().name(), "b");
  EXPECT_EQ(p.next_sibling().attribute("class"), "x & y");
  EXPECT_FALSE(p.next_sibling().next_sibling());
  EXPECT_TRUE(first(*page, "my-tag"));
  EXPECT_EQ(first(*page, "my-tag").tag(), Tag::other);
  EXPECT_TRUE(page->body().contains(p));
  EXPECT_FALSE(page->head().contains(p));
}

TEST(Document, AbsentThingsAreNoNodes) {
  const auto page = Document::parse("");
  ASSERT_TRUE(page);
  EXPECT_FALSE(page->body().first_child());
  EXPECT_FALSE(page->root().parent());
  EXPECT_FALSE(Node().parent());
  EXPECT_EQ(Node().attribute("x"), "");
  EXPECT_FALSE(page->node(4000));
}

TEST(Document, LeavesInvisibleTextOutOfAllText) {
  const auto page =
      Document::parse("<body>a<script>b()</script><style>c</style><noscript>d</noscript><template>e</template>f");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->body().all_text(), "af");
}

TEST(Document, RefusesWhatGoesOverTheLimits) {
  struct Case {
    std::string_view name;
    std::string html;
    bool parsed;
  };
  const Case cases[] = {
      {"deep", repeat("<div>", 20'000), false},
      {"deep enough for a browser", repeat("<div>", 400), true},
      {"unclosed formatting is done without", repeat("<font color=red><b>word ", 5'000), true},
      {"formatting that is opened anew in each paragraph",
       [] {
         std::string html;
         for (int i = 0; i < 4000; ++i) html += "<font color=" + std::to_string(i) + "><p>";
         return html;
       }(),
       true},
      {"tables in tables", repeat("<table><tr><td>", 3'000), false},
      {"wide", repeat("<p>word</p>", 20'000), true},
  };
  for (const Case& c : cases) {
    const auto page = Document::parse(c.html);
    EXPECT_EQ(page.has_value(), c.parsed) << c.name;
    if (!page) {
      EXPECT_EQ(page.error().fault, Fault::refused) << c.name;
    }
  }
}

TEST(Document, NamesTheLimit) {
  ParseLimits small;
  small.max_bytes = 1 << 20;
  EXPECT_EQ(Document::parse(std::string(2 << 20, 'x'), small).error().what, "the page has more than 1 MB");
  small = {};
  small.max_memory = 2 << 20;
  EXPECT_EQ(Document::parse(repeat("<i><p>", 60'000), small).error().what, "the tree takes more than 2 MB");
  small = {};
  small.max_cpu_seconds = 0;
  EXPECT_EQ(Document::parse(repeat("<p>", 60'000), small).error().what, "parsing takes more than 0 s");
  EXPECT_EQ(Document::parse(repeat("<div>", 6'000)).error().what, "elements nested more than 1280 deep");
}

TEST(Document, ManyThreadsParseAtOnce) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([] {
      for (int i = 0; i < 20; ++i) {
        const auto page = Document::parse(repeat("<p>some words", 500));
        ASSERT_TRUE(page);
        EXPECT_EQ(page->body().all_text().size(), 500u * 10);
        EXPECT_FALSE(Document::parse(repeat("<div>", 6'000)));
      }
    });
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace caravan::html
