#include "indexer/schema/layout.h"

#include <charconv>

#include <fmt/format.h>
#include <xapian.h>

#include "base/durable_file.h"

namespace caravan::schema {

Result<std::filesystem::path> live_generation(const std::filesystem::path& index_dir) {
  const std::filesystem::path stub = index_dir / layout::stub;
  std::error_code ignored;
  if (!std::filesystem::exists(stub, ignored))
    return fail(Fault::not_found, fmt::format("there is no index in {}", index_dir.string()), "run: caravan update");
  Result<std::string> text = read_file(stub);
  if (!text) return tl::unexpected(text.error());
  std::string name = text->substr(0, text->find('\n'));
  constexpr std::string_view keyword = "auto ";
  if (name.starts_with(keyword)) name.erase(0, keyword.size());
  if (!generation_number(name))
    return fail(Fault::corrupt, fmt::format("{} does not name a generation of the index", stub.string()),
                "run: caravan index --rebuild");
  return index_dir / name;
}

std::optional<int> generation_number(const std::filesystem::path& folder) {
  const std::string name = folder.filename().string();
  if (!name.starts_with(layout::generation_prefix)) return std::nullopt;
  int number = 0;
  const char* first = name.data() + layout::generation_prefix.size();
  const char* last = name.data() + name.size();
  const auto [end, error] = std::from_chars(first, last, number);
  if (error != std::errc() || end != last || number <= 0) return std::nullopt;
  return number;
}

Error xapian_error(std::string_view doing) {
  try {
    throw;
  } catch (const Xapian::DatabaseLockError& e) {
    return {Fault::locked, fmt::format("{}: {}", doing, e.get_msg()), "wait until the other caravan has finished"};
  } catch (const Xapian::DatabaseVersionError& e) {
    return {Fault::newer_store, fmt::format("{}: {}", doing, e.get_msg()),
            "use the newer caravan, or run: caravan index --rebuild"};
  } catch (const Xapian::DatabaseNotFoundError& e) {
    return {Fault::not_found, fmt::format("{}: {}", doing, e.get_msg()), "run: caravan index"};
  } catch (const Xapian::DatabaseCorruptError& e) {
    return {Fault::corrupt, fmt::format("{}: {}", doing, e.get_msg()), "run: caravan index --rebuild"};
  } catch (const Xapian::DatabaseOpeningError& e) {
    return {Fault::corrupt, fmt::format("{}: {}", doing, e.get_msg()), "run: caravan index --rebuild"};
  } catch (const Xapian::DatabaseError& e) {
    // With an errno the disk refused; without one the bytes were read and are wrong ("EOF reading block 2").
    if (e.get_error_string() == nullptr)
      return {Fault::corrupt, fmt::format("{}: {}", doing, e.get_msg()), "run: caravan index --rebuild"};
    return {Fault::disk, fmt::format("{}: {}: {}", doing, e.get_msg(), e.get_error_string()),
            "look at the disk (is it full?), then run: caravan index"};
  } catch (const Xapian::Error& e) {
    return {Fault::internal, fmt::format("{}: {}", doing, e.get_description()), ""};
  }
}

}  // namespace caravan::schema
