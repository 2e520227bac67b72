#include "crawler/html/charset.h"

#include <gtest/gtest.h>

#include "crawler/html/encoding_labels.h"

namespace caravan::html {
namespace {

using namespace std::string_literals;

struct Case {
  std::string_view name;
  std::string bytes, content_type;
  std::string_view text, encoding, from;
};

TEST(Charset, FollowsTheWhatwgOrder) {
  const Case cases[] = {
      {"a byte order mark beats the header",
       "\xEF\xBB\xBF"
       "café",
       "text/html; charset=latin1", "café", "UTF-8", "bom"},
      {"UTF-16 by its mark", "\xFF\xFE"s + "a\0\xE9\0"s, "", "aé", "UTF-16LE", "bom"},
      {"the header beats meta", "<meta charset=utf-8>caf\xE9", "text/html; charset=ISO-8859-1",
       "<meta charset=utf-8>café", "windows-1252", "http"},
      {"latin1 means windows-1252", "\x93quoted\x94", "text/html;charset=\"latin1\"", "“quoted”", "windows-1252",
       "http"},
      {"meta charset", "<meta charset='windows-1251'>\xC4\xE0", "text/html", "<meta charset='windows-1251'>Да",
       "windows-1251", "meta"},
      {"meta http-equiv", "<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=Shift_JIS\">\x93\xFA\x96\x7B",
       "", "<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=Shift_JIS\">日本", "Shift_JIS", "meta"},
      {"a declaration in a comment is none", "<!-- <meta charset=koi8-r> --><meta charset=euc-kr>\xC7\xD1", "",
       "<!-- <meta charset=koi8-r> --><meta charset=euc-kr>한", "EUC-KR", "meta"},
      {"gb2312 means GBK", "\xD6\xD0\xB9\xFA\x90\x69", "text/html; charset=gb2312", "中国恑", "GBK", "http"},
      {"big5", "\xA4\xA4\xB0\xEA", "text/html; charset=big5", "中國", "Big5", "http"},
      {"declared UTF-8 and grossly not", "na\xEFve caf\xE9 d\xE9j\xE0 vu", "text/html; charset=utf-8",
       "naïve café déjà vu", "windows-1252", "guess"},
      {"declared UTF-8 with one bad byte", "é é é \xFF", "text/html; charset=utf-8", "é é é \xEF\xBF\xBD", "UTF-8",
       "http"},
      {"declared latin1 but UTF-8", "é und ü und ß", "text/html; charset=iso-8859-1", "é und ü und ß", "UTF-8",
       "guess"},
      {"nothing said, UTF-8", "日本", "", "日本", "UTF-8", "guess"},
      {"an unknown label is none", "é", "text/html; charset=klingon", "é", "UTF-8", "guess"},
      {"meta cannot mean UTF-16", "<meta charset=utf-16>é", "", "<meta charset=utf-16>é", "UTF-8", "meta"},
      {"UTF-16 by the header", "a\0\xE9\0"s, "text/html; charset=utf-16", "aé", "UTF-16LE", "http"},
      {"UTF-16 without mark or word", "\n\0<\0p\0>\0\xE9\0"s, "", "\n<p>é", "UTF-16LE", "guess"},
      {"big-endian, called latin1", "\0<\0p\0>\0\xE9"s, "text/html; charset=latin1", "<p>é", "UTF-16BE", "guess"},
      {"called UTF-16 and grossly not", "<p>é</p>", "text/html; charset=utf-16le", "<p>é</p>", "UTF-8", "guess"},
      {"empty", "", "", "", "UTF-8", "guess"},
  };
  for (const Case& c : cases) {
    const Decoded got = decode(c.bytes, c.content_type);
    EXPECT_EQ(got.text, c.text) << c.name;
    EXPECT_EQ(got.encoding, c.encoding) << c.name;
    EXPECT_EQ(got.from, c.from) << c.name;
  }
}

TEST(Charset, KnowsLabelsInAnyCase) {
  EXPECT_EQ(encoding_of_label(" X-SJIS "), "Shift_JIS");
  EXPECT_EQ(encoding_of_label("unicode-1-1-utf-8"), "UTF-8");
  EXPECT_EQ(encoding_of_label("tis-620"), "windows-874");
  EXPECT_EQ(encoding_of_label("utf-7"), "");
}

TEST(Charset, EveryEncodingHasAConverter) {
  for (const std::string_view label :
       {"ibm866",       "latin2",       "latin3",       "latin4",       "cyrillic",     "arabic",
        "greek",        "hebrew",       "latin6",       "iso-8859-13",  "iso-8859-14",  "iso-8859-15",
        "koi8-r",       "koi8-u",       "macintosh",    "windows-874",  "windows-1250", "windows-1253",
        "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258", "x-mac-cyrillic",
        "gb18030",      "euc-jp",       "iso-2022-jp"}) {
    const Decoded got = decode("plain \xC0\xC1", "text/html; charset=" + std::string(label));
    EXPECT_EQ(got.encoding, encoding_of_label(label));
    EXPECT_EQ(got.text.substr(0, 6), "plain ") << label;
  }
}

}  // namespace
}  // namespace caravan::html
