#include "indexer/extract/pull_quotes.h"

#include <algorithm>
#include <string_view>

#include "base/unicode.h"

namespace caravan::extract {
namespace {

std::string_view without_quotes(std::string_view text) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const std::string_view sign : {"\"", "“", "”", "„", "«", "»", "‘", "’", "「", "」", "『", "』", "'", " "}) {
      if (text.size() > sign.size() && text.starts_with(sign)) {
        text.remove_prefix(sign.size());
        changed = true;
      }
      if (text.size() > sign.size() && text.ends_with(sign)) {
        text.remove_suffix(sign.size());
        changed = true;
      }
    }
  }
  return text;
}

/// Every block is looked up in every other one; a text of more blocks is a book or an attack.
constexpr std::size_t most_blocks = 1500;

/// Long enough not to stand in another block by chance.
bool is_sentence(const Block& block) {
  return block.chars >= 30 && block.chars <= 600 && block.kind != Block::Kind::item &&
         block.kind != Block::Kind::cell && block.kind != Block::Kind::preformatted;
}

}  // namespace

std::vector<std::string> take_pull_quotes(const Blocks& blocks, std::vector<std::size_t>& chosen) {
  std::vector<std::string> quotes;
  if (chosen.size() < 2 || chosen.size() > most_blocks) return quotes;
  std::vector<std::size_t> taken;
  for (std::size_t b = chosen.front(); b <= std::min(chosen.back(), chosen.front() + 2 * most_blocks); ++b) {
    const Block& block = blocks[b];
    if (!is_sentence(block)) continue;
    const std::string_view quote = without_quotes(block.text);
    const bool repeats = std::any_of(chosen.begin(), chosen.end(), [&](std::size_t other) {
      return other != b && blocks[other].chars > block.chars + 20 &&
             blocks[other].text.find(quote) != std::string::npos;
    });
    if (!repeats) continue;
    taken.push_back(b);
    if (std::find(quotes.begin(), quotes.end(), quote) == quotes.end()) quotes.emplace_back(quote);
  }
  std::erase_if(chosen, [&](std::size_t b) { return std::binary_search(taken.begin(), taken.end(), b); });
  return quotes;
}

}  // namespace caravan::extract
