// A crawl in a process of its own, to be killed: crash-crawler DATA SEED [BYTES], where no file may grow beyond BYTES.
// Exit status 0: complete, 4: it gave up, as a full disk makes it.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/resource.h>

#include "base/config.h"
#include "base/digest.h"
#include "crawler/crawl.h"

namespace {

caravan::Config configuration(const char* data, const char* seed) {
  caravan::Config config = caravan::default_config();
  config.data = data;
  config.crawl.delay = {};
  config.crawl.revisit_min = config.crawl.revisit_max = {};
  config.crawl.gone_after = {};
  config.crawl.allow_private_addresses = true;
  caravan::SiteSettings site;
  site.name = "crash";
  site.seeds = {seed};
  site.allow = {seed};
  site.crawl = config.crawl;
  config.sites = {site};
  return config;
}

void limit_files(const char* bytes) {
  std::signal(SIGXFSZ, SIG_IGN);  // the write fails instead, as on a full disk
  rlimit limit{};
  limit.rlim_cur = limit.rlim_max = std::strtoull(bytes, nullptr, 10);
  setrlimit(RLIMIT_FSIZE, &limit);
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 2;
  if (count > 3) limit_files(words[3]);
  try {
    const auto fetcher = caravan::crawl::make_curl_fetcher();
    const auto read_page = [](const caravan::url::Url&, std::string_view, std::string_view body, caravan::Instant) {
      const bool article = body.find("ARTICLE") != std::string_view::npos;
      return caravan::crawl::PageReading{article, caravan::sha256(body)};
    };
    const auto report =
        caravan::crawl::crawl(configuration(words[1], words[2]), {},
                              {.fetcher = *fetcher, .read_page = read_page, .progress = {}, .stop = {}});
    if (!report) {
      std::fprintf(stderr, "%s\n", report.error().what.c_str());
      return 4;
    }
    return report->complete ? 0 : 3;
  } catch (const caravan::Failure& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return failure.error().fault == caravan::Fault::disk ? 4 : 5;
  }
}
