#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace caravan {

/// What kind of thing went wrong; decides the exit status of the command line and the HTTP status of the daemon.
enum class Fault : std::uint8_t {
  usage,        ///< the command or request is wrong
  config,       ///< the configuration is wrong
  not_found,    ///< the named thing does not exist
  refused,      ///< allowed by nobody: robots rules, scope, permissions
  network,      ///< the other side did not answer as it should
  corrupt,      ///< a file on disk is not what it should be
  newer_store,  ///< written by a newer program than this one
  locked,       ///< another process holds what we need
  disk,         ///< reading or writing failed: full, unreadable, read-only
  internal      ///< a bug of ours
};

/// An error as a person reads it.
struct Error {
  Fault fault = Fault::internal;
  std::string what;    ///< the thing and the place
  std::string remedy;  ///< what to do about it; may be empty
};

/// The std::expected subset only, until the compiler brings it.
template <class T>
using Result = tl::expected<T, Error>;

/// The failing value of every Result.
inline tl::unexpected<Error> fail(Fault fault, std::string what, std::string remedy = {}) {
  return tl::unexpected<Error>(Error{fault, std::move(what), std::move(remedy)});
}

/// What ends the work: a full disk, a broken database. Thrown from below, turned into a message in main() or into an
/// answer in the daemon. What a caller is expected to handle is a Result instead.
class Failure : public std::exception {
 public:
  explicit Failure(Error error) : error_(std::move(error)) {}
  Failure(Fault fault, std::string what, std::string remedy = {}) : error_{fault, std::move(what), std::move(remedy)} {}

  const Error& error() const noexcept { return error_; }
  const char* what() const noexcept override { return error_.what.c_str(); }

 private:
  Error error_;
};

/// The value of a Result, or its error thrown as a Failure: for callers who can only give up.
template <class T>
T value_or_throw(Result<T> result) {
  if (!result) throw Failure(std::move(result).error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace caravan
