#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace caravan::searchd {

/// The requests that wait for a worker. Whoever asks much waits behind whoever asks little: the next is always one of
/// the client that has the fewest with the workers, the oldest of these; and a quarter of the workers and of the places
/// is never one client's. Any thread.
class WaitingLine {
 public:
  struct Turn {
    std::string client;
    std::function<void()> work;
  };

  /// @param places  how many may wait
  WaitingLine(std::size_t places, std::size_t workers)
      : places_(places), places_of_one_(places - places / 4), workers_of_one_(workers - workers / 4) {}

  /// @return false when there is no place; the work is not kept then
  bool join(const std::string& client, std::function<void()> work);
  /// Whose turn it is, from now on with a worker until leave(); nothing when nobody may go on.
  std::optional<Turn> next();
  void leave(const std::string& client);
  std::size_t waiting() const;
  std::size_t working() const;

 private:
  struct Client {
    std::size_t waiting = 0, working = 0;
  };

  const std::size_t places_, places_of_one_, workers_of_one_;
  mutable std::mutex mutex_;  // guards the rest
  std::list<Turn> line_;
  std::map<std::string, Client> clients_;
  std::size_t working_ = 0;
};

}  // namespace caravan::searchd
