#pragma once

#include <string>
#include <string_view>

#include "crawler/html/stand_ins.h"

namespace caravan::html {

/// What else may go when a page is too hard for the parser as it stands.
enum class Slim : unsigned char {
  insides,     ///< comments, the insides of script, style and plain svg drawings, attributes nobody asks for, runs of
               ///< space
  formatting,  ///< the tags <font>, <b>, <span> ... too: unclosed, they nest without end
};

/// The page without what no reader sees, which is half of most pages' bytes and of the parser's time. The insides of
/// scripts whose type says JSON-LD stay. With Slim::insides the tree that comes out is the full page's less those
/// insides, for every input: where the text alone cannot tell how the parser will read on (foreign content, select,
/// framesets, plaintext), the rest of the page is kept as it stands. HTML standard, section 13.2.5.
std::string slim(std::string_view html, Slim how = Slim::insides);

/// What slim() leaves, for the parser: its longer texts and attribute values are stood in for, those of formatting
/// elements apart.
struct SlimPage {
  std::string markup;
  StandIns stand_ins;
};
SlimPage slim_for_parser(std::string_view html, Slim how = Slim::insides);

/// Whether a reader of the tree asks for this attribute (lower case), on an element that is no formatting element.
bool is_kept_attribute(std::string_view name);

}  // namespace caravan::html
