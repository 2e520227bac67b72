#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace caravan::test {

/// A PDF that a test writes: real, small, in plain letters.
class SmallPdf {
 public:
  /// Facts in the file's own metadata: "Title", "Author", "CreationDate" ("D:20180612101500Z").
  SmallPdf& info(const std::string& key, const std::string& value);
  SmallPdf& page();
  /// A line of the last page; `from_top` in points of a page 842 high.
  SmallPdf& line(double left, double from_top, double size, const std::string& text);
  /// Paragraphs in lines of 11 points from `from_top` on, `columns` letters wide, with a line's space between them.
  SmallPdf& text(double from_top, const std::vector<std::string>& paragraphs, std::size_t columns = 80);
  /// Drawing operators as they stand, on the last page.
  SmallPdf& operators(const std::string& content);
  /// Names one object more: "<< /Type ... >>", or a stream. @return its number
  int object(const std::string& body);
  /// Lets all pages use the drawing `object` as /X.
  SmallPdf& drawing(int object);
  /// Wants a password that nobody knows.
  SmallPdf& encrypted();
  /// The pages once more, so many times.
  SmallPdf& repeated(int times);

  std::string bytes() const;

 private:
  std::vector<std::pair<std::string, std::string>> info_;
  std::vector<std::string> pages_;  // their operators
  std::vector<std::string> objects_;
  int drawing_ = 0, times_ = 1;
  bool encrypted_ = false;
};

/// The object of a stream.
std::string stream_object(const std::string& entries, const std::string& content);

/// A report of three pages with running title, page numbers, byline and date; its second page says `marker`.
SmallPdf small_report(const std::string& marker = "transit corridor");

}  // namespace caravan::test
