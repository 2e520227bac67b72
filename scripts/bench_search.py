"""Measures search engines side by side; see bench-search for how to call it."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

from starter import start

ROOT = Path(__file__).resolve().parent.parent
ENGINES = {"caravan": "Caravan", "xapian": "bare Xapian", "fts5": "SQLite FTS5"}
OMEGA_PLACES = ("/usr/lib/cgi-bin/omega/omega", "/usr/lib/cgi-bin/omega")
SCRIPTINDEX_RULES = "id : boolean=Q unique=Q field\nurl : field\ntitle : index=S index field\nbody : index field=sample truncate=500\n"


def run(command, **options):
    """Runs to the end. Returns what it printed, its seconds, and the most memory it held, in MB."""
    with tempfile.TemporaryDirectory(prefix="caravan-bench-") as folder:
        output = Path(folder) / "output"
        with open(output, "w", encoding="utf-8") as to:
            taken = start(command, Path(folder) / "figures", stdout=to, **options)
        if taken.status not in (0, 1):
            sys.exit("bench-search: %s ended with %d" % (" ".join(map(str, command)), taken.status))
        return output.read_text(encoding="utf-8"), taken.wall, taken.memory / 1e6


def megabytes(folder):
    return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 1e6


def number(text):
    factor = {"k": 1000, "m": 1000000}.get(text[-1].lower())
    return int(text[:-1]) * factor if factor else int(text)


class Bench:
    def __init__(self, programs, folder, omega, scriptindex):
        self.tool = programs / "search_bench"
        self.caravan = programs / "caravan"
        self.folder = folder
        self.omega, self.scriptindex = omega, scriptindex
        self.rows = {}
        self.repeated = None  # so many articles, of which the larger indexes are made
        self.worst = {}

    def corpus(self, articles):
        file = self.folder / ("corpus-%d.ndjson" % articles)
        if not file.exists():
            run([self.tool, "corpus", articles, str(file) + ".partial"])
            os.rename(str(file) + ".partial", file)
        return file

    def index(self, engine, articles):
        """Makes the index unless it is there; what it cost is kept beside it."""
        place = self.folder / ("%s-%d" % (engine, articles))
        note = self.folder / ("%s-%d.json" % (engine, articles))
        if not note.exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            if self.repeated and articles > self.repeated:
                seconds, memory = self.repeat(engine, articles, place)
            elif engine == "omega":
                seconds, memory = self.index_omega(self.corpus(articles), place)
            else:
                _, seconds, memory = run([self.tool, "index", engine, self.corpus(articles), place])
            # The archive keeps what was imported; the others have no such thing.
            searched = place / "index" if engine == "caravan" else place
            note.write_text(json.dumps({"seconds": seconds, "memory": memory, "disk": megabytes(searched)}))
        return place, json.loads(note.read_text())

    def repeat(self, engine, articles, place):
        """Omega's is a Xapian database, and needs nothing beside it."""
        once = self.folder / ("%s-%d" % (engine, self.repeated))
        kind, once, place = ("xapian", once / "default", place / "default") if engine == "omega" else (engine, once, place)
        _, seconds, memory = run([self.tool, "repeat", kind, once, articles // self.repeated, place])
        return seconds, memory

    def index_omega(self, corpus, place):
        rules = place / "rules"
        rules.write_text(SCRIPTINDEX_RULES)
        dump = place / "dump"
        with open(corpus, encoding="utf-8") as lines, open(dump, "w", encoding="utf-8") as to:
            for line in lines:
                article = json.loads(line)
                for field in ("id", "url", "title", "body"):
                    to.write("%s=%s\n" % (field, article[field].replace("\n", " ")))
                to.write("\n")
        _, seconds, memory = run([self.scriptindex, place / "default", rules, dump], stderr=subprocess.DEVNULL)
        dump.unlink()
        return seconds, memory

    def measure(self, articles):
        again = self.repeated and articles > self.repeated
        made = ("those %d, %d times over" % (self.repeated, articles // self.repeated) if again
                else "%.0f MB of text" % (self.corpus(articles).stat().st_size / 1e6))
        print("\n%d articles, %s" % (articles, made), flush=True)
        figures, costs = {}, {}
        for engine in self.engines():
            place, costs[engine] = self.index(engine, articles)
            if engine != "omega":
                output, _, costs[engine]["searching"] = run([self.tool, "search", engine, place])
                figures[engine] = json.loads(output)
        self.print_costs(costs, "repeating" if again else "indexing")
        self.print_figures(figures)
        if "omega" in costs:
            self.print_processes(articles)
        self.rows[articles] = (figures["caravan"], costs["caravan"])
        self.print_worst(articles)

    def engines(self):
        return list(self.selected) + (["omega"] if self.omega and "xapian" in self.selected else [])

    @staticmethod
    def cell(value, own, engine):
        return "%10.3f" % value + ("       " if engine == "caravan" else " (%4.1fx)" % (value / own if own else 0))

    def print_costs(self, costs, making):
        print("%-34s" % "" + "".join("%-20s" % ENGINES.get(engine, "Omega") for engine in costs))
        for key, name in (("seconds", making + ", seconds"), ("memory", making + ", MB of memory"),
                          ("disk", "index, MB of disk"), ("searching", "searching, MB of memory")):
            cells = [self.cell(cost[key], costs["caravan"][key], engine) if key in cost else "" for engine, cost in costs.items()]
            print("%-32s" % name + "".join("%-20s" % cell for cell in cells), flush=True)

    def print_figures(self, figures):
        for what, name in (("top10", "ranked top 10"), ("one", "top 10 and one facet"), ("all", "top 10 and all facets"),
                           ("passages", "top 10 with passages")):
            print("%s, ms (in brackets: ratio to Caravan%s)" % (name, "; last: to Caravan's top 10 alone" if what != "top10" else ""))
            for kind, own in figures["caravan"].items():
                cells = [self.cell(figure[kind][what], own[what], engine) for engine, figure in figures.items()]
                last = "%5.2fx" % (own[what] / own["top10"]) if what != "top10" else ""
                print("  %-30s" % kind + "".join("%-20s" % cell for cell in cells) + last, flush=True)

    def print_processes(self, articles):
        """Omega is a CGI program: a process for every question, as caravan search is."""
        queries = run([self.tool, "queries"])[0].splitlines()[::10]
        place = self.folder / ("omega-%d" % articles)
        settings = place / "omega.conf"
        settings.write_text("database_dir %s\ntemplate_dir /usr/share/xapian-omega/templates\nlog_dir %s\ncdb_dir %s\n" % (place, place, place))
        environment = dict(os.environ, OMEGA_CONFIG_FILE=str(settings), REQUEST_METHOD="GET")
        if os.environ.get("OMEGA_TEMPLATES"):
            settings.write_text(settings.read_text().replace("/usr/share/xapian-omega/templates", os.environ["OMEGA_TEMPLATES"]))
        caravan, omega = [], []
        for query in queries:
            asked = "DB=default&DEFAULTOP=or&P=" + urllib.parse.quote_plus(query.strip())
            omega.append(min(run([self.omega], env=dict(environment, QUERY_STRING=asked))[1] for _ in range(3)))
            command = [self.caravan, "--data", self.folder / ("caravan-%d" % articles), "search", query.strip(), "--format", "json"]
            caravan.append(min(run(command, stderr=subprocess.DEVNULL)[1] for _ in range(3)))
        own, other = sorted(caravan)[len(caravan) // 2] * 1e3, sorted(omega)[len(omega) // 2] * 1e3
        print("a process for each question, ms: caravan search %.1f, Omega %.1f (%.1fx)" % (own, other, other / own), flush=True)

    def print_worst(self, articles):
        result = json.loads(run([self.tool, "worst", self.folder / ("caravan-%d" % articles)])[0])
        self.worst[articles] = {query["name"]: query["ms"] / result["median"] for query in result["queries"]}
        print("costliest queries with all facets, by the median of ordinary ones (%.2f ms)" % result["median"])
        for query in sorted(result["queries"], key=lambda query: -query["ms"]):
            print("  %-44s %9.2f ms %6.1fx %9d found  %s" % (query["name"], query["ms"], query["ms"] / result["median"],
                                                            query["total"], "; ".join(query["remarks"])))
        sys.stdout.flush()

    def print_passages(self):
        result = json.loads(run([self.tool, "passages"])[0])
        print("\na hit's passages + its facts, ms by characters of the text (in brackets: Xapian's snippet() of a text at hand)")
        print("%-22s" % "" + "".join("%24s" % length for length in result))
        for kind in next(iter(result.values())):
            cells = [result[length][kind] for length in result]
            print("%-22s" % kind + "".join("%24s" % ("%.3f + %.3f (%.1f)" % (each["passages"], each["facts"], each["xapian"]))
                                           for each in cells), flush=True)

    def print_growth(self):
        sizes = sorted(self.rows)
        print("\ncostliest queries with all facets, by the median of ordinary ones; no more than 20 is promised")
        print("%-46s" % "" + "".join("%12d" % size for size in sizes))
        for name in sorted(self.worst[sizes[-1]], key=lambda name: -self.worst[sizes[-1]][name]):
            print("  %-44s" % name + "".join("%11.1fx" % self.worst[size][name] for size in sizes))
        for small, large in zip(sizes, sizes[1:]):
            print("\nfrom %d to %d articles (%.0fx) Caravan's cost grows by" % (small, large, large / small))
            for kind in self.rows[small][0]:
                grown = {what: self.rows[large][0][kind][what] / self.rows[small][0][kind][what] for what in ("top10", "all", "passages")}
                print("  %-30s top 10 %5.1fx   all facets %5.1fx   passages %5.1fx" % (kind, grown["top10"], grown["all"], grown["passages"]))
            for key, name in ((("searching", "memory of searching"),) if self.repeated else
                              (("seconds", "indexing"), ("memory", "memory of indexing"), ("searching", "memory of searching"))):
                print("  %-30s %5.1fx" % (name, self.rows[large][1][key] / self.rows[small][1][key]))


def first_file(candidates):
    return next((Path(each) for each in candidates if each and os.path.isfile(each)), None)


def options_parser(name):
    """What every benchmark on the generated corpora is told."""
    parser = argparse.ArgumentParser(prog=name)
    parser.add_argument("programs", nargs="?")
    parser.add_argument("--sizes", default="10k,100k")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--keep")
    return parser


def sizes_of(options):
    return [number(size) for size in options.sizes.split(",")] + ([1000000] if options.million else [])


def folder_of_programs(name, options, needed):
    """Where the first of the needed targets is built; ends the benchmark when it is nowhere."""
    places = [options.programs] if options.programs else [ROOT / "build/bench/bin", ROOT / "build/release/bin"]
    found = next((Path(place) for place in places if (Path(place) / needed[0]).exists()), None)
    return found or sys.exit(f"{name}: {needed[0]} is not built: cmake --preset release -B build/bench -DCARAVAN_BENCH=ON, "
                             f"then cmake --build build/bench --target {' '.join(needed)}")


def main():
    parser = options_parser("bench-search")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--repeat", action="store_true")
    options = parser.parse_args()
    sizes = sorted(sizes_of(options))
    if options.repeat and any(size % sizes[0] for size in sizes):
        parser.error("--repeat: %d articles over and over make no %s" % (
            sizes[0], next(size for size in sizes if size % sizes[0])))
    programs = folder_of_programs("bench-search", options, ["search_bench", "caravan"])
    omega = first_file((os.environ.get("OMEGA"),) + OMEGA_PLACES)
    scriptindex = first_file((os.environ.get("SCRIPTINDEX"), shutil.which("scriptindex")))
    if not (omega and scriptindex):
        omega = None
        print("Xapian Omega is left out: it is not installed (Debian: xapian-omega)")
    with tempfile.TemporaryDirectory(prefix="caravan-bench-") as scratch:
        folder = Path(options.keep or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(programs, folder, omega, scriptindex)
        bench.selected = ["caravan"] if options.quick else list(ENGINES)
        bench.repeated = sizes[0] if options.repeat else None
        for size in sizes:
            bench.measure(size)
        bench.print_passages()
        bench.print_growth()


if __name__ == "__main__":
    main()
