#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "crawler/archive/records.h"

namespace caravan::cli {

/// Archived pages as WARC/1.1 (ISO 28500:2017). The archive keeps bodies as the servers meant them, without transfer
/// and content encoding, so a page is a `resource` record, not a `response`.
class WarcWriter {
 public:
  /// Writes the warcinfo record.
  explicit WarcWriter(std::ostream& out);
  void write(const archive::Snapshot& snapshot);

 private:
  void record(const std::string& headers, const std::string& body);
  std::ostream& out_;
};

}  // namespace caravan::cli
