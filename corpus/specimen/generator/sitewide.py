"""What stands around the houses: portal, robots.txt, sitemaps, feeds, media, and the pages that test a crawler."""
import gzip
from datetime import date

from generator import dates
from generator.output import Output, Page
from generator.sources import Article, Site
from generator.style import HouseStyle
from generator.templates import esc, fill, items, link

FOUNDED = date(2005, 1, 1)
ROBOTS = """\
# The specimen site. Print versions stay open: they name their article as canonical.
User-agent: *
Disallow: /search
Disallow: /private/
Allow: /private/press-kit.html

User-agent: SpecimenHarvester
Disallow: /

Sitemap: {base}/sitemap.xml
"""
GONE = "/blog/2009/03/notes-from-a-cancelled-summit/"
NOINDEX = "/forum/insights/how-we-edit/"
NOFOLLOW = "/review/links.html"
BEHIND_NOFOLLOW = "/review/back-room.html"


def add_all(output: Output, site: Site, houses: dict[str, HouseStyle], base: str) -> None:
    moved = houses["forum"].articles[-1]
    old_address = f"/forum/opinion/{moved.slug}/"
    output.move(old_address, houses["forum"].article_path(moved))
    add_portal(output, site, houses, base, old_address)
    add_special_pages(output, site, houses)
    output.add(Page("/robots.txt", ROBOTS.format(base=base), FOUNDED, "text/plain; charset=utf-8"))
    add_sitemaps(output, houses, base, old_address)
    add_feeds(output, houses, base)
    add_media(output, site)
    output.entries.append({"rule": "ignored_parameters", "prefixes": ["utm_", "share", "fbclid"]})


def add_portal(output: Output, site: Site, houses: dict[str, HouseStyle], base: str, old_address: str) -> None:
    entries = [
        f"{link(house.root, house.house.name)}: {esc(house.house.tagline)}, {len(house.articles)} articles"
        for house in houses.values()
    ]
    main = (
        f"<p>Six invented publishers under one roof.</p>\n<ul>\n{items(entries)}\n</ul>\n"
        f"<p>{link(old_address, 'The first insight we ever published')} · "
        f"{link('/private/press-kit.html', 'Press kit')}</p>"
    )
    html = portal(site, "The specimen site", main, f'<link rel="canonical" href="{esc(base)}/">')
    output.add(Page("/", html, newest(houses)))


def portal(site: Site, title: str, main: str, head: str = "") -> str:
    return fill("portal.html", title=esc(title), main=main, head=head, notice=esc(site.notice))


def add_special_pages(output: Output, site: Site, houses: dict[str, HouseStyle]) -> None:
    def special(name: str, **values) -> str:
        return fill(f"special/{name}.html", **values)

    forum, blog, review, journal = (houses[name] for name in ("forum", "blog", "review", "journal"))
    noindex, nofollow = ('<meta name="robots" content="%s">' % word for word in ("noindex, follow", "nofollow"))
    pages = {
        "/forum/about/": forum.frame("About us", special("about", noindex=NOINDEX), "", "page"),
        NOINDEX: forum.frame("How we edit", special("noindex"), noindex, "page"),
        NOFOLLOW: review.frame("Links", special("nofollow", behind=BEHIND_NOFOLLOW), nofollow, "page"),
        BEHIND_NOFOLLOW: review.frame("The back room", special("behind_nofollow"), "", "page"),
        "/journal/about": journal.frame("About the journal", special("journal"), "", "page"),
        "/private/board-minutes.html": portal(site, "Board minutes", special("private")),
        "/private/press-kit.html": portal(site, "Press kit", special("press_kit")),
    }
    for path, html in pages.items():
        output.add(Page(path, html, FOUNDED))
    output.add(Page(GONE, blog.frame("Gone", special("gone"), "", "error410"), FOUNDED, status=410))
    output.rule("any_query", Page("/search", portal(site, "Search", special("search")), FOUNDED))
    output.rule("calendar", blog.calendar())
    output.rule("not_found", Page("/404.html", portal(site, "Not found", special("not_found")), FOUNDED, status=404))


def add_sitemaps(output: Output, houses: dict[str, HouseStyle], base: str, old_address: str) -> None:
    """An index with one child, gzipped. The archive is too old to be in it; two of its addresses are out of date."""
    day = newest(houses).isoformat()
    places = [(old_address, None), (GONE, None)]
    for name, house in houses.items():
        if name != "archive":
            places.append((house.root, house.newest(house.articles)))
            places += [(house.article_path(article), article.changed) for article in house.articles]
    urls = "\n".join(
        f"<url><loc>{esc(base + path)}</loc>{f'<lastmod>{changed.isoformat()}</lastmod>' if changed else ''}</url>"
        for path, changed in places
    )
    schema = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    child = f"{declaration}\n<urlset {schema}>\n{urls}\n</urlset>\n"
    index = (
        f"{declaration}\n<sitemapindex {schema}>\n"
        f"<sitemap><loc>{esc(base)}/sitemap-articles.xml.gz</loc><lastmod>{day}</lastmod></sitemap>\n</sitemapindex>\n"
    )
    output.add(Page("/sitemap.xml", index, newest(houses), "application/xml"))
    zipped = gzip.compress(child.encode(), mtime=0)
    output.add(Page("/sitemap-articles.xml.gz", zipped, newest(houses), "application/gzip"))


def add_feeds(output: Output, houses: dict[str, HouseStyle], base: str) -> None:
    blog, forum = houses["blog"], houses["forum"]
    for path, name, house, entry, content_type in (
        ("/blog/feed.atom", "atom", blog, atom_entry, "application/atom+xml; charset=utf-8"),
        ("/forum/feed/", "rss", forum, rss_item, "application/rss+xml; charset=utf-8"),
    ):
        xml = fill(
            f"{name}.xml",
            name=esc(house.house.name),
            tagline=esc(house.house.tagline),
            base=esc(base),
            updated=dates.iso_time(house.newest(house.articles)),
            built=dates.http_date(house.newest(house.articles)),
            entries="\n".join(entry(article, base + house.article_path(article)) for article in house.articles[:10]),
        )
        output.add(Page(path, xml, house.newest(house.articles), content_type))


def atom_entry(article: Article, url: str) -> str:
    authors = "".join(f"<author><name>{esc(author.name)}</name></author>" for author in article.authors)
    return (
        f'<entry xml:lang="{article.language}"><title>{esc(article.title)}</title><id>{esc(url)}</id>'
        f'<link rel="alternate" type="text/html" href="{esc(url)}"/>{authors}'
        f"<published>{dates.iso_time(article.published)}</published>"
        f"<updated>{dates.iso_time(article.changed)}</updated>"
        f"<summary>{esc(article.summary)}</summary></entry>"
    )


def rss_item(article: Article, url: str) -> str:
    return (
        f"<item><title>{esc(article.title)}</title><link>{esc(url)}?utm_source=rss&amp;utm_medium=rss</link>"
        f'<guid isPermaLink="true">{esc(url)}</guid><pubDate>{dates.http_date(article.published)}</pubDate>'
        f"<description>{esc(article.summary)}</description></item>"
    )


def add_media(output: Output, site: Site) -> None:
    for name in ("logo", "cover"):
        output.add(Page(f"/media/{name}.svg", fill(f"{name}.svg"), FOUNDED, "image/svg+xml"))
    for house in ("forum", "blog", "institute", "review", "journal"):
        output.add(Page(f"/media/{house}.css", fill("style.css"), FOUNDED, "text/css"))
    for author in site.authors.values():
        initials = "".join(word[0] for word in author.name.split()[:2])
        portrait = fill("portrait.svg", initials=esc(initials))
        output.add(Page(f"/media/portraits/{author.id}.svg", portrait, FOUNDED, "image/svg+xml"))


def newest(houses: dict[str, HouseStyle]) -> date:
    return max(house.newest(house.articles) for house in houses.values())
