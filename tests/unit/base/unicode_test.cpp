#include "base/unicode.h"

#include <gtest/gtest.h>

namespace caravan {
namespace {

TEST(Utf8, IsCheckedAndRepaired) {
  for (const char* good : {"", "plain", "é", "日本語", "😀"}) EXPECT_TRUE(is_valid_utf8(good)) << good;
  // Overlong, surrogate, beyond U+10FFFF, a lone trail byte, a lead byte cut short (Unicode, table 3-7).
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "a\xE2\x82"}) {
    EXPECT_FALSE(is_valid_utf8(bad)) << bad;
    EXPECT_TRUE(is_valid_utf8(to_valid_utf8(bad))) << bad;
  }
  EXPECT_EQ(to_valid_utf8("a\xE2\x82z"), "a\uFFFDz");
  EXPECT_EQ(to_valid_utf8("\x80\x80"), "\uFFFD\uFFFD");
}

TEST(Fold, MakesEqualWhatAReaderTakesForEqual) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"Défense  & Sécurité", "defense & securite"},
      {"STRASSE", "straße"},
      {"ＡＳＥＭ", "asem"},
      {"Europe’s", "europe's"},
      {"Asia–Europe", "asia-europe"},
      {"e\u0301te\u0301", "été"},
      {"Nguyễn Thị Hồng", "nguyen thi hong"},
      {"ｶﾞ", "ガ"},
  };
  for (const auto& [one, other] : cases) EXPECT_EQ(fold(one), fold(other)) << one;
  EXPECT_NE(fold("か"), fold("が")) << "voicing is part of the letter";
}

TEST(Space, IsCollapsed) {
  EXPECT_EQ(collapse_space("  a\t\n b\u00A0\u2003c \u200B"), "a b c");
  EXPECT_EQ(collapse_space("co\u00ADoperation"), "cooperation");
  EXPECT_EQ(collapse_space(" \n "), "");
}

TEST(Width, IsThatOfATerminal) {
  EXPECT_EQ(display_width("Asia"), 4u);
  EXPECT_EQ(display_width("アジア"), 6u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
}

TEST(Prefix, NeverCutsACharacter) {
  EXPECT_EQ(prefix("日本語", 2), "日本");
  EXPECT_EQ(prefix("ab", 5), "ab");
  EXPECT_EQ(length("日本語x"), 4u);
}

TEST(Printable, KeepsStrangersFromCommandingTheTerminal) {
  EXPECT_EQ(printable("a\x1B[31mb"), "a\uFFFD[31mb");
  EXPECT_EQ(printable("one\ttwo\n"), "one\ttwo\n");
  EXPECT_EQ(printable("x\u202Etxt.exe"), "x\uFFFDtxt.exe");
  EXPECT_EQ(printable("\u009B31m"), "\uFFFD31m");
}

}  // namespace
}  // namespace caravan
