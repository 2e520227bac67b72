#include "searchd/http/waiting_line.h"

#include <utility>

namespace caravan::searchd {

bool WaitingLine::join(const std::string& client, std::function<void()> work) {
  const std::scoped_lock lock(mutex_);
  const auto known = clients_.find(client);
  const std::size_t own = known == clients_.end() ? 0 : known->second.waiting;
  if (line_.size() >= places_ || own >= places_of_one_) return false;
  line_.push_back({client, std::move(work)});
  ++clients_[client].waiting;
  return true;
}

std::optional<WaitingLine::Turn> WaitingLine::next() {
  const std::scoped_lock lock(mutex_);
  auto chosen = line_.end();
  std::size_t least = workers_of_one_;
  for (auto turn = line_.begin(); turn != line_.end() && least > 0; ++turn)
    if (const std::size_t working = clients_[turn->client].working; working < least) {
      least = working;
      chosen = turn;
    }
  if (chosen == line_.end()) return std::nullopt;
  Turn turn = std::move(*chosen);
  line_.erase(chosen);
  Client& client = clients_[turn.client];
  --client.waiting;
  ++client.working;
  ++working_;
  return turn;
}

void WaitingLine::leave(const std::string& client) {
  const std::scoped_lock lock(mutex_);
  const auto known = clients_.find(client);
  --known->second.working;
  --working_;
  if (known->second.waiting == 0 && known->second.working == 0) clients_.erase(known);
}

std::size_t WaitingLine::waiting() const {
  const std::scoped_lock lock(mutex_);
  return line_.size();
}

std::size_t WaitingLine::working() const {
  const std::scoped_lock lock(mutex_);
  return working_;
}

}  // namespace caravan::searchd
