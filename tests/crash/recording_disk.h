#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace caravan::test {

/// Writes down, in order, everything that SQLite does to its files while the object lives, so that a power cut at any
/// moment can be played: what was synced is on the disk, of the rest any part is.
class RecordingDisk {
 public:
  enum class What : std::uint8_t { write, truncate, sync, remove, mark };
  struct Step {
    What what = What::write;
    std::string file;  ///< name without folder
    std::int64_t offset = 0;
    std::string bytes = {};
  };

  /// From now on every database of this process is recorded; one such object at a time.
  RecordingDisk();
  ~RecordingDisk();
  RecordingDisk(const RecordingDisk&) = delete;
  RecordingDisk& operator=(const RecordingDisk&) = delete;

  /// Writes a number down between two steps: what the program has promised by then.
  void mark(std::int64_t number);
  std::vector<Step> take();
};

/// The files as they are found after the power was cut, while steps are played one after the other.
class DiskAfterCut {
 public:
  void play(const RecordingDisk::Step& step);
  /// The last mark that was played.
  std::int64_t promised() const { return promised_; }
  /// Writes the files into a folder: all that was synced, and of the writes since then those that chance let through,
  /// sector by sector, or the first of them, or all.
  void cut(const std::filesystem::path& folder, std::mt19937& random) const;

 private:
  struct File {
    std::string durable;
    std::vector<RecordingDisk::Step> pending;
  };
  std::map<std::string, File> files_;
  std::int64_t promised_ = 0;
};

}  // namespace caravan::test
