#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "crawler/html/document.h"

namespace caravan::extract {

/// The part of CSS that names elements by where they stand: tag, .class, #id, [attribute], [attribute=value], and a
/// space for "somewhere within". "article .text p[lang=en]"
class Selector {
 public:
  /// @return Fault::config saying what is wrong and where
  static Result<Selector> parse(std::string_view text);

  bool matches(html::Node node) const;
  const std::string& text() const { return text_; }

 private:
  struct Attribute {
    std::string name, value;
    bool any = false;  ///< it need only be there
  };
  struct Compound {
    std::string tag;  ///< lower case; "" for any
    std::vector<std::string> classes;
    std::vector<Attribute> attributes;
    bool matches(html::Node node) const;
  };
  class Parser;

  std::string text_;
  std::vector<Compound> parts_;  ///< the outermost first
};

/// The elements of a document that a selector names, outermost only, in document order.
std::vector<html::Node> select(const html::Document& document, const Selector& selector);

}  // namespace caravan::extract
