#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace caravan::query {

/// Writes JSON (RFC 8259) as text from front to back. A tree of values in between takes ten times as long.
class JsonText {
 public:
  JsonText& begin_object() { return open('{'); }
  JsonText& end_object() { return close('}'); }
  JsonText& begin_array() { return open('['); }
  JsonText& end_array() { return close(']'); }

  /// @param name  needs no escape
  JsonText& key(std::string_view name);
  /// Any bytes: what is not UTF-8 becomes U+FFFD.
  JsonText& value(std::string_view text);
  JsonText& value(const char* text) { return value(std::string_view(text)); }
  JsonText& value(bool truth);
  JsonText& value(double number);  ///< null for what is no number
  template <std::integral Number>
  JsonText& value(Number number) {
    separate();
    text_ += std::to_string(number);
    return *this;
  }
  JsonText& null();
  template <class Value>
  JsonText& member(std::string_view name, const Value& what) {
    return key(name).value(what);
  }
  template <class Texts>
  JsonText& texts(std::string_view name, const Texts& all) {
    key(name).begin_array();
    for (const auto& each : all) value(std::string_view(each));
    return end_array();
  }

  std::string take() { return std::move(text_); }

 private:
  JsonText& open(char bracket);
  JsonText& close(char bracket);
  /// The comma before a value that is not the first.
  void separate();

  std::string text_;
  bool first_ = true;  ///< nothing stands yet before what comes next
};

}  // namespace caravan::query
