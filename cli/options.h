#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/day.h"
#include "indexer/query/search.h"

namespace caravan::cli {

/// One struct per command: what its line on the terminal asked for, checked. Plain values; command_line.h fills them.

enum class Colour : std::uint8_t { automatic, always, never };

struct GlobalOptions {
  std::optional<std::filesystem::path> config;
  std::optional<std::filesystem::path> data;  ///< over the configuration's
  bool verbose = false, quiet = false;
  bool no_progress = false;
  Colour colour = Colour::automatic;
};

struct InitOptions {
  std::filesystem::path folder = ".";
};

/// Also of `update`.
struct CrawlOptions {
  std::vector<std::string> urls;
  bool full = false;
  std::optional<std::uint64_t> max_pages;
  std::optional<std::chrono::milliseconds> max_time;
  bool dry_run = false;
  std::optional<std::filesystem::path> report;
};

struct IndexOptions {
  bool rebuild = false;
};

enum class ResultFormat : std::uint8_t { text, json, ndjson, tsv, urls, bibtex, ris, csl_json, trec };

struct SearchOptions {
  query::SearchRequest request;
  ResultFormat format = ResultFormat::text;
  std::optional<std::string> batch;  ///< file of queries; "-" is standard input
};

enum class ArticleFormat : std::uint8_t { text, json, markdown, html };

struct ShowOptions {
  std::string article;                  ///< id or address
  std::optional<std::size_t> snapshot;  ///< number in `history`, from 1
  ArticleFormat format = ArticleFormat::text;
};

struct SimilarOptions {
  std::string article;
  std::size_t limit = 10;
  ResultFormat format = ResultFormat::text;
};

struct SuggestOptions {
  std::string prefix;
  std::size_t limit = 10;
};

/// Where a command has a text for people and one form for programs.
enum class PlainFormat : std::uint8_t { text, json };

struct FacetsOptions {
  query::FacetValuesRequest request;
  PlainFormat format = PlainFormat::text;
};

struct HistoryOptions {
  std::string article;
  PlainFormat format = PlainFormat::text;
};

struct DiffOptions {
  std::string article;
  std::optional<std::size_t> from, to;  ///< numbers in `history`; default: the last two
};

struct ExtractOptions {
  std::string file = "-";
  std::string url;
  bool batch = false;
  bool explain = false;
};

struct ImportOptions {
  std::string file;
};

enum class ExportFormat : std::uint8_t { ndjson, warc, csl_json };

struct ExportOptions {
  ExportFormat format = ExportFormat::ndjson;
};

struct StatusOptions {
  PlainFormat format = PlainFormat::text;
};

struct FolderOptions {
  std::filesystem::path folder;
};

struct CompletionsOptions {
  std::string shell;
};

/// Everything; only the part of the command that runs is filled in.
struct Options {
  GlobalOptions global;
  InitOptions init;
  CrawlOptions crawl;
  IndexOptions index;
  SearchOptions search;
  ShowOptions show;
  SimilarOptions similar;
  SuggestOptions suggest;
  FacetsOptions facets;
  HistoryOptions history;
  DiffOptions diff;
  ExtractOptions extract;
  ImportOptions import;
  ExportOptions export_;
  StatusOptions status;
  FolderOptions backup, restore;
  CompletionsOptions completions;
};

}  // namespace caravan::cli
