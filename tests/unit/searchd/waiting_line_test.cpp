#include "searchd/http/waiting_line.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::searchd {
namespace {

using testing::ElementsAre;

/// Whose turns come one after the other while nobody leaves.
std::vector<std::string> turns(WaitingLine& line) {
  std::vector<std::string> clients;
  while (auto turn = line.next()) clients.push_back(turn->client);
  return clients;
}

TEST(WaitingLine, WhoeverHasTheFewestWithTheWorkersIsNext) {
  WaitingLine line(16, 8);
  for (const char* client : {"a", "a", "a", "b", "c", "b"}) ASSERT_TRUE(line.join(client, [] {}));
  EXPECT_THAT(turns(line), ElementsAre("a", "b", "c", "a", "b", "a"));
  EXPECT_EQ(line.working(), 6U);
  EXPECT_EQ(line.waiting(), 0U);
}

TEST(WaitingLine, AQuarterOfTheWorkersIsNeverOneClients) {
  WaitingLine line(16, 4);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(line.join("a", [] {}));
  EXPECT_THAT(turns(line), ElementsAre("a", "a", "a"));
  EXPECT_EQ(line.waiting(), 2U);
  ASSERT_TRUE(line.join("b", [] {}));
  EXPECT_THAT(turns(line), ElementsAre("b")) << "the others wait on for one of their own to leave";
  line.leave("b");
  EXPECT_THAT(turns(line), ElementsAre());
  line.leave("a");
  EXPECT_THAT(turns(line), ElementsAre("a"));
}

TEST(WaitingLine, AQuarterOfThePlacesIsNeverOneClients) {
  WaitingLine line(8, 1);
  int places = 0;
  while (line.join("a", [] {})) ++places;
  EXPECT_EQ(places, 6);
  EXPECT_TRUE(line.join("b", [] {}));
  EXPECT_TRUE(line.join("c", [] {}));
  EXPECT_FALSE(line.join("d", [] {})) << "all places are taken";
  EXPECT_TRUE(line.next());
  EXPECT_TRUE(line.join("d", [] {}));
}

TEST(WaitingLine, AloneOneClientHasThemAllWhereThereAreFew) {
  WaitingLine line(2, 1);
  EXPECT_TRUE(line.join("a", [] {}));
  EXPECT_TRUE(line.join("a", [] {}));
  EXPECT_FALSE(line.join("a", [] {}));
  EXPECT_THAT(turns(line), ElementsAre("a"));
}

TEST(WaitingLine, TheWorkIsWhatWasBroughtAlong) {
  WaitingLine line(2, 1);
  std::vector<int> done;
  for (int i = 0; i < 2; ++i) line.join("a", [&done, i] { done.push_back(i); });
  for (int i = 0; i < 2; ++i) {
    auto turn = line.next();
    ASSERT_TRUE(turn);
    turn->work();
    line.leave(turn->client);
  }
  EXPECT_THAT(done, ElementsAre(0, 1));
}

}  // namespace
}  // namespace caravan::searchd
