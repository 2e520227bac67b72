#include "indexer/extract/features.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "indexer/extract/cards.h"
#include "indexer/extract/clean.h"
#include "indexer/extract/phrases.h"
#include "indexer/extract/similarity.h"

namespace caravan::extract {

using html::Node;
using html::Tag;

namespace {

constexpr std::uint32_t furniture = hint::comment | hint::share | hint::related | hint::navigation | hint::promotion |
                                    hint::sidebar | hint::footer | hint::biography | hint::notice | hint::form;

struct NamedHint {
  Feature feature;
  std::uint32_t hint;
};
constexpr NamedHint named_hints[] = {{Feature::name_promotion, hint::promotion},
                                     {Feature::name_comment, hint::comment},
                                     {Feature::name_share, hint::share},
                                     {Feature::name_related, hint::related},
                                     {Feature::name_navigation, hint::navigation},
                                     {Feature::name_sidebar, hint::sidebar},
                                     {Feature::name_footer, hint::footer},
                                     {Feature::name_header, hint::header},
                                     {Feature::name_byline, hint::byline},
                                     {Feature::name_biography, hint::biography},
                                     {Feature::name_tags, hint::tags},
                                     {Feature::name_caption, hint::caption},
                                     {Feature::name_notice, hint::notice},
                                     {Feature::name_player, hint::player},
                                     {Feature::name_hidden, hint::hidden_name},
                                     {Feature::name_title, hint::title},
                                     {Feature::name_quote, hint::quote},
                                     {Feature::name_toc, hint::toc},
                                     {Feature::name_summary, hint::summary},
                                     {Feature::name_date, hint::date},
                                     {Feature::name_widget, hint::widget},
                                     {Feature::name_count, hint::count},
                                     {Feature::name_credit, hint::credit},
                                     {Feature::name_form, hint::form}};

/// What a site is called, as its host has it: "example" of www.example.co.uk.
std::string_view site_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) return {};
  const std::string_view host = url.substr(scheme + 3, url.find_first_of("/?#:", scheme + 3) - scheme - 3);
  std::string_view longest;
  for (std::size_t begin = 0, end; (end = host.find('.', begin)) != host.npos; begin = end + 1)
    if (end - begin > longest.size()) longest = host.substr(begin, end - begin);
  return longest.size() < 4 ? std::string_view() : longest;
}

class FeatureBuilder {
 public:
  FeatureBuilder(const Blocks& blocks, std::span<const Place> places, const PageFacts& facts)
      : blocks_(blocks),
        places_(places),
        facts_(facts),
        rows_(blocks.size(), Features{}),
        cards_(blocks),
        site_(site_of(facts.url)) {}

  std::vector<Features> build() && {
    if (rows_.empty()) return {};
    total_ = std::max(1.0, blocks_.sums(0, blocks_.size()).mass);
    find_main();
    for (std::uint32_t i = 0; i < blocks_.document().size(); ++i)
      if (node(i).is(Tag::article)) articles_.push_back(i);
    find_title();
    weigh_styles();
    for (std::size_t b = 0; b < rows_.size(); ++b) {
      describe_block(b);
      describe_place(b);
      describe_surroundings(b);
    }
    for (std::size_t b = 0; b < rows_.size(); ++b) describe_neighbours(b);
    note_comments();
    return std::move(rows_);
  }

 private:
  float& at(std::size_t b, Feature f) { return rows_[b][static_cast<std::size_t>(f)]; }
  Node node(std::uint32_t index) const { return blocks_.document().node(index); }

  bool is_stranger(Node n) const {
    const std::uint32_t hints = blocks_.hints(n.index());
    if ((hints & (furniture | hint::unseen)) == 0) return false;
    const double mass = blocks_.sums(n).mass;
    // Comments may well be longer than what they comment on.
    return mass < 0.3 * total_ || ((hints & hint::comment) && total_ - mass > 400);
  }

  /// The smallest element around most running text that stands in nothing which is called a comment, a sidebar ...
  void find_main() {
    std::vector<bool> strange(blocks_.size(), false);
    const Node body = blocks_.document().body() ? blocks_.document().body() : blocks_.document().root();
    for (std::uint32_t i = body.index(); i < body.end();) {
      const Node n = node(i);
      if (!n.is_text() && n != body && is_stranger(n)) {
        for (std::size_t b = blocks_.first(n); b < blocks_.last(n); ++b) strange[b] = true;
        i = n.end();
      } else {
        ++i;
      }
    }
    std::vector<double> before(blocks_.size() + 1, 0);
    for (std::size_t b = 0; b < blocks_.size(); ++b) before[b + 1] = before[b] + (strange[b] ? 0 : blocks_[b].mass());
    const auto mass = [&](Node n) { return before[blocks_.last(n)] - before[blocks_.first(n)]; };
    main_ = body;
    while (true) {
      Node best;
      for (Node child = main_.first_child(); child; child = child.next_sibling())
        if (!child.is_text() && (!best || mass(child) > mass(best))) best = child;
      if (!best || mass(best) < 0.75 * mass(main_) || is_inline(best.tag()) || best.is(Tag::p)) break;
      main_ = best;
    }
    main_mass_ = std::max(1.0, blocks_.sums(main_).mass);
  }

  void find_title() {
    double best = 0.5;
    const SimilarTo similar(facts_.title);
    const std::size_t only_h1 = blocks_.only_h1();
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      const Block& block = blocks_[b];
      if (block.chars > 300) continue;
      const double likeness = similar.empty() ? 0 : similar(block.text);
      at(b, Feature::like_title) = static_cast<float>(likeness);
      double score = likeness + (block.kind == Block::Kind::heading ? 0.4 - 0.1 * block.level : 0);
      if (b == only_h1 && likeness > 0.3) score += 0.5;
      if (score > best + 0.01) {
        best = score;
        title_ = b;
      }
    }
  }

  void weigh_styles() {
    by_style_.resize(blocks_.size());
    for (std::size_t b = 0; b < blocks_.size(); ++b) by_style_[places_[b].style] += blocks_[b].mass();
  }

  void describe_block(std::size_t b) {
    const Block& block = blocks_[b];
    at(b, Feature::kind) = static_cast<float>(block.kind);
    at(b, Feature::level) = block.level;
    at(b, Feature::chars) = log_of(block.chars);
    at(b, Feature::link_density) = static_cast<float>(block.link_density());
    at(b, Feature::sentences) = block.sentence_ends;
    at(b, Feature::commas) = block.commas;
    at(b, Feature::mass) = log_of(block.mass());
    at(b, Feature::strong) = static_cast<float>(block.strong_chars) / static_cast<float>(std::max(1u, block.chars));
    at(b, Feature::unseen) = block.unseen;
    const char last = block.text.back();
    at(b, Feature::ends_open) = last == ':' ? 2.f : (last == '.' || last == '!' || last == '?' ? 0.f : 1.f);
    if (block.chars < 200) at(b, Feature::furniture_words) = sounds_like_furniture(block.text);
    at(b, Feature::in_json_ld) = facts_.article_body.empty() ? -1.f : holds(facts_.article_body, block.text);
    std::size_t digits = 0, capitals = 0;
    for (const char c : block.text) {
      digits += c >= '0' && c <= '9';
      capitals += c >= 'A' && c <= 'Z';
    }
    at(b, Feature::starts_low) = block.text[0] >= 'a' && block.text[0] <= 'z';
    if (block.chars < 400) at(b, Feature::credit_words) = names_credit(block.text);
    at(b, Feature::digits) = static_cast<float>(digits) / static_cast<float>(block.text.size());
    at(b, Feature::capital_share) = static_cast<float>(capitals) / static_cast<float>(block.text.size());
    at(b, Feature::names_site) = names_site(block.text);
    at(b, Feature::in_p) = node(block.container).is(Tag::p);
    if (block.chars >= 20) {
      std::size_t& seen = texts_[std::hash<std::string>()(block.text)];
      at(b, Feature::repeated) = static_cast<float>(seen++);
    }
  }

  /// Whether a text names the site, letters and figures only ("Example News" of example-news.org).
  bool names_site(std::string_view text) {
    if (site_.empty() || text.size() > 2000) return false;
    squeezed_.resize(text.size());
    char* to = squeezed_.data();
    for (const char c : text)
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')
        *to++ = c;
      else if (c >= 'A' && c <= 'Z')
        *to++ = static_cast<char>(c - 'A' + 'a');
    squeezed_.resize(static_cast<std::size_t>(to - squeezed_.data()));
    return squeezed_.find(site_) != squeezed_.npos;
  }

  void describe_place(std::size_t b) {
    const Block& block = blocks_[b];
    const Blocks::Sums before = blocks_.sums(0, b);
    at(b, Feature::mass_before) = static_cast<float>(before.mass / total_);
    const std::size_t first = blocks_.first(main_), last = blocks_.last(main_);
    at(b, Feature::main_before) =
        b <= first ? 0 : static_cast<float>(blocks_.sums(first, std::min(b, last)).mass / main_mass_);
    at(b, Feature::main_after) =
        b + 1 >= last ? 0 : static_cast<float>(blocks_.sums(std::max(first, b + 1), last).mass / main_mass_);
    at(b, Feature::after_title) =
        title_ == npos ? 0 : std::clamp(static_cast<float>(b) - static_cast<float>(title_), -20.f, 60.f);
    at(b, Feature::in_main) = b >= first && b < last;
    at(b, Feature::main_share) = static_cast<float>(main_mass_ / total_);
    at(b, Feature::page_mass) = log_of(total_);
    at(b, Feature::style_share) = static_cast<float>(by_style_[places_[b].style] / total_);
    const Node container = node(block.container);
    const Node parent = container.is(Tag::body) ? container : container.parent();
    describe_group(b, parent, Feature::parent_share, Feature::parent_density);
    at(b, Feature::parent_blocks) = log_of(static_cast<double>(blocks_.last(parent) - blocks_.first(parent)));
    const Node grandparent = parent.parent() ? parent.parent() : parent;
    at(b, Feature::parent_siblings) = twins(parent);
    at(b, Feature::grandparent_siblings) = twins(grandparent);
    at(b, Feature::blocks_before) = log_of(static_cast<double>(b - blocks_.first(parent)));
    at(b, Feature::blocks_after) = log_of(static_cast<double>(blocks_.last(parent) - b - 1));
    at(b, Feature::article_count) = static_cast<float>(std::min<std::size_t>(articles_.size(), 30));
    describe_group(b, grandparent, Feature::grandparent_share, Feature::grandparent_density);
  }

  /// How many elements of the same shape stand beside one: a card among cards.
  float twins(Node n) {
    const Node parent = n.parent();
    if (!parent) return 0;
    if (counted_.insert(parent.index()).second)
      for (Node child = parent.first_child(); child; child = child.next_sibling())
        if (child.is_element()) ++twins_[shape_of(child) + parent.index()];
    return log_of(std::min(twins_[shape_of(n) + parent.index()] - 1.0, 60.0));
  }

  std::size_t article_number(Node article) const {
    return static_cast<std::size_t>(std::lower_bound(articles_.begin(), articles_.end(), article.index()) -
                                    articles_.begin());
  }

  void describe_group(std::size_t b, Node group, Feature share, Feature density) {
    const Blocks::Sums sums = blocks_.sums(group);
    at(b, share) = static_cast<float>(sums.mass / total_);
    at(b, density) = static_cast<float>(sums.chars > 0 ? sums.link_chars / sums.chars : 1);
  }

  /// From the block outwards. The branch is the largest element around it that is not around most of the main text.
  void describe_surroundings(std::size_t b) {
    std::uint32_t hints = 0;
    std::uint32_t branch_hints = 0;
    Node branch;
    double furniture_share = 1;
    int depth = 0, article_depth = 0;
    const Cards* cards = nullptr;
    at(b, Feature::article_share) = -1;
    at(b, Feature::depth_in_main) = -1;
    at(b, Feature::levels_to_title) = -1;
    for (Node n = node(blocks_[b].container); n && !n.is(Tag::body); n = n.parent(), ++depth) {
      const Blocks::Sums sums = blocks_.sums(n);
      if (const Cards* group = cards_.of(n.index());
          group && group->count > 2 && (!cards || group->teasers > cards->teasers)) {
        cards = group;
        at(b, Feature::cards_level) = static_cast<float>(depth);
      }
      if (n == main_) at(b, Feature::depth_in_main) = static_cast<float>(depth);
      if (n.is(Tag::article) && at(b, Feature::article_share) < 0) {
        at(b, Feature::article_share) = static_cast<float>(sums.mass / total_);
        at(b, Feature::article_depth) = static_cast<float>(++article_depth);
        at(b, Feature::article_number) = static_cast<float>(article_number(n));
      } else if (n.is(Tag::article)) {
        at(b, Feature::article_depth) = static_cast<float>(++article_depth);
      }
      if (blocks_.hints(n.index()) & hint::article_body) at(b, Feature::in_article_body) = 1;
      if (title_ != npos && at(b, Feature::levels_to_title) < 0 && b != title_ && blocks_.first(n) <= title_ &&
          title_ < blocks_.last(n)) {
        at(b, Feature::levels_to_title) = static_cast<float>(depth);
        at(b, Feature::title_group_share) = static_cast<float>(sums.mass / total_);
      }
      if (n.contains(main_)) continue;
      branch = n;
      const std::uint32_t own = blocks_.hints(n.index());
      hints |= own;
      branch_hints = own;
      if (own & furniture) furniture_share = sums.mass / total_;
      note_tag(b, n.tag());
    }
    if (cards) {
      at(b, Feature::cards) = log_of(cards->count);
      at(b, Feature::teaser_share) = static_cast<float>(cards->teasers) / static_cast<float>(cards->count);
      at(b, Feature::cards_share) = static_cast<float>(cards->mass / total_);
      at(b, Feature::card_texts) = static_cast<float>(cards->texts) / static_cast<float>(cards->count);
      at(b, Feature::card_mass) = log_of(cards->mass / cards->count);
    }
    for (const NamedHint& named : named_hints) at(b, named.feature) = (hints & named.hint) != 0;
    at(b, Feature::furniture_share) = static_cast<float>(furniture_share);
    if (!branch) branch = node(blocks_[b].container);
    const Blocks::Sums sums = blocks_.sums(branch);
    at(b, Feature::branch_share) = static_cast<float>(sums.mass / total_);
    at(b, Feature::branch_density) = static_cast<float>(sums.chars > 0 ? sums.link_chars / sums.chars : 1);
    at(b, Feature::branch_chars) = log_of(sums.chars);
    at(b, Feature::branch_hints_body) = (branch_hints & (hint::body | hint::article_body)) != 0;
  }

  void note_tag(std::size_t b, Tag tag) {
    switch (tag) {
      case Tag::aside:
        at(b, Feature::tag_aside) = 1;
        break;
      case Tag::footer:
        at(b, Feature::tag_footer) = 1;
        break;
      case Tag::header:
        at(b, Feature::tag_header) = 1;
        break;
      case Tag::nav:
        at(b, Feature::tag_nav) = 1;
        break;
      case Tag::figure:
        at(b, Feature::tag_figure) = 1;
        break;
      case Tag::table:
        at(b, Feature::tag_table) = 1;
        break;
      case Tag::ul:
      case Tag::ol:
      case Tag::dl:
        at(b, Feature::tag_list) = 1;
        break;
      case Tag::blockquote:
        at(b, Feature::tag_quote) = 1;
        break;
      case Tag::form:
        at(b, Feature::tag_form) = 1;
        break;
      default:
        break;
    }
  }

  void describe_neighbours(std::size_t b) {
    if (b > 0) {
      at(b, Feature::previous_mass) = at(b - 1, Feature::mass);
      at(b, Feature::previous_density) = at(b - 1, Feature::link_density);
      at(b, Feature::previous_kind) = at(b - 1, Feature::kind);
    }
    if (b + 1 < rows_.size()) {
      at(b, Feature::next_mass) = at(b + 1, Feature::mass);
      at(b, Feature::next_density) = at(b + 1, Feature::link_density);
      at(b, Feature::next_kind) = at(b + 1, Feature::kind);
    }
    if (b + 2 < rows_.size()) at(b, Feature::second_mass) = at(b + 2, Feature::mass);
    const std::size_t from = b > 4 ? b - 4 : 0, to = std::min(b + 5, rows_.size());
    at(b, Feature::around_mass) = log_of(blocks_.sums(from, to).mass);
    // The last heading or label before it that sounds like furniture, unless a plain heading has come since.
    if (blocks_[b].kind == Block::Kind::heading || at(b, Feature::furniture_words) > 0)
      label_ = at(b, Feature::furniture_words);
    at(b, Feature::heading_words) = label_;
    if (blocks_[b].kind == Block::Kind::heading) {
      heading_density_ = at(b, Feature::link_density);
      heading_level_ = at(b, Feature::level);
      heading_site_ = at(b, Feature::names_site);
      heading_ = b;
      if (title_ != npos && b > title_) ++headings_;
    }
    at(b, Feature::last_heading_density) = heading_density_;
    at(b, Feature::last_heading_level) = heading_level_;
    at(b, Feature::last_heading_distance) = log_of(static_cast<double>(b - heading_));
    at(b, Feature::headings_before) = headings_;
    at(b, Feature::heading_names_site) = heading_site_;
  }

  /// Blocks behind the first comment are seldom text.
  void note_comments() {
    bool seen = false;
    for (std::size_t b = 0; b < rows_.size(); ++b) {
      if (title_ != npos && b > title_ && at(b, Feature::name_comment) > 0 && at(b, Feature::mass) > 0) seen = true;
      at(b, Feature::comment_after) = seen;
    }
  }

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  const Blocks& blocks_;
  std::span<const Place> places_;
  const PageFacts& facts_;
  std::vector<Features> rows_;
  CardGroups cards_;
  std::string_view site_;
  std::string squeezed_;
  double total_ = 1, main_mass_ = 1;
  Node main_;
  std::size_t title_ = npos;
  float label_ = 0, heading_density_ = 0, heading_level_ = 0, headings_ = 0, heading_site_ = 0;
  std::size_t heading_ = 0;
  std::vector<std::uint32_t> articles_;
  std::unordered_map<std::uint64_t, std::uint32_t> twins_;  ///< by shape and parent
  std::unordered_set<std::uint32_t> counted_;               ///< parents whose children are in twins_
  std::vector<double> by_style_;
  std::unordered_map<std::size_t, std::size_t> texts_;
};

}  // namespace

std::vector<Features> features_of(const Blocks& blocks, std::span<const Place> places, const PageFacts& facts) {
  return FeatureBuilder(blocks, places, facts).build();
}

}  // namespace caravan::extract
