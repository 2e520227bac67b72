#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "searchd/http/address.h"
#include "searchd/http/problem.h"

namespace caravan::searchd {

enum class Accepts : std::uint8_t {
  text,    ///< once
  labels,  ///< any number of times: alternatives
  day,     ///< YYYY-MM-DD; also YYYY and YYYY-MM, read as their first (since) or last (until) day
  count,   ///< a whole number from least to most
  flag,    ///< 1, true, yes, 0, false, no
  sort,    ///< relevance, newest, oldest, title
  format   ///< json, opensearch
};

/// One parameter of a route: read by the check, by openapi.json and by the manual's table.
struct ParameterSpec {
  std::string_view name;
  Accepts accepts = Accepts::text;
  std::string_view help;
  std::uint64_t least = 0, most = 0, standard = 0;  ///< of a count
};

/// What of an address a route ignores. The interface for programs ignores nothing; a page's visitor keeps his page when
/// some mail program has added "utm_source" to the link.
enum class Strictness : std::uint8_t { strict, lenient };

/// The parameters of one request, checked.
class Parameters {
 public:
  /// Unknown names (with the nearest known one), a second value where one is taken, and values out of range become
  /// errors(); a wrong value counts as absent.
  static Parameters read(std::string_view query, std::span<const ParameterSpec> specs, Strictness strictness);

  const std::vector<ParameterError>& errors() const { return errors_; }
  const NamedValues& values() const { return values_; }  ///< those that are right, in order

  bool has(std::string_view name) const;
  std::string text(std::string_view name) const;  ///< "" when absent
  std::vector<std::string> labels(std::string_view name) const;
  std::size_t count(std::string_view name) const;  ///< the spec's standard when absent
  bool flag(std::string_view name) const;          ///< false when absent
  DayRange days() const;                           ///< since and until

 private:
  void take(const ParameterSpec& spec, const std::string& value);
  void check_days();

  std::span<const ParameterSpec> specs_;
  NamedValues values_;
  std::vector<ParameterError> errors_;
};

inline constexpr std::size_t max_text_bytes = 2000;  ///< of one value
inline constexpr std::size_t max_labels = 50;        ///< values of one name
inline constexpr std::uint64_t max_offset =
    9'900;  ///< how deep a list can be paged: with max_limit what the index allows
inline constexpr std::uint64_t max_limit = 100;

}  // namespace caravan::searchd
