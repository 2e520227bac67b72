#include "crawler/html/tag.h"

#include <array>
#include <unordered_map>

namespace caravan::html {
namespace {

constexpr std::array names = {std::string_view(), std::string_view(),
#define CARAVAN_HTML_TAG(name) std::string_view(#name),
                              CARAVAN_HTML_TAGS(CARAVAN_HTML_TAG)
#undef CARAVAN_HTML_TAG
};

}  // namespace

std::string_view name_of(Tag tag) {
  return tag == Tag::template_ ? std::string_view("template") : names[static_cast<std::size_t>(tag)];
}

Tag tag_named(std::string_view name) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, Tag> map;
    for (std::size_t i = static_cast<std::size_t>(Tag::other) + 1; i < names.size(); ++i) {
      const auto tag = static_cast<Tag>(i);
      map.emplace(name_of(tag), tag);
    }
    return map;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? Tag::other : found->second;
}

}  // namespace caravan::html
