"""Fills the HTML templates of templates/."""
import json
from functools import cache
from html import escape
from pathlib import Path
from string import Template

FOLDER = Path(__file__).resolve().parent.parent / "templates"


@cache
def _template(name: str) -> Template:
    return Template((FOLDER / name).read_text(encoding="utf-8").rstrip("\n"))


def fill(template: str, /, **values) -> str:
    """The template with every $placeholder replaced; values are HTML already, a missing one is an error."""
    return _template(template).substitute(values)


def esc(text: str) -> str:
    return escape(str(text), quote=True).replace("&#x27;", "'")


def link(href: str, text: str, attributes: str = "") -> str:
    return f'<a href="{esc(href)}"{" " + attributes if attributes else ""}>{esc(text)}</a>'


def items(links: list[str], css_class: str = "") -> str:
    attribute = f' class="{css_class}"' if css_class else ""
    return "\n".join(f"<li{attribute}>{each}</li>" for each in links)


def script_json(value: object) -> str:
    """JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
