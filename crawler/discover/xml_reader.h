#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace caravan::crawl {

/// Attributes of the element being opened; valid during the call.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}
  std::optional<std::string_view> get(std::string_view name) const;

 private:
  const char* const* pairs_;  ///< name, value, name, value, ..., nullptr
};

/// What reads the elements. Names are as written ("atom:link"), but a prefix that the root has is taken off everywhere,
/// so that "sm:urlset" reads like "urlset". Depth counts from 1, the root's.
class XmlVisitor {
 public:
  virtual ~XmlVisitor() = default;
  /// @return false to stop reading.
  virtual bool open(std::string_view name, int depth, const XmlAttributes& attributes) = 0;
  virtual bool close(std::string_view name, int depth) = 0;
  virtual void text(std::string_view text) = 0;  ///< in pieces
};

/// Reads XML from strangers as it comes, over expat; memory is flat in its size. Ends at declarations of entities
/// (which could grow) and below 64 levels. Entities that nobody declared, such as HTML's, are left out. Not strict
/// about blank lines before the XML declaration.
class XmlReader {
 public:
  explicit XmlReader(XmlVisitor& visitor);
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;
  ~XmlReader();

  /// @return false when nothing more will be read: the visitor stopped, or problem() says why.
  bool feed(std::string_view bytes);
  /// The end of the document.
  void finish();
  /// "not well-formed at line 12: mismatched tag"; empty: none.
  const std::string& problem() const;

 private:
  struct Private;
  std::unique_ptr<Private> p_;
};

}  // namespace caravan::crawl
