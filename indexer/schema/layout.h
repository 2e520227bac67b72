#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace caravan::schema {

/// Names of what writer and reader find in the index folder and in the index itself.
namespace layout {
inline constexpr std::string_view stub = "current";  ///< a Xapian stub file: "auto gen-000001"
inline constexpr std::string_view generation_prefix = "gen-";
inline constexpr std::string_view facet_prefix = "facets-";  ///< + revision: a generation's facet columns
}  // namespace layout

/// Metadata keys of a generation.
namespace mark {
inline constexpr std::string_view schema = "caravan.schema";      ///< schema::version when it was made
inline constexpr std::string_view archive = "caravan.archive";    ///< identity of the archive it reads
inline constexpr std::string_view sequence = "caravan.sequence";  ///< the archive's last change that is in it
inline constexpr std::string_view facets = "caravan.facets";      ///< the revision that has facet columns
/// + document and number: a piece of a long text, see stored_text.h
inline constexpr std::string_view text = "t";
inline constexpr std::string_view imports = "caravan.imports";  ///< the archive's last import that is in it
}  // namespace mark

/// The folder of the live generation, as index/current names it.
/// @return Fault::not_found when there is no index yet, corrupt when the file says nothing sensible.
Result<std::filesystem::path> live_generation(const std::filesystem::path& index_dir);

/// "gen-000007" is 7; nullopt for other names.
std::optional<int> generation_number(const std::filesystem::path& folder);

/// The exception that is being handled, as an error of ours. Call only within a catch block; what is not Xapian's is
/// thrown on.
/// @param doing what was being done and where: "reading the index /data/index/gen-000001"
Error xapian_error(std::string_view doing);

/// Runs `work` and turns what Xapian throws into a Failure.
template <class Work>
auto guarded(std::string_view doing, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const Failure&) {
    throw;
  } catch (...) {
    throw Failure(xapian_error(doing));
  }
}

}  // namespace caravan::schema
