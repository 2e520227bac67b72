#include "tests/support/tls_site.h"

#include <csignal>
#include <stdexcept>
#include <utility>

#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

namespace caravan::test {
namespace {

constexpr long version_3 = 2;  // as X.509 counts

void require(bool fine, const char* doing) {
  if (!fine) throw std::runtime_error(std::string("TLS site: ") + doing);
}

std::shared_ptr<EVP_PKEY> new_key() {
  std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  require(key != nullptr, "no key");
  return key;
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), X509_EXTENSION_free);
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "no extension");
}

std::shared_ptr<X509> draft(const std::string& name, EVP_PKEY* key, std::chrono::hours from, std::chrono::hours until) {
  static std::atomic<long> serial = 1;
  std::shared_ptr<X509> certificate(X509_new(), X509_free);
  require(certificate != nullptr, "no certificate");
  X509_set_version(certificate.get(), version_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), std::chrono::seconds(from).count());
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), std::chrono::seconds(until).count());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

void sign(X509* certificate, EVP_PKEY* key) { require(X509_sign(certificate, key, EVP_sha256()) != 0, "cannot sign"); }

std::string head(std::size_t length) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(length) +
         "\r\nConnection: close\r\n\r\n";
}

}  // namespace

Certificate Certificate::authority(const std::string& name) {
  Certificate made;
  made.key = new_key();
  made.certificate = draft(name, made.key.get(), -std::chrono::hours(48), std::chrono::hours(48));
  X509_set_issuer_name(made.certificate.get(), X509_get_subject_name(made.certificate.get()));
  extend(made.certificate.get(), made.certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  sign(made.certificate.get(), made.key.get());
  return made;
}

Certificate Certificate::signed_for(const std::vector<std::string>& names, std::chrono::hours valid_from,
                                    std::chrono::hours valid_until) const {
  Certificate made;
  made.key = new_key();
  made.certificate = draft(names.front(), made.key.get(), valid_from, valid_until);
  X509_set_issuer_name(made.certificate.get(), X509_get_subject_name(certificate.get()));
  std::string alternatives;
  for (const std::string& name : names)
    alternatives += (alternatives.empty() ? "" : ",") + (name.starts_with("IP:") ? name : "DNS:" + name);
  extend(made.certificate.get(), certificate.get(), NID_subject_alt_name, alternatives);
  sign(made.certificate.get(), key.get());
  return made;
}

std::string Certificate::pem() const {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  require(memory && PEM_write_bio_X509(memory.get(), certificate.get()) == 1, "cannot write PEM");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

TlsSite::TlsSite(Certificate identity, Manner manner) : identity_(std::move(identity)), manner_(manner) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  require(listener_ >= 0 && ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
              ::listen(listener_, 16) == 0 &&
              ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0,
          "cannot listen");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

TlsSite::~TlsSite() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  if (const int open = connection_; open >= 0) ::shutdown(open, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
}

void TlsSite::accept_all() {
  sigset_t pipe;  // OpenSSL writes to clients that have left
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  while (!stopping_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    connection_ = socket;
    if (stopping_) ::shutdown(socket, SHUT_RDWR);
    serve(socket);
    connection_ = -1;
    ::close(socket);
  }
}

void TlsSite::serve(int socket) {
  char hello[4096];
  std::string_view reply;
  switch (manner_) {
    case Manner::garbage:
      reply = "\x01\x02\x03 no handshake at all, whatever the port may promise";
      break;
    case Manner::plain_http:
      reply = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
      break;
    case Manner::closes:
      ::recv(socket, hello, sizeof hello, 0);
      return;
    case Manner::silent:
      while (::recv(socket, hello, sizeof hello, 0) > 0) {
      }
      return;
    default:
      return serve_tls(socket);
  }
  ::recv(socket, hello, sizeof hello, 0);
  ::send(socket, reply.data(), reply.size(), MSG_NOSIGNAL);
  ::recv(socket, hello, sizeof hello, 0);
}

void TlsSite::serve_tls(int socket) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate(context.get(), identity_.certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), identity_.key.get());
  const std::unique_ptr<SSL, decltype(&SSL_free)> connection(SSL_new(context.get()), SSL_free);
  SSL_set_fd(connection.get(), socket);
  if (SSL_accept(connection.get()) != 1) return ERR_clear_error();
  ++handshakes_;
  char request[8192];
  if (SSL_read(connection.get(), request, sizeof request) <= 0) return ERR_clear_error();
  std::string answer = head(body.size()) + std::string(body);
  if (manner_ == Manner::cuts_the_body) answer.resize(answer.size() - 10);
  if (manner_ == Manner::cuts_the_stream)
    answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + std::string(body);
  SSL_write(connection.get(), answer.data(), static_cast<int>(answer.size()));
  if (manner_ == Manner::good) SSL_shutdown(connection.get());
  ERR_clear_error();
}

}  // namespace caravan::test
