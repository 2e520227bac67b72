"""The whole site: the six houses and what stands around them."""
from pathlib import Path

from generator import reports, sitewide
from generator.houses.archive import Archive
from generator.houses.blog import Blog
from generator.houses.forum import Forum
from generator.houses.institute import Institute
from generator.houses.journal import Journal
from generator.houses.review import Review
from generator.output import Output
from generator.sources import Site
from generator.style import HouseStyle

STYLES = {
    "forum": Forum,
    "blog": Blog,
    "institute": Institute,
    "review": Review,
    "journal": Journal,
    "archive": Archive,
}


def styles(site: Site, base: str) -> list[HouseStyle]:
    return [STYLES[house.id](site, house, base) for house in site.houses]


def fill_output(output: Output, site: Site, base: str) -> list[HouseStyle]:
    houses = styles(site, base)
    for house in houses:
        for page in house.pages():
            output.add(page)
    for page in reports.pages(site):
        output.add(page)
    sitewide.add_all(output, site, {house.house.id: house for house in houses}, base)
    return houses


def write_site(site: Site, folder: Path, base: str) -> int:
    """Returns the number of addresses."""
    output = Output()
    fill_output(output, site, base)
    return output.write(folder)
