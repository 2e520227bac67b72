#include "indexer/schema/stored_text.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>
#include <xapian.h>

#include "base/error.h"
#include "indexer/schema/entry.h"

namespace caravan::schema {
namespace {

constexpr std::string_view scripts[] = {
    "The EU-ASEAN strategic partnership (2020) covers trade, R&D and 5G; the U.S. isn't part of it.\n\nA line. ",
    "L'Europe et l'Asie : vingt ans de coopération, d'échanges et d'œuvres communes.\n",
    "亚欧会议于一九九六年在曼谷举行。５Ｇ技术和“一带一路”倡议。",
    "การประชุมเอเชีย-ยุโรปเริ่มต้นที่กรุงเทพมหานคร",
    "아시아유럽정상회의는 방콕에서 시작되었다. ",
    "Москва, Ελλάδα, naïve 1,234,567 https://example.org/a-b_c?d=e ",
    "....... ------- \n\n",
    "Donaudampfschifffahrtsgesellschaftskapitän-",
};

/// At least so many bytes, of pieces of the scripts named; the same for the same seed.
std::string text_of_scripts(unsigned seed, std::size_t bytes) {
  std::mt19937 random(seed);
  const std::size_t first = random() % std::size(scripts), second = random() % std::size(scripts);
  std::string text;
  while (text.size() < bytes) text += scripts[random() % 5 == 0 ? second : first];
  return text;
}

Entry long_entry(std::string body, std::string title = "A report") {
  Entry entry;
  entry.article.id = "r";
  entry.article.title = std::move(title);
  entry.article.body = std::move(body);
  return entry;
}

/// The pieces of a body as they would lie in the index.
PieceReader pieces_of(const std::string& body) {
  const TextMap map = map_of(body, 1);
  return [pieces = packed_pieces(body, map)](std::size_t piece) { return pieces.at(piece); };
}

TEST(StoredText, IsTheSameByteForByte) {
  for (unsigned seed = 0; seed < 40; ++seed)
    for (const std::size_t bytes :
         {longest_in_one - 100, longest_in_one + 1, 3 * longest_in_one, std::size_t{300'000}}) {
      const Entry entry = long_entry(text_of_scripts(seed, bytes));
      const std::string record = encode(entry);
      EXPECT_EQ(decode(record, pieces_of(entry.article.body)).article.body, entry.article.body) << seed << ' ' << bytes;
      if (is_in_pieces(entry.article.body)) {
        EXPECT_LT(record.size(), 2000U);
      }
    }
}

TEST(StoredText, HoldsWhatWasLoadedAndReadsNoMore) {
  const std::string body = text_of_scripts(1, 400'000);
  const TextMap map = map_of(body, 1001);
  const std::vector<std::string> pieces = packed_pieces(body, map);
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::set<std::size_t> read, wanted;
    StoredText text(map, [&](std::size_t piece) {
      EXPECT_TRUE(read.insert(piece).second) << "read twice";
      return pieces.at(piece);
    });
    for (int i = 0; i < 5; ++i) {
      const std::size_t begin = random() % body.size(), end = std::min(body.size(), begin + random() % 20'000);
      text.load(begin, end);
      EXPECT_EQ(text.view().substr(begin, end - begin), std::string_view(body).substr(begin, end - begin));
      for (std::size_t piece = 0; piece < map.ends.size(); ++piece)
        if (map.ends[piece] > begin && (piece == 0 || map.ends[piece - 1] < std::max(end, begin + 1)))
          wanted.insert(piece);
    }
    EXPECT_EQ(read, wanted);
  }
}

TEST(StoredText, PiecesEndBetweenWords) {
  for (const std::string_view script : scripts) {
    std::string body;
    while (body.size() < 100'000) body += script;
    std::size_t begin = 0;
    for (const std::size_t end : map_of(body, 1).ends) {
      EXPECT_LE(end - begin, 18'000U);
      EXPECT_NE(static_cast<unsigned char>(body[begin]) & 0xC0U, 0x80U) << "within a character";
      if (begin > 0 && script.find(' ') != std::string_view::npos) {
        EXPECT_TRUE(body[begin - 1] == ' ' || body[begin - 1] == '\n');
      }
      begin = end;
    }
    EXPECT_EQ(begin, body.size());
  }
}

/// Positions as the index has them, by term.
std::map<std::string, std::set<Xapian::termpos>> positions_in(const Xapian::Document& document) {
  std::map<std::string, std::set<Xapian::termpos>> positions;
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term)
    positions[*term] = std::set<Xapian::termpos>(term.positionlist_begin(), term.positionlist_end());
  return positions;
}

TEST(StoredText, TheMapSaysWhereAPositionOfTheIndexIs) {
  std::string long_title;
  for (int i = 0; i < 1200; ++i) long_title += "EU-ASEAN headline ";
  for (unsigned seed = 0; seed < 30; ++seed) {
    const Entry entry = long_entry(text_of_scripts(seed, 30'000), seed % 4 == 0 ? long_title : "EU-ASEAN");
    const std::string& body = entry.article.body;
    Stemmers stemmers;
    const auto positions = positions_in(to_document(entry, stemmers));
    const TextMap map = map_of(body, first_position_of_body(entry.article.title));
    const TextMap read = read_map(to_bytes(map));
    EXPECT_EQ(read.positions, map.positions);
    EXPECT_EQ(read.ends, map.ends);
    EXPECT_EQ(read.hash, map.hash);
    Tokenizer tokens(body);
    for (Token token; tokens.next(token);) {
      const std::uint32_t position = map.first_position() + token.position;
      ASSERT_TRUE(positions.at(token.word).contains(position)) << token.word << " in " << seed;
      ASSERT_EQ(map.stride_of(position), token.begin / TextMap::stride) << token.word << " in " << seed;
      ASSERT_LT(position, map.end_position());
    }
  }
}

TEST(StoredText, BrokenOnesAreRefused) {
  const Entry entry = long_entry(text_of_scripts(0, 60'000));
  const std::string record = encode(entry);
  const PieceReader sound = pieces_of(entry.article.body);
  struct Case {
    std::string_view name;
    PieceReader pieces;
  };
  const Case cases[] = {
      {"no pieces at all", {}},
      {"one is missing", [&](std::size_t piece) { return piece == 1 ? std::string() : sound(piece); }},
      {"one is no zstd", [&](std::size_t piece) { return piece == 1 ? std::string("nothing") : sound(piece); }},
      {"one is cut short", [&](std::size_t piece) { return sound(piece).substr(0, 100); }},
      {"one is in the place of another", [&](std::size_t) { return sound(0); }},
      {"another article's", pieces_of(text_of_scripts(0, 60'000).replace(20'000, 3, "xyz"))},
  };
  for (const Case& each : cases) EXPECT_THROW(decode(record, each.pieces), Failure) << each.name;
}

TEST(StoredText, AMapOfAnyBytesIsReadOrRefused) {
  const std::string body = text_of_scripts(3, 80'000);
  const std::string sound = to_bytes(map_of(body, 1001));
  std::mt19937 random(11);
  int read = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = sound;
    for (unsigned i = 0; i <= random() % 3; ++i)
      bytes[random() % (round % 2 == 0 ? 32 : bytes.size())] = static_cast<char>(random());
    if (round % 3 == 0) bytes.resize(random() % bytes.size());
    try {
      const TextMap map = read_map(bytes);
      ++read;
      EXPECT_TRUE(std::is_sorted(map.ends.begin(), map.ends.end()));
      EXPECT_TRUE(std::is_sorted(map.positions.begin(), map.positions.end()));
      EXPECT_LE(map.bytes(), map.positions.size() * TextMap::stride);
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().fault, Fault::corrupt);
    }
  }
  EXPECT_GT(read, 0);
}

}  // namespace
}  // namespace caravan::schema
