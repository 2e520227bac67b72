#include "crawler/stored_pages.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "crawler/body_kind.h"
#include "crawler/html/charset.h"
#include "crawler/html/links.h"
#include "crawler/sameness.h"

namespace caravan::crawl {
namespace {

using archive::PageRow;

constexpr std::size_t pages_at_once = 128;
constexpr std::size_t bytes_at_once = 8u << 20;

const SitePlan* plan_of(std::span<const SitePlan> sites, const std::string& name) {
  const auto found = std::ranges::find(sites, name, [](const SitePlan& site) { return site.settings.name; });
  return found == sites.end() ? nullptr : &*found;
}

}  // namespace

void StoredPages::read(Instant now, const OnRead& on_read, const OnProgress& on_progress, const std::stop_token& stop) {
  const auto of = static_cast<std::uint64_t>(writer_.frontier().count_unread());
  std::uint64_t done = 0;
  if (of == 0) return;
  writer_.commit();  // the reader sees what is committed
  std::int64_t last = 0;
  while (!stop.stop_requested() && (last = load_batch(last)) != 0) {
    read_batch();
    for (const std::int64_t id : order_) {
      settle(id, now, on_read);
      ++done;
    }
    if (on_progress && !order_.empty()) on_progress(done, of, batch_.at(order_.back()).row.url);
    batch_.clear();
  }
  writer_.commit();
}

/// @return the last page of the batch; 0: there is none left.
std::int64_t StoredPages::load_batch(std::int64_t after) {
  order_.clear();
  std::size_t bytes = 0;
  for (const std::int64_t id : writer_.frontier().unread(after, pages_at_once)) {
    if (bytes > bytes_at_once) break;
    std::optional<PageRow> row = writer_.frontier().page(id);
    if (!row) continue;
    order_.push_back(id);
    const auto& page = batch_.insert_or_assign(id, load(*std::move(row))).first->second;
    bytes += page.snapshot.body.size();
  }
  return order_.empty() ? 0 : order_.back();
}

StoredPages::Page StoredPages::load(PageRow row) const {
  std::optional<archive::Snapshot> snapshot = reader_.snapshot(row.snapshot);
  return {std::move(row), snapshot ? *std::move(snapshot) : archive::Snapshot(), {}};
}

void StoredPages::read_one(Page& page) const {
  if (const Result<url::Url> address = url::Url::parse(page.row.url))
    page.reading = read_page_(*address, page.snapshot.content_type, page.snapshot.body, page.snapshot.fetched);
}

void StoredPages::read_batch() {
  std::vector<Page*> pages;
  for (auto& [id, page] : batch_) pages.push_back(&page);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < pages.size(); i = next++) read_one(*pages[i]);
  };
  std::vector<std::jthread> helpers;
  const std::size_t threads = std::min<std::size_t>(std::max(1u, std::thread::hardware_concurrency()), pages.size());
  for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
  work();
}

void StoredPages::settle(std::int64_t id, Instant now, const OnRead& on_read) {
  const auto known = batch_.find(id);
  if (known == batch_.end() || !known->second.row.unread || !being_settled_.insert(id).second) return;
  Sameness same;
  if (known->second.reading.article) same = sameness(known->second, now, on_read);
  Page& page = batch_.at(id);  // the original may have been read meanwhile, and joined the batch
  archive::Reading reading{id, page.reading.article, page.reading.fingerprint, page.reading.sketch, same.original};
  reading.canonical = std::move(same.canonical);
  reading.versions = std::move(same.versions);
  // What is no article may lead to new ones: every run looks at it.
  const bool leads_on = kind_of_body(page.snapshot.content_type, page.snapshot.body) == BodyKind::markup;
  if (!page.reading.article && leads_on) reading.next_due = page.row.last_visit;
  const archive::Stored stored = writer_.note_reading(reading, now);
  page.row.unread = false;
  being_settled_.erase(id);
  on_read(page.row, page.reading.article && !page.reading.continues, stored);
}

/// Its canonical address is read first, if that waits, too.
Sameness StoredPages::sameness(const Page& page, Instant now, const OnRead& on_read) {
  const SitePlan* plan = plan_of(sites_, page.row.site);
  const Result<url::Url> address = url::Url::parse(page.row.url);
  if (plan == nullptr || !address) return {};
  html::PageLinks links;
  if (kind_of_body(page.snapshot.content_type, page.snapshot.body) == BodyKind::markup)
    links = html::read_links(html::decode(page.snapshot.body, page.snapshot.content_type).text, *address);
  if (page.reading.continues) links.canonical.reset();
  const PageRow row = page.row;
  const std::string fingerprint = page.reading.fingerprint, sketch = page.reading.sketch;
  if (links.canonical) {
    std::optional<PageRow> named =
        writer_.frontier().page(url::without_tracking(*links.canonical, plan->settings.crawl.ignore_parameters).str());
    if (named && named->unread && !being_settled_.contains(named->id)) {
      const std::int64_t id = named->id;
      if (!batch_.contains(id)) read_one(batch_.emplace(id, load(*std::move(named))).first->second);
      settle(id, now, on_read);
    }
  }
  return sameness_of(row, *address, {links.canonical, links.versions, fingerprint, sketch}, *plan, writer_.frontier());
}

}  // namespace caravan::crawl
