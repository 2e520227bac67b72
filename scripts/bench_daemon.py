"""Measures what the daemon adds to a search; see bench-daemon for how to call it."""

import json
import statistics
import sys
import tempfile
from pathlib import Path

from bench_search import Bench, folder_of_programs, options_parser, run, sizes_of

OWN_SHARE = 0.10
PARTS = ("look_up", "read", "serialize", "compress")
TIMES = {"look_up": 2}  # before the search and after it, whether the index has changed


def measure(bench, articles):
    place, _ = bench.index("caravan", articles)
    kinds = json.loads(run([bench.tool.parent / "daemon_bench", place])[0])
    print("\n%d articles: ms of a search (all facets, ten passages), of the daemon's parts, and their share of the search; then the whole" % articles)
    print("  %-18s %8s %s %17s   %s" % ("", "search", "".join("%10s" % part for part in PARTS), "together", "answered   over a connection"))
    shares = []
    for kind, took in kinds.items():
        own = sum(TIMES.get(part, 1) * took[part] for part in PARTS)
        shares.append(own / took["query"])
        print("  %-18s %8.3f %s %8.3f (%5.1f%%) %10.3f %12.3f" % (
            kind, took["query"], "".join("%10.3f" % took[part] for part in PARTS), own, 100 * shares[-1], took["answer"], took["exchange"]), flush=True)
    share = statistics.median(shares)
    print("  the median of the shares: %.1f%%" % (100 * share), flush=True)
    return share


def main():
    options = options_parser("bench-daemon").parse_args()
    programs = folder_of_programs("bench-daemon", options, ["daemon_bench", "search_bench"])
    with tempfile.TemporaryDirectory(prefix="caravan-bench-") as scratch:
        folder = Path(options.keep or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(programs, folder, None, None)
        shares = {size: measure(bench, size) for size in sizes_of(options)}
    large = [size for size, share in shares.items() if size >= 100_000 and share >= OWN_SHARE]
    if large:
        sys.exit("bench-daemon: more than %.0f%% of a search at %s articles" % (100 * OWN_SHARE, ", ".join(map(str, large))))


main()
