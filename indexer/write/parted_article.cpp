#include "indexer/write/parted_article.h"

#include <algorithm>
#include <set>
#include <utility>

#include "indexer/extract/join_parts.h"
#include "indexer/extract/site_rules.h"

namespace caravan::write {
namespace {

using extract::Extraction;
using extract::Parts;

constexpr std::size_t most_remembered = 2 * Parts::most;

std::vector<std::string> in_order(const std::map<int, std::string>& addresses) {
  std::vector<std::string> all;
  for (const auto& [number, address] : addresses) all.push_back(address);
  return all;
}

}  // namespace

/// The pages about one of them, each looked up once.
class PartReader::Row {
 public:
  Row(PartReader& reader, const archive::Snapshot& asked) : reader_(reader) {
    held_.emplace(asked.url, Part{{asked, false}, reader.read(asked)});
  }

  std::optional<PartedArticle> read(const std::string& asked) {
    first_ = first_of(*hold(asked));
    if (first_->read->parts.number == 0) return std::nullopt;
    collect();
    if (parts_.size() == 1 && missing_.empty()) return std::nullopt;
    PartedArticle article{first_->page.snapshot, {}, {}};
    std::vector<const Extraction*> texts;
    for (const auto& [number, part] : parts_) {
      article.pages.push_back(part->page.snapshot.url);
      texts.push_back(part->read.get());
    }
    article.extraction = extract::join_parts(texts);
    article.extraction.article.parts = in_order(named_);
    article.extraction.article.missing_parts = in_order(missing_);
    take_whole(article);
    if (std::find(article.pages.begin(), article.pages.end(), asked) == article.pages.end()) return std::nullopt;
    return article;
  }

 private:
  struct Part {
    archive::HeldPage page;
    Read read;
  };

  /// nullptr: nothing is held there. What is returned stays where it is.
  const Part* hold(const std::string& url) {
    if (const auto known = held_.find(url); known != held_.end()) return known->second ? &*known->second : nullptr;
    std::optional<archive::HeldPage> page = reader_.held_(url);
    std::optional<Part> part;
    if (page) {
      Read read = reader_.read(page->snapshot);
      part = Part{*std::move(page), std::move(read)};
    }
    const auto place = held_.emplace(url, std::move(part)).first;
    return place->second ? &*place->second : nullptr;
  }

  /// The lowest part that a page names and that is held; a first page that says nothing of parts has no others,
  /// whatever those say.
  const Part* part_before(const Part& part) {
    const Parts& parts = part.read->parts;
    for (const auto& [number, address] : parts.addresses) {
      if (number >= parts.number) break;
      const Part* before = hold(address);
      if (before && (before->read->parts.number == number || number == 1)) return before;
    }
    const Part* first = parts.first.empty() ? nullptr : hold(parts.first);
    return first && first->read->parts.number == 1 ? first : nullptr;
  }

  const Part* first_of(const Part& part) {
    const Part* first = &part;
    for (int step = 0; step < Parts::most; ++step) {
      const Part* before = part_before(*first);
      if (!before) break;
      first = before;
    }
    return first;
  }

  void collect() {
    std::map<int, std::string> to_come = first_->read->parts.addresses;
    std::set<std::string> seen{first_->page.snapshot.url};
    const int begin = first_->read->parts.number;
    parts_.emplace(begin, first_);
    named_.emplace(begin, first_->page.snapshot.url);
    if (first_->page.gone) missing_.emplace(begin, first_->page.snapshot.url);
    std::set<int> done{begin};
    while (!to_come.empty()) {
      const auto [number, address] = *to_come.begin();
      to_come.erase(to_come.begin());
      if (!done.insert(number).second) continue;
      const Part* part = hold(address);
      if (part && !seen.insert(part->page.snapshot.url).second) continue;
      if (part && (!extract::is_part_of(*first_->read, *part->read, number) || first_of(*part) != first_)) continue;
      named_.emplace(number, address);
      if (!part || part->page.gone) missing_.emplace(number, address);
      if (!part) continue;
      parts_.emplace(number, part);
      for (const auto& more : part->read->parts.addresses) to_come.insert(more);
    }
  }

  /// Where all of it stands on one page that is held, that is the text.
  void take_whole(PartedArticle& article) {
    const auto says = std::find_if(parts_.begin(), parts_.end(),
                                   [](const auto& one) { return !one.second->read->parts.whole.empty(); });
    const Part* whole = says == parts_.end() ? nullptr : hold(says->second->read->parts.whole);
    if (!whole || !extract::is_whole_of(*first_->read, *whole->read)) return;
    const std::string& url = whole->page.snapshot.url;
    if (std::find(article.pages.begin(), article.pages.end(), url) != article.pages.end()) return;
    article.pages.push_back(url);
    article.extraction.article.body = whole->read->article.body;
    article.extraction.article.missing_parts.clear();
  }

  PartReader& reader_;
  std::map<std::string, std::optional<Part>> held_;  ///< by address as it is named
  const Part* first_ = nullptr;
  std::map<int, const Part*> parts_;
  std::map<int, std::string> named_, missing_;
};

PartReader::Read PartReader::read(const archive::Snapshot& page) {
  if (const auto known = remembered_.find(page.id.value); known != remembered_.end()) return known->second;
  extract::Page fetched{page.body, page.url, page.content_type, rules_.for_address(page.url)};
  fetched.fetched = page.fetched;
  auto read = std::make_shared<const Extraction>(extract::extract(fetched));
  if (read->parts.number == 0 && read->parts.first.empty()) return read;
  if (remembered_.size() >= most_remembered) remembered_.clear();
  return remembered_.emplace(page.id.value, std::move(read)).first->second;
}

std::optional<PartedArticle> PartReader::article_of(const archive::Snapshot& page) {
  if (read(page)->parts.number == 0) return std::nullopt;
  return Row(*this, page).read(page.url);
}

}  // namespace caravan::write
