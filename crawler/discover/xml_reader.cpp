#include "crawler/discover/xml_reader.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <type_traits>

#include <expat.h>
#include <fmt/format.h>

#include "base/error.h"

namespace caravan::crawl {

namespace {

constexpr int deepest = 64;
constexpr std::size_t bytes_at_once = 1 << 16;

struct FreeParser {
  void operator()(XML_Parser parser) const noexcept { XML_ParserFree(parser); }
};

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon + 1);
}

}  // namespace

std::optional<std::string_view> XmlAttributes::get(std::string_view name) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2)
    if (name == pair[0]) return pair[1];
  return std::nullopt;
}

struct XmlReader::Private {
  explicit Private(XmlVisitor& reads) : visitor(reads), parser(XML_ParserCreate(nullptr)) {
    if (!parser) throw Failure(Fault::internal, "expat: out of memory");
    XML_SetUserData(parser.get(), this);
    XML_SetElementHandler(parser.get(), on_open, on_close);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetEntityDeclHandler(parser.get(), on_entity);
    // Then an entity that is not declared might be so elsewhere, and is skipped instead of ending the document.
    XML_UseForeignDTD(parser.get(), XML_TRUE);
  }

  void stop(std::string_view why) {
    if (problem.empty()) problem = why;
    stopped = true;
    XML_StopParser(parser.get(), XML_FALSE);
  }
  std::string_view local(std::string_view name) const {
    return !root_prefix.empty() && name.starts_with(root_prefix) ? name.substr(root_prefix.size()) : name;
  }

  static Private& self(void* data) { return *static_cast<Private*>(data); }
  static void on_open(void* data, const XML_Char* name, const XML_Char** attributes) {
    Private& p = self(data);
    if (p.stopped) return;
    if (++p.depth > deepest) return p.stop(fmt::format("its elements are nested deeper than {}", deepest));
    if (p.depth == 1) p.root_prefix = prefix_of(name);
    if (!p.visitor.open(p.local(name), p.depth, XmlAttributes(attributes))) p.stop({});
  }
  static void on_close(void* data, const XML_Char* name) {
    Private& p = self(data);
    if (p.stopped) return;
    if (!p.visitor.close(p.local(name), p.depth--)) p.stop({});
  }
  static void on_text(void* data, const XML_Char* text, int length) {
    if (!self(data).stopped) self(data).visitor.text({text, static_cast<std::size_t>(length)});
  }
  static void on_entity(void* data, const XML_Char*, int, const XML_Char*, int, const XML_Char*, const XML_Char*,
                        const XML_Char*, const XML_Char*) {
    self(data).stop("it declares entities");
  }

  void parse(std::string_view bytes, bool last) {
    if (stopped) return;
    if (XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), last ? XML_TRUE : XML_FALSE) !=
            XML_STATUS_ERROR ||
        stopped)
      return;
    stopped = true;
    problem = fmt::format("not well-formed at line {}: {}", XML_GetCurrentLineNumber(parser.get()),
                          XML_ErrorString(XML_GetErrorCode(parser.get())));
  }

  XmlVisitor& visitor;
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser;
  std::string root_prefix, problem;
  int depth = 0;
  bool begun = false, stopped = false;
};

XmlReader::XmlReader(XmlVisitor& visitor) : p_(std::make_unique<Private>(visitor)) {}
XmlReader::~XmlReader() = default;

bool XmlReader::feed(std::string_view bytes) {
  if (!p_->begun) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
    p_->begun = !bytes.empty();
  }
  // In pieces, since expat takes an int and keeps what it was given last.
  while (!bytes.empty() && !p_->stopped) {
    p_->parse(bytes.substr(0, bytes_at_once), false);
    bytes.remove_prefix(std::min(bytes_at_once, bytes.size()));
  }
  return !p_->stopped;
}

void XmlReader::finish() { p_->parse({}, true); }

const std::string& XmlReader::problem() const { return p_->problem; }

}  // namespace caravan::crawl
