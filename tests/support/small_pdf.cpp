#include "tests/support/small_pdf.h"

#include <array>
#include <cstdio>

namespace caravan::test {
namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\' || c == '(' || c == ')') result += '\\';
    result += c;
  }
  return result;
}

std::string number(double value) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.2f", value);
  return buffer.data();
}

std::string entry_of_xref(std::size_t offset) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%010zu 00000 n \n", offset);
  return buffer.data();
}

std::string reference(int object) { return std::to_string(object) + " 0 R"; }

}  // namespace

std::string stream_object(const std::string& entries, const std::string& content) {
  return "<< " + entries + " /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "\nendstream";
}

SmallPdf& SmallPdf::info(const std::string& key, const std::string& value) {
  info_.emplace_back(key, value);
  return *this;
}

SmallPdf& SmallPdf::page() {
  pages_.emplace_back();
  return *this;
}

SmallPdf& SmallPdf::line(double left, double from_top, double size, const std::string& text) {
  return operators("BT /F " + number(size) + " Tf " + number(left) + " " + number(842 - from_top) + " Td (" +
                   escaped(text) + ") Tj ET");
}

SmallPdf& SmallPdf::text(double from_top, const std::vector<std::string>& paragraphs, std::size_t columns) {
  for (std::string_view rest : paragraphs) {
    while (!rest.empty()) {
      std::size_t end = rest.size() <= columns ? rest.size() : rest.rfind(' ', columns);
      if (end == std::string_view::npos) end = columns;
      line(72, from_top, 11, std::string(rest.substr(0, end)));
      rest.remove_prefix(end == rest.size() ? end : end + 1);
      from_top += 14;
    }
    from_top += 14;
  }
  return *this;
}

SmallPdf& SmallPdf::operators(const std::string& content) {
  pages_.back() += content + "\n";
  return *this;
}

int SmallPdf::object(const std::string& body) {
  objects_.push_back(body);
  return static_cast<int>(objects_.size()) + 3;
}

SmallPdf& SmallPdf::drawing(int object) {
  drawing_ = object;
  return *this;
}

SmallPdf& SmallPdf::encrypted() {
  encrypted_ = true;
  return *this;
}

SmallPdf& SmallPdf::repeated(int times) {
  times_ = times;
  return *this;
}

std::string SmallPdf::bytes() const {
  std::vector<std::string> all{"<< /Type /Catalog /Pages 2 0 R >>", "",
                               "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"};
  all.insert(all.end(), objects_.begin(), objects_.end());
  std::string kids, facts, resources = "/Font << /F 3 0 R >>";
  if (drawing_ != 0) resources += " /XObject << /X " + reference(drawing_) + " >>";
  const int first_content = static_cast<int>(all.size()) + 1, count = static_cast<int>(pages_.size());
  for (const std::string& page : pages_) all.push_back(stream_object("", page));
  for (int i = 0; i < count * times_; ++i) {
    all.push_back("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents " +
                  reference(first_content + i % count) + " /Resources << " + resources + " >> >>");
    kids += reference(static_cast<int>(all.size())) + " ";
  }
  all[1] = "<< /Type /Pages /Count " + std::to_string(count * times_) + " /Kids [" + kids + "] >>";
  for (const auto& [key, value] : info_) facts += " /" + key + " (" + escaped(value) + ")";
  all.push_back("<<" + facts + " >>");

  std::string bytes = "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n", xref;
  for (std::size_t i = 0; i < all.size(); ++i) {
    xref += entry_of_xref(bytes.size());
    bytes += std::to_string(i + 1) + " 0 obj\n" + all[i] + "\nendobj\n";
  }
  const std::size_t begin = bytes.size();
  const std::string size = std::to_string(all.size() + 1);
  bytes += "xref\n0 " + size + "\n0000000000 65535 f \n" + xref + "trailer\n<< /Size " + size + " /Root 1 0 R /Info " +
           reference(static_cast<int>(all.size()));
  if (encrypted_) {
    const std::string key = "<" + std::string(64, '7') + ">";
    bytes += " /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O " + key + " /U " + key + " >> /ID [" + key + key + "]";
  }
  return bytes + " >>\nstartxref\n" + std::to_string(begin) + "\n%%EOF\n";
}

SmallPdf small_report(const std::string& marker) {
  const std::string filler =
      "Freight trains between the two continents carry less than the ships do, and they carry it faster. What the "
      "timetable promises and what the border stations deliver are two things, and this report measures both.";
  SmallPdf pdf;
  pdf.info("Title", "Microsoft Word - rail_v3_FINAL.docx")
      .info("Author", "Office Two")
      .info("CreationDate", "D:20190115101500Z");
  pdf.page().line(72, 120, 24, "Two gauges, one railway");
  pdf.line(72, 160, 13, "By Ann Lee and Bo Chen").line(72, 180, 11, "12 November 2018");
  pdf.text(230, {filler, "The second paragraph of the first page goes on over the turn of the page, where the inter-"});
  pdf.line(72, 810, 9, "Rail papers | 1");
  pdf.page().line(72, 40, 9, "Two gauges, one railway");
  pdf.text(100, {"national rules begin. A " + marker + " is a promise with a customs office at each end.", filler});
  pdf.line(72, 810, 9, "Rail papers | 2");
  pdf.page().line(72, 40, 9, "Two gauges, one railway");
  pdf.text(100, {filler, "What remains is the wagon itself, and who repairs it."});
  pdf.line(72, 810, 9, "Rail papers | 3");
  return pdf;
}

}  // namespace caravan::test
