#include "crawler/html/slim.h"

#include <iterator>
#include <random>

#include <gtest/gtest.h>

#include "crawler/html/document.h"
#include "tests/support/outline.h"

namespace caravan::html {
namespace {

TEST(Slim, DropsWhatNobodySees) {
  struct Case {
    std::string_view name, html, slim;
  };
  constexpr Case cases[] = {
      {"script", "a<script src=x>if (1<2) {}</script>b", "a<script src=x></script>b"},
      {"script in capitals", "<SCRIPT>x</SCRIPT\n>b", "<SCRIPT></SCRIPT\n>b"},
      {"a quoted > in a tag", "<script data='>'>x</script>b", "<script data='>'></script>b"},
      {"the end tag must be whole", "<script>x</scripts>y</script>b", "<script></script>b"},
      {"an escaped script within", "<script><!-- <script>x</script> --></script>b", "<script></script>b"},
      {"an abrupt comment in a script", "<script><!--><script></script>b", "<script></script>b"},
      {"JSON-LD stays", "<script type=\"application/LD+JSON\">{\"a\":\"<!-- b -->\"}</script>",
       "<script type=\"application/LD+JSON\">{\"a\":\"<!-- b -->\"}</script>"},
      {"style", "<style>p > a {}</style><p>", "<style></style><p>"},
      {"comment", "<p><!-- x > y -- z -->b <!-- -->c", "<p>b c"},
      {"abrupt comments", " <!-->b <!--->c", " b c"},
      {"a comment that ends with a bang", " <!-- x --!>b", " b"},
      {"a comment that never ends", "a<!-- b", "a<!---->"},
      {"a newline stays behind its comment", "<pre><!-- x -->\ny", "<pre><!---->\ny"},
      {"text areas and titles are text", "<title><!-- x --></title><textarea><script></textarea>",
       "<title><!-- x --></title><textarea><script></textarea>"},
      {"a drawing", "<svg viewBox='0 0'><title>t</title><g><path d='M0'/></g></svg>b", "<svg viewBox='0 0'>.</svg>b"},
      {"a comment in a drawing", "<svg><!-- </svg> --><feBlend/></svg>b", "<svg></svg>b"},
      {"a drawing that breaks out", "<svg><p><!-- x --></svg>b<!-- y -->", "<svg><p><!-- x --></svg>b<!-- y -->"},
      {"a script in a drawing is markup", "<svg><script><!-- </script></svg>--><!-- y -->",
       "<svg><script><!-- </script></svg>--><!-- y -->"},
      {"style in a select is markup", "<select><style></select><!-- x --></style>",
       "<select><style></select><!-- x --></style>"},
      {"plaintext", "<plaintext><!-- x -->", "<plaintext><!-- x -->"},
      {"attributes nobody asks for", "<div data-x='1 > 2' class=a onclick=\"f('>')\" id = b >c",
       "<div  class=a  id = b >c"},
      {"an attribute before a name that begins with =", "<p id data-x=1 =y>a", "<p id data-x=1 >a"},
      {"attributes of formatting stay", "<b data-x=1>a</b>", "<b data-x=1>a</b>"},
      {"repeated attributes", "<a class=x CLASS href=y>a<p id=1 id=2>b", "<a class=x  href=y>a<p id=1 >b"},
      {"runs of space", "<p>a \n\n  b<i> </i>\t c", "<p>a b<i> </i>\t c"},
      {"spaces in pre stay", "<pre>a   b</pre>c   d", "<pre>a   b</pre>c d"},
      {"no tags at all", "1 < 2 <3 </3> </>&lt;", "1 < 2 <3 </3> &lt;"},
      {"a tag that never ends", "a <!-- x --><b c='", "a <b c='"},
      {"what a comment holds apart stays apart", "<<!-- x -->p>&am<!-- y -->p;", "<<!---->p>&am<!---->p;"},
      {"empty", "", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(slim(c.html), c.slim) << c.name;
}

TEST(Slim, TheTreeStaysTheSame) {
  constexpr std::string_view parts[] = {"<p>",
                                        "</p>",
                                        "<div a=1 class=x>",
                                        "</div>",
                                        "<!-- c -->",
                                        "<!-->",
                                        "<!--->",
                                        "<!--",
                                        "-->",
                                        "--!>",
                                        "<script>",
                                        "</script>",
                                        "<script type=x/ld+json>",
                                        "<style>",
                                        "</style>",
                                        "<svg>",
                                        "</svg>",
                                        "<svg/>",
                                        "<path d='>'/>",
                                        "<g>",
                                        "</g>",
                                        "<title>",
                                        "</title>",
                                        "<select>",
                                        "</select>",
                                        "<option>",
                                        "<textarea>",
                                        "</textarea>",
                                        "<table>",
                                        "<tr>",
                                        "<td>",
                                        "</table>",
                                        "<b data-x=1>",
                                        "</b>",
                                        "<a href=x>",
                                        "<image/>",
                                        "<feBlend>",
                                        "</feBlend>",
                                        "</a>",
                                        "text",
                                        "a text that is stood in for",
                                        "\xE4\xBA\x9A\xE6\xAC\xA7\xE4\xBC\x9A\xE8\xAE\xAE ",
                                        "<a href=https://news.example/asia>",
                                        "<div class='a name that is stood in for'>",
                                        "{\"@type\": \"Article & more\"}",
                                        " ",
                                        "  \n ",
                                        "<",
                                        ">",
                                        "&amp;",
                                        "'",
                                        "\"",
                                        "<pre>",
                                        "\n",
                                        "</pre>",
                                        "<math>",
                                        "</math>",
                                        "<template>",
                                        "</template>",
                                        "<frameset>",
                                        "<noscript>",
                                        "</noscript>",
                                        "<iframe>",
                                        "</iframe>",
                                        "<!doctype html>",
                                        "<?php ?>",
                                        "</3>",
                                        "<x-y on='<script>'>",
                                        "<br/>",
                                        "<html lang=en>",
                                        "<body id=b>",
                                        "<head>",
                                        "</head>",
                                        "<plaintext>",
                                        "<![CDATA[ x ]]>",
                                        "<foreignobject>",
                                        "<desc>",
                                        "</desc>",
                                        "<font color=red>",
                                        "<h1>",
                                        "</h1>",
                                        "<li>",
                                        "<ul>",
                                        "<noframes>",
                                        "</noframes>",
                                        "<xmp>",
                                        "</xmp>"};
  std::mt19937 random(20260601);
  for (int round = 0; round < 20'000; ++round) {
    std::string html;
    const std::size_t length = 1 + random() % 14;
    for (std::size_t i = 0; i < length; ++i) html += parts[random() % std::size(parts)];
    ParseLimits whole;
    whole.whole = true;
    const auto slimmed = Document::parse(html), full = Document::parse(html, whole);
    ASSERT_TRUE(slimmed && full) << html;
    ASSERT_EQ(test::outline(*slimmed), test::outline(*full)) << html << "\n--\n" << slim(html);
  }
}

TEST(Slim, DropsFormattingWhenAsked) {
  EXPECT_EQ(slim("<p><font size=1>a<b>b</B></font><i>c<img>", Slim::formatting), "<p>abc<img>");
}

}  // namespace
}  // namespace caravan::html
