"""Measures whole crawls of one site on loopback; see bench-crawl for how to call it."""

import argparse
import os
import random
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from starter import start

ROOT = Path(__file__).resolve().parent.parent
PAGES_PER_LIST = 100
TEASERS = 12
MOST_FOR_SCRAPY = 20_000
WORDS = (
    "policy region partnership summit trade security climate energy digital border council member market growth "
    "development cooperation connectivity dialogue maritime agreement investment framework minister strategy"
).split()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """A publisher's site as they are: navigation and related links on every page, listings that lead to all articles."""

    def __init__(self, folder, pages):
        self.folder = Path(folder)
        self.pages = pages
        self.random = random.Random(20261124)
        self.lists = (pages + PAGES_PER_LIST - 1) // PAGES_PER_LIST

    def write(self):
        total = 0
        for number in range(self.lists):
            total += self.put(f"list-{number}.html", f"Articles, part {number}", self.listing(number))
        for number in range(self.pages - self.lists):
            total += self.put(self.article(number), self.sentence(8), self.text(number))
        total += self.put("index.html", "The institute", self.listing(0))
        return total

    def article(self, number):
        return f"{WORDS[number % len(WORDS)]}/paper-on-{WORDS[(number // 7) % len(WORDS)]}-{number}.html"

    def put(self, name, title, main):
        navigation = "".join(f'<li class="menu-item"><a href="/list-{n}.html">Part {n}</a></li>' for n in range(min(self.lists, 40)))
        page = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="description" content="{self.sentence(20)}"><link rel="stylesheet" href="/s.css">'
            f'<script>window.settings={{"page":"{name}","items":[{",".join(str(n) for n in range(200))}]}};</script></head>'
            f'<body><nav class="site-navigation"><ul>{navigation}</ul></nav><main><h1>{title}</h1>{main}</main>'
            f'<footer><p>Copyright the institute</p><a href="/index.html">Home</a></footer></body></html>'
        )
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")
        return len(page)

    def sentence(self, words):
        return " ".join(self.random.choice(WORDS) for _ in range(words)).capitalize() + "."

    def listing(self, number):
        first = number * PAGES_PER_LIST
        last = min(first + PAGES_PER_LIST, self.pages - self.lists)
        items = "".join(f'<li><a href="/{self.article(n)}">Paper {n}</a></li>' for n in range(first, last))
        onward = f'<a rel="next" href="/list-{number + 1}.html">Next</a>' if number + 1 < self.lists else ""
        return f"<ul>{items}</ul>{onward}"

    def text(self, number):
        paragraphs = "".join(f"<p>{' '.join(self.sentence(14) for _ in range(6))}</p>" for _ in range(14))
        others = (self.random.randrange(self.pages - self.lists) for _ in range(TEASERS))
        teasers = "".join(
            f'<div class="teaser"><a href="/{self.article(n)}"><img src="/i/{n}.jpg" alt=""><h3>{self.sentence(6)}</h3></a></div>'
            for n in others
        )
        return f'<p class="byline">By Ann Author, 12 March 2019</p>{paragraphs}<aside>{teasers}</aside>'


class Nginx:
    def __init__(self, folder, docs):
        self.port = free_port()
        self.folder = Path(folder)
        configuration = self.folder / "nginx.conf"
        configuration.write_text(
            f"""daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  types {{ text/html html; }} default_type application/octet-stream; access_log off; keepalive_requests 1000000;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{self.port}; root {docs}; }}
}}
"""
        )
        # The right to the port and nothing else is needed, so root's nginx stays root: the pages are in a private folder.
        user = [] if os.getuid() else ["-g", "user root;"]
        self.process = subprocess.Popen(["nginx", "-c", str(configuration), "-e", f"{folder}/error.log", *user])
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        sys.exit("bench-crawl: nginx did not start: " + (self.folder / "error.log").read_text())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def measured(command, cwd):
    """Runs a command in that folder; what it prints goes into output.txt there."""
    with open(Path(cwd) / "output.txt", "w", encoding="utf-8") as output:
        return start(command, Path(cwd) / "figures.txt", cwd=cwd, stdout=output, stderr=subprocess.STDOUT)


class Caravan:
    name = "caravan"

    def __init__(self, program, connections):
        self.program = program
        self.connections = connections
        self.name = f"caravan, {connections} connection{'s' if connections > 1 else ''}"

    def prepare(self, folder, url):
        (folder / "caravan.toml").write_text(
            f"""data = "data"
[crawl]
delay = "0s"
max_pages = 10000000
connections_per_host = {self.connections}
allow_private_addresses = true
[[site]]
name = "Bench"
seeds = ["{url}"]
"""
        )
        return [str(self.program), "-q", "--no-progress", "--config", "caravan.toml", "crawl"]

    def pages(self, folder):
        with sqlite3.connect(folder / "data" / "crawl.db") as database:
            return database.execute("SELECT count(*) FROM snapshots").fetchone()[0]


class Wget:
    name = "wget"

    def prepare(self, folder, url):
        return ["wget", "-q", "-r", "-l", "inf", "-nH", "-A", "html", "-P", str(folder / "pages"), url]

    def pages(self, folder):
        return sum(1 for _ in (folder / "pages").rglob("*.html"))


class CurlAgain:
    """The conditional requests of a second night and nothing else: what such a night costs at least."""

    name = "curl, the same conditional requests"

    def prepare(self, archive, folder):
        with sqlite3.connect(archive) as database:
            rows = database.execute("SELECT url, etag FROM pages WHERE etag <> ''").fetchall()
        lines = []
        for url, etag in rows:
            tag = etag.replace('"', '\\"')
            lines.append(f'url = "{url}"\nheader = "If-None-Match: {tag}"\noutput = "/dev/null"\nnext\n')
        (folder / "requests").write_text("silent\n" + "".join(lines))
        return ["curl", "-K", str(folder / "requests")]


def add_known_addresses(archive, origin, count):
    """As many addresses as a large site has, all of them due."""
    with sqlite3.connect(archive) as database:
        site = database.execute("SELECT id FROM sites").fetchone()[0]
        rows = ((f"{origin}/archive/{n % 977}/paper-{n}-of-the-institute.html", site, n) for n in range(count))
        database.executemany("INSERT INTO pages(url, site, kind, depth, first_seen, due) VALUES(?, ?, 0, 3, 1, 1 + ? % 1000)", rows)


SPIDER = '''
import hashlib, pathlib, scrapy
from scrapy.linkextractors import LinkExtractor

class Bench(scrapy.Spider):
    name = "bench"
    start_urls = ["{url}"]
    custom_settings = {{"LOG_ENABLED": False, "ROBOTSTXT_OBEY": True, "TELNETCONSOLE_ENABLED": False,
                       "CONCURRENT_REQUESTS_PER_DOMAIN": 1}}
    links = LinkExtractor(allow=r"html$")
    def parse(self, response):
        pathlib.Path("pages", hashlib.sha1(response.url.encode()).hexdigest()).write_bytes(response.body)
        for link in self.links.extract_links(response):
            yield scrapy.Request(link.url)
'''


class Scrapy:
    name = "Scrapy"

    def prepare(self, folder, url):
        (folder / "pages").mkdir()
        (folder / "spider.py").write_text(SPIDER.format(url=url))
        return ["scrapy", "runspider", "spider.py"]

    def pages(self, folder):
        return sum(1 for _ in (folder / "pages").iterdir())


def show(name, figures, base):
    pages, wall, cpu, memory = figures
    rate, cost = pages / wall, cpu / pages
    ratios = ""
    if base:
        ratios = f"   {rate / (base[0] / base[1]):5.2f} x wget's rate, {cost / (base[2] / base[0]):5.2f} x its CPU"
    print(f"{name:24} {pages:7} pages  {rate:8.0f} pages/s  {1000 * cost:6.3f} ms CPU/page  {memory / 2**20:6.1f} MB{ratios}", flush=True)


def median(runs):
    return tuple(statistics.median(column) for column in zip(*runs))


def crawl(tool, url, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    wall, cpu, memory, code = measured(tool.prepare(folder, url), folder)
    if code not in (0, 8):  # wget: 8 where there was no robots.txt
        sys.exit(f"bench-crawl: {tool.name} ended with {code}: {(folder / 'output.txt').read_text()[-2000:]}")
    return tool.pages(folder), wall, cpu, memory


def folder_of(work, tool):
    return Path(work, tool.name.replace(" ", "").replace(",", ""))


def second_night(tool, url, folder, pages):
    subprocess.run([*tool.prepare(folder, url)[:-1], "index"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    curl = CurlAgain()
    least = measured(curl.prepare(folder / "data" / "crawl.db", folder), folder)
    wall, cpu, memory, _ = measured([*tool.prepare(folder, url), "--full"], folder)
    report = (folder / "output.txt").read_text()
    print(f"a second night, {pages} pages unchanged, beside {curl.name}:")
    show(f"{tool.name}", (pages, wall, cpu, memory), None)
    show("curl", (pages, *least[:3]), None)
    print(f"{'':24} {wall / least[0]:5.2f} x curl's time, {cpu / least[1]:5.2f} x its CPU")
    print(report, file=sys.stderr)


def many_known(tool, url, folder, count):
    command = [*tool.prepare(folder, url), "--max-pages", "200"]
    _, _, before, _ = measured(command, folder)
    add_known_addresses(folder / "data" / "crawl.db", url.removesuffix("/index.html"), count)
    wall, _, memory, _ = measured(command, folder)
    print(
        f"{count} addresses more in the frontier, all due: {memory / 2**20:.1f} MB instead of {before / 2**20:.1f} MB; "
        f"200 pages in {wall:.1f} s"
    )


def main():
    parser = argparse.ArgumentParser(prog="bench-crawl")
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--unchanged", action="store_true")
    parser.add_argument("--frontier", type=int, default=0)
    parser.add_argument("program", nargs="?", default=ROOT / "build/release/bin/caravan")
    options = parser.parse_args()
    program = Path(options.program).resolve()
    if not program.is_file():
        sys.exit(f"bench-crawl: {program} is missing; build it first: cmake --preset release && cmake --build --preset release")
    tools = [Wget(), Caravan(program, 1), Caravan(program, 4)]
    if options.pages > MOST_FOR_SCRAPY:
        print(f"bench-crawl: Scrapy is left out above {MOST_FOR_SCRAPY} pages: it would take most of an hour", file=sys.stderr)
    elif shutil.which("scrapy"):
        tools.append(Scrapy())
    else:
        print("bench-crawl: Scrapy is not installed (Debian: python3-scrapy), so it is left out", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="caravan-bench-") as work:
        docs, server = Path(work, "docs"), Path(work, "nginx")
        docs.mkdir()
        server.mkdir()
        size = Site(docs, options.pages).write()
        print(f"{options.pages} pages, {size / options.pages / 1024:.1f} KiB each on average; {options.runs} runs, medians")
        with Nginx(server, docs) as nginx:
            url = f"http://127.0.0.1:{nginx.port}/index.html"
            base = None
            # Interleaved, so that what else the machine does falls on all alike.
            results = {tool.name: [] for tool in tools}
            for run in range(options.runs):
                for tool in tools:
                    if tool.name == "Scrapy" and run > 0:
                        continue  # minutes a run; one is enough to see the order of magnitude
                    results[tool.name].append(crawl(tool, url, folder_of(work, tool)))
            for tool in tools:
                figures = median(results[tool.name])
                show(tool.name, figures, base)
                base = base or figures
            if options.unchanged:
                second_night(tools[1], url, folder_of(work, tools[1]), options.pages)
            if options.frontier:
                many_known(tools[1], url, folder_of(work, tools[1]), options.frontier)


if __name__ == "__main__":
    main()
