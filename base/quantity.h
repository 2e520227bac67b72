#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace caravan {

/// "500ms", "30s", "5min", "2h", "1d", "1.5h"; "0" needs no unit. Fault::usage with the accepted units otherwise.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "10MB", "512kB", "1GiB", "4096" (bytes). k, M, G are powers of 1000, Ki, Mi, Gi of 1024.
Result<std::uint64_t> parse_bytes(std::string_view text);

/// "5%", "2.5 %", "5": parts of a hundred, 0 to 100. Fault::usage otherwise.
Result<double> parse_percent(std::string_view text);

/// For people: "1.2 s", "3 min 20 s", "2 d".
std::string format_duration(std::chrono::milliseconds duration);

/// For people: "12.3 MB".
std::string format_bytes(std::uint64_t bytes);

/// For people: "1 article", "2,340 articles".
std::string format_count(std::uint64_t count, std::string_view one, std::string_view many);

}  // namespace caravan
