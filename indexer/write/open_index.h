#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"
#include "indexer/write/index_writer.h"

namespace caravan::write {

/// A writer on the live generation, or on a new one where there is none fit to be written.
struct OpenedIndex {
  IndexWriter writer;
  bool fresh = false;          ///< a new generation: make_live() once it is complete
  std::string reason;          ///< why it is fresh, for people; "" for the first one
  std::filesystem::path live;  ///< the live generation that it will replace; empty: there is none
};

/// @param rebuild  make a new generation in any case
/// @return Fault::locked, newer_store and disk; every other fault of the live generation is a reason to make a new one.
Result<OpenedIndex> open_index(const std::filesystem::path& index_dir, bool rebuild);

/// Commits, and switches readers over to a fresh generation.
Result<void> finish(OpenedIndex& index);

/// Closes the index, and removes a generation that is still fresh: nobody will ever read it.
void discard_unfinished(Result<OpenedIndex>& index);

}  // namespace caravan::write
