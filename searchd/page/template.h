#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace caravan::searchd {

/// Text that may stand in an HTML page as it is. Made by escaped(), by fill() and, for what the program itself writes,
/// by markup(): a string from outside never becomes Html unseen.
class Html {
 public:
  Html() = default;
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  Html& operator+=(const Html& more) {
    text_ += more.text_;
    return *this;
  }
  friend Html operator+(Html left, const Html& right) { return std::move(left += right); }

 private:
  explicit Html(std::string text) : text_(std::move(text)) {}
  friend Html markup(std::string text);
  std::string text_;
};

/// Escaped for text and for quoted attributes.
Html escaped(std::string_view text);

/// What the program writes itself, or what another floor has made safe (query::to_html).
Html markup(std::string text);

using Slots = std::map<std::string_view, Html>;

/// The template (an asset's name) with its slots filled: {{name}} becomes the slot's value, nothing when there is none;
/// {{?name}}...{{/name}} stays only when the slot is not empty, {{!name}}...{{/name}} only when it is.
Html fill(std::string_view template_name, const Slots& slots);

/// The same over the template's text.
std::string fill_text(std::string_view text, const Slots& slots);

}  // namespace caravan::searchd
