#include "crawler/html/slim.h"

#include <gtest/gtest.h>

namespace caravan::html {
namespace {

struct Case {
  std::string_view name, html, slim;
};

TEST(Slim, DropsWhatNobodySees) {
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
      {"comment", "a<!-- x > y -- z -->b", "ab"},
      {"abrupt comments", "a<!-->b<!--->c", "abc"},
      {"a comment that ends with a bang", "a<!-- x --!>b", "ab"},
      {"a comment that never ends", "a<!-- b", "a"},
      {"a newline stays behind its comment", "<pre><!-- x -->\ny", "<pre><!---->\ny"},
      {"text areas and titles are text", "<title><!-- x --></title><textarea><script></textarea>",
       "<title><!-- x --></title><textarea><script></textarea>"},
      {"a drawing", "<svg viewBox='0 0'><title>t</title><g><path d='M0'/></g></svg>b", "<svg viewBox='0 0'></svg>b"},
      {"a drawing that breaks out", "<svg><p><!-- x --></svg>b<!-- y -->", "<svg><p><!-- x --></svg>b<!-- y -->"},
      {"a script in a drawing is markup", "<svg><script><!-- </script></svg>--><!-- y -->",
       "<svg><script><!-- </script></svg>--><!-- y -->"},
      {"style in a select is markup", "<select><style></select><!-- x --></style>",
       "<select><style></select><!-- x --></style>"},
      {"plaintext", "<plaintext><!-- x -->", "<plaintext><!-- x -->"},
      {"attributes nobody asks for", "<div data-x='1 > 2' class=a onclick=\"f('>')\" id = b >c",
       "<div  class=a  id = b >c"},
      {"attributes of formatting stay", "<b data-x=1>a</b>", "<b data-x=1>a</b>"},
      {"runs of space", "<p>a \n\n  b<i> </i>\t c", "<p>a b<i> </i>\t c"},
      {"spaces in pre stay", "<pre>a   b</pre>c   d", "<pre>a   b</pre>c d"},
      {"no tags at all", "1 < 2 <3 </3> &lt;", "1 < 2 <3 </3> &lt;"},
      {"a tag that never ends", "a<!-- x --><b c='", "a<b c='"},
      {"empty", "", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(slim(c.html), c.slim) << c.name;
}

TEST(Slim, DropsFormattingWhenAsked) {
  EXPECT_EQ(slim("<p><font size=1>a<b>b</B></font><i>c<img>", Slim::formatting), "<p>abc<img>");
}

}  // namespace
}  // namespace caravan::html
