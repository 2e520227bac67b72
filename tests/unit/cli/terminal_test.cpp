#include "cli/terminal.h"

#include <sstream>

#include <gtest/gtest.h>

namespace caravan::cli {
namespace {

struct Streams {
  std::ostringstream out, notes;
};

TEST(Terminal, ColoursOnlyWhereThereIsColour) {
  Streams streams;
  const Terminal plain(streams.out, streams.notes, {.colour = false}, false);
  const Terminal colourful(streams.out, streams.notes, {.colour = true}, false);
  EXPECT_EQ(plain.styled("Asia", Style::strong), "Asia");
  EXPECT_EQ(colourful.styled("Asia", Style::strong), "\x1b[1mAsia\x1b[0m");
  EXPECT_EQ(colourful.styled("Asia", Style::plain), "Asia");
  EXPECT_EQ(colourful.styled("", Style::strong), "");
}

TEST(Terminal, TextFromPagesCannotCommandIt) {
  Streams streams;
  const Terminal terminal(streams.out, streams.notes, {.colour = true}, false);
  const std::string hostile =
      "Title\x1b]0;owned\x07\x1b[2J\xc2\x9b"
      "31m\xe2\x80\xae";
  for (const std::string& text : {terminal.styled(hostile, Style::plain), Terminal::plain(hostile),
                                  terminal.marked(hostile, 0, hostile.size(), {})}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\x07'), std::string::npos);
    EXPECT_EQ(text.find("\xc2\x9b"), std::string::npos);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
  }
}

TEST(Terminal, MarksWhatMatchedWithinALine) {
  Streams streams;
  const Terminal plain(streams.out, streams.notes, {.colour = false}, false);
  const Terminal colourful(streams.out, streams.notes, {.colour = true}, false);
  const std::string text = "trade between Asia and Europe";
  const std::vector<std::pair<std::size_t, std::size_t>> marks{{0, 5}, {14, 18}, {23, 29}};
  EXPECT_EQ(plain.marked(text, 0, text.size(), marks), text);
  EXPECT_EQ(colourful.marked(text, 0, text.size(), marks),
            "\x1b[1;33mtrade\x1b[0m between \x1b[1;33mAsia\x1b[0m and \x1b[1;33mEurope\x1b[0m");
  EXPECT_EQ(colourful.marked(text, 2, 16, marks), "\x1b[1;33made\x1b[0m between \x1b[1;33mAs\x1b[0m")
      << "a mark that a line break cuts in two";
}

TEST(Terminal, NotesGoToTheOtherStreamUnlessQuiet) {
  Streams streams;
  Terminal(streams.out, streams.notes, {}, false).note("did you mean: maritime");
  EXPECT_EQ(streams.notes.str(), "did you mean: maritime\n");
  EXPECT_EQ(streams.out.str(), "");
  Terminal(streams.out, streams.notes, {}, true).note("nothing");
  EXPECT_EQ(streams.notes.str(), "did you mean: maritime\n");
}

}  // namespace
}  // namespace caravan::cli
