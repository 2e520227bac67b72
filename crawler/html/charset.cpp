#include "crawler/html/charset.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>

#include "base/unicode.h"
#include "crawler/html/encoding_labels.h"
#include "crawler/html/tokenizer.h"

namespace caravan::html {
namespace {

struct ConverterDeleter {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterDeleter>;

struct DetectorDeleter {
  void operator()(uchardet* detector) const noexcept { uchardet_delete(detector); }
};
using Detector = std::unique_ptr<uchardet, DetectorDeleter>;

struct Declared {
  std::string_view encoding, from;
};

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

/// What stands behind "charset=" in a Content-Type or in a meta element's content (HTML standard, "extracting a
/// character encoding from a meta element").
std::string_view charset_parameter(std::string_view lower) {
  for (std::size_t at = lower.find("charset"); at != npos; at = lower.find("charset", at)) {
    at += 7;
    std::size_t i = at;
    while (i < lower.size() && is_space(lower[i])) ++i;
    if (i >= lower.size() || lower[i] != '=') continue;
    ++i;
    while (i < lower.size() && is_space(lower[i])) ++i;
    if (i >= lower.size()) return {};
    const std::size_t quoted = lower[i] == '"' || lower[i] == '\'' ? lower.find(lower[i], i + 1) : npos;
    if (quoted != npos) return lower.substr(i + 1, quoted - i - 1);
    const std::size_t end = lower.find_first_of(" \t\n\r\f;\"'/>", i);
    return lower.substr(i, end == npos ? npos : end - i);
  }
  return {};
}

/// The prescan of the first bytes, simplified: the first <meta that carries a charset outside of comments.
std::string declared_in_meta(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4096);
  for (std::size_t at = 0; (at = head.find('<', at)) != npos;) {
    if (head.compare(at, 4, "<!--") == 0) {
      at = head.find("-->", at + 2);
      if (at == npos) return {};
      continue;
    }
    const std::size_t end = std::min(head.find('>', at), head.size());
    const std::string_view tag = head.substr(at, end - at);
    if (equals_folded(tag.substr(0, 5), "<meta")) {
      const std::string written = lower_case(tag);
      const std::string_view label = charset_parameter(written);
      if (!label.empty()) return std::string(label);
    } else if (equals_folded(tag.substr(0, 5), "<?xml")) {
      const std::string written = lower_case(tag);
      const std::size_t name = written.find("encoding=");
      const std::size_t begin = name + std::string_view("encoding='").size();
      if (name != npos && begin < written.size())
        return written.substr(begin, written.find_first_of("\"'?>", begin) - begin);
    }
    at = end;
  }
  return {};
}

/// How well the bytes are UTF-8: multi-byte sequences that are whole, and those that are not.
struct Utf8Fit {
  std::size_t whole = 0, broken = 0;
};

std::size_t end_of_ascii(std::string_view bytes, std::size_t at) {
  for (std::array<std::uint64_t, 4> many{}; at + sizeof many <= bytes.size(); at += sizeof many) {
    std::memcpy(many.data(), bytes.data() + at, sizeof many);
    if ((many[0] | many[1] | many[2] | many[3]) & 0x8080808080808080u) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

Utf8Fit fit_to_utf8(std::string_view bytes) {
  Utf8Fit fit;
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      i = end_of_ascii(bytes, i);
      continue;
    }
    const std::size_t before = i;
    const bool good = next_code_point(bytes, i) != 0xFFFD || bytes.substr(before, 3) == "\xEF\xBF\xBD";
    ++(good ? fit.whole : fit.broken);
  }
  return fit;
}

/// ICU's converter for a WHATWG encoding: names differ where WHATWG's tables are wider than the label says.
const char* icu_name(std::string_view encoding) {
  if (encoding == "GBK") return "gb18030";
  if (encoding == "Big5") return "Big5-HKSCS";
  if (encoding == "EUC-KR") return "windows-949";
  if (encoding == "Shift_JIS") return "windows-31j";
  if (encoding == "windows-874") return "windows-874-2000";
  return encoding.data();
}

std::optional<std::string> convert(std::string_view bytes, std::string_view encoding) {
  UErrorCode status = U_ZERO_ERROR;
  const Converter converter(ucnv_open(icu_name(encoding), &status));
  if (U_FAILURE(status) || bytes.size() > (std::size_t{1} << 29)) return std::nullopt;
  std::string text(bytes.size() * 3 + 16, '\0');
  const std::int32_t length =
      ucnv_toAlgorithmic(UCNV_UTF8, converter.get(), text.data(), static_cast<std::int32_t>(text.size()), bytes.data(),
                         static_cast<std::int32_t>(bytes.size()), &status);
  if (U_FAILURE(status)) return std::nullopt;
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// What uchardet calls otherwise than the Encoding Standard.
std::string_view encoding_of_guess(std::string_view name) { return name == "UHC" ? "EUC-KR" : encoding_of_label(name); }

std::string_view guess_encoding(std::string_view bytes) {
  const Detector detector(uchardet_new());
  if (uchardet_handle_data(detector.get(), bytes.data(), std::min<std::size_t>(bytes.size(), 1u << 18)) == 0) {
    uchardet_data_end(detector.get());
    const std::string_view found = encoding_of_guess(uchardet_get_charset(detector.get()));
    if (!found.empty() && found != "UTF-8") return found;
  }
  return "windows-1252";
}

Declared declared(std::string_view bytes, std::string_view content_type) {
  const std::string header = lower_case(content_type);
  if (const auto encoding = encoding_of_label(charset_parameter(header)); !encoding.empty()) return {encoding, "http"};
  auto encoding = encoding_of_label(declared_in_meta(bytes));
  if (encoding.starts_with("UTF-16")) encoding = "UTF-8";  // or the declaration could not have been read
  return {encoding, encoding.empty() ? "" : "meta"};
}

Decoded as_utf8(std::string_view bytes, const Utf8Fit& fit, std::string_view from) {
  return {fit.broken == 0 ? std::string(bytes) : to_valid_utf8(bytes), "UTF-8", std::string(from)};
}

Decoded decode_as(std::string_view bytes, std::string_view encoding, std::string_view from) {
  if (encoding != "UTF-8")
    if (auto text = convert(bytes, encoding)) return {*std::move(text), std::string(encoding), std::string(from)};
  return as_utf8(bytes, fit_to_utf8(bytes), from);
}

bool has_zero_byte(std::string_view bytes) { return bytes.substr(0, 1024).find('\0') != npos; }

}  // namespace

std::string_view utf16_by_its_look(std::string_view bytes) {
  const auto begins = [bytes](std::size_t low, std::size_t high) {
    std::size_t at = 0;
    while (at + 3 < bytes.size() && bytes[at + high] == '\0' && is_space(bytes[at + low])) at += 2;
    return at + 3 < bytes.size() && bytes[at + low] == '<' && bytes[at + high] == '\0' && bytes[at + 2 + low] != '\0' &&
           bytes[at + 2 + high] == '\0';
  };
  if (begins(0, 1)) return "UTF-16LE";
  if (begins(1, 0)) return "UTF-16BE";
  return {};
}

Decoded decode(std::string_view bytes, std::string_view content_type) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return decode_as(bytes.substr(3), "UTF-8", "bom");
  if (bytes.starts_with("\xFF\xFE")) return decode_as(bytes.substr(2), "UTF-16LE", "bom");
  if (bytes.starts_with("\xFE\xFF")) return decode_as(bytes.substr(2), "UTF-16BE", "bom");
  Declared said = declared(bytes, content_type);
  if (said.encoding.starts_with("UTF-16") && !has_zero_byte(bytes)) said = {};
  if (const auto look = utf16_by_its_look(bytes); !look.empty() && look != said.encoding)
    return decode_as(bytes, look, "guess");
  const Utf8Fit fit = fit_to_utf8(bytes);
  const bool ascii = fit.whole + fit.broken == 0;
  if (said.encoding.starts_with("UTF-16")) return decode_as(bytes, said.encoding, said.from);
  if (said.encoding == "ISO-2022-JP" && bytes.find('\x1b') != npos) return decode_as(bytes, said.encoding, said.from);
  // Whole multi-byte sequences hardly ever come about by chance: such bytes are UTF-8 whatever the page says.
  const bool looks_like_utf8 = fit.broken * 20 <= fit.whole && (fit.broken == 0 || fit.whole >= 20);
  if (said.encoding == "UTF-8") {
    if (ascii || fit.broken <= fit.whole) return as_utf8(bytes, fit, said.from);
  } else if (!said.encoding.empty()) {
    if (ascii || !looks_like_utf8 || fit.whole < 2) return decode_as(bytes, said.encoding, said.from);
  }
  if (looks_like_utf8) return as_utf8(bytes, fit, "guess");
  return decode_as(bytes, guess_encoding(bytes), "guess");
}

}  // namespace caravan::html
