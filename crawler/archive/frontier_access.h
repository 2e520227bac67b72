#pragma once

#include <memory>

#include "base/sqlite.h"
#include "crawler/archive/frontier_rows.h"

namespace caravan::archive {

/// The frontier over a connection that is open already: the writer's own. For this folder only.
struct FrontierAccess {
  static FrontierRows over(std::shared_ptr<sqlite::Database> database);
};

}  // namespace caravan::archive
