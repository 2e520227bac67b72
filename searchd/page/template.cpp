#include "searchd/page/template.h"

#include <stdexcept>

#include "indexer/query/results_json.h"
#include "searchd/page/assets.h"

namespace caravan::searchd {

namespace {

const std::string* find_slot(const Slots& slots, std::string_view name) {
  const auto found = slots.find(name);
  return found == slots.end() || found->second.empty() ? nullptr : &found->second.text();
}

void fill_into(std::string& out, std::string_view text, const Slots& slots) {
  while (true) {
    const auto open = text.find("{{");
    out += text.substr(0, open);
    if (open == std::string_view::npos) return;
    text.remove_prefix(open + 2);
    const auto close = text.find("}}");
    if (close == std::string_view::npos) throw std::logic_error("template: {{ without }}");
    std::string_view name = text.substr(0, close);
    text.remove_prefix(close + 2);
    if (!name.starts_with('?') && !name.starts_with('!')) {
      if (const std::string* value = find_slot(slots, name)) out += *value;
      continue;
    }
    const bool wanted = name.starts_with('?');
    name.remove_prefix(1);
    const std::string end_mark = "{{/" + std::string(name) + "}}";
    const auto end = text.find(end_mark);
    if (end == std::string_view::npos) throw std::logic_error("template: no " + end_mark);
    if ((find_slot(slots, name) != nullptr) == wanted) fill_into(out, text.substr(0, end), slots);
    text.remove_prefix(end + end_mark.size());
  }
}

}  // namespace

Html escaped(std::string_view text) { return markup(query::escape_html(text)); }

Html markup(std::string text) { return Html(std::move(text)); }

std::string fill_text(std::string_view text, const Slots& slots) {
  std::string out;
  out.reserve(text.size() * 2);
  fill_into(out, text, slots);
  return out;
}

Html fill(std::string_view template_name, const Slots& slots) {
  return markup(fill_text(asset_bytes(template_name), slots));
}

}  // namespace caravan::searchd
