#include "crawler/html/link_tags.h"

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <random>

#include <gtest/gtest.h>
#include <zlib.h>

#include "crawler/html/charset.h"
#include "crawler/html/document.h"
#include "crawler/html/links.h"
#include "tests/support/link_outline.h"
#include "tests/support/temporary_folder.h"

// Links are read from the text alone, and must be those of the tree.

namespace caravan::html {
namespace {

namespace fs = std::filesystem;

std::string scanned(std::string_view html) {
  return test::link_outline(read_links(html, *url::Url::parse("https://a.example/dir/page")));
}

std::string of_tree(std::string_view html) {
  const auto document = Document::parse(html);
  if (!document) return document.error().what;
  return test::link_outline(read_links(*document, *url::Url::parse("https://a.example/dir/page")));
}

TEST(LinkTags, AreThoseOfTheTree) {
  struct Case {
    std::string_view name, html;
    bool from_text = true;
  };
  constexpr Case cases[] = {
      {"nothing", ""},
      {"attributes as people write them", "<A HREF = /a>1</A><a\nhref='/b' >2<a href=\"/c\"class=x>3<a href=/d/>4"},
      {"a quoted >", "<a title='>' href=/a>1</a><img alt=\"<a href='/no'>\"><a href=/b>2</a>"},
      {"the first of a name counts", "<a href=/a href=/b>1</a><a class=x class=y href=/c>2</a>"},
      {"valueless repeated attributes", "<a class=x class href=/c>2</a><b id=x id><a href=/d>"},
      {"a name with a quote", "<a \"href=/a>1</a><a 'href='/b'>2</a>"},
      {"a name that begins with =", "<a =href=/a>1</a><a = href=/b>2</a>"},
      {"an unquoted value with quotes", "<a href=/a\"b'c=d>1</a>"},
      {"space within and around", "<a href=' /a \n b '>1</a>"},
      {"a carriage return", "<a href='/a\r\nb' rel='x\rnofollow'>1</a>"},
      {"no ASCII", "<a href=/über>1</a><a href='//bücher.example/'>2</a>"},
      {"entities", "<a href='/?a=1&amp;b=2&#38;c=3&#x26;d=4&AMP;e=5'>1</a>"},
      {"entities without semicolon", "<a href='/?a&amp'>1</a><a href='/?a&amp-b&lt'>2</a><a href='/&copy/'>3</a>"},
      {"no entities", "<a href='/?a=1&copy=2&section=3&regular&notit=4&amp=5&ampx'>1</a>"},
      {"an entity of a parameter's name", "<a href='/?a=1&sect;=2&eacute;&hellip;&ndash;'>1</a>"},
      {"numbers that mean others", "<a href='/&#150;&#0;&#xD800;&#9999999999;&#x;&#;'>1</a>", false},
      {"a rare entity", "<a href='/&nvlt;'>1</a>", false},
      {"no entity at all", "<a href='/?a&fancy;'>1</a>", false},
      {"entities in rel and name", "<meta name='rob&#111;ts' content='no&#105;ndex'><a rel='no&#102;ollow' href=/a>"},
      {"a bare ampersand", "<a href='/?a&'>1</a><a href='/?a&&b'>1</a>"},
      {"script", "<script>document.write('<a href=/no>')</script><a href=/a>"},
      {"an escaped script", "<script><!-- <script>'<a href=/no>'</script><a href=/no> --></script><a href=/a>"},
      {"a comment in a script", "<script><!-- x </script><a href=/a> --></script><a href=/b>"},
      {"a script that never ends", "<a href=/a><script><a href=/no>"},
      {"style", "<style>/* <a href=/no> */</STYLE x><a href=/a>"},
      {"title and text area", "<title><a href=/no></title><textarea><a href=/no></textarea><a href=/a>"},
      {"old raw text",
       "<xmp><a href=/no></xmp><noembed><a href=/no></noembed><noframes><a href=/no></noframes><a href=/a>"},
      {"a frame", "<iframe src=x><a href=/no></iframe><a href=/a>"},
      {"raw text that never ends", "<a href=/a><textarea><a href=/no>"},
      {"noscript", "<noscript><a href=/a></noscript><a href=/b>"},
      {"noscript in the head", "<head><noscript><meta http-equiv=refresh content='0;url=/r'></noscript><a href=/a>"},
      {"plaintext", "<a href=/a><plaintext><a href=/no>", false},
      {"comments", "<!-- <a href=/no> --><!--><a href=/a>--><!---><a href=/b>--><!-- --!><a href=/c>"},
      {"a comment with dashes", "<!-- a -- <a href=/no> --- > --><a href=/a><!----><a href=/b>"},
      {"a comment that never ends", "<a href=/a><!-- <a href=/no>"},
      {"no comments", "<!x <a href=/no><a href=/a><?php echo '<a href=/no>'; ?><a href=/b></3 <a href=/no><a href=/c>"},
      {"CDATA outside of drawings", "<![CDATA[ <a href=/no> ]]><a href=/a>"},
      {"CDATA in a drawing", "<svg><![CDATA[ <a href=/no> ]]></svg><a href=/a>", false},
      {"a drawing", "<svg><title>t</title><g><path d='M0'/></g></svg><a href=/a>"},
      {"a link in a drawing", "<svg><a href=/no><path/></a></svg><a href=/a>"},
      {"a drawing with all its parts",
       "<svg><!-- </svg> --><svg><feBlend/><image/></svg><rdf:x></rdf:x><metadata></metadata></svg><a href=/a>"},
      {"a drawing whose end tag has a space", "<svg></svg ><a href=/a><div><a href=/b>", false},
      {"a drawing without an end", "<svg><path/><a href=/a>", false},
      {"a drawing that HTML breaks out of", "<svg><p><a href=/a></svg><a href=/b>", false},
      {"an empty drawing", "<svg/><a href=/a>"},
      {"formulas", "<math><mi>x</mi></math><a href=/a>", false},
      {"signs that are no tags", "1 < 2 <3 <<a href=/a>x</a> </><a href=/b>y"},
      {"a tag that never ends", "<a href=/a><a href=/b "},
      {"a value that never ends", "<a href=/a><a href='/b> </a>"},
      {"the first base counts for all", "<a href=a><base target=x><base href=/x/><base href=/y/><a href=b>"},
      {"a base that is none", "<base href='mailto:x'><base href=/y/><a href=b>"},
      {"an empty base", "<base href><base href=/y/><a href=b>"},
      {"base in the body", "<p><base href=/x/><a href=a>"},
      {"a link in a link", "<a href=/a><a href=/b><div></a></div><p><a href=/c><p><a href=/d>"},
      {"links that are opened anew", "<p><a href=/a><b>x<p>y</a><div><a href=/b></p></div>z"},
      {"a table", "<table><caption><a href=/a></caption><tr><td><a href=/b><th><a href=/c></table><a href=/d>"},
      {"a link between cells", "<table><tr><td><a href=/a></td><a href=/b></tr></table>", false},
      {"a link before the first cell", "<table><a href=/a><tr><td><a href=/b></table>", false},
      {"a link behind a row", "<table><td><a href=/a></tr><a href=/b></table>", false},
      {"a table in a table", "<table><td><table><td><a href=/a></table><a href=/b></td></table><a href=/c>"},
      {"a table straight in a table", "<table><table><td><a href=/a></table><a href=/b>", false},
      {"cells without a table", "<td><a href=/a></td><tr><a href=/b>"},
      {"form between rows", "<table><form><tr><td><a href=/a></td></tr></form></table>"},
      {"an object over the end of a cell", "<table><td><a href=/a><a href=/b><object></td>x</table>", false},
      {"select", "<select><option value=1>x<optgroup><option></select><a href=/a>"},
      {"a link in select", "<select><a href=/no></select><a href=/a>", false},
      {"select in a table", "<table><select><td><a href=/a></table>", false},
      {"style in select", "<select><style></select><a href=/a></style>", false},
      {"a template", "<template><div></div></template><a href=/a>"},
      {"a link in a template", "<template><style></style><a href=/a></template><a href=/b>"},
      {"a table in a template", "<template><a href=/a><td><table><td><a href=/b></template><a href=/c>"},
      {"rows in a template", "<template><tr><a href=/a><td><a href=/b></template>", false},
      {"rows behind a link in a template", "<template><link rel=next href=/a><tr><a href=/b></template>", false},
      {"a template between rows", "<table><template><a href=/a></template><td><a href=/b></table>", false},
      {"a template in a template", "<template><template></template><div><a href=/a></template></template><a href=/b>"},
      {"frames", "<frameset><frame src=x><noframes><a href=/no></noframes></frameset><a href=/no>", false},
      {"area", "<map><area href=/a><area rel=nofollow href=/no></map>"},
      {"meta", "<meta name=ROBOTS content='noindex'><meta name=description content='&fancy;'><meta content=none>"},
      {"refresh", "<meta http-equiv=Refresh content=\"0; url='/new?a=1&amp;b=2'\">"},
      {"links of the head",
       "<link rel=canonical href=/c><link rel=alternate type='application/RSS+xml' href=/f><link "
       "rel=alternate hreflang=de href=/de><link rel='prev next' href=/n><link rel=icon href=/no>"},
      {"links of the head in the body", "<p>x<link rel=canonical href=/c><meta name=robots content=nofollow>"},
      {"after the end", "<html><body></body></html><a href=/a>x</a><!-- --><link rel=next href=/b>"},
      {"a control character", "<a href='/a\x11'>1</a>", false},
      {"a noncharacter", "<a href='/a\uFDD0'>1</a>", false},
      {"a NUL", std::string_view("<a href='/a\0b'>", 15), false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(scanned(c.html), of_tree(c.html)) << c.name;
    EXPECT_EQ(scan_link_tags(c.html).has_value(), c.from_text) << c.name;
  }
}

TEST(LinkTags, AreThoseOfTheTreeInRandomPages) {
  constexpr std::string_view parts[] = {"<p>",
                                        "</p>",
                                        "<div class=x>",
                                        "</div>",
                                        "<a href=/a>",
                                        "<a href=/b rel=nofollow>",
                                        "<a href=/c>",
                                        "</a>",
                                        "<link rel=next href=/d>",
                                        "<area href=/e>",
                                        "<base href=/f/>",
                                        "<meta name=robots content=noindex>",
                                        "<table>",
                                        "</table>",
                                        "<tr>",
                                        "</tr>",
                                        "<td>",
                                        "</td>",
                                        "<th>",
                                        "<tbody>",
                                        "</tbody>",
                                        "<caption>",
                                        "</caption>",
                                        "<col>",
                                        "<colgroup>",
                                        "text",
                                        " ",
                                        "<b>",
                                        "</b>",
                                        "<font color=red>",
                                        "<object>",
                                        "</object>",
                                        "<select>",
                                        "</select>",
                                        "<option>",
                                        "<template>",
                                        "</template>",
                                        "<svg>",
                                        "</svg>",
                                        "<g>",
                                        "</g>",
                                        "<path/>",
                                        "<title>",
                                        "</title>",
                                        "<script>",
                                        "</script>",
                                        "<style>",
                                        "</style>",
                                        "<noscript>",
                                        "</noscript>",
                                        "<head>",
                                        "</head>",
                                        "<body>",
                                        "</body>",
                                        "</html>",
                                        "<form>",
                                        "</form>",
                                        "<button>",
                                        "<li>",
                                        "<ul>",
                                        "</ul>",
                                        "<h1>",
                                        "<nobr>",
                                        "<iframe>",
                                        "</iframe>",
                                        "<!-- ",
                                        "-->",
                                        "<input type=hidden>",
                                        "<applet>",
                                        "<textarea>",
                                        "</textarea>",
                                        "<x-y>",
                                        "</x-y>",
                                        "<a href=g>",
                                        "<a href=\"?h&amp;i\">",
                                        "<frameset>",
                                        "<isindex>",
                                        "<image>",
                                        "</br>",
                                        "<dd>",
                                        "<option>"};
  std::mt19937 random(20261124);
  for (int round = 0; round < 30'000; ++round) {
    std::string html;
    const std::size_t length = 1 + random() % 16;
    for (std::size_t i = 0; i < length; ++i) html += parts[random() % std::size(parts)];
    ASSERT_EQ(scanned(html), of_tree(html)) << html;
  }
}

std::string content_of(const fs::path& path) {
  std::string text(1 << 16, '\0');
  gzFile file = gzopen(path.c_str(), "rb");  // reads what is not compressed, too
  std::size_t length = 0;
  while (file != nullptr) {
    const int got = gzread(file, text.data() + length, static_cast<unsigned>(text.size() - length));
    if (got <= 0) break;
    length += static_cast<std::size_t>(got);
    if (length == text.size()) text.resize(2 * length);
  }
  if (file != nullptr) gzclose(file);
  text.resize(length);
  return text;
}

struct Reading {
  int pages = 0, from_text = 0;
};

/// Every page below a folder, by the ending of its name.
Reading read_all_below(const fs::path& folder, std::string_view ending) {
  Reading reading;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || !entry.path().string().ends_with(ending)) continue;
    const std::string html = decode(content_of(entry.path()), "text/html").text;
    EXPECT_EQ(scanned(html), of_tree(html)) << entry.path();
    ++reading.pages;
    reading.from_text += scan_link_tags(html) ? 1 : 0;
  }
  return reading;
}

TEST(LinkTags, AreThoseOfTheTreeOnTheSpecimenSite) {
  const test::TemporaryFolder site;
  const std::string command =
      "python3 " CARAVAN_SOURCE_DIR "/corpus/specimen/generate --out '" + site.path().string() + "' 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  const Reading reading = read_all_below(site.path() / "files", "");
  EXPECT_GT(reading.pages, 100);
  EXPECT_GT(reading.from_text, reading.pages * 9 / 10);
}

TEST(LinkTags, AreThoseOfTheTreeOnPagesOfTheWeb) {
  const char* configured = std::getenv("CARAVAN_EVAL");
  const fs::path eval = configured ? configured : CARAVAN_SOURCE_DIR "/../shared/eval";
  if (!fs::exists(eval / "extraction/dev")) GTEST_SKIP() << "there are no evaluation pages in " << eval;
  const Reading reading = read_all_below(eval / "extraction/dev", ".html.gz");
  EXPECT_GT(reading.pages, 100);
  EXPECT_GT(reading.from_text, reading.pages * 3 / 4);
}

}  // namespace
}  // namespace caravan::html
