#!/usr/bin/env python3
"""scripts/extraction_floors.py as a program: figures and floors in, status and messages out."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "extraction_floors.py"

# name, floor, figures, pages that failed, status, a part of the message
CASES = [
    ("at its floor", 0.9, {"body": {"f1": {"value": 0.9}}}, {}, 0, ""),
    ("below its floor", 0.9, {"body": {"f1": {"value": 0.8999}}}, {}, 1, "few body.f1: 0.8999 is below its floor of 0.900"),
    ("not measured", 0.9, {}, {}, 1, "few body.f1: not measured"),
    ("a page without an answer", 0.9, {"body": {"f1": {"value": 1.0}}}, {"p1": "timeout"}, 1, "few: 1 pages failed"),
]


class Floors(unittest.TestCase):
    def test_cases(self):
        for name, floor, figures, failed, status, message in CASES:
            with self.subTest(name), tempfile.TemporaryDirectory() as name_of_folder:
                folder = pathlib.Path(name_of_folder)
                (folder / "floors.json").write_text(json.dumps({"few": {"body.f1": floor}}), encoding="utf-8")
                (folder / "few.json").write_text(json.dumps({"figures": figures, "failed": failed}), encoding="utf-8")
                done = subprocess.run([sys.executable, str(PROGRAM), str(folder / "floors.json"), str(folder)],
                                      capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, status)
                self.assertIn(message, done.stderr)


if __name__ == "__main__":
    unittest.main()
