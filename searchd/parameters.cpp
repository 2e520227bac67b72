#include "searchd/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/config.h"

namespace caravan::searchd {

namespace {

constexpr std::array<std::string_view, 4> sorts{"relevance", "newest", "oldest", "title"};

const ParameterSpec* find_spec(std::span<const ParameterSpec> specs, std::string_view name) {
  const auto found = std::ranges::find(specs, name, &ParameterSpec::name);
  return found == specs.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> parse_flag(std::string_view text) {
  for (const std::string_view yes : {"1", "true", "yes"})
    if (text == yes) return true;
  for (const std::string_view no : {"0", "false", "no"})
    if (text == no) return false;
  return std::nullopt;
}

std::string unknown_parameter(std::string_view name, std::span<const ParameterSpec> specs) {
  std::vector<std::string_view> names;
  names.reserve(specs.size());
  for (const ParameterSpec& spec : specs) names.push_back(spec.name);
  const std::string nearest = nearest_name(name, names);
  if (!nearest.empty()) return fmt::format("unknown parameter; did you mean {}?", nearest);
  if (names.empty()) return "unknown parameter; none is accepted here";
  return fmt::format("unknown parameter; accepted are {}", fmt::join(names, ", "));
}

/// @return what is wrong with the value, or "".
std::string fault_of(const ParameterSpec& spec, std::string_view value) {
  if (value.size() > max_text_bytes) return fmt::format("longer than {} bytes", max_text_bytes);
  switch (spec.accepts) {
    case Accepts::text:
    case Accepts::labels:
      return {};
    case Accepts::day:
      if (const auto range = parse_day_range(value); !range || value.find("..") != std::string_view::npos)
        return fmt::format("'{}' is no day; write YYYY-MM-DD, YYYY-MM or YYYY", value);
      return {};
    case Accepts::count:
      if (const auto number = parse_count(value); !number || *number < spec.least || *number > spec.most)
        return fmt::format("'{}' is no whole number from {} to {}", value, spec.least, spec.most);
      return {};
    case Accepts::flag:
      return parse_flag(value) ? std::string() : fmt::format("'{}' is neither 1 nor 0", value);
    case Accepts::sort:
      if (std::ranges::find(sorts, value) == sorts.end())
        return fmt::format("'{}' is no order; accepted are {}", value, fmt::join(sorts, ", "));
      return {};
    case Accepts::format:
      if (value != "json" && value != "opensearch")
        return fmt::format("'{}' is no format; accepted are json, opensearch", value);
      return {};
  }
  return {};
}

}  // namespace

Parameters Parameters::read(std::string_view query, std::span<const ParameterSpec> specs, Strictness strictness) {
  Parameters parameters;
  parameters.specs_ = specs;
  const auto values = parse_query(query);
  if (!values) {
    parameters.errors_.push_back({"", "the query string is not percent-encoded UTF-8"});
    return parameters;
  }
  for (const auto& [name, value] : *values) {
    if (const ParameterSpec* spec = find_spec(specs, name))
      parameters.take(*spec, value);
    else if (strictness == Strictness::strict)
      parameters.errors_.push_back({name, unknown_parameter(name, specs)});
  }
  parameters.check_days();
  return parameters;
}

void Parameters::take(const ParameterSpec& spec, const std::string& value) {
  // A form sends its empty fields, too: they say nothing.
  if (value.empty() && spec.accepts != Accepts::text) return;
  const auto given = std::ranges::count(values_, spec.name, &NamedValues::value_type::first);
  std::string fault = fault_of(spec, value);
  if (given > 0 && spec.accepts != Accepts::labels) fault = "given more than once";
  if (given >= static_cast<std::ptrdiff_t>(max_labels)) fault = fmt::format("more than {} values", max_labels);
  if (fault.empty())
    values_.emplace_back(spec.name, value);
  else
    errors_.push_back({std::string(spec.name), std::move(fault)});
}

void Parameters::check_days() {
  const DayRange range = days();
  if (range.first && range.last && *range.first > *range.last)
    errors_.push_back({"until", fmt::format("{} is before since ({})", iso(*range.last), iso(*range.first))});
}

bool Parameters::has(std::string_view name) const {
  return std::ranges::find(values_, name, &NamedValues::value_type::first) != values_.end();
}

std::string Parameters::text(std::string_view name) const {
  const auto found = std::ranges::find(values_, name, &NamedValues::value_type::first);
  return found == values_.end() ? std::string() : found->second;
}

std::vector<std::string> Parameters::labels(std::string_view name) const {
  std::vector<std::string> labels;
  for (const auto& [given, value] : values_)
    if (given == name) labels.push_back(value);
  return labels;
}

std::size_t Parameters::count(std::string_view name) const {
  if (const auto number = parse_count(text(name))) return *number;
  const ParameterSpec* spec = find_spec(specs_, name);
  return spec ? spec->standard : 0;
}

bool Parameters::flag(std::string_view name) const { return parse_flag(text(name)).value_or(false); }

DayRange Parameters::days() const {
  DayRange range;
  if (const auto since = parse_day_range(text("since"))) range.first = since->first;
  if (const auto until = parse_day_range(text("until"))) range.last = until->last;
  return range;
}

}  // namespace caravan::searchd
