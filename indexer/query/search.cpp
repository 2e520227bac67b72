#include "indexer/query/search.h"

#include <algorithm>
#include <chrono>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xapian.h>

#include "base/config.h"
#include "base/unicode.h"
#include "indexer/query/acronyms.h"
#include "indexer/query/best_matches.h"
#include "indexer/query/deadline.h"
#include "indexer/query/explain.h"
#include "indexer/query/facets.h"
#include "indexer/query/lexer.h"
#include "indexer/query/live_index.h"
#include "indexer/query/plan.h"
#include "indexer/query/similar.h"
#include "indexer/query/snippet.h"
#include "indexer/query/suggest.h"
#include "indexer/query/syntax.h"
#include "indexer/query/word_places.h"

namespace caravan::query {
namespace {

/// Nobody turns so many pages; deeper ones cost more than they are worth.
constexpr std::size_t max_window = 10'000;
constexpr std::string_view out_of_time =
    "the search ran out of time: these are the best of what was looked at until then";
constexpr std::string_view similar_out_of_time = "the time ran out: there may be more articles that are alike";

Vocabulary vocabulary_of(View& view, const Acronyms& acronyms) {
  return {view.database, view.languages, &view.stemmers, &acronyms};
}

/// How many more articles have the same text.
std::uint64_t copies_of(Xapian::docid document, const Xapian::Database& database) {
  auto term = database.termlist_begin(document);
  term.skip_to(std::string(schema::prefix::text_hash));
  if (term == database.termlist_end(document) || !(*term).starts_with(schema::prefix::text_hash)) return 0;
  return term.get_termfreq() - 1;
}

/// What finds the places that match, made once for all hits of one stemmer.
class Markers {
 public:
  Markers(const MarkedWords& marked, schema::Stemmers& stemmers) : marked_(marked), stemmers_(stemmers) {}
  Marker& of(const std::string& language) {
    schema::Stemmer& stemmer = stemmers_.of(language.empty() ? "en" : language);
    return markers_.try_emplace(&stemmer, marked_, stemmer).first->second;
  }

 private:
  const MarkedWords& marked_;
  schema::Stemmers& stemmers_;
  std::map<const schema::Stemmer*, Marker> markers_;
};

Hit read_hit(const Ranked& found, const Plan& plan, const SearchRequest& request, View& view, Markers& markers,
             PlaceFinder& places) {
  Hit hit;
  hit.score = found.score;
  const std::string record = view.database.get_document(found.document).get_data();
  hit.article = schema::decode_facts(record);
  Marker& marker = markers.of(hit.article.language);
  hit.title = marked(hit.article.title, marker);
  if (request.snippets) {
    schema::StoredText body = schema::text_of(record, schema::pieces_in(view.database, found.document));
    const WordPlaces found_at = body.map() ? places.find(found.document, *body.map(), marker) : WordPlaces();
    hit.snippet = cut_snippet(body, found_at, marker, request.snippet_width);
    if (!hit.snippet.marks.empty()) hit.page = article::page_at(hit.article, hit.snippet.first_match);
    if (hit.snippet.text.empty()) hit.snippet = cut_snippet(hit.article.summary, marker, request.snippet_width);
  }
  if (!plan.excluded.empty()) hit.copies = copies_of(found.document, view.database);
  if (request.explain) hit.explanation = explain_score(plan, found, hit.article.id, view.database);
  return hit;
}

/// Fills in hits, total and facets of one plan.
void run(const Plan& plan, const SearchRequest& request, View& view, LiveIndex& index, SearchResults& results) {
  const Found found = best_matches(plan, request, view, index);
  const std::vector<Ranked>& best = found.best;
  results.hits.clear();
  const std::size_t last = std::min(best.size(), request.offset + request.limit);
  Markers markers(plan.marked, view.stemmers);
  PlaceFinder places(view.database);
  for (std::size_t i = request.offset; i < last; ++i) {
    results.hits.push_back(read_hit(best[i], plan, request, view, markers, places));
    results.hits.back().rank = i + 1;
  }
  const std::uint64_t least = std::max<std::uint64_t>(best.size(), found.least);
  if (is_late(plan)) {
    results.total = least;
  } else if (request.facets) {
    FacetPage page;
    page.fields = request.facet_fields;
    page.limit = request.facet_values;
    results.facets = count_facets(plan, index.columns(view), view.database, page, results.total,
                                  found.counted ? &*found.counted : nullptr);
  } else if (found.least == found.most) {
    results.total = found.least;
  } else {
    results.total = matching_all(plan, view.database).size();
  }
  results.incomplete = plan.deadline != nullptr && plan.deadline->has_cut();
  if (results.incomplete) results.total = std::max(results.total, least);
}

Result<SearchResults> search_view(const SearchRequest& request, View& view, LiveIndex& index,
                                  const Acronyms& acronyms) {
  SearchResults results;
  results.query = request.query;
  results.offset = request.offset;
  results.limit = request.limit;
  results.revision = view.revision;
  const bool capitals = is_pasted_capitals(request.query);
  Syntax syntax = parse_query(request.query);
  const Vocabulary vocabulary = vocabulary_of(view, acronyms);
  Result<Plan> plan = make_plan(syntax, request.filters, request.all_versions, capitals, vocabulary, request.sort);
  if (!plan) return tl::unexpected(plan.error());
  const Deadline deadline(request.deadline);
  plan->deadline = &deadline;
  run(*plan, request, view, index, results);
  if (request.explain) results.reading = explain_reading(syntax, *plan, vocabulary, request.sort);

  Correction correction;
  if (!results.incomplete) correction = corrected(request.query, plan->unknown, results.total > 0, vocabulary);
  results.suggestion = correction.query;
  if (results.total == 0 && results.suggestion) {
    const Syntax again = parse_query(*results.suggestion);
    Result<Plan> other = make_plan(again, request.filters, request.all_versions, capitals, vocabulary, request.sort);
    if (other) other->deadline = &deadline;
    SearchResults better = results;
    if (other) run(*other, request, view, index, better);
    if (better.total > 0) {
      results = std::move(better);
      if (request.explain) results.reading = explain_reading(again, *other, vocabulary, request.sort);
      results.understood = *results.suggestion;
      results.remarks.push_back(fmt::format("nothing was found for \"{}\": these are the results for \"{}\"",
                                            printable(to_valid_utf8(request.query)), *results.suggestion));
    }
  }
  if (results.understood.empty()) results.understood = syntax.plain ? request.query : to_string(syntax.root);
  if (results.incomplete) results.remarks.emplace_back(out_of_time);
  results.remarks.insert(results.remarks.begin(), syntax.remarks.begin(), syntax.remarks.end());
  results.remarks.insert(results.remarks.end(), plan->remarks.begin(), plan->remarks.end());
  if (correction.looked_up < correction.unknown)
    results.remarks.push_back(fmt::format("only the first {} of {} unknown words were looked up for slips",
                                          correction.looked_up, correction.unknown));
  return results;
}

/// The document with that id, else the one read from that address. 0: none.
Xapian::docid find_document(const Xapian::Database& database, std::string_view id_or_url) {
  // An article may go by an address whose page could not be had: it was read from another.
  for (const std::string& term : {schema::id_term(id_or_url), schema::id_term(article::article_id(id_or_url)),
                                  schema::page_term(id_or_url), schema::page_term(fmt::format("{}/", id_or_url)),
                                  schema::page_term(id_or_url.substr(0, id_or_url.find('#')))}) {
    const auto posting = database.postlist_begin(term);
    if (posting != database.postlist_end(term)) return *posting;
  }
  return 0;
}

tl::unexpected<Error> unknown_article(std::string_view id_or_url) {
  return fail(Fault::not_found, fmt::format("no article is known as {}", printable(to_valid_utf8(id_or_url))),
              "search for it: the results carry ids and addresses");
}

tl::unexpected<Error> unknown_facet(std::string_view name) {
  std::vector<std::string_view> known;
  for (const schema::Field& field : schema::fields)
    if (field.facet) known.push_back(field.name);
  const std::string nearest = nearest_name(name, known);
  return fail(Fault::usage, fmt::format("there is no facet \"{}\"", printable(to_valid_utf8(name))),
              nearest.empty() ? fmt::format("facets are: {}", fmt::join(known, ", "))
                              : fmt::format("did you mean {}?", nearest));
}

}  // namespace

bool is_incomplete(const std::vector<FacetCounts>& facets) {
  return std::any_of(facets.begin(), facets.end(), [](const FacetCounts& facet) { return facet.incomplete; });
}

struct Index::Private {
  std::unique_ptr<LiveIndex> live;
  Acronyms acronyms;

  /// Failures from below become the Result that callers expect.
  template <class Work>
  auto answer(Work&& work) const -> decltype(work(std::declval<View&>())) {
    try {
      return live->with_view(std::forward<Work>(work));
    } catch (const Failure& failure) {
      return tl::unexpected(failure.error());
    }
  }
};

Index::Index(std::unique_ptr<Private> p) : p_(std::move(p)) {}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;
Index::~Index() = default;

Result<Index> Index::open(const std::filesystem::path& index_dir, const std::filesystem::path& acronyms) {
  Result<Acronyms> loaded = Acronyms::load(acronyms);
  if (!loaded) return tl::unexpected(loaded.error());
  Result<std::unique_ptr<LiveIndex>> live = LiveIndex::open(index_dir);
  if (!live) return tl::unexpected(live.error());
  auto p = std::make_unique<Private>();
  p->live = std::move(*live);
  p->acronyms = std::move(*loaded);
  return Index(std::move(p));
}

Result<SearchResults> Index::search(const SearchRequest& request) const {
  if (request.offset > max_window || request.limit > max_window || request.offset + request.limit > max_window)
    return fail(Fault::usage, fmt::format("results beyond the first {} cannot be listed", max_window),
                "narrow the search, or export");
  const auto begin = std::chrono::steady_clock::now();
  Result<SearchResults> results =
      p_->answer([&](View& view) { return search_view(request, view, *p_->live, p_->acronyms); });
  if (results)
    results->took_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  return results;
}

Result<article::Article> Index::document(std::string_view id_or_url) const {
  return p_->answer([&](View& view) -> Result<article::Article> {
    const Xapian::docid docid = find_document(view.database, id_or_url);
    if (docid == 0) return unknown_article(id_or_url);
    schema::Entry entry = schema::read_entry(view.database, docid);
    std::erase(entry.pages, entry.article.url);
    entry.article.also_at = std::move(entry.pages);
    return std::move(entry.article);
  });
}

Result<SearchResults> Index::similar(std::string_view id_or_url, std::size_t limit, Moment deadline) const {
  const auto begin = std::chrono::steady_clock::now();
  Result<SearchResults> results = p_->answer([&](View& view) -> Result<SearchResults> {
    const Xapian::docid docid = find_document(view.database, id_or_url);
    if (docid == 0) return unknown_article(id_or_url);
    const Deadline bound(deadline);
    Plan plan;
    plan.deadline = &bound;
    plan.matching = similar_query(view.database, docid, bound);
    const std::string copies = fmt::format("{}y", schema::prefix::copy);
    if (view.database.term_exists(copies)) plan.excluded = Xapian::Query(copies);
    SearchRequest request;
    request.limit = std::min(limit, max_window);
    SearchResults found;
    found.query = std::string(id_or_url);
    found.understood = found.query;
    found.limit = limit;
    found.revision = view.revision;
    run(plan, request, view, *p_->live, found);
    if (found.incomplete) found.remarks.emplace_back(similar_out_of_time);
    return found;
  });
  if (results)
    results->took_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  return results;
}

Result<std::vector<std::string>> Index::suggest(std::string_view prefix, std::size_t limit) const {
  Result<Suggestions> suggestions = suggest({std::string(prefix), limit});
  if (!suggestions) return tl::unexpected(suggestions.error());
  return std::move(suggestions->texts);
}

Result<Suggestions> Index::suggest(const SuggestRequest& request) const {
  return p_->answer([&](View& view) -> Result<Suggestions> { return completions(view.database, request); });
}

Result<std::vector<FacetCounts>> Index::facets(std::string_view field, std::size_t values) const {
  FacetValuesRequest request;
  request.field = field;
  request.limit = values;
  return facets(request);
}

Result<std::vector<FacetCounts>> Index::facets(const FacetValuesRequest& request) const {
  const std::string_view field = request.field == "language" ? std::string_view("lang") : request.field;
  if (!field.empty()) {
    const schema::Field* known = schema::find_field(field);
    if (known == nullptr || !known->facet) return unknown_facet(field);
  }
  return p_->answer([&](View& view) -> Result<std::vector<FacetCounts>> {
    Result<Plan> plan = make_plan(parse_query(request.query), request.filters, request.all_versions,
                                  is_pasted_capitals(request.query), vocabulary_of(view, p_->acronyms));
    if (!plan) return tl::unexpected(plan.error());
    const Deadline deadline(request.deadline);
    plan->deadline = &deadline;
    FacetPage page{{}, request.offset, request.limit, request.prefix, request.contains};
    if (!field.empty()) page.fields.emplace_back(field);
    std::uint64_t total = 0;
    return count_facets(*plan, p_->live->columns(view), view.database, page, total);
  });
}

Result<void> Index::for_each(const std::function<void(const article::Article&)>& visit) const {
  std::string last;  // where a second attempt goes on
  const auto done = p_->answer([&](View& view) -> Result<bool> {
    const std::string prefix = schema::id_term("");
    auto term = view.database.allterms_begin(prefix);
    if (!last.empty()) term.skip_to(last);
    for (; term != view.database.allterms_end(prefix); ++term) {
      if (*term == last) continue;
      const auto posting = view.database.postlist_begin(*term);
      if (posting == view.database.postlist_end(*term)) continue;
      const schema::Entry entry = schema::read_entry(view.database, *posting);
      last = *term;
      visit(entry.article);
    }
    return true;
  });
  if (!done) return tl::unexpected(done.error());
  return {};
}

std::uint64_t Index::revision() const {
  return p_->live->with_view([](View& view) { return view.revision; });
}

std::uint64_t Index::article_count() const {
  return p_->live->with_view([](View& view) { return static_cast<std::uint64_t>(view.database.get_doccount()); });
}

Instant Index::updated() const {
  return p_->live->with_view([](View& view) { return view.updated; });
}

}  // namespace caravan::query
