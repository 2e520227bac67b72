#include "indexer/write/page_store.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/unicode.h"
#include "crawler/url/host.h"
#include "crawler/url/url.h"
#include "indexer/extract/extract.h"
#include "indexer/extract/site_rules.h"

namespace caravan::write {
namespace {

/// One page's article may make way for another's, and so on; pages that contradict each other must not go on for ever.
constexpr int deepest = 100;

bool is_home_page(const url::Url& url) { return url.path() == "/" && url.query().empty(); }

void add_page(schema::Entry& entry, const std::string& page) {
  const auto place = std::lower_bound(entry.pages.begin(), entry.pages.end(), page);
  if (place == entry.pages.end() || *place != page) entry.pages.insert(place, page);
}

bool same_headline(const article::Article& a, const article::Article& b) { return fold(a.title) == fold(b.title); }

/// Whether `page` rather than the present content page is what an article with that address is read from.
bool is_better_source(const std::string& page, const schema::Entry& present) {
  if (present.content_page.empty() || page == present.content_page || page == present.article.url) return true;
  return present.content_page != present.article.url && page < present.content_page;
}

}  // namespace

void PageStore::apply(const archive::Change& change) try {
  apply_to_page(change);
  look_beside(change);
} catch (const archive::DamagedSnapshot& damage) {
  skip(change.url, damage);
}

void PageStore::apply_to_page(const archive::Change& change) {
  switch (change.kind) {
    case archive::ChangeKind::stored:
      // A later version may count by now: which pages belong together is judged by what is held, and so is this one.
      if (const auto now = held(change.url); now && now->snapshot.url == change.url)
        store(now->snapshot);
      else if (const auto snapshot = archive_.snapshot(change.snapshot))
        store(*snapshot);
      else
        report_.problems.push_back(fmt::format("{}: its snapshot is not in the archive", change.url));
      return;
    case archive::ChangeKind::removed:
      remove_page(change.url);
      return;
    case archive::ChangeKind::moved:
      if (!can_be_read(change.url)) return;
      detach(change.previous_url);
      store_again(change.url);
      return;
    case archive::ChangeKind::copied:
      if (const auto entry = writer_.find_page(change.previous_url)) {
        schema::Entry joined = *entry;
        add_page(joined, change.url);
        writer_.put(joined);
      }
      return;
  }
}

/// A chain of parts ends where no further page leads back to it, so that a page which begins or ceases to do so changes
/// what its neighbours are, and belongs to none of them itself.
void PageStore::look_beside(const archive::Change& change) {
  std::set<std::string> addresses;
  const auto add = [&](const std::optional<archive::Snapshot>& page) {
    if (!page || !extract::may_name_sequels(page->body)) return;
    const extract::Sequels beside = parts_.glance(*page).sequels;
    for (const std::string& address : {beside.next, beside.prev})
      if (!address.empty()) addresses.insert(address);
  };
  if (auto now = held(change.url)) add(std::move(now)->snapshot);
  add(version_before(change));
  for (const std::string& address : addresses) {
    const std::optional<archive::HeldPage> page = held(address);
    if (!page) continue;
    const std::optional<schema::Entry> entry = writer_.find_page(page->snapshot.url);
    const std::optional<PartedArticle> parted = parts_.article_of(page->snapshot);
    const std::vector<std::string> none;
    if ((entry ? entry->article.parts : none) == (parted ? parted->extraction.article.parts : none)) continue;
    // All of them, since the one that is asked about may be gone.
    const std::vector<std::string> pages = entry ? entry->pages : parted->pages;
    for (const std::string& one : pages) store_again(one);
  }
}

/// What counted until the change; nullopt, too, where it cannot be read.
std::optional<archive::Snapshot> PageStore::version_before(const archive::Change& change) const try {
  std::optional<archive::SnapshotId> before;
  for (const archive::SnapshotInfo& version : archive_.history(change.url))
    if (change.kind != archive::ChangeKind::stored || version.id < change.snapshot) before = version.id;
  return before ? archive_.snapshot(*before) : std::nullopt;
} catch (const archive::DamagedSnapshot&) {
  return std::nullopt;
}

void PageStore::skip(const std::string& url, const archive::DamagedSnapshot& damage) {
  report_.problems.push_back(fmt::format("{}: {}; {}", url, damage.error().what, damage.error().remedy));
  keep_as_it_was(url);
}

/// A page that an article lacks only in so far as it cannot be read is none of its parts; its own turn says why.
std::optional<archive::HeldPage> PageStore::held(std::string_view url) const {
  try {
    return archive_.held(url);
  } catch (const archive::DamagedSnapshot&) {
    return std::nullopt;
  }
}

void PageStore::store(const archive::Snapshot& snapshot) {
  if (store_parted(snapshot) || store_among_parts(snapshot)) return;
  const PartReader::Read read = parts_.read(snapshot);
  extract::Extraction extraction = *read;
  extraction.article.parts.clear();  // it stands for itself, whatever it says
  if (extraction.type == extract::PageType::article && !extraction.noindex) {
    store_article(snapshot, {snapshot.url}, std::move(extraction));
    return;
  }
  if (extraction.may_pass) {
    report_.problems.push_back(fmt::format("{}: {}", snapshot.url, extraction.why));
    return keep_as_it_was(snapshot.url);
  }
  if (counting_) ++report_.not_articles;
  if (extraction.type == extract::PageType::too_hard)
    report_.problems.push_back(fmt::format("{}: {}", snapshot.url, extraction.why));
  remove_page(snapshot.url);
}

/// @return whether the page is a part of an article, which is stored
bool PageStore::store_parted(const archive::Snapshot& snapshot) {
  std::optional<PartedArticle> parted = parts_.article_of(snapshot);
  if (!parted || parted->extraction.type != extract::PageType::article) return false;
  store_article(parted->first, parted->pages, std::move(parted->extraction));
  return true;
}

/// A page that says nothing of parts may hold all of them; which is so depends on what both say now.
bool PageStore::store_among_parts(const archive::Snapshot& snapshot) {
  const std::string address = parts_.read(snapshot)->parts.first;
  const auto first = address.empty() ? std::nullopt : held(address);
  std::optional<PartedArticle> parted = first ? parts_.article_of(first->snapshot) : std::nullopt;
  if (!parted || parted->extraction.type != extract::PageType::article) return false;
  const bool holds_all = std::find(parted->pages.begin(), parted->pages.end(), snapshot.url) != parted->pages.end();
  store_article(parted->first, parted->pages, std::move(parted->extraction));
  return holds_all;
}

void PageStore::report_missing_parts() {
  for (auto& [id, sentence] : missing_parts_)
    if (writer_.find(id)) report_.notes.push_back(std::move(sentence));
  missing_parts_.clear();
}

/// A page that cannot be read now leaves the article that was read from it; a new generation takes it over.
void PageStore::keep_as_it_was(const std::string& url) {
  if (!replaces_ || writer_.find_page(url)) return;
  if (const std::optional<schema::Entry> before = replaces_(url)) count(writer_.put(*before));
}

/// False after a move to a page that cannot be read now: the article stays at its old address.
bool PageStore::can_be_read(std::string_view url) {
  const auto snapshot = archive_.newest(url);
  if (!snapshot) return true;
  const PartReader::Read found = parts_.read(*snapshot);
  if (found->may_pass) report_.problems.push_back(fmt::format("{}: {}", url, found->why));
  return !found->may_pass;
}

void PageStore::note_missing_parts(const article::Article& article) {
  if (article.missing_parts.empty()) {
    missing_parts_.erase(article.id);
    return;
  }
  missing_parts_[article.id] =
      fmt::format("{}: {} of its {} parts could not be had or is gone: {}", article.url, article.missing_parts.size(),
                  article.parts.size(), article.missing_parts.front());
}

void PageStore::count(Put put) {
  if (!counting_) return;
  switch (put) {
    case Put::added:
      ++report_.added;
      break;
    case Put::changed:
      ++report_.changed;
      break;
    case Put::unchanged:
      ++report_.unchanged;
      break;
  }
}

void PageStore::remove_page(std::string_view url) {
  const std::optional<schema::Entry> entry = writer_.find_page(url);
  if (!entry || !detach(url)) return;
  if (counting_ && !writer_.find(entry->article.id)) ++report_.removed;
}

/// Takes a page out of its article; the article goes with its last page, and is read from others where this was its
/// source, or one of them.
bool PageStore::detach(std::string_view url) {
  std::optional<schema::Entry> entry = writer_.find_page(url);
  if (!entry) return false;
  std::erase(entry->pages, url);
  if (entry->pages.empty()) {
    writer_.remove(entry->article.id);
    return true;
  }
  if (entry->content_page != url && entry->article.parts.empty()) {
    writer_.put(*entry);
    return true;
  }
  const std::vector<std::string> others = entry->pages;
  writer_.remove(entry->article.id);
  for (const std::string& other : others) store_again(other);
  return true;
}

void PageStore::store_again(std::string_view url) {
  const auto snapshot = archive_.live(url);
  if (!snapshot) return;
  if (deep_ == deepest) return;
  ++deep_;
  const bool before = std::exchange(counting_, false);
  store(*snapshot);
  counting_ = before;
  --deep_;
}

/// The address that the article goes by: the canonical one where it is of the same publisher (amp.a.example names
/// www.a.example) and stands for the same
/// headline.
std::string PageStore::identity_address(const archive::Snapshot& snapshot,
                                        const extract::Extraction& extraction) const {
  const auto own = url::Url::parse(snapshot.url);
  const auto canonical = url::Url::parse(extraction.canonical);
  if (!own || !canonical || *canonical == *own) return snapshot.url;
  const bool same_publisher = canonical->host() == own->host() ||
                              url::registrable_domain(canonical->host()) == url::registrable_domain(own->host());
  if (!same_publisher) return snapshot.url;
  if (is_home_page(*canonical)) return snapshot.url;  // a careless template names it on every page
  const auto present = writer_.find(article::article_id(canonical->str()));
  if (present && !same_headline(present->article, extraction.article)) return snapshot.url;
  return canonical->str();
}

/// @param pages  that it was read from, `snapshot` among them
void PageStore::store_article(const archive::Snapshot& snapshot, const std::vector<std::string>& pages,
                              extract::Extraction extraction) {
  schema::Entry entry;
  entry.article = std::move(extraction.article);
  entry.article.site = snapshot.site;
  if (entry.article.type.empty()) entry.article.type = "article";
  extraction.article = entry.article;
  entry.article.url = identity_address(snapshot, extraction);
  entry.article.id = article::article_id(entry.article.url);
  entry.content_page = snapshot.url;
  for (const std::string& page : pages) {
    add_page(entry, page);
    for (const std::string& copy : archive_.copies_of(page)) add_page(entry, copy);
  }
  note_missing_parts(entry.article);

  for (const std::string& page : pages) {
    const auto before = writer_.find_page(page);
    if (!before) continue;
    // Of an article in parts it keeps no text, also where it goes by the same address from now on.
    const bool leaves_parts = entry.article.parts.empty() && !before->article.parts.empty();
    if (before->article.id != entry.article.id || (leaves_parts && page != before->content_page)) detach(page);
  }
  const std::optional<schema::Entry> present = writer_.find(entry.article.id);
  if (!present || present->imported) {
    count(writer_.put(entry));
    return;
  }
  if (!is_better_source(snapshot.url, *present)) {
    schema::Entry joined = *present;
    for (const std::string& page : entry.pages) add_page(joined, page);
    count(writer_.put(joined) == Put::unchanged ? Put::unchanged : Put::changed);
    return;
  }
  std::vector<std::string> strangers;
  const bool in_parts = !present->article.parts.empty() || !entry.article.parts.empty();
  for (const std::string& page : present->pages) {
    if (std::find(entry.pages.begin(), entry.pages.end(), page) != entry.pages.end()) continue;
    if (!in_parts && same_headline(present->article, entry.article))
      add_page(entry, page);
    else
      strangers.push_back(page);
  }
  count(writer_.put(entry));
  for (const std::string& page : strangers) store_again(page);
}

}  // namespace caravan::write
