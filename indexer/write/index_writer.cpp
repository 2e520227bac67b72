#include "indexer/write/index_writer.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <xapian.h>

#include "base/durable_file.h"
#include "indexer/schema/facet_columns.h"
#include "indexer/schema/layout.h"
#include "indexer/write/document_terms.h"
#include "indexer/write/likes.h"

namespace caravan::write {
namespace {

/// Spelling suggestions are made of words, not of numbers and scraps.
constexpr std::size_t min_spelling_bytes = 4, max_spelling_bytes = 32;

/// What Xapian holds of a term until it is written, measured: two entries of a tree, for the posting and the positions.
constexpr std::size_t bytes_a_term = 150;
/// Xapian commits by itself after 10,000 changes, and then without facets and spelling; no portion has so many.
constexpr std::size_t most_changes = 8000;

bool is_spelling_word(const std::string& term) {
  return term.size() >= min_spelling_bytes && term.size() <= max_spelling_bytes && (term[0] < 'A' || term[0] > 'Z') &&
         std::none_of(term.begin(), term.end(), [](char c) { return (c >= '0' && c <= '9') || c == '&' || c == '+'; });
}

std::vector<std::string> spelling_words(const Xapian::Document& document) {
  std::vector<std::string> words;
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term)
    if (is_spelling_word(*term)) words.push_back(*term);
  return words;
}

std::string copy_term() { return fmt::format("{}y", schema::prefix::copy); }

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

struct IndexWriter::Private {
  std::filesystem::path generation;
  std::size_t portion = 0;
  mutable Xapian::WritableDatabase database;
  schema::Stemmers stemmers;
  bool changed = false;
  std::vector<Xapian::docid> documents;  ///< added, replaced or removed since the last commit
  std::size_t held = 0, changes = 0;     ///< since then: bytes in memory, documents written
  bool is_read = true;                   ///< whether there can be readers

  std::string doing(std::string_view what) const { return fmt::format("{} the index {}", what, generation.string()); }

  Xapian::docid docid_of(const std::string& term) const {
    const auto posting = database.postlist_begin(term);
    return posting == database.postlist_end(term) ? 0 : *posting;
  }

  /// Counted here and written with the commit: a word's entry is touched once for all of its articles.
  std::unordered_map<std::string, std::int64_t> spelling;

  void count_spelling(const Xapian::Document& document, std::int64_t by) {
    for (std::string& word : spelling_words(document)) spelling[std::move(word)] += by;
  }
  void write_spelling() {
    for (const auto& [word, by] : spelling) {
      if (by > 0) database.add_spelling(word, static_cast<Xapian::termcount>(by));
      if (by < 0) database.remove_spelling(word, static_cast<Xapian::termcount>(-by));
    }
    spelling.clear();
  }

  void join_likes(Xapian::Document& document, const schema::Entry& entry) const;
  void hold(const Xapian::Document& document, std::size_t text_bytes) {
    held += bytes_a_term * document.termlist_count() + text_bytes;
    ++changes;
  }
  void write_down();
  void write_portion() {
    if (held >= portion || changes >= most_changes) write_down();
  }
  void settle_copies(const std::string& hash);
  bool has_facet_file() const;
  std::string facet_bytes();
  void write_facet_file();
  void drop_facet_files() const;
};

/// An article that says nearly the same as another is one of its copies.
void IndexWriter::Private::join_likes(Xapian::Document& document, const schema::Entry& entry) const {
  const std::vector<std::string> own = text_hashes(document);
  if (own.empty()) return;  // too short to be told from others
  const std::string hash = hash_of_like(entry, database);
  if (hash.empty() || hash == own.front()) return;
  document.remove_term(own.front());
  document.add_boolean_term(hash);
}

/// Marks all articles with one text but the earliest published (then by id) as copies.
void IndexWriter::Private::settle_copies(const std::string& hash) {
  std::vector<Xapian::docid> same(database.postlist_begin(hash), database.postlist_end(hash));
  if (same.empty()) return;
  struct Candidate {
    Xapian::docid docid;
    std::string day, id;
  };
  std::vector<Candidate> candidates;
  for (const Xapian::docid docid : same) {
    const article::Article facts = schema::decode_facts(database.get_document(docid).get_data());
    const std::string day = schema::day_key(facts.published);
    candidates.push_back({docid, day.empty() ? "99999999" : day, facts.id});
  }
  const auto first = std::min_element(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.day, a.id) < std::tie(b.day, b.id);
  });
  for (const Candidate& candidate : candidates) {
    Xapian::Document document = database.get_document(candidate.docid);
    const bool is_copy = candidate.docid != first->docid;
    if (has_term(document, copy_term()) == is_copy) continue;
    is_copy ? document.add_boolean_term(copy_term()) : document.remove_term(copy_term());
    database.replace_document(candidate.docid, document);
    ++changes;
  }
}

/// All that is held becomes durable, and visible with its facets. What nobody reads yet needs none.
void IndexWriter::Private::write_down() {
  write_spelling();
  if (is_read) write_facet_file();
  database.commit();
  if (is_read) drop_facet_files();
  documents.clear();
  held = changes = 0;
}

bool IndexWriter::Private::has_facet_file() const {
  return schema::FacetColumns::open(generation, database) != nullptr;
}

/// Of the last revision's columns where they are there and sound, else of every article's values.
std::string IndexWriter::Private::facet_bytes() {
  const auto before = schema::FacetColumns::open(generation, database);
  if (!before || !before->is_as_written()) return schema::FacetColumns::bytes(database);
  std::sort(documents.begin(), documents.end());
  documents.erase(std::unique(documents.begin(), documents.end()), documents.end());
  return schema::FacetColumns::bytes(database, *before, documents);
}

/// Before the commit, so that no reader sees a revision without: the file lies under the number that the revision will
/// have, and counts only once the index says so.
void IndexWriter::Private::write_facet_file() {
  const Xapian::rev next = database.get_revision() + 1;
  value_or_throw(replace_file(schema::facet_file(generation, next), facet_bytes()));
  database.set_metadata(std::string(schema::mark::facets), std::to_string(next));
}

/// All but the newest two: a reader may just be opening the one before.
void IndexWriter::Private::drop_facet_files() const {
  const Xapian::rev revision = database.get_revision();
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(generation, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(schema::layout::facet_prefix)) continue;
    const std::int64_t of = number(name.substr(schema::layout::facet_prefix.size()));
    if (of + 1 < static_cast<std::int64_t>(revision)) std::filesystem::remove(entry.path(), ignored);
  }
}

IndexWriter::IndexWriter(std::unique_ptr<Private> p) : p_(std::move(p)) {}
IndexWriter::IndexWriter(IndexWriter&&) noexcept = default;
IndexWriter& IndexWriter::operator=(IndexWriter&&) noexcept = default;
IndexWriter::~IndexWriter() = default;

Result<IndexWriter> IndexWriter::open(const std::filesystem::path& generation, std::size_t portion) {
  auto p = std::make_unique<Private>();
  p->generation = generation;
  p->portion = portion;
  try {
    p->database = Xapian::WritableDatabase(generation.string(), Xapian::DB_OPEN);
    const std::int64_t schema = number(p->database.get_metadata(std::string(schema::mark::schema)));
    if (schema > schema::version)
      return fail(Fault::newer_store, fmt::format("the index {} was written by a newer caravan", generation.string()),
                  "use the newer caravan, or run: caravan index --rebuild");
    if (schema < schema::version)
      return fail(Fault::config, fmt::format("the index {} has an older layout", generation.string()),
                  "run: caravan index --rebuild");
  } catch (...) {
    return tl::unexpected(schema::xapian_error(p->doing("opening")));
  }
  return IndexWriter(std::move(p));
}

Result<IndexWriter> IndexWriter::create(const std::filesystem::path& generation, std::size_t portion) {
  if (const Result<void> made = make_folder(generation.parent_path()); !made) return tl::unexpected(made.error());
  auto p = std::make_unique<Private>();
  p->generation = generation;
  p->portion = portion;
  p->is_read = false;
  try {
    p->database = Xapian::WritableDatabase(generation.string(), Xapian::DB_CREATE);
    p->database.set_metadata(std::string(schema::mark::schema), std::to_string(schema::version));
    p->changed = true;
  } catch (...) {
    return tl::unexpected(schema::xapian_error(p->doing("making")));
  }
  return IndexWriter(std::move(p));
}

std::optional<schema::Entry> IndexWriter::find(std::string_view id) const {
  return schema::guarded(p_->doing("reading"), [&]() -> std::optional<schema::Entry> {
    const Xapian::docid docid = p_->docid_of(schema::id_term(id));
    if (docid == 0) return std::nullopt;
    return schema::read_entry(p_->database, docid);
  });
}

std::optional<schema::Entry> IndexWriter::find_page(std::string_view url) const {
  return schema::guarded(p_->doing("reading"), [&]() -> std::optional<schema::Entry> {
    const std::string term = schema::page_term(url);
    for (auto posting = p_->database.postlist_begin(term); posting != p_->database.postlist_end(term); ++posting) {
      schema::Entry entry = schema::read_entry(p_->database, *posting);
      if (!entry.imported) return entry;
    }
    return std::nullopt;
  });
}

Put IndexWriter::put(const schema::Entry& entry) {
  return schema::guarded(p_->doing("writing"), [&] {
    const std::string id = schema::id_term(entry.article.id);
    const Xapian::docid docid = p_->docid_of(id);
    std::vector<std::string> hashes;
    if (docid != 0) {
      const Xapian::Document old = p_->database.get_document(docid);
      const std::string record = old.get_data();
      if (record == schema::encode(entry)) return Put::unchanged;
      schema::remove_pieces(p_->database, docid, record);
      hashes = text_hashes(old);
      p_->count_spelling(old, -1);
    }
    p_->changed = true;
    Xapian::Document document = schema::to_document(entry, p_->stemmers);
    p_->join_likes(document, entry);
    if (docid != 0) p_->database.replace_document(docid, document);
    p_->documents.push_back(docid != 0 ? docid : p_->database.add_document(document));
    schema::write_pieces(p_->database, p_->documents.back(), document.get_data(), entry.article.body);
    p_->hold(document, entry.article.body.size());
    p_->count_spelling(document, 1);
    for (const std::string& hash : text_hashes(document))
      if (p_->database.get_termfreq(hash) > 1) p_->settle_copies(hash);
    for (const std::string& hash : hashes)  // those that it leaves may have lost the one they were copies of
      if (p_->database.get_termfreq(hash) > 0) p_->settle_copies(hash);
    p_->write_portion();
    return docid != 0 ? Put::changed : Put::added;
  });
}

bool IndexWriter::remove(std::string_view id) {
  return schema::guarded(p_->doing("writing"), [&] {
    const Xapian::docid docid = p_->docid_of(schema::id_term(id));
    if (docid == 0) return false;
    const Xapian::Document old = p_->database.get_document(docid);
    const std::vector<std::string> hashes = text_hashes(old);
    p_->count_spelling(old, -1);
    p_->hold(old, 0);
    schema::remove_pieces(p_->database, docid, old.get_data());
    p_->database.delete_document(docid);
    p_->documents.push_back(docid);
    p_->changed = true;
    for (const std::string& hash : hashes) p_->settle_copies(hash);
    p_->write_portion();
    return true;
  });
}

void IndexWriter::for_each(const std::function<void(const schema::Entry&)>& visit) const {
  schema::guarded(p_->doing("reading"), [&] {
    for (auto posting = p_->database.postlist_begin({}); posting != p_->database.postlist_end({}); ++posting)
      visit(schema::read_entry(p_->database, *posting));
  });
}

void IndexWriter::for_each_imported(const std::function<void(const schema::Entry&)>& visit) const {
  schema::guarded(p_->doing("reading"), [&] {
    const std::string imported = fmt::format("{}import", schema::prefix::origin);
    for (auto posting = p_->database.postlist_begin(imported); posting != p_->database.postlist_end(imported);
         ++posting)
      visit(schema::read_entry(p_->database, *posting));
  });
}

Mark IndexWriter::mark() const {
  return schema::guarded(p_->doing("reading"), [&] {
    return Mark{p_->database.get_metadata(std::string(schema::mark::archive)),
                number(p_->database.get_metadata(std::string(schema::mark::sequence))),
                number(p_->database.get_metadata(std::string(schema::mark::imports)))};
  });
}

void IndexWriter::set_mark(const Mark& mark) {
  if (mark == this->mark()) return;
  schema::guarded(p_->doing("writing"), [&] {
    p_->database.set_metadata(std::string(schema::mark::archive), mark.archive);
    p_->database.set_metadata(std::string(schema::mark::sequence), std::to_string(mark.sequence));
    p_->database.set_metadata(std::string(schema::mark::imports), std::to_string(mark.imports));
    p_->changed = true;
  });
}

void IndexWriter::commit() {
  schema::guarded(p_->doing("writing"), [&] {
    if (!p_->changed && p_->has_facet_file()) return;
    p_->is_read = true;
    p_->write_down();
  });
  p_->changed = false;
}

bool IndexWriter::has_changes() const { return p_->changed; }
std::uint64_t IndexWriter::article_count() const { return p_->database.get_doccount(); }
const std::filesystem::path& IndexWriter::generation() const { return p_->generation; }

}  // namespace caravan::write
