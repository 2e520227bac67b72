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
constexpr std::size_t most_glances = 20'000;  ///< some 10 MB

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

/// The pages that name each other as the one before and behind, about one of them.
class PartReader::Chain {
 public:
  Chain(PartReader& reader, const archive::Snapshot& asked) : reader_(reader), asked_{asked, false} {
    held_.emplace(asked.url, asked_);
  }

  std::optional<PartedArticle> read() {
    seen_.insert(asked_.snapshot.url);
    std::vector<archive::HeldPage> pages;
    if (!walk(&extract::Sequels::prev, &extract::Sequels::next, pages)) return std::nullopt;
    std::ranges::reverse(pages);
    pages.push_back(asked_);
    if (!walk(&extract::Sequels::next, &extract::Sequels::prev, pages)) return std::nullopt;
    return join(pages);
  }

 private:
  using Way = std::string extract::Sequels::*;

  const std::optional<archive::HeldPage>& hold(const std::string& url) {
    const auto known = held_.find(url);
    return known != held_.end() ? known->second : held_.emplace(url, reader_.held_(url)).first->second;
  }

  /// The page that one names, where that names it, too.
  std::optional<archive::HeldPage> neighbour(const archive::HeldPage& page, Way there, Way back) {
    const std::string named = reader_.glance(page.snapshot).sequels.*there;
    if (named.empty()) return std::nullopt;
    const std::optional<archive::HeldPage> other = hold(named);
    if (!other) return std::nullopt;
    const std::string returns = reader_.glance(other->snapshot).sequels.*back;
    if (returns.empty()) return std::nullopt;
    const std::optional<archive::HeldPage>& home = hold(returns);
    return home && home->snapshot.url == page.snapshot.url ? other : std::nullopt;
  }

  /// @param pages  those that follow one another from the asked one on are added
  /// @return false where they are no parts, whatever else there may be: neighbouring articles, a circle, too many
  bool walk(Way there, Way back, std::vector<archive::HeldPage>& pages) {
    archive::HeldPage at = asked_;
    while (auto next = neighbour(at, there, back)) {
      if (seen_.size() == Parts::most || !seen_.insert(next->snapshot.url).second) return false;
      const extract::Glance one = reader_.glance(at.snapshot), other = reader_.glance(next->snapshot);
      const bool onward = there == &extract::Sequels::next;
      if (!extract::may_follow(onward ? one : other, onward ? other : one)) return false;
      pages.push_back(*next);
      at = *std::move(next);
    }
    return true;
  }

  std::optional<PartedArticle> join(const std::vector<archive::HeldPage>& pages) {
    std::vector<Read> reads;
    std::vector<const Extraction*> texts;
    for (const archive::HeldPage& page : pages) {
      reads.push_back(reader_.read(page.snapshot));
      texts.push_back(reads.back().get());
    }
    if (!extract::are_one_article(texts)) return std::nullopt;
    PartedArticle article{pages.front().snapshot, {}, {}};
    for (const archive::HeldPage& page : pages) article.pages.push_back(page.snapshot.url);
    article.extraction = extract::join_chain(texts);
    for (const archive::HeldPage& page : pages)
      if (page.gone) article.extraction.article.missing_parts.push_back(page.snapshot.url);
    return article;
  }

  PartReader& reader_;
  archive::HeldPage asked_;
  std::map<std::string, std::optional<archive::HeldPage>> held_;  ///< by address as it is named
  std::set<std::string> seen_;
};

PartReader::Read PartReader::read(const archive::Snapshot& page) {
  if (const auto known = remembered_.find(page.id.value); known != remembered_.end()) return known->second;
  extract::Page fetched{page.body, page.url, page.content_type, rules_.for_address(page.url)};
  fetched.fetched = page.fetched;
  auto read = std::make_shared<const Extraction>(extract::extract(fetched));
  if (glances_.size() >= most_glances) glances_.clear();
  glances_.insert_or_assign(page.id.value, extract::glance_at(*read));
  if (read->parts.number == 0 && read->parts.first.empty() && read->sequels.empty()) return read;
  if (remembered_.size() >= most_remembered) remembered_.clear();
  return remembered_.emplace(page.id.value, std::move(read)).first->second;
}

extract::Glance PartReader::glance(const archive::Snapshot& page) {
  if (const auto known = glances_.find(page.id.value); known != glances_.end()) return known->second;
  return extract::glance_at(*read(page));
}

std::optional<PartedArticle> PartReader::article_of(const archive::Snapshot& page) {
  const Read one = read(page);
  if (one->parts.number > 0) return Row(*this, page).read(page.url);
  return one->sequels.empty() ? std::nullopt : Chain(*this, page).read();
}

}  // namespace caravan::write
