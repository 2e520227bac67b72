"""Holds the pages against the truth: what it says must be on the page, and every link must lead somewhere."""
import json
import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from generator import dates, render, sitewide
from generator.output import Output, Page
from generator.sources import Article, Site
from generator.style import HouseStyle
from generator.truth import article_facts

VOID = set("area base br col embed hr img input link meta source track wbr".split())
BASE = "http://specimen.example"
IGNORED_QUERY = re.compile(r"[?&](utm_|share|fbclid)[^&]*")
FORM_TARGETS = {"/forum/newsletter/", "/blog/comment/", "/review/subscribe"}
DEAD_ON_PURPOSE = {"/institute/publications/missing-annex"}


def problems(site: Site) -> list[str]:
    output = Output()
    houses = render.fill_output(output, site, BASE)
    found = []
    for house in houses:
        for article in house.articles:
            page = output.pages[house.article_path(article)]
            found += [f"{page.path}: {problem}" for problem in article_problems(article, house, read(page))]
    known = set(output.pages) | {entry["path"] for entry in output.entries if "path" in entry}
    for page in output.pages.values():
        if page.content_type.startswith("text/html"):
            found += [f"{page.path}: {problem}" for problem in page_problems(page, known)]
    return found


class Reader(HTMLParser):
    """Text (elements set off by spaces unless inline), links, metadata text, and whether the tags nest."""

    INLINE = {"a", "em", "b", "i", "span", "strong", "font"}

    def __init__(self) -> None:
        super().__init__()
        self.text, self.links, self.metadata, self.open, self.badly_nested = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.links += [values[name] for name in ("href", "src", "action") if values.get(name)]
        self.metadata += [values[name] for name in ("content", "datetime") if values.get(name)]
        self.text.append("" if tag in self.INLINE else " ")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.text.append("" if tag in self.INLINE else " ")
        if not self.open or self.open[-1] != tag:
            self.badly_nested.append(tag)
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.metadata.append(data)
        elif not self.open or self.open[-1] not in ("style", "title"):
            self.text.append(data)


def read(page: Page) -> Reader:
    reader = Reader()
    encoding = "cp1252" if page.path.startswith("/archive/") else "utf-8"
    reader.feed(page.body if isinstance(page.body, str) else page.body.decode(encoding))
    reader.close()
    return reader


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def article_problems(article: Article, house: HouseStyle, reader: Reader) -> list[str]:
    text, metadata = folded("".join(reader.text)), " ".join(reader.metadata)
    anywhere = text + metadata
    facts = article_facts(article, house)
    wanted = [facts["title"], facts["site"], *facts["themes"], *facts.get("pull_quotes", [])]
    wanted += [line for block in facts["body"].split("\n\n") for line in block.split("\n")]
    wanted += [facts.get("series", ""), dates.in_words(article.published, article.language)]
    found = [f"not on the page: {line[:70]}" for line in wanted if folded(line) not in text]
    for quote in article.pull_quotes:
        times = text.count(folded(quote))
        if times != (2 if "pull_quotes" in facts else 1):
            found.append(f"pull quote {times} times on the page: {quote[:70]}")
    hidden = [value for author in facts["authors"] for value in author.values()]
    hidden += [facts[name] for name in ("summary", "modified") if name in facts]
    found += [f"neither on the page nor in its metadata: {value[:70]}" for value in hidden if value not in anywhere]
    found += [f"link missing: {each}" for each in facts.get("links", []) if each not in reader.links]
    return found


def page_problems(page: Page, known: set[str]) -> list[str]:
    reader = read(page)
    found = []
    if not page.path.startswith("/archive/"):
        found += [f"</{tag}> does not close the element that is open" for tag in reader.badly_nested]
        found += [f"<{tag}> is never closed" for tag in reader.open]
        for block in reader.metadata:
            if block.startswith("{"):
                json.loads(block)
    for target in reader.links:
        address = urlsplit(urljoin(BASE + page.path, target))
        if f"{address.scheme}://{address.netloc}" != BASE:
            continue
        path = address.path + (f"?{address.query}" if address.query else "")
        path = IGNORED_QUERY.sub("", path)
        if path not in known | FORM_TARGETS | DEAD_ON_PURPOSE and not path.startswith("/blog/calendar/"):
            found.append(f"leads nowhere: {target}")
    if page.path != sitewide.GONE and page.status == 200 and "specimen" not in "".join(reader.text).lower():
        found.append("no specimen notice")
    return found
