#pragma once

#include <cstdint>

#include "crawler/html/document.h"

namespace caravan::extract {

/// What the words of an element's class and id, its role and its tag hint at. Hints only: what is dropped is decided by
/// position, text and links, too (see body.h).
namespace hint {
enum : std::uint32_t {
  promotion = 1u << 0,  ///< advertisements, newsletters, subscriptions, paywalls
  body = 1u << 1,       ///< entry-content, story, article
  comment = 1u << 2,
  share = 1u << 3,
  related = 1u << 4,  ///< further articles
  navigation = 1u << 5,
  sidebar = 1u << 6,
  footer = 1u << 7,
  header = 1u << 8,
  byline = 1u << 9,  ///< author and meta lines
  biography = 1u << 10,
  tags = 1u << 11,
  caption = 1u << 12,
  notice = 1u << 13,  ///< cookies, modal windows
  player = 1u << 14,
  hidden_name = 1u << 15,
  form = 1u << 16,
  title = 1u << 17,
  quote = 1u << 18,  ///< pull quotes
  credit = 1u << 19,
  toc = 1u << 20,
  summary = 1u << 21,
  date = 1u << 22,
  widget = 1u << 23,
  count = 1u << 24,
  unseen = 1u << 25,        ///< hidden by attribute or style
  article_body = 1u << 26,  ///< itemprop=articleBody
};
}  // namespace hint

/// The hints of one element, from its own markup alone.
std::uint32_t hints_of(html::Node node);

/// Whether an element's class is one of those whose text only screen readers read out ("sr-only", "visually-hidden").
bool is_for_screen_readers(html::Node node);

/// Elements that stand in a line of text. Everything else begins and ends a block.
bool is_inline(html::Tag tag);

/// Elements whose text is never read: scripts, form fields, embedded programs.
bool is_unread(html::Tag tag);

}  // namespace caravan::extract
