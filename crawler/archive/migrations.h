#pragma once

#include <span>

#include "base/sqlite.h"

namespace caravan::archive {

/// The tables of crawl.db, version by version. A step that has been released is never changed; a new one is added.
std::span<const sqlite::Migration> migrations();

}  // namespace caravan::archive
