#include "base/quantity.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace caravan {

namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array<Unit, 6> durations{
    {{"ms", 1}, {"s", 1000}, {"min", 60'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<Unit, 9> sizes{{{"", 1},
                                     {"B", 1},
                                     {"kB", 1e3},
                                     {"MB", 1e6},
                                     {"GB", 1e9},
                                     {"KiB", 1024},
                                     {"MiB", 1024.0 * 1024},
                                     {"GiB", 1024.0 * 1024 * 1024},
                                     {"KB", 1e3}}};

template <std::size_t N>
std::optional<double> parse_with(const std::array<Unit, N>& units, std::string_view text, double largest) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !(number >= 0)) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  if (unit.empty() && number == 0) return 0.0;
  for (const Unit& candidate : units) {
    if (candidate.name != unit) continue;
    const double value = number * candidate.factor;
    return value <= largest ? std::optional(value) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr double hundred_years = 100.0 * 366 * 86'400'000;
  const auto value = parse_with(durations, text, hundred_years);
  if (!value)
    return fail(Fault::usage, fmt::format("'{}' is not a length of time", text),
                "write a number and a unit: 500ms, 30s, 5min, 2h or 1d");
  return std::chrono::milliseconds(std::llround(*value));
}

Result<std::uint64_t> parse_bytes(std::string_view text) {
  const auto value = parse_with(sizes, text, 9e15);
  if (!value)
    return fail(Fault::usage, fmt::format("'{}' is not a size", text),
                "write a number and a unit: 512kB, 10MB or 1GiB");
  return static_cast<std::uint64_t>(std::llround(*value));
}

Result<double> parse_percent(std::string_view text) {
  constexpr std::array<Unit, 2> units{{{"", 1}, {"%", 1}}};
  const auto value = parse_with(units, text, 100);
  if (!value)
    return fail(Fault::usage, fmt::format("'{}' is not a share", text), "write a number from 0 to 100 and %: 5%");
  return *value;
}

std::string format_duration(std::chrono::milliseconds duration) {
  const auto ms = duration.count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
  const auto with_rest = [](long long whole, std::string_view unit, long long rest, std::string_view rest_unit) {
    return rest == 0 ? fmt::format("{} {}", whole, unit) : fmt::format("{} {} {} {}", whole, unit, rest, rest_unit);
  };
  const long long seconds = (ms + 500) / 1000;
  if (seconds < 3600) return with_rest(seconds / 60, "min", seconds % 60, "s");
  if (seconds < 86'400) return with_rest(seconds / 3600, "h", seconds % 3600 / 60, "min");
  return with_rest(seconds / 86'400, "d", seconds % 86'400 / 3600, "h");
}

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  const double value = static_cast<double>(bytes);
  if (bytes < 1'000'000) return fmt::format("{:.1f} kB", value / 1e3);
  if (bytes < 1'000'000'000) return fmt::format("{:.1f} MB", value / 1e6);
  return fmt::format("{:.1f} GB", value / 1e9);
}

std::string format_count(std::uint64_t count, std::string_view one, std::string_view many) {
  std::string digits = std::to_string(count);
  for (auto position = static_cast<std::ptrdiff_t>(digits.size()) - 3; position > 0; position -= 3)
    digits.insert(static_cast<std::size_t>(position), ",");
  return fmt::format("{} {}", digits, count == 1 ? one : many);
}

}  // namespace caravan
