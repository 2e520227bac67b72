"""The small Markdown of the articles: paragraphs, '## headings', '> quotes', '- lists', [links](url), *emphasis*."""
import re
from dataclasses import dataclass
from html import escape

INLINE = re.compile(r"\[(?P<label>[^\]]+)\]\((?P<href>[^)\s]+)\)|\*(?P<emphasis>[^*\n]+)\*")


@dataclass(frozen=True)
class Block:
    kind: str  # paragraph | heading | quote | list
    items: tuple[str, ...]  # Markdown text; one item except in a list

    @property
    def text(self) -> str:
        """Plain text; the items of a list one a line."""
        return "\n".join(plain(item) for item in self.items)

    @property
    def links(self) -> list[str]:
        return [match["href"] for item in self.items for match in INLINE.finditer(item) if match["href"]]


def parse(source: str) -> list[Block]:
    return [_block(chunk.strip().splitlines()) for chunk in re.split(r"\n\s*\n", source) if chunk.strip()]


def _block(lines: list[str]) -> Block:
    lines = [line.strip() for line in lines]
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(line[2:].strip() for line in lines))
    if any(line.startswith(("- ", "#", ">")) for line in lines[1:]) and not all(line.startswith(">") for line in lines):
        raise ValueError(f"blocks must be separated by blank lines, near: {lines[0][:60]}")
    if lines[0].startswith("## ") and len(lines) == 1:
        return Block("heading", (lines[0][3:].strip(),))
    if lines[0].startswith(">"):
        return Block("quote", (" ".join(line.lstrip("> ").strip() for line in lines),))
    if lines[0].startswith("#") or re.match(r"\d+\. |[*+] |!\[|```|\|", lines[0]):
        raise ValueError(f"not part of the small Markdown: {lines[0][:60]}")
    return Block("paragraph", (" ".join(lines),))


def plain(item: str) -> str:
    return INLINE.sub(lambda match: plain(match["label"] or match["emphasis"]), item)


def html(item: str, link_attributes: str = "") -> str:
    """Inline HTML of one item."""
    out, end = [], 0
    for match in INLINE.finditer(item):
        out.append(escape(item[end : match.start()], quote=False))
        if match["href"]:
            label = html(match["label"])
            out.append(f'<a href="{escape(match["href"])}"{link_attributes}>{label}</a>')
        else:
            out.append(f"<em>{html(match['emphasis'])}</em>")
        end = match.end()
    return "".join(out) + escape(item[end:], quote=False)
