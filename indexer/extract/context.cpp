#include "indexer/extract/context.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace caravan::extract {

namespace {

class ContextBuilder {
 public:
  ContextBuilder(std::span<const Place> places, std::span<const float> likelihood, std::vector<Features>& rows)
      : places_(places), likely_(likelihood), rows_(rows), chars_(rows.size() + 1, 0), text_(rows.size() + 1, 0) {
    for (std::size_t b = 0; b < rows_.size(); ++b) {
      chars_[b + 1] = chars_[b] + places_[b].chars;
      text_[b + 1] = text_[b] + places_[b].chars * likely_[b];
    }
  }

  void build() {
    describe_neighbours();
    describe_groups();
    describe_styles();
    describe_sections();
    describe_gaps();
  }

 private:
  float& at(std::size_t b, Feature f) { return rows_[b][static_cast<std::size_t>(f)]; }

  /// How likely the characters of a range are text.
  float share(std::size_t from, std::size_t to) const {
    const double chars = chars_[to] - chars_[from];
    return chars > 0 ? static_cast<float>((text_[to] - text_[from]) / chars) : 0.f;
  }

  void describe_neighbours() {
    const std::size_t size = rows_.size();
    const auto likelihood = [&](std::size_t b) { return b < size ? likely_[b] : 0.f; };
    for (std::size_t b = 0; b < size; ++b) {
      at(b, Feature::own_likelihood) = likely_[b];
      at(b, Feature::previous_likelihood) = b > 0 ? likely_[b - 1] : 0;
      at(b, Feature::second_previous_likelihood) = b > 1 ? likely_[b - 2] : 0;
      at(b, Feature::next_likelihood) = likelihood(b + 1);
      at(b, Feature::second_next_likelihood) = likelihood(b + 2);
      at(b, Feature::likely_close_before) = share(b > 6 ? b - 6 : 0, b);
      at(b, Feature::likely_close_after) = share(b + 1, std::min(b + 7, size));
    }
  }

  void describe_groups() {
    const std::size_t size = rows_.size();
    const double all = std::max(1.0, text_[size]);
    for (std::size_t b = 0; b < size; ++b) {
      const Place& place = places_[b];
      at(b, Feature::likely_parent) = share(place.parent_first, place.parent_last);
      at(b, Feature::likely_grandparent) = share(place.grandparent_first, place.grandparent_last);
      at(b, Feature::parent_of_text) = static_cast<float>((text_[place.parent_last] - text_[place.parent_first]) / all);
      at(b, Feature::grandparent_of_text) =
          static_cast<float>((text_[place.grandparent_last] - text_[place.grandparent_first]) / all);
      at(b, Feature::text_before) = static_cast<float>(text_[b] / all);
      at(b, Feature::text_after) = static_cast<float>((text_[size] - text_[b + 1]) / all);
      at(b, Feature::text_of_page) = log_of(all);
    }
  }

  void describe_styles() {
    struct Style {
      double chars = 0, text = 0;
    };
    std::unordered_map<std::uint32_t, Style> styles;
    for (std::size_t b = 0; b < rows_.size(); ++b) {
      Style& style = styles[places_[b].style];
      style.chars += places_[b].chars;
      style.text += places_[b].chars * likely_[b];
    }
    for (std::size_t b = 0; b < rows_.size(); ++b) {
      const Style& style = styles[places_[b].style];
      at(b, Feature::likely_style) = style.chars > 0 ? static_cast<float>(style.text / style.chars) : 0.f;
      at(b, Feature::style_of_text) = static_cast<float>(style.text / std::max(1.0, text_[rows_.size()]));
    }
  }

  /// From one heading to the next.
  void describe_sections() {
    for (std::size_t begin = 0; begin < rows_.size();) {
      std::size_t end = begin + 1;
      while (end < rows_.size() && !places_[end].heading) ++end;
      for (std::size_t b = begin; b < end; ++b) at(b, Feature::likely_section) = share(begin, end);
      begin = end;
    }
  }

  /// How much that is no text lies between a block and the nearest text.
  void describe_gaps() {
    std::size_t last = rows_.size();
    for (std::size_t b = 0; b < rows_.size(); ++b) {
      at(b, Feature::gap_before) = last == rows_.size() ? 12.f : log_of(chars_[b] - chars_[last + 1]);
      if (likely_[b] > 0.5f && places_[b].chars > 40) last = b;
    }
    last = rows_.size();
    for (std::size_t b = rows_.size(); b-- > 0;) {
      at(b, Feature::gap_after) = last == rows_.size() ? 12.f : log_of(chars_[last] - chars_[b + 1]);
      if (likely_[b] > 0.5f && places_[b].chars > 40) last = b;
    }
  }

  std::span<const Place> places_;
  std::span<const float> likely_;
  std::vector<Features>& rows_;
  std::vector<double> chars_, text_;  ///< of all blocks before one
};

}  // namespace

void add_context(std::span<const Place> places, std::span<const float> likelihood, std::vector<Features>& rows) {
  if (!rows.empty()) ContextBuilder(places, likelihood, rows).build();
}

}  // namespace caravan::extract
