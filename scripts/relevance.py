#!/usr/bin/env python3
"""The work of scripts/relevance: import, batch search, score, table. p-values where tests/bench is built."""
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

# nDCG@10 that the README of the collections gives for the same queries: (stock Xapian, Lucene BM25).
PUBLISHED = {
    "time": (0.674, 0.700), "debate": (0.684, 0.710), "eupol": (0.803, 0.845), "digigov": (0.883, 0.895),
    "perspectrum": (0.442, 0.466), "cisi": (0.318, 0.343), "cran": (0.321, 0.346), "med": (0.686, 0.673),
}


def lines(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def caravan_run(program, collection, folder):
    """Imports and searches with the program itself, exactly as anybody would."""
    base = [program, "--data", str(folder / "data")]
    corpus = folder / "corpus.ndjson"
    corpus.write_bytes(gzip.open(collection / "corpus.jsonl.gz").read())
    imported = subprocess.run(base + ["-q", "import", str(corpus)], stdout=subprocess.DEVNULL)
    if imported.returncode not in (0, 3):  # 3: cran has an article without title and text, which no query can find
        sys.exit("relevance: the import of %s ended with %d" % (collection.name, imported.returncode))
    queries = folder / "queries.jsonl"
    with open(queries, "w", encoding="utf-8") as file:
        for query in lines(collection / "queries.jsonl"):
            file.write(json.dumps({"id": query["id"], "query": query["text"]}) + "\n")
    run = folder / "caravan.run"
    with open(run, "w", encoding="utf-8") as file:
        subprocess.run(base + ["search", "--batch", str(queries), "--format", "trec", "--limit", "1000", "--all-versions"],
                       check=True, stdout=file)
    return run


def stock_run(stock, folder):
    """Xapian as it comes (tests/bench/stock_xapian.cpp), on the same lower-cased queries. None where that is not built."""
    if not pathlib.Path(stock).exists():
        return None
    queries = folder / "lower.jsonl"
    with open(queries, "w", encoding="utf-8") as file:
        for query in lines(folder / "queries.jsonl"):
            file.write(json.dumps({"id": query["id"], "query": query["query"].lower()}) + "\n")
    run = folder / "stock.run"
    with open(run, "w", encoding="utf-8") as file:
        subprocess.run([stock, str(folder / "corpus.ndjson"), str(queries), str(folder / "stock")], check=True, stdout=file)
    return run


def score(evaluation, qrels, *runs):
    command = [sys.executable, str(evaluation / "score.py"), "--json"] + (["--compare"] if len(runs) > 1 else [])
    return json.loads(subprocess.run(command + [str(qrels)] + [str(run) for run in runs], check=True, capture_output=True).stdout)


def main():
    program, evaluation = sys.argv[1], pathlib.Path(sys.argv[2])
    rows = []
    print("%-12s %8s %8s %8s %12s" % ("nDCG@10", "Xapian", "Lucene", "Caravan", "p vs Xapian"))
    for name, (xapian_score, lucene_score) in PUBLISHED.items():
        collection = evaluation / "dev" / name
        with tempfile.TemporaryDirectory(prefix="caravan-relevance-") as folder:
            folder = pathlib.Path(folder)
            run = caravan_run(program, collection, folder)
            ndcg = score(evaluation, collection / "qrels.txt", run)["runs"][0]["nDCG@10"]
            stock = stock_run(sys.argv[3], folder)
            p = score(evaluation, collection / "qrels.txt", stock, run)["compare"]["nDCG@10"]["p"] if stock else None
        rows.append((xapian_score, lucene_score, ndcg))
        print("%-12s %8.3f %8.3f %8.3f %12s" % (name, xapian_score, lucene_score, ndcg, "" if p is None else "%.4f" % p), flush=True)
    means = [sum(column) / len(rows) for column in zip(*rows)]
    print("%-12s %8.3f %8.3f %8.3f" % ("mean", *means))


main()
