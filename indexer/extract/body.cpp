#include "indexer/extract/body.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/unicode.h"
#include "indexer/extract/bylines.h"
#include "indexer/extract/cards.h"
#include "indexer/extract/clean.h"
#include "indexer/extract/dates.h"
#include "indexer/extract/fact_words.h"
#include "indexer/extract/phrases.h"
#include "indexer/extract/similarity.h"

namespace caravan::extract {

using html::Node;
using html::Tag;

namespace {

class BodyFinder {
 public:
  BodyFinder(const Blocks& blocks, std::span<const float> likelihood, std::string_view title)
      : blocks_(blocks), likely_(likelihood.begin(), likelihood.end()), comment_(blocks.size(), false), title_(title) {}

  Body find() && {
    if (blocks_.size() == 0) return {};
    find_headline();
    judge("copies of other text", &BodyFinder::drop_copies);
    judge("several blocks in one", &BodyFinder::drop_digests);
    judge("articles within the article", &BodyFinder::drop_nested_articles);
    judge("comments", &BodyFinder::drop_comments);
    judge("before the headline", &BodyFinder::drop_before_headline);
    judge("teasers of other articles", &BodyFinder::drop_teasers);
    choose_container();
    choose_blocks();
    choose("a lead above the container", &BodyFinder::add_lead);
    choose("gaps between chosen blocks", &BodyFinder::fill_gaps);
    choose("byline, date and labels", &BodyFinder::drop_head_lines);
    choose("headings without text", &BodyFinder::drop_empty_headings);
    return std::move(body_);
  }

 private:
  using Rule = void (BodyFinder::*)();

  /// Lets a rule say what is no text.
  void judge(std::string_view name, Rule rule) {
    const auto likely = [&] { return std::count_if(likely_.begin(), likely_.end(), [](float p) { return p > 0.5f; }); };
    const auto before = likely();
    (this->*rule)();
    if (const auto left = likely(); left < before)
      body_.steps.push_back({name, static_cast<std::size_t>(before - left), 0});
  }

  /// Lets a rule change the chosen blocks.
  void choose(std::string_view name, Rule rule) {
    const std::size_t before = body_.blocks.size();
    (this->*rule)();
    const std::size_t now = body_.blocks.size();
    if (now != before) body_.steps.push_back({name, before > now ? before - now : 0, now > before ? now - before : 0});
  }

  double weight(std::size_t b) const { return blocks_[b].chars; }

  /// What stands on the page twice counts once: whole elements (layouts for several screens), and single texts close to
  /// each other (captions of galleries). A text that comes back later by itself may be a refrain.
  void drop_copies() {
    // Polynomial prefix sums over the blocks' hashes: an element's sum in one step, however many elements nest.
    constexpr std::uint64_t base = 0x9e3779b97f4a7c15u;
    std::vector<std::uint64_t> sums(blocks_.size() + 1, 0), powers(blocks_.size() + 1, 1);
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      sums[b + 1] = sums[b] * base + std::hash<std::string>()(blocks_[b].text);
      powers[b + 1] = powers[b] * base;
    }
    std::unordered_set<std::uint64_t> elements;
    const auto& document = blocks_.document();
    for (std::uint32_t i = 0; i < document.size(); ++i) {
      const Node node = document.node(i);
      const std::size_t first = blocks_.first(node), last = blocks_.last(node);
      if (node.is_text() || last - first < 2 || blocks_.sums(first, last).chars < 60) continue;
      if (node.parent() && blocks_.first(node.parent()) == first && blocks_.last(node.parent()) == last) continue;
      const std::uint64_t key = (sums[last] - sums[first] * powers[last - first]) * 31 + (last - first);
      if (elements.insert(key).second) continue;
      for (std::size_t b = first; b < last; ++b) likely_[b] = 0;
    }
    std::unordered_map<std::string_view, std::size_t> texts;
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      if (blocks_[b].chars < 30) continue;
      const auto [known, fresh] = texts.try_emplace(blocks_[b].text, b);
      if (!fresh && b - known->second <= 8) likely_[likely_[b] > likely_[known->second] + 0.3f ? known->second : b] = 0;
      known->second = b;
    }
  }

  /// A block that runs several other blocks together is the whole text once more, for machines or for sharing.
  void drop_digests() {
    constexpr std::size_t max_comparisons = 100'000;  // far more than pages need; a hostile one is not worth the time
    std::size_t comparisons = 0;
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      if (blocks_[b].chars < 500 || likely_[b] < 0.2f) continue;
      double repeated = 0;
      for (std::size_t other = 0; other < blocks_.size(); ++other) {
        const Block& part = blocks_[other];
        if (comparisons >= max_comparisons) return;
        if (other == b || part.chars < 40 || part.chars > blocks_[b].chars / 2 || likely_[other] < 0.5f) continue;
        ++comparisons;
        if (holds(blocks_[b].text, part.text) == 1) repeated += part.chars;
        if (repeated == 0 && other > b + 20) break;
      }
      if (repeated > 0.7 * blocks_[b].chars) likely_[b] = 0;
    }
  }

  /// Further articles in an article that has headline and text of its own: neighbours or comments.
  void drop_nested_articles() {
    const auto& document = blocks_.document();
    for (std::uint32_t i = 0; i < document.size(); ++i) {
      const Node outer = document.node(i);
      if (!outer.is(Tag::article)) continue;
      std::vector<Node> nested;
      std::size_t count = 0;
      double within = 0;
      for (std::uint32_t j = i + 1; j < outer.end(); ++j) {
        const Node inner = document.node(j);
        if (!inner.is(Tag::article)) continue;
        ++count;
        if (!nested.empty() && nested.back().contains(inner)) continue;
        nested.push_back(inner);
        within += blocks_.sums(inner).mass;
      }
      const bool headline_within = std::any_of(nested.begin(), nested.end(), [&](Node inner) {
        return body_.title >= blocks_.first(inner) && body_.title < blocks_.last(inner);
      });
      if (count < 2 || headline_within || blocks_.sums(outer).mass - within < 200) continue;
      for (const Node inner : nested)
        for (std::size_t b = blocks_.first(inner); b < blocks_.last(inner); ++b) likely_[b] = 0;
      i = outer.end() - 1;
    }
  }

  /// An element that calls itself comments is none of the text as long as there is text elsewhere.
  void drop_comments() {
    double all = 0;
    for (std::size_t b = 0; b < blocks_.size(); ++b) all += weight(b) * likely_[b];
    const auto& document = blocks_.document();
    for (std::uint32_t i = 0; i < document.size();) {
      const Node node = document.node(i);
      double within = 0;
      const bool comments = (blocks_.hints(i) & hint::comment) && !node.is(Tag::body) && !node.is(Tag::html);
      for (std::size_t b = blocks_.first(node); comments && b < blocks_.last(node); ++b)
        within += weight(b) * likely_[b];
      if (comments && all - within > 300) {
        for (std::size_t b = blocks_.first(node); b < blocks_.last(node); ++b) {
          likely_[b] = 0;
          comment_[b] = true;
        }
        all -= within;
        i = node.end();
      } else {
        ++i;
      }
    }
  }

  void find_headline() {
    double best = 0.6;
    const SimilarTo similar(title_);
    const std::size_t only_h1 = blocks_.only_h1();
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      const Block& block = blocks_[b];
      if (block.chars > 300 || block.unseen) continue;
      double score = title_.empty() ? (block.level == 1 ? 0.8 : 0) : similar(block.text);
      if (b == only_h1 && score > 0.4) score += 0.5;  // a heading further down may be closer to the title's wording
      if (score < 0.5) continue;
      if (block.kind == Block::Kind::heading) score += 0.5 - 0.05 * block.level;
      score -= 0.3 * block.link_density();
      if (score > best) {
        best = score;
        body_.title = b;
      }
    }
  }

  void drop_before_headline() {
    if (body_.title == Body::npos) return;
    double before = 0, after = 0;
    for (std::size_t b = 0; b < blocks_.size(); ++b) (b < body_.title ? before : after) += weight(b) * likely_[b];
    const bool sure = blocks_[body_.title].kind == Block::Kind::heading && after > 300;
    if (sure || before < 0.6 * after)
      for (std::size_t b = 0; b < body_.title; ++b)
        if (!near_headline(b)) likely_[b] = 0;
    likely_[body_.title] = 0;
  }

  /// A summary or a first paragraph may stand right above the headline, within the same small element.
  bool near_headline(std::size_t b) const {
    if (body_.title - b > 3) return false;
    const Node container = blocks_.document().node(blocks_[body_.title].container).parent();
    return container.index() != 0 && blocks_.first(container) <= b && blocks_.sums(container).chars < 2500;
  }

  /// Cards in a row, of one text each with a link above it, behind a text that is longer than they are.
  void drop_teasers() {
    std::vector<double> sums;
    const auto sum_up = [&] {
      sums.assign(1, 0);
      for (std::size_t b = 0; b < blocks_.size(); ++b) sums.push_back(sums.back() + weight(b) * likely_[b]);
    };
    sum_up();
    const CardGroups groups(blocks_);
    for (const Cards& cards : groups.all()) {
      if (cards.count < 3 || cards.teasers < 0.7 * cards.count || cards.texts > 1.5 * cards.count) continue;
      if (body_.title != Body::npos && body_.title >= cards.first) continue;
      if (blocks_.sums(cards.first, cards.last).mass > 1.2 * cards.mass) continue;  // text stands between them
      const double before = sums[cards.first], within = sums[cards.last] - before;
      if (within < 1 || before < 200 || before < 1.5 * cards.mass / cards.count) continue;
      for (std::size_t b = cards.first; b < cards.last; ++b) likely_[b] = 0;
      sum_up();
    }
  }

  void choose_container() {
    const std::uint32_t size = blocks_.document().size();
    std::vector<double> before(blocks_.size() + 1, 0);
    // Comments are known for what they are, and say nothing against the element that holds text and comments.
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      before[b + 1] = before[b] + (comment_[b] ? 0 : weight(b) * (likely_[b] - 0.3));
    double best = -1e30;
    for (std::uint32_t i = 0; i < size; ++i) {
      const Node node = blocks_.document().node(i);
      if (node.is_text() || is_inline(node.tag())) continue;
      const double value = before[blocks_.last(node)] - before[blocks_.first(node)];
      if (value >= best) {
        best = value;
        first_ = blocks_.first(node);
        last_ = blocks_.last(node);
        body_.container = i;
      }
    }
  }

  /// Pages whose text looks unusual all over are measured by their own best blocks.
  double threshold() const {
    double sum = 0, weights = 0;
    for (std::size_t b = first_; b < last_; ++b)
      if (likely_[b] > 0.3) {
        sum += weight(b) * likely_[b];
        weights += weight(b);
      }
    return weights == 0 ? 0.5 : std::clamp(0.6 * sum / weights, 0.25, 0.5);
  }

  /// Names and classes of the four elements around a block.
  std::size_t style(std::size_t b) const {
    const std::hash<std::string_view> hash;
    std::size_t style = 0;
    Node node = blocks_.document().node(blocks_[b].container);
    for (int level = 0; level < 4 && node; ++level, node = node.parent())
      style = style * 31 + hash(node.name()) * 17 + hash(node.attribute("class"));
    return style;
  }

  void choose_blocks() {
    const double least = body_.threshold = threshold();
    double sum = 0, weights = 0;
    std::unordered_set<std::size_t> styles;
    for (std::size_t b = first_; b < last_; ++b)
      if (likely_[b] > 0.8 && blocks_[b].mass() > 0) styles.insert(style(b));
    for (std::size_t b = first_; b < last_; ++b) {
      // Paragraphs that look exactly like sure ones, in elements just like theirs, are taken on less evidence.
      const bool alike = likely_[b] > 0.2 && blocks_[b].mass() > 80 && styles.contains(style(b));
      if (likely_[b] <= (is_label(blocks_[b]) ? 0.85 : least) && !alike) continue;
      body_.blocks.push_back(b);
      sum += weight(b) * likely_[b];
      weights += weight(b);
    }
    body_.quality = weights == 0 ? 0 : sum / weights;
  }

  /// The first paragraph may stand apart from the others, between the headline and them; a picture's caption does, too.
  void add_lead() {
    if (body_.title == Body::npos || body_.title >= first_) return;
    std::vector<std::size_t> lead;
    for (std::size_t b = body_.title + 1; b < first_; ++b)
      if (likely_[b] > 0.5f && blocks_[b].mass() > 0 && !(blocks_[b].chars < 400 && names_credit(blocks_[b].text)))
        lead.push_back(b);
    body_.blocks.insert(body_.blocks.begin(), lead.begin(), lead.end());
  }

  /// Sub-headings and short lines between chosen blocks belong to them.
  void fill_gaps() {
    std::vector<std::size_t> filled;
    for (std::size_t c = 0; c < body_.blocks.size(); ++c) {
      const std::size_t b = body_.blocks[c];
      filled.push_back(b);
      if (c + 1 == body_.blocks.size()) break;
      const std::size_t next = body_.blocks[c + 1];
      if (next - b > 4) continue;
      for (std::size_t between = b + 1; between < next; ++between)
        if (likely_[between] > (blocks_[between].kind == Block::Kind::heading ? 0.1 : 0.25) &&
            !is_label(blocks_[between]))
          filled.push_back(between);
    }
    body_.blocks = std::move(filled);
  }

  /// Byline, position, date and labels before the first paragraph.
  void drop_head_lines() {
    auto& chosen = body_.blocks;
    std::size_t head = 0;
    while (head < chosen.size() && head < 12 && blocks_[chosen[head]].mass() < 200) ++head;
    std::vector<std::size_t> kept;
    for (std::size_t c = 0; c < chosen.size(); ++c)
      if (c >= head || !(is_head_line(blocks_[chosen[c]]) || is_position(chosen[c]))) kept.push_back(chosen[c]);
    if (!kept.empty()) chosen = std::move(kept);
  }

  /// "Subjects: A; B"
  static bool is_labelled(std::string_view text) {
    const std::string opening = fold(prefix(text, 40));
    const auto opens = [&](std::string_view label) {
      return opening.starts_with(label) && opening.size() > label.size() && opening[label.size()] == ':';
    };
    return std::any_of(std::begin(theme_labels), std::end(theme_labels), opens) ||
           std::any_of(std::begin(series_labels), std::end(series_labels), opens);
  }

  static bool is_head_line(const Block& block) {
    if (block.kind == Block::Kind::heading || block.chars > 160) return false;
    if (block.link_density() > 0.75 || (block.link_chars > 0 && is_labelled(block.text))) return true;
    if (begins_like_byline(block.text) && (block.sentence_ends == 0 || !read_byline(block.text).empty())) return true;
    return block.chars < 60 && find_date(block.text) && block.sentence_ends < 2;
  }

  /// "Senior Fellow of the Institute" right behind a name or a byline.
  bool is_position(std::size_t b) const {
    const Block& block = blocks_[b];
    if (b == 0 || block.kind == Block::Kind::heading || block.chars > 160 || block.sentence_ends > 0) return false;
    const std::string_view before = blocks_[b - 1].text;
    if (before.size() > 200 || !(begins_like_byline(before) || looks_like_name(before))) return false;
    const Position position = split_position(block.text);
    return !position.role.empty() || !position.institution.empty();
  }

  /// "Tweet", "Read more", "Share"
  static bool is_label(const Block& block) { return block.chars < 30 && sounds_like_furniture(block.text); }

  /// A sub-heading needs text behind it.
  void drop_empty_headings() {
    auto& chosen = body_.blocks;
    while (!chosen.empty() && blocks_[chosen.back()].kind == Block::Kind::heading) chosen.pop_back();
  }

  const Blocks& blocks_;
  std::vector<float> likely_;
  std::vector<bool> comment_;
  std::string_view title_;
  Body body_;
  std::size_t first_ = 0, last_ = 0;
};

}  // namespace

Body find_body(const Blocks& blocks, std::span<const float> likelihood, std::string_view title) {
  return BodyFinder(blocks, likelihood, title).find();
}

std::string body_text(const Blocks& blocks, const std::vector<std::size_t>& chosen) {
  std::string text;
  const Block* previous = nullptr;
  for (const std::size_t b : chosen) {
    const Block& block = blocks[b];
    const bool same_list = previous && block.kind == Block::Kind::item && previous->kind == Block::Kind::item &&
                           block.list == previous->list;
    const bool next_line = block.next_line && previous == &block - 1;
    if (previous) text += same_list || next_line ? "\n" : "\n\n";
    text += block.text;
    previous = &block;
  }
  return text;
}

}  // namespace caravan::extract
