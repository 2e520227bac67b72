#!/usr/bin/env python3
"""The check of scripts/extraction-scores: every score that FLOORS names must be there and not below its floor.

  extraction_floors.py FLOORS.json FOLDER     FOLDER/SET.json: what score.py --json wrote for that set
"""
import json
import pathlib
import sys


def score(figures, name):
    """The value of "kind.measure", or None where score.py gave none."""
    kind, measure = name.split(".")
    return figures.get(kind, {}).get(measure, {}).get("value")


def shortfalls(floors, folder):
    for name_of_set, wanted in floors.items():
        result = json.loads((folder / f"{name_of_set}.json").read_text(encoding="utf-8"))
        if result["failed"]:
            yield f"{name_of_set}: {len(result['failed'])} pages failed"
        for name, floor in wanted.items():
            value = score(result["figures"], name)
            if value is None:
                yield f"{name_of_set} {name}: not measured, its floor is {floor:.3f}"
            elif value < floor:
                yield f"{name_of_set} {name}: {value:.4f} is below its floor of {floor:.3f}"


def main():
    floors_file, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    found = list(shortfalls(json.loads(floors_file.read_text(encoding="utf-8")), folder))
    for line in found:
        print(f"extraction-scores: {line}", file=sys.stderr)
    if not found:
        print("extraction-scores: no score is below its floor")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
