#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace caravan::archive {

struct SnapshotId {
  std::int64_t value = 0;
  auto operator<=>(const SnapshotId&) const = default;
};

/// One archived version of a page's body.
struct Snapshot {
  SnapshotId id;
  std::string url;           ///< the page's address, normalised, after redirects
  std::string site;          ///< name of the [[site]]
  Instant fetched;           ///< when this version was first seen
  std::string content_type;  ///< the HTTP header as it came
  std::string body;          ///< bytes as the server meant them, after Content-Encoding
};

/// The same without the body, for lists.
struct SnapshotInfo {
  SnapshotId id;
  std::string url;
  Instant fetched;
  std::int64_t bytes = 0;
};

enum class ChangeKind : std::uint8_t {
  stored = 1,   ///< a new page, or a new version of one: `snapshot` is what counts now
  removed = 2,  ///< the page is gone or may not be indexed any more, or, said once more, what it was does not even
                ///< count as a part of another article now (ArchiveReader::held); its snapshots stay
  moved = 3,    ///< `previous_url` permanently redirects to `url`; the article keeps its history
  copied = 4    ///< `url` is one more address of the article at `previous_url`
};

/// One line of the change log that the indexer reads. Sequence numbers only grow.
struct Change {
  std::int64_t sequence = 0;
  ChangeKind kind = ChangeKind::stored;
  std::string url;
  std::string site;
  SnapshotId snapshot;       ///< for stored
  std::string previous_url;  ///< for moved and copied
  Instant at;
};

/// An article that came by import.
struct ImportedArticle {
  std::int64_t sequence = 0;  ///< only grows; an article that is imported again gets the next one
  std::string id;
  std::string json;  ///< as the indexer wrote it
};

/// Why a page could not be had, with one example, for the report.
struct FailureReason {
  std::string reason;  ///< "HTTP 503", "timed out after 30 s"
  std::int64_t count = 0;
  std::string example_url;
};

/// An article that has a new address.
struct MovedArticle {
  std::string from, to;
};

/// What one run did at one site. Examples are a few of each kind, for a person to look at.
struct SiteReport {
  std::string site;
  std::int64_t requests = 0;                                 ///< all, robots.txt and sitemaps included
  std::int64_t fetched = 0;                                  ///< pages answered with a body
  std::int64_t not_modified = 0;                             ///< pages answered 304, or with the same body
  std::int64_t added = 0, changed = 0, moved = 0, gone = 0;  ///< articles (all pages where nobody can tell articles)
  std::int64_t unread = 0;                                   ///< pages stored, of which nobody knows yet what they are
  std::int64_t missing = 0;                                  ///< pages answered 404 or 410
  std::int64_t first_gone = 0;                               ///< articles among them, seen gone for the first time
  std::int64_t held = 0;                                     ///< removals held back
  std::int64_t failed = 0, refused = 0;                      ///< pages; refused: by robots rules
  std::int64_t bytes = 0;                                    ///< of bodies, after decompression
  std::chrono::milliseconds took{};                          ///< from the first request to the last answer
  std::vector<FailureReason> failures;
  std::vector<FailureReason> holds;  ///< why removals are held back
  std::vector<MovedArticle> moved_examples;
  std::vector<std::string> gone_examples, missing_examples, first_gone_examples;
  std::vector<std::string> notes;  ///< sentences for the operator: "robots.txt answered 503: nothing was visited"
};

/// What one run did.
struct RunReport {
  std::int64_t run = 0;
  Instant started, ended;
  std::chrono::milliseconds took{};  ///< by a clock that nobody sets
  bool complete = false;             ///< false: interrupted, killed, or a limit was reached
  bool closed = true;                ///< false: it is under way, or was killed; then it counts what had been stored
  std::vector<std::string> notes;    ///< sentences about the run as a whole
  std::vector<SiteReport> sites;
};

}  // namespace caravan::archive
