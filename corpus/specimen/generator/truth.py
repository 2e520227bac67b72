"""What extraction must find in the page of each article: the facts its house's template shows, and no others."""
import json

from generator.render import styles
from generator.sources import Article, Site
from generator.style import HouseStyle


def truth_lines(site: Site) -> str:
    by_house = {style.house.id: style for style in styles(site, site.base_url)}
    articles = sorted(site.articles, key=lambda article: (article.house, article.slug))
    facts = [article_facts(article, by_house[article.house]) for article in articles]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in facts)


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
        "pull_quotes": article.pull_quotes if "pull_quotes" in shown else [],
        "links": list(dict.fromkeys(link for block in article.blocks for link in block.links)),
    }
    return {name: value for name, value in facts.items() if value}


def _person(author, with_role: bool) -> dict:
    facts = {"name": author.name}
    if with_role:
        facts |= {"role": author.role, "institution": author.institution}
    return {name: value for name, value in facts.items() if value}
