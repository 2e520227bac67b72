"""Loads caravan-searchd with wrk; see load-test for how to call it."""

import argparse
import asyncio
import gzip
import http.client
import json
import multiprocessing
import random
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = (
    "policy region partnership summit trade security climate energy digital border council member market growth "
    "development cooperation connectivity dialogue maritime agreement investment framework minister strategy harbour "
    "railway customs island election parliament treaty fishery migration university language culture currency bank"
).split()
THEMES = ["Global Europe", "Climate & Energy", "Trade & Economy", "Maritime Security", "Connectivity", "Migration"]
IDLE, SLOW = 2000, 200
HEALTH_P99_MS = 25.0
OWN_SHARE = 0.10

# Every request another search: three words of the list and a page, so that no cache has the answer.
SEARCHES = """
local words = {%s}
local threads = {}
function setup(thread) threads[#threads + 1] = thread end
function init() math.randomseed(os.time()); patient, hasty = 0, 0 end
function request()
  local q = words[math.random(#words)] .. "%%20" .. words[math.random(#words)] .. "%%20" .. words[math.random(#words)]
  return wrk.format("GET", "/api/v1/search?facets=1&q=" .. q .. "&offset=" .. math.random(0, 40))
end
function response(status, headers)
  if status == 503 then if headers["Retry-After"] then patient = patient + 1 else hasty = hasty + 1 end end
end
function done()
  for _, thread in ipairs(threads) do io.write(string.format("503: %%d %%d\\n", thread:get("patient"), thread:get("hasty"))) end
end
""" % ", ".join(f'"{word}"' for word in WORDS)

# All that clients ask, as they do: most of it again and again, one in twenty a new search, pages, completions, mistakes.
MIXED = """
local words = {%s}
local function word() return words[math.random(#words)] end
local asks = {
  function() return "/api/v1/search?facets=1&q=" .. word() .. "%%20" .. word() .. "&offset=" .. math.random(0, 400) end,
  function() return "/?q=" .. word() .. "%%20" .. word() end,
  function() return "/api/v1/suggest?q=" .. word():sub(1, 3) end,
  function() return "/api/v1/documents/a" .. math.random(0, 99) end,
  function() return "/api/v1/documents/a" .. math.random(0, 9) .. "/similar" end,
  function() return "/documents/a" .. math.random(0, 9) end,
  function() return "/facets/author?q=" .. word() end,
  function() return "/feed.atom?q=" .. word() end,
  function() return "/api/v1/search?limit=many&q=" .. math.random(1000000) end,
  function() return "/nothing/" .. math.random(1000000) end,
}
function init() math.randomseed(os.time()) end
function request()
  local which = math.random(20)
  if asks[which] then return wrk.format("GET", asks[which](), {["Accept-Encoding"] = which %% 2 == 0 and "gzip" or "identity"}) end
  return wrk.format("GET", "/api/v1/search?q=" .. word())
end
""" % ", ".join(f'"{word}"' for word in WORDS)

missed = []


def say(name, text, bound=True):
    if not bound:
        missed.append(name)
    print(f"{name:<11} {text}{'' if bound else '   <- MISSED'}", flush=True)


def write_articles(file, count):
    rng = random.Random(20261124)
    weights = [1 / (rank + 2) for rank in range(len(WORDS))]
    with open(file, "w", encoding="utf-8") as out:
        for number in range(count):
            text = "\n\n".join(" ".join(rng.choices(WORDS, weights, k=80)).capitalize() + "." for _ in range(6))
            article = {
                "id": f"a{number}",
                "url": f"https://example.org/{number}",
                "title": " ".join(rng.choices(WORDS, k=6)).capitalize(),
                "authors": [{"name": f"Author {rng.randrange(count // 10 + 1)}"}],
                "themes": rng.sample(THEMES, 2),
                "site": f"Institute {rng.randrange(12)}",
                "language": "en",
                "published": f"{rng.randrange(1998, 2026)}-0{rng.randrange(1, 10)}-15",
                "body": text,
            }
            out.write(json.dumps(article) + "\n")


class Daemon:
    def __init__(self, programs, folder):
        self.log = Path(folder) / "access.log"
        self.process = subprocess.Popen(
            [programs / "caravan-searchd", "--data", Path(folder) / "data", "--listen", "127.0.0.1:0", "--access-log", self.log],
            cwd=folder, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"listening on http://127\.0\.0\.1:(\d+)/", line):
                self.port = int(found[1])
                break
        else:
            sys.exit("load-test: caravan-searchd did not start")
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def address(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def resident_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait() != 0:
            missed.append("stop")


class Load:
    """One run of wrk."""

    def __init__(self, folder, url, connections, seconds, script=None):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
        if script:
            file = Path(folder) / "load.lua"
            file.write_text(script)
            command += ["-s", str(file)]
        self.process = subprocess.Popen(command + [url], stdout=subprocess.PIPE, text=True)

    def wait(self):
        self.said, _ = self.process.communicate()
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", self.said)[1])
        self.requests = int(re.search(r"(\d+) requests in", self.said)[1])
        self.refused = int((re.search(r"Non-2xx or 3xx responses: (\d+)", self.said) or [0, 0])[1])
        self.median = re.search(r"50%\s+(\S+)", self.said)[1]
        self.p99 = re.search(r"99%\s+(\S+)", self.said)[1]
        return self


def probe(port, path_of, seconds, pause=0.01):
    """Milliseconds of one request after the other over one connection, with a pause between."""
    took = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        connection.request("GET", path_of(len(took)))
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - begun) * 1000)
        if answer.status != 200:
            missed.append(f"{path_of(0).split('?')[0]} answered {answer.status}")
        time.sleep(pause)
    connection.close()
    return sorted(took)


def at(took, share):
    return took[min(len(took) - 1, int(len(took) * share))]


def some_search(number):
    rng = random.Random(number)
    return f"/api/v1/search?q={rng.choice(WORDS)}%20{rng.choice(WORDS)}&offset={rng.randrange(50)}"


def ask_slowly(port, leave, took):
    """One client that always has 24 costly searches under way."""
    def ask(number):
        rng = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=("127.0.0.2", 0))
        while not leave.is_set():
            phrases = " OR ".join(f'"{rng.choice(WORDS)} {rng.choice(WORDS)}"' for _ in range(30))
            begun = time.perf_counter()
            connection.request("GET", "/api/v1/search?facets=1&" + urllib.parse.urlencode({"q": phrases}))
            connection.getresponse().read()
            took.append((time.perf_counter() - begun) * 1000)
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def be_slow(port, leave, out):
    took = []
    ask_slowly(port, leave, took)
    out.put(statistics.median(took))


def fairness(daemon, options, _):
    alone = probe(daemon.port, lambda n: some_search(n + 3_000_000), options.seconds)
    leave, out = multiprocessing.Event(), multiprocessing.Queue()
    slow = multiprocessing.Process(target=be_slow, args=(daemon.port, leave, out), daemon=True)
    slow.start()
    during = probe(daemon.port, lambda n: some_search(n + 4_000_000), options.seconds)
    leave.set()
    theirs = out.get()
    slow.join()
    say("fairness", f"beside one client's 24 costly searches at once, which take {theirs:.0f} ms each, another's take {at(during, .5):.1f} ms "
                    f"(p90 {at(during, .9):.1f}); {at(alone, .5):.1f} ms alone", at(during, .5) < theirs / 4)


def throughput(daemon, options, folder):
    new = Load(folder, daemon.address("/"), 32, options.seconds, SEARCHES).wait()
    same = Load(folder, daemon.address("/api/v1/search?q=trade&facets=1"), 32, options.seconds).wait()
    say("throughput", f"{new.rate:.0f} different searches a second (median {new.median}, p99 {new.p99}), "
                      f"{same.rate:.0f} of the same (median {same.median}, p99 {same.p99})", new.refused == 0)


def health(daemon, options, folder):
    load = Load(folder, daemon.address("/"), 32, options.seconds, SEARCHES)
    took = probe(daemon.port, lambda _: "/healthz", options.seconds - 0.5)
    load.wait()
    say("health", f"/healthz beside {load.rate:.0f} searches a second: median {at(took, .5):.1f} ms, p99 {at(took, .99):.1f} ms "
                  f"of {len(took)} (bound: {HEALTH_P99_MS:.0f} ms)", at(took, .99) < HEALTH_P99_MS)


async def crowd_of_clients(port, ready, leave):
    """Idle connections, and clients that send a byte of their request now and then, for as long as they are let."""
    open_ones = []
    slow = []
    for number in range(IDLE + SLOW):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        open_ones.append(writer)
        if number >= IDLE:
            writer.write(b"GET /api/v1/search?q=")
            slow.append(writer)
    ready.set()
    while not leave.is_set():
        for writer in slow:
            writer.write(b"x")
        await asyncio.sleep(0.25)
    for writer in open_ones:
        writer.close()


def stand_around(port, ready, leave):
    asyncio.run(crowd_of_clients(port, ready, leave))


def crowd(daemon, options, _):
    before = probe(daemon.port, some_search, options.seconds)
    ready, leave = multiprocessing.Event(), multiprocessing.Event()
    clients = multiprocessing.Process(target=stand_around, args=(daemon.port, ready, leave), daemon=True)
    clients.start()
    if not ready.wait(30):
        sys.exit("load-test: the crowd could not connect")
    during = probe(daemon.port, lambda n: some_search(n + 1_000_000), options.seconds)
    leave.set()
    clients.join()
    after = probe(daemon.port, lambda n: some_search(n + 2_000_000), options.seconds)
    # Another program on the same processor is no delay by the crowd: what is slower stands for the machine without it.
    alone = max(before, after, key=lambda took: at(took, .5))
    say("crowd", f"{IDLE} idle and {SLOW} slow clients: others' searches take {at(during, .5):.1f} ms (p90 {at(during, .9):.1f}), "
                 f"{at(before, .5):.1f} ms (p90 {at(before, .9):.1f}) before and {at(after, .5):.1f} ms (p90 {at(after, .9):.1f}) afterwards",
        at(during, .5) < 1.5 * at(alone, .5) + 2)


def overload(daemon, options, folder):
    load = Load(folder, daemon.address("/"), 600, options.seconds, SEARCHES)
    took = probe(daemon.port, lambda _: "/healthz", options.seconds - 0.5)
    load.wait()
    metrics = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
    metrics.request("GET", "/metrics")
    waiting = re.search(r"caravan_http_requests_waiting (\d+)", metrics.getresponse().read().decode())[1]
    patient, hasty = map(int, re.search(r"503: (\d+) (\d+)", load.said).groups())
    say("overload", f"600 searches at once: {load.requests - load.refused} answered, {patient} told 503 with Retry-After, "
                    f"{load.refused - patient} otherwise; {waiting} left waiting; /healthz median {at(took, .5):.1f} ms",
        patient > 0 and hasty == 0 and load.refused == patient and int(waiting) == 0)


def memory(daemon, options, folder):
    def some(count, script):
        """About so many requests: as long as the first measurement says that they take."""
        done, begun = 0, time.monotonic()
        seconds = options.seconds
        while done < count:
            done += Load(folder, daemon.address("/"), 32, seconds, script).wait().requests
            rate = done / (time.monotonic() - begun)
            seconds = max(1, min(60, round((count - done) / rate)))
        return done

    # What is kept on purpose first: the cache of answers, every thread's arenas.
    some(8_000, SEARCHES)
    some(2_000, MIXED)
    before = daemon.resident_mb()
    done = some(options.requests, MIXED)
    after = daemon.resident_mb()
    say("memory", f"{before:.0f} MB before and {after:.0f} MB after {done} more requests of all kinds, {after - before:+.1f} MB",
        after - before < 0.1 * before + 4)


def cost(daemon, options, _):
    """What a search takes besides the query: the whole of it as the access log has it, less what the query took."""
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
    queries, wholes = [], []
    for number in range(300):
        connection.request("GET", f"{some_search(number + 2_000_000)}&facets=1", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        queries.append(json.loads(gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body)["took_ms"])
    connection.close()
    time.sleep(0.1)
    for line in daemon.log.read_text().splitlines()[-300:]:
        wholes.append(int(line.rsplit(" ", 1)[1]) / 1000)
    own = [whole - query for whole, query in zip(wholes, queries)]
    share = statistics.median(own) / statistics.median(wholes)
    say("cost", f"of a search's {statistics.median(wholes):.2f} ms the daemon's own part (read, write as JSON, compress, send) is "
                f"{statistics.median(own):.2f} ms, {share:.1%} (bound: {OWN_SHARE:.0%} with 100,000 articles or more)", share < OWN_SHARE or options.articles < 100_000)


def main():
    parser = argparse.ArgumentParser(prog="load-test")
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=30_000)
    parser.add_argument("--million", action="store_const", const=1_000_000, dest="requests")
    tests = [throughput, health, fairness, crowd, overload, memory, cost]
    parser.add_argument("--only", action="append", choices=[test.__name__ for test in tests])
    parser.add_argument("programs", type=Path, nargs="?", default=ROOT / "build/release/bin")
    options = parser.parse_args()
    programs = options.programs.resolve()
    if not (programs / "caravan-searchd").exists():
        sys.exit(f"load-test: {programs}/caravan-searchd is missing: cmake --preset release && cmake --build --preset release")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory(prefix="caravan-load-") as folder:
        articles = Path(folder) / "articles.ndjson"
        write_articles(articles, options.articles)
        subprocess.run([programs / "caravan", "--data", Path(folder) / "data", "-q", "import", articles], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        with Daemon(programs, folder) as daemon:
            for test in tests:
                if not options.only or test.__name__ in options.only:
                    test(daemon, options, folder)
    if missed:
        sys.exit(f"load-test: missed: {', '.join(dict.fromkeys(missed))}")


main()
