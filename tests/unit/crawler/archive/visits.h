#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/archive/archive_reader.h"
#include "crawler/archive/archive_writer.h"
#include "crawler/archive/soundness.h"
#include "tests/support/temporary_folder.h"

namespace caravan::archive::test {

using std::chrono::days;
using std::chrono::hours;

inline const Instant night = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1)) + hours(2);

inline std::string at(std::string_view path) { return "https://a.org" + std::string(path); }

/// A good answer with a new body. The views of the body live as long as the text handed in.
inline PageVisit fetched(std::string_view path, std::string_view body, Instant when = night) {
  PageVisit visit;
  visit.url = at(path);
  visit.site = "A";
  visit.at = when;
  visit.outcome = Outcome::fetched;
  visit.status = 200;
  visit.effect = Effect::store;
  visit.content_type = "text/html";
  visit.body = body;
  visit.etag = "\"1\"";
  visit.next_due = when + days(1);
  return visit;
}

/// Any other end of a visit.
inline PageVisit visit(std::string_view path, Outcome outcome, int status, Instant when) {
  PageVisit visit;
  visit.url = at(path);
  visit.site = "A";
  visit.at = when;
  visit.outcome = outcome;
  visit.status = status;
  visit.next_due = when + days(1);
  return visit;
}

inline PageVisit redirected(std::string_view path, std::string_view to, Instant when) {
  PageVisit visit = test::visit(path, Outcome::redirected, 301, when);
  visit.moved_to = at(to);
  return visit;
}

/// A folder with an archive being written, and what others see of it.
struct Archive {
  Archive() : writer(value_or_throw(ArchiveWriter::open(file))) {}

  /// After a commit.
  ArchiveReader reader() {
    writer.commit();
    return value_or_throw(ArchiveReader::open(file));
  }
  PageRow page(std::string_view path) { return writer.frontier().page(at(path)).value(); }
  /// "stored /a", "removed /a", "moved /old /new", "copied /a /print" in the order of the log.
  std::vector<std::string> log() {
    const auto path = [](const std::string& url) { return url.substr(std::string_view("https://a.org").size()); };
    std::vector<std::string> lines;
    for (const Change& change : reader().changes_after(0, 1000)) {
      switch (change.kind) {
        case ChangeKind::stored:
          lines.push_back("stored " + path(change.url));
          break;
        case ChangeKind::removed:
          lines.push_back("removed " + path(change.url));
          break;
        case ChangeKind::moved:
          lines.push_back("moved " + path(change.previous_url) + " " + path(change.url));
          break;
        case ChangeKind::copied:
          lines.push_back("copied " + path(change.previous_url) + " " + path(change.url));
          break;
      }
    }
    return lines;
  }
  std::vector<std::string> findings() {
    writer.commit();
    return value_or_throw(check(file));
  }

  caravan::test::TemporaryFolder folder;
  std::filesystem::path file = folder / "crawl.db";
  ArchiveWriter writer;
};

}  // namespace caravan::archive::test
