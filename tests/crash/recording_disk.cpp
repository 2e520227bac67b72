#include "tests/crash/recording_disk.h"

#include <algorithm>
#include <fstream>
#include <new>
#include <utility>

#include <sqlite3.h>

namespace caravan::test {
namespace {

using Step = RecordingDisk::Step;
using What = RecordingDisk::What;

constexpr std::size_t sector = 512;

struct Recorder {
  sqlite3_vfs* disk = nullptr;  // the real one
  sqlite3_vfs shim{};
  std::vector<Step> steps;
};
Recorder recorder;

/// An open file: ours, and behind it in memory the real one.
struct Shim {
  sqlite3_file base;
  const char* name;
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<Shim*>(file) + 1); }

std::string name_of(const char* path) { return std::filesystem::path(path).filename().string(); }

void note(sqlite3_file* file, Step step) {
  const char* name = reinterpret_cast<Shim*>(file)->name;
  if (name == nullptr) return;  // temporary
  step.file = name_of(name);
  recorder.steps.push_back(std::move(step));
}

int on_write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  note(file, {What::write, {}, offset, std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count))});
  return real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}
int on_truncate(sqlite3_file* file, sqlite3_int64 size) {
  note(file, {What::truncate, {}, size});
  return real(file)->pMethods->xTruncate(real(file), size);
}
int on_sync(sqlite3_file* file, int) {
  note(file, {What::sync, {}});
  return SQLITE_OK;  // the real disk need not hurry
}

template <auto Method, class... Arguments>
int pass(sqlite3_file* file, Arguments... arguments) {
  return (real(file)->pMethods->*Method)(real(file), arguments...);
}
void pass_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }

using Io = sqlite3_io_methods;
constexpr Io methods{
    .iVersion = 2,  // without memory mapping, which would write past the recorder
    .xClose = pass<&Io::xClose>,
    .xRead = pass<&Io::xRead, void*, int, sqlite3_int64>,
    .xWrite = on_write,
    .xTruncate = on_truncate,
    .xSync = on_sync,
    .xFileSize = pass<&Io::xFileSize, sqlite3_int64*>,
    .xLock = pass<&Io::xLock, int>,
    .xUnlock = pass<&Io::xUnlock, int>,
    .xCheckReservedLock = pass<&Io::xCheckReservedLock, int*>,
    .xFileControl = pass<&Io::xFileControl, int, void*>,
    .xSectorSize = pass<&Io::xSectorSize>,
    .xDeviceCharacteristics = pass<&Io::xDeviceCharacteristics>,
    .xShmMap = pass<&Io::xShmMap, int, int, int, void volatile**>,
    .xShmLock = pass<&Io::xShmLock, int, int, int>,
    .xShmBarrier = pass_barrier,
    .xShmUnmap = pass<&Io::xShmUnmap, int>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int on_open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto* shim = ::new (static_cast<void*>(file)) Shim{};
  shim->name = name;
  const int code = recorder.disk->xOpen(recorder.disk, name, real(file), flags, flags_out);
  shim->base.pMethods = real(file)->pMethods == nullptr ? nullptr : &methods;
  return code;
}
int on_delete(sqlite3_vfs*, const char* name, int sync_folder) {
  recorder.steps.push_back({What::remove, name_of(name)});
  return recorder.disk->xDelete(recorder.disk, name, sync_folder);
}

void apply(const Step& step, std::string& content) {
  if (step.what == What::truncate) content.resize(static_cast<std::size_t>(step.offset));
  if (step.what != What::write) return;
  const auto offset = static_cast<std::size_t>(step.offset);
  if (content.size() < offset + step.bytes.size()) content.resize(offset + step.bytes.size());
  std::copy(step.bytes.begin(), step.bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

/// Of a write, the sectors that chance lets through.
void apply_in_part(const Step& step, std::string& content, std::mt19937& random) {
  if (step.what != What::write) {
    if (random() % 2 == 0) apply(step, content);
    return;
  }
  for (std::size_t at = 0; at < step.bytes.size(); at += sector)
    if (random() % 2 == 0)
      apply({What::write, {}, step.offset + static_cast<std::int64_t>(at), step.bytes.substr(at, sector)}, content);
}

}  // namespace

RecordingDisk::RecordingDisk() {
  recorder.steps.clear();
  recorder.disk = sqlite3_vfs_find(nullptr);
  recorder.shim = *recorder.disk;
  recorder.shim.zName = "recording";
  recorder.shim.szOsFile = recorder.disk->szOsFile + static_cast<int>(sizeof(Shim));
  recorder.shim.xOpen = on_open;
  recorder.shim.xDelete = on_delete;
  sqlite3_vfs_register(&recorder.shim, 1);
}

RecordingDisk::~RecordingDisk() {
  sqlite3_vfs_unregister(&recorder.shim);
  sqlite3_vfs_register(recorder.disk, 1);
}

void RecordingDisk::mark(std::int64_t number) { recorder.steps.push_back({What::mark, {}, number}); }

std::vector<Step> RecordingDisk::take() { return std::exchange(recorder.steps, {}); }

void DiskAfterCut::play(const Step& step) {
  if (step.what == What::mark) {
    promised_ = step.offset;
    return;
  }
  if (step.what == What::remove) {
    files_.erase(step.file);
    return;
  }
  File& file = files_[step.file];
  if (step.what != What::sync) {
    file.pending.push_back(step);
    return;
  }
  for (const Step& done : file.pending) apply(done, file.durable);
  file.pending.clear();
}

void DiskAfterCut::cut(const std::filesystem::path& folder, std::mt19937& random) const {
  const auto mode = random() % 3;
  for (const auto& [name, file] : files_) {
    std::string content = file.durable;
    const std::size_t first = mode == 1 ? random() % (file.pending.size() + 1) : file.pending.size();
    for (std::size_t i = 0; i < first; ++i) {
      if (mode == 0) {
        apply_in_part(file.pending[i], content, random);
      } else {
        apply(file.pending[i], content);
      }
    }
    std::ofstream(folder / name, std::ios::binary) << content;
  }
}

}  // namespace caravan::test
