"""Collects what every address answers, and writes it as files with a manifest."""
import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from generator.dates import http_date

HTML = "text/html; charset=utf-8"


@dataclass
class Page:
    path: str  # with query
    body: str | bytes
    changed: date
    content_type: str = HTML
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Output:
    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.entries: list[dict] = []  # moved addresses and rules: lines of the manifest as they are

    def add(self, page: Page) -> None:
        if page.path in self.pages:
            raise ValueError(f"two pages at {page.path}")
        self.pages[page.path] = page

    def move(self, old: str, new: str) -> None:
        self.entries.append({"path": old, "status": 301, "location": new, "headers": {}})

    def rule(self, kind: str, page: Page) -> None:
        """A template or page that answers for many addresses; the kinds are explained in README.md."""
        self.add(page)
        self.entries.append({"rule": kind, "path": page.path})

    def write(self, folder: Path) -> int:
        (folder / "files").mkdir(parents=True, exist_ok=True)
        lines = []
        for number, page in enumerate(self.pages.values()):
            body = page.body.encode() if isinstance(page.body, str) else page.body
            name = f"files/{number:06}"
            (folder / name).write_bytes(body)
            headers = {"Content-Type": page.content_type}
            if page.status == 200:
                headers["Last-Modified"] = http_date(page.changed)
                headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            lines.append({"path": page.path, "file": name, "status": page.status, "headers": headers | page.headers})
        manifest = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines + self.entries)
        (folder / "manifest.ndjson").write_text(manifest, encoding="utf-8")
        return len(lines) + len(self.entries)
