"""What extraction must find in the page of each article: the facts its house's template shows, and no others."""
import json

from generator.render import styles
from generator.reports import report_facts
from generator.sources import Article, Site
from generator.style import HouseStyle

# French typography's narrow and unbreakable spaces: an extractor collapses white space of any kind.
PLAIN_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


def truth_lines(site: Site) -> str:
    by_house = {style.house.id: style for style in styles(site, site.base_url)}
    articles = sorted(site.articles, key=lambda article: (article.house, article.slug))
    facts = [article_facts(article, by_house[article.house]) for article in articles]
    facts += [report_facts(site, report) for report in site.reports]
    lines = (json.dumps(line, ensure_ascii=False) for line in facts)
    return "".join(line.translate(PLAIN_SPACES) + "\n" for line in lines)


def article_facts(article: Article, style: HouseStyle) -> dict:
    shown = style.shows
    facts = {
        "url": style.article_path(article),
        "title": article.title,
        "authors": [_person(author, "role" in shown) for author in article.authors],
        "themes": article.themes,
        "series": article.series,
        "published": article.published.isoformat(),
        "modified": article.modified.isoformat() if article.modified and "modified" in shown else "",
        "language": article.language,
        "site": style.house.name,
        "summary": article.summary if "summary" in shown else "",
        "body": article.body,
        "pull_quotes": _pull_quotes(article, style) if "pull_quotes" in shown else [],
        "links": list(dict.fromkeys(link for block in article.blocks for link in block.links)),
    }
    return {name: value for name, value in facts.items() if value}


def _pull_quotes(article: Article, style: HouseStyle) -> list[str]:
    """In the order of the page, which is not always that of the source."""
    return [block.text for block in style.with_pull_quotes(article) if block.kind == "pull_quote"]


def _person(author, with_role: bool) -> dict:
    facts = {"name": author.name}
    if with_role:
        facts |= {"role": author.role, "institution": author.institution}
    return {name: value for name, value in facts.items() if value}
