#include "indexer/extract/bylines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::extract {
namespace {

using testing::ElementsAre;

TEST(Bylines, SplitRoleFromInstitution) {
  struct Case {
    std::string_view text, role, institution;
  };
  constexpr Case cases[] = {
      {"Senior Research Fellow at the Finnish Institute of International Affairs", "Senior Research Fellow",
       "Finnish Institute of International Affairs"},
      {"Principal Economist, Chao Phraya Policy Workshop", "Principal Economist", "Chao Phraya Policy Workshop"},
      {"Principal Economist of Chao Phraya Policy Workshop", "Principal Economist", "Chao Phraya Policy Workshop"},
      {"Director of Research, Deccan Forum on Trade and Technology", "Director of Research",
       "Deccan Forum on Trade and Technology"},
      {"Director, Mobility Programme, Visayas Institute for Mobility and Society", "Director, Mobility Programme",
       "Visayas Institute for Mobility and Society"},
      {"Professor of International Relations at Leiden University", "Professor of International Relations",
       "Leiden University"},
      {"Leiterin der Forschung bei der Stiftung Wissenschaft und Politik", "Leiterin der Forschung",
       "Stiftung Wissenschaft und Politik"},
      {"Chercheuse à l’Institut français des relations internationales", "Chercheuse",
       "Institut français des relations internationales"},
      {"Peneliti di Pusat Kajian Asia", "Peneliti", "Pusat Kajian Asia"},
      {"Gulf of Finland Policy House", "", "Gulf of Finland Policy House"},
      {"Writer on ports and shipping", "Writer on ports and shipping", ""},
      {"The latest from our blog", "", ""},
  };
  for (const Case& c : cases) {
    const Position position = split_position(c.text);
    EXPECT_EQ(position.role, c.role) << c.text;
    EXPECT_EQ(position.institution, c.institution) << c.text;
  }
}

TEST(Bylines, ReadNamesInManyForms) {
  EXPECT_THAT(split_names("By Ann Lee and Bo Chen"), ElementsAre("Ann Lee", "Bo Chen"));
  EXPECT_THAT(split_names("von Anna Klein, Jörg Groß und Li Wei"), ElementsAre("Anna Klein", "Jörg Groß", "Li Wei"));
  EXPECT_THAT(split_names("Par Aurélie de la Tour"), ElementsAre("Aurélie de la Tour"));
  EXPECT_THAT(split_names("Oleh: Ratna Sekarwangi"), ElementsAre("Ratna Sekarwangi"));
  EXPECT_THAT(split_names("作者：王小明"), ElementsAre("王小明"));
  EXPECT_THAT(split_names("Written by Ann Lee, PhD"), ElementsAre("Ann Lee"));
  EXPECT_THAT(split_names("BySummer Swann"), ElementsAre("Summer Swann"));
  EXPECT_THAT(split_names("by the numbers"), ElementsAre());
  EXPECT_THAT(split_names("Read more about trade"), ElementsAre());
}

TEST(Bylines, KeepAnInstitutionsOwnAnd) {
  const auto authors =
      read_byline("by Ratna Sekarwangi, Principal Researcher, Nusantara Atmosphere and Energy Observatory");
  ASSERT_EQ(authors.size(), 1u);
  EXPECT_EQ(authors[0], (article::Author{"Ratna Sekarwangi", "Principal Researcher",
                                         "Nusantara Atmosphere and Energy Observatory"}));
}

TEST(Bylines, KnowNobodies) {
  for (const std::string_view name : {"admin", "Staff Writer", "https://a.example/ann", "@ann", "Redaktion", "编辑"})
    EXPECT_TRUE(is_nobody(name)) << name;
  EXPECT_FALSE(is_nobody("Ann Lee"));
}

TEST(Bylines, TellNamesFromLabels) {
  for (const std::string_view name :
       {"Ann Lee", "Khuất Ngân Hà", "Ludwig van der Rohe", "王小明", "Дмитрий Иванов", "J. R. Tan"})
    EXPECT_TRUE(looks_like_name(name)) << name;
  for (const std::string_view label :
       {"Read More", "Global Europe", "Our Team", "12 March", "ann", "Asia Research Institute", ""})
    EXPECT_FALSE(looks_like_name(label)) << label;
}

}  // namespace
}  // namespace caravan::extract
