#include "crawler/body_kind.h"

#include <algorithm>
#include <array>

#include "crawler/html/charset.h"

namespace caravan::crawl {
namespace {

constexpr std::size_t mark_within = 1024;

constexpr std::array<std::string_view, 6> types_that_say_nothing{
    "application/download",   "application/force-download", "application/octet-stream",
    "application/x-download", "application/unknown",        "binary/octet-stream"};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

bool is_markup_type(std::string_view type) {
  return type.empty() || type == "text/html" || type == "application/xhtml+xml";
}
bool is_pdf_type(std::string_view type) { return type == "application/pdf" || type == "application/x-pdf"; }

std::string_view without_blanks_ahead(std::string_view body) {
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  return body.substr(std::min(body.find_first_not_of(" \t\r\n\f\v"), body.size()));
}

bool has_pdf_mark(std::string_view body) {
  return body.substr(0, mark_within).find("%PDF-") != std::string_view::npos &&
         !without_blanks_ahead(body).starts_with('<');
}

bool says_html(std::string_view body) {
  const std::string head = lower(without_blanks_ahead(body).substr(0, mark_within));
  return head.starts_with('<') && (head.find("<html") != std::string::npos || head.starts_with("<!doctype html"));
}

bool has_utf16_mark(std::string_view body) { return body.starts_with("\xFF\xFE") || body.starts_with("\xFE\xFF"); }

bool looks_binary(std::string_view body) {
  return !has_utf16_mark(body) && html::utf16_by_its_look(body).empty() &&
         body.substr(0, mark_within).find('\0') != std::string_view::npos;
}

/// RFC 6266, as far as it takes to see how the name ends.
std::string name_in_disposition(const FetchAnswer& head) {
  const std::string value = lower(head.header("content-disposition"));
  const std::size_t at = value.find("filename");
  if (at == std::string::npos) return {};
  const std::size_t begin = value.find('=', at);
  if (begin == std::string::npos) return {};
  std::string name = value.substr(begin + 1, value.find(';', begin) - begin - 1);
  std::erase_if(name, [](char c) { return c == '"' || c == ' ' || c == '\t'; });
  return name;
}

std::string last_segment(const url::Url& address) {
  const std::string_view path = address.path();
  return lower(path.substr(path.rfind('/') + 1));
}

}  // namespace

std::string media_type(std::string_view content_type) {
  std::string type = lower(content_type.substr(0, std::min(content_type.find(';'), content_type.size())));
  std::erase_if(type, [](char c) { return c == ' ' || c == '\t'; });
  return type;
}

BodyKind kind_of_body(std::string_view content_type, std::string_view body) {
  if (has_pdf_mark(body)) return BodyKind::pdf;
  const std::string type = media_type(content_type);
  const bool markup = is_markup_type(type) || (is_pdf_type(type) && says_html(body));
  return markup && !looks_binary(body) ? BodyKind::markup : BodyKind::other;
}

std::string honest_type(std::string_view content_type, BodyKind kind) {
  const std::string type = media_type(content_type);
  if (kind == BodyKind::pdf && type != "application/pdf") return "application/pdf";
  if (kind == BodyKind::markup && !is_markup_type(type)) return "text/html";
  return std::string(content_type);
}

bool may_be_cut(const FetchAnswer& answer, BodyKind kind) {
  if (answer.framed) return false;
  const std::string_view body = answer.body;
  if (kind == BodyKind::pdf)
    return body.substr(body.size() - std::min(body.size(), mark_within)).find("%%EOF") == std::string_view::npos;
  return body.find("</html") == std::string_view::npos && body.find("</HTML") == std::string_view::npos;
}

bool is_named_pdf(const url::Url& address) { return last_segment(address).ends_with(".pdf"); }

bool wants_page_body(const url::Url& address, const FetchAnswer& head) {
  if (head.status != 200 && head.status != 203) return true;
  const std::string type = media_type(head.header("content-type"));
  if (is_markup_type(type) || is_pdf_type(type)) return true;
  std::string name = name_in_disposition(head);
  if (name.empty()) name = last_segment(address);
  if (name.ends_with(".pdf")) return true;
  return std::ranges::find(types_that_say_nothing, type) != types_that_say_nothing.end() &&
         name.find('.') == std::string::npos;
}

}  // namespace caravan::crawl
