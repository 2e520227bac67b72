#include "indexer/query/live_index.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "indexer/schema/fields.h"

namespace caravan::query {
namespace {

constexpr std::size_t max_idle_views = 32;

std::uint64_t revision_of(const std::filesystem::path& generation, const Xapian::Database& database) {
  const auto number = static_cast<std::uint64_t>(schema::generation_number(generation).value_or(0));
  return (number << 40U) | database.get_revision();
}

/// Stemmer keys of all languages that articles have, most frequent first; English where no article says.
std::vector<std::string> languages_of(const Xapian::Database& database) {
  std::vector<std::pair<Xapian::doccount, std::string>> counted;
  Xapian::doccount known = 0;
  const std::string prefix(schema::find_field("lang")->prefix);
  for (auto term = database.allterms_begin(prefix); term != database.allterms_end(prefix); ++term) {
    known += term.get_termfreq();
    const std::string key = schema::Stemmer::language_key((*term).substr(prefix.size()));
    const auto same =
        std::find_if(counted.begin(), counted.end(), [&](const auto& each) { return each.second == key; });
    if (same != counted.end())
      same->first += term.get_termfreq();
    else
      counted.emplace_back(term.get_termfreq(), key);
  }
  if (known < database.get_doccount() || counted.empty()) {
    const auto english =
        std::find_if(counted.begin(), counted.end(), [](const auto& each) { return each.second == "en"; });
    const Xapian::doccount unsaid = database.get_doccount() - std::min(known, database.get_doccount());
    if (english != counted.end())
      english->first += unsaid;
    else
      counted.emplace_back(unsaid, "en");
  }
  std::sort(counted.begin(), counted.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  std::vector<std::string> languages;
  for (auto& [count, key] : counted) languages.push_back(std::move(key));
  return languages;
}

Result<void> check_schema(const View& view) {
  const std::string text = view.database.get_metadata(std::string(schema::mark::schema));
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number > schema::version)
    return fail(Fault::newer_store,
                fmt::format("the index {} was written by a newer caravan", view.generation.string()),
                "use the newer caravan");
  if (number < schema::version)
    return fail(Fault::config, fmt::format("the index {} has an older layout", view.generation.string()),
                "run: caravan index");
  return {};
}

/// The epoch where the generation was dropped in this instant: readers go on with what they have open.
Instant written(const std::filesystem::path& generation) {
  constexpr std::string_view written_by_every_commit = "iamglass";
  std::error_code dropped;
  const auto when = std::filesystem::last_write_time(generation / written_by_every_commit, dropped);
  if (dropped) return {};
  return std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(when));
}

void refresh(View& view) {
  view.revision = revision_of(view.generation, view.database);
  view.updated = written(view.generation);
  view.languages = languages_of(view.database);
  view.columns.reset();
  view.lengths.reset();
}

}  // namespace

void LiveIndex::throw_current(const std::filesystem::path& index_dir) {
  throw Failure(schema::xapian_error(fmt::format("reading the index {}", index_dir.string())));
}

Result<std::unique_ptr<LiveIndex>> LiveIndex::open(const std::filesystem::path& index_dir) {
  std::unique_ptr<LiveIndex> index(new LiveIndex(index_dir));
  Result<std::unique_ptr<View>> view = index->open_view();
  if (!view) return tl::unexpected(view.error());
  index->give_back(std::move(*view));
  return index;
}

Result<std::unique_ptr<View>> LiveIndex::open_view() const {
  for (int attempt = 1;; ++attempt) {
    const Result<std::filesystem::path> generation = schema::live_generation(index_dir_);
    if (!generation) return tl::unexpected(generation.error());
    auto view = std::make_unique<View>();
    view->generation = *generation;
    bool overtaken = false;
    try {
      view->database = Xapian::Database(generation->string());
      if (const Result<void> checked = check_schema(*view); !checked) return tl::unexpected(checked.error());
      refresh(*view);
      return view;
    } catch (const Xapian::DatabaseModifiedError&) {
      overtaken = true;
    } catch (...) {
      const Error error = schema::xapian_error(fmt::format("opening the index {}", generation->string()));
      const Result<std::filesystem::path> newest = schema::live_generation(index_dir_);
      overtaken = newest && *newest != *generation;  // this one was dropped meanwhile
      if (!overtaken) return tl::unexpected(error);
    }
    if (attempt == max_attempts)
      return fail(Fault::internal, fmt::format("opening the index {}: it changed each time", generation->string()),
                  "try again");
  }
}

std::unique_ptr<View> LiveIndex::take(bool fresh) {
  const std::filesystem::path generation = value_or_throw(schema::live_generation(index_dir_));
  std::unique_ptr<View> view;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(idle_, [&](const auto& idle) { return idle->generation != generation; });
    if (!idle_.empty() && !fresh) {
      view = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!view) return value_or_throw(open_view());
  try {
    if (view->database.reopen() && revision_of(generation, view->database) != view->revision) refresh(*view);
  } catch (const Xapian::Error&) {
    return value_or_throw(open_view());
  }
  return view;
}

void LiveIndex::give_back(std::unique_ptr<View> view) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < max_idle_views) idle_.push_back(std::move(view));
}

const schema::FacetColumns& LiveIndex::columns(View& view) {
  if (view.columns) return *view.columns;
  const std::lock_guard lock(columns_mutex_);
  if (!columns_ || columns_revision_ != view.revision) {
    columns_ = schema::FacetColumns::open(view.generation, view.database);
    if (!columns_) columns_ = schema::FacetColumns::build(view.database);
    columns_revision_ = view.revision;
  }
  view.columns = columns_;
  return *view.columns;
}

const ArticleLengths& LiveIndex::lengths(View& view) {
  if (view.lengths) return *view.lengths;
  const std::lock_guard lock(columns_mutex_);
  if (!lengths_ || lengths_revision_ != view.revision) {
    lengths_ = std::make_shared<const ArticleLengths>(view.database);
    lengths_revision_ = view.revision;
  }
  view.lengths = lengths_;
  return *view.lengths;
}

}  // namespace caravan::query
