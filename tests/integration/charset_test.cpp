// Pages in the encodings of Asia and of old Europe, truthfully declared or not, from the wire to the exported article.

#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iconv.h>

#include "tests/integration/place.h"
#include "tests/support/loopback_site.h"

namespace caravan::test {
namespace {

std::string in_encoding(const std::string& text, const char* encoding) {
  const iconv_t converter = ::iconv_open(encoding, "UTF-8");
  if (converter == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error(std::string("no converter to ") + encoding);
  std::string from = text, to(text.size() * 4 + 16, '\0');
  char *in = from.data(), *out = to.data();
  std::size_t left = from.size(), room = to.size();
  const std::size_t bad = ::iconv(converter, &in, &left, &out, &room);
  ::iconv_close(converter);
  if (bad != 0) throw std::runtime_error(fmt::format("{} cannot hold the text", encoding));
  to.resize(to.size() - room);
  return to;
}

struct Text {
  const char *language, *title;
  std::string paragraph;
};

const Text german{
    "de", "Brücken für übermorgen: Größe und Maß",
    "Die Fähre über den Großen Belt fährt nicht mehr, und doch hört man in Körsør die Schiffshörner – „als wäre nichts "
    "geschehen“, sagt der Wirt. Für die Verhandlungen über Zölle und Häfen heißt das: Wer Straßen baut, verändert mehr "
    "als Wege; er verschiebt die Gewichte zwischen den Städten, und die Älteren erzählen den Jüngeren, wie es früher "
    "war, als der Weg über das Wasser noch eine Stunde dauerte und jeder jeden grüßte."};
const Text simplified{"zh", "亚欧会议二十五年：海峡与港口",
                      "亚欧会议成立以来，两个大陆之间的对话从来没有停止过。港口的管理者、海关的官员和小船的船长们在冬天"
                      "里互相讲述，当海峡对所有人关闭的时候，"
                      "只有熟悉沙洲的人才能通过。经济合作并不只是数字，它也是人与人之间的信任；而信任，正如一位老渔民所"
                      "说，需要一代人的时间才能建立起来。"
                      "今天，铁路和电缆把城市连接在一起，但是政治的距离仍然很远，各国政府必须耐心地继续谈判。"};
const Text traditional{"zh", "亞歐會議二十五年：海峽與港口",
                       "亞歐會議成立以來，兩個大陸之間的對話從來沒有停止過。港口的管理者、海關的官員和小船的船長們在冬"
                       "天裡互相講述，當海峽對所有人關閉的時候，"
                       "只有熟悉沙洲的人才能通過。經濟合作並不只是數字，它也是人與人之間的信任；而信任，正如一位老漁民"
                       "所說，需要一代人的時間才能建立起來。"
                       "今天，鐵路和電纜把城市連接在一起，但是政治的距離仍然很遠，各國政府必須耐心地繼續談判。"};
const Text japanese{
    "ja", "アジア欧州会合の二十五年：海峡と港",
    "アジア欧州会合が始まってから、二つの大陸の対話は一度も途切れたことがない。港の管理者、税関の職員、そして小さな船の"
    "船長たちは、"
    "海峡が閉ざされた冬に、砂州を知る者だけが通れたと語り合った。経済協力は数字だけではなく、人と人との信頼でもある。"
    "老いた漁師が言うように、信頼を築くには一世代の時間がかかる。今日、鉄道とケーブルが都市を結んでいるが、政治の距離は"
    "まだ遠い。"};
const Text korean{"ko", "아시아유럽정상회의 스물다섯 해: 해협과 항구",
                  "아시아유럽정상회의가 시작된 뒤로 두 대륙의 대화는 한 번도 끊어진 적이 없다. 항구의 관리자와 세관의 "
                  "공무원, 그리고 작은 배의 선장들은 "
                  "해협이 닫혔던 겨울에 모래톱을 아는 사람만이 지나갈 수 있었다고 서로에게 이야기했다. 경제 협력은 "
                  "숫자만이 아니라 사람과 사람 사이의 "
                  "신뢰이기도 하다. 늙은 어부가 말하듯이 신뢰를 쌓는 데에는 한 세대의 시간이 걸린다."};

struct Case {
  const char* path;
  const Text& text;
  const char* encoding;      // of the bytes, as iconv calls it
  const char* content_type;  // as the server says
  const char* meta;          // as the page says, "" for nothing
  const char* mark = "";     // a byte order mark
};

const Case cases[] = {
    {"/header-latin1", german, "WINDOWS-1252", "text/html; charset=ISO-8859-1", ""},
    {"/meta-1252", german, "WINDOWS-1252", "text/html", "windows-1252"},
    {"/nothing-1252", german, "WINDOWS-1252", "text/html", ""},
    {"/header-gb18030", simplified, "GB18030", "text/html; charset=gb18030", ""},
    {"/meta-gb2312", simplified, "GB18030", "text/html", "gb2312"},
    {"/nothing-gb", simplified, "GB18030", "text/html", ""},
    {"/header-big5", traditional, "BIG5-HKSCS", "text/html; charset=big5", ""},
    {"/meta-big5", traditional, "BIG5-HKSCS", "text/html", "big5"},
    {"/nothing-big5", traditional, "BIG5-HKSCS", "text/html", ""},
    {"/header-sjis", japanese, "CP932", "text/html; charset=Shift_JIS", ""},
    {"/meta-sjis", japanese, "CP932", "text/html", "x-sjis"},
    {"/nothing-sjis", japanese, "CP932", "text/html", ""},
    {"/meta-euc-jp", japanese, "EUC-JP", "text/html", "euc-jp"},
    {"/header-euc-kr", korean, "CP949", "text/html; charset=euc-kr", ""},
    {"/meta-ks", korean, "CP949", "text/html", "ks_c_5601-1987"},
    {"/nothing-euc-kr", korean, "CP949", "text/html", ""},
    {"/utf-16le-mark", japanese, "UTF-16LE", "text/html", "", "\xFF\xFE"},
    {"/utf-16be-mark", korean, "UTF-16BE", "text/html", "", "\xFE\xFF"},
    {"/utf-16le-header", japanese, "UTF-16LE", "text/html; charset=utf-16le", ""},
    {"/utf-16be-header", simplified, "UTF-16BE", "text/html; charset=utf-16be", ""},
    {"/utf-16le-nothing", german, "UTF-16LE", "text/html", ""},
    {"/utf-16be-nothing", german, "UTF-16BE", "text/html", ""},
    {"/utf-16-lie", german, "UTF-16LE", "text/html; charset=iso-8859-1", "", "\xFF\xFE"},
    {"/utf-8-nothing", korean, "UTF-8", "text/html", ""},
    {"/utf-8-mark-lie", german, "UTF-8", "text/html; charset=windows-1252", "", "\xEF\xBB\xBF"},
    {"/utf-8-called-latin1", german, "UTF-8", "text/html; charset=iso-8859-1", ""},
    {"/sjis-called-utf-8", japanese, "CP932", "text/html; charset=utf-8", "Shift_JIS"},
    {"/gb-called-utf-8", simplified, "GB18030", "text/html; charset=utf-8", ""},
    {"/1252-called-utf-8", german, "WINDOWS-1252", "text/html; charset=utf-8", ""},
    {"/unknown-label", german, "UTF-8", "text/html; charset=klingon", ""},
};

std::string page_of(const Case& c) {
  const std::string meta = *c.meta == '\0' ? "" : fmt::format("<meta charset=\"{}\">", c.meta);
  std::string paragraphs;
  for (const char* number : {"1.", "2.", "3."}) paragraphs += fmt::format("<p>{} {}</p>", number, c.text.paragraph);
  // Of one day, pages with the same text and headline would be copies of each other.
  const std::string day = fmt::format("{}-11-25", 1980 + (&c - std::begin(cases)));
  return in_encoding(fmt::format("<!doctype html><html lang=\"{0}\"><head>{1}<title>{2}</title>"
                                 "<meta property=\"og:type\" content=\"article\"></head><body><article><h1>{2}</h1>"
                                 "<time datetime=\"{5}\">{5}</time><p>{3}</p>{4}</article></body></html>",
                                 c.text.language, meta, c.text.title, c.path, paragraphs, day),
                     c.encoding);
}

TEST(Charset, EveryPageIsReadAsItWasWritten) {
  LoopbackSite site([](const Request& request) {
    Reply reply;
    if (request.target == "/") {
      reply.headers = {{"Content-Type", "text/html"}};
      reply.body = "<html><body>";
      for (const Case& c : cases) reply.body += fmt::format("<a href=\"{}\">x</a>", c.path);
      return reply;
    }
    for (const Case& c : cases)
      if (request.target == c.path) {
        reply.headers = {{"Content-Type", c.content_type}};
        reply.body = c.mark + page_of(c);
        return reply;
      }
    reply.status = 404;
    return reply;
  });
  Place place;
  place.configure(fmt::format("[[site]]\nname = \"Babel\"\nseeds = [\"{}\"]\n", site.url()));
  place.expect(0, {"--no-progress", "update"});
  std::map<std::string, nlohmann::json> articles;
  for (nlohmann::json& article : lines_of(place.expect(0, {"export"})))
    articles[article["url"].get<std::string>()] = article;
  for (const Case& c : cases) {
    const auto found = articles.find(site.url(c.path));
    if (found == articles.end()) {
      ADD_FAILURE() << c.path << " is no article";
      continue;
    }
    EXPECT_EQ(found->second["title"], c.text.title) << c.path;
    EXPECT_THAT(found->second["body"].get<std::string>(), testing::HasSubstr(c.text.paragraph)) << c.path;
  }
}

}  // namespace
}  // namespace caravan::test
