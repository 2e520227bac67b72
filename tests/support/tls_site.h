#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct evp_pkey_st;
struct x509_st;

namespace caravan::test {

/// A certificate with its private key, made on the spot.
class Certificate {
 public:
  /// An authority that signs itself.
  static Certificate authority(const std::string& name);
  /// @param names  "tls.example" or "IP:127.0.0.1"
  Certificate signed_for(const std::vector<std::string>& names, std::chrono::hours valid_from = -std::chrono::hours(1),
                         std::chrono::hours valid_until = std::chrono::hours(24)) const;
  std::string pem() const;

  std::shared_ptr<x509_st> certificate;
  std::shared_ptr<evp_pkey_st> key;
};

/// An HTTPS server on loopback that gives every connection the same answer, one after the other.
class TlsSite {
 public:
  enum class Manner : std::uint8_t {
    good,
    garbage,         ///< no TLS at all where the handshake should be
    plain_http,      ///< an answer in clear text
    closes,          ///< the connection ends in the handshake
    silent,          ///< says nothing in the handshake
    cuts_the_body,   ///< goes away amid the body
    cuts_the_stream  ///< an answer without length, and no close_notify at its end
  };
  explicit TlsSite(Certificate identity, Manner manner = Manner::good);
  ~TlsSite();
  TlsSite(const TlsSite&) = delete;
  TlsSite& operator=(const TlsSite&) = delete;

  std::uint16_t port() const { return port_; }
  int handshakes() const { return handshakes_; }

  static constexpr std::string_view body = "<html><p>behind TLS</p></html>";

 private:
  void accept_all();
  void serve(int socket);
  void serve_tls(int socket);

  Certificate identity_;
  Manner manner_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connection_ = -1;  // the one being served
  std::atomic<int> handshakes_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread acceptor_;
};

}  // namespace caravan::test
