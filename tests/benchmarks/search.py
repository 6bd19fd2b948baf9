"""How fast searches are: python -m tests.benchmarks.search --pages 10000 [--folder DIR] [--keep]

Makes its own matter of synthetic pages (Zipf-distributed words of a made-up vocabulary with legal words mixed in, about
300 words a page, 1 to 60 pages an exhibit), indexes it, and prints p50 and p95 per class of query. The same words are
looked for with ripgrep over the texts as files, when it is installed, as a familiar yardstick.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evidence_app.model.errors import BadQuery
from evidence_app.model.search_results import SearchFilters
from evidence_app.services import search, search_index
from evidence_app.services.matter import Matter, create_matter, open_matter
from evidence_app.services.search_answer import _kept
from evidence_app.storage.page_text import index_page

LEGAL = [
    "agreement",
    "privacy",
    "policy",
    "disclosure",
    "consent",
    "plaintiff",
    "defendant",
    "subscriber",
    "contract",
    "breach",
    "damages",
    "liability",
    "negligence",
    "warranty",
    "indemnify",
    "termination",
    "confidential",
    "evidence",
    "exhibit",
    "deposition",
    "testimony",
    "counsel",
    "motion",
    "order",
    "complaint",
    "statute",
    "violation",
    "notice",
    "training",
    "data",
    "message",
    "premium",
    "member",
    "account",
    "setting",
    "default",
    "access",
    "storage",
]
BARS = {"words": 100, "phrase": 100, "and/or": 100, "prefix": 100, "facets": 100, "date filter": 100, "w/n": 200}
"""Milliseconds at 100,000 pages (p95)."""


def vocabulary(chance: random.Random, size: int) -> list[str]:
    syllables = [a + b for a in "bcdfghlmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "in", "on", "al")]
    made = {"".join(chance.choices(syllables, k=chance.choice((1, 2, 2, 3, 3, 4)))) for _ in range(size)}
    words = ["the", "of", "and", "to", "in", "a", "that", "is", "for", "it", "not", "shall", *sorted(made)]
    for i, word in enumerate(LEGAL):
        words.insert(40 + 25 * i, word)
    return words


def build(folder: Path, pages: int, texts: Path | None) -> Matter:
    chance = random.Random(42)
    words = vocabulary(chance, 60_000)
    weights = list(itertools.accumulate(1 / (n + 2.7) for n in range(len(words))))
    matter = create_matter(folder, "Benchmark v. Clock")
    with matter.operation("Custodians", undoable=False) as tx:
        people = [tx.insert("custodian", {"name": f"Custodian {n}"}) for n in range(12)]
    done = 0
    while done < pages:
        with matter.operation("Import a batch", undoable=False) as tx:
            for _ in range(20):
                count = min(chance.choice((1, 2, 5, 10, 20, 60)), pages - done)
                done += _exhibit(tx, chance, words, weights, count, done, people, texts) if count else 0
    return matter


def _exhibit(tx, chance, words, weights, count, done, people, texts) -> int:
    date = f"20{chance.randint(15, 25)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    values = {
        "title": f"Exhibit at {done}", "page_count": count, "custodian_id": chance.choice(people), "doc_date": date,
        "doc_date_sort": date, "kind": chance.choice(("pdf", "email", "web", "word")),
    }  # fmt: skip
    exhibit = tx.insert("exhibit", values)
    for number in range(1, count + 1):
        chosen = chance.choices(words, cum_weights=weights, k=chance.randint(150, 450))
        text = "\n".join(" ".join(chosen[at : at + 12]) for at in range(0, len(chosen), 12))
        page = tx.insert("page", {"exhibit_id": exhibit, "number": number, "text": text, "source": "layer"})
        index_page(tx, page, text)
        if texts:
            (texts / f"{page:07d}.txt").write_text(text)
    return count


QUERIES: dict[str, list[str]] = {
    "words": ["privacy", "disclosure consent", "agreement", "negligence damages", "storage", "premium member account"],
    "phrase": ['"privacy policy"', '"of the agreement"', '"in the"', '"data training"', '"breach of contract"'],
    "and/or": ["privacy AND (consent OR notice)", "breach OR damages OR liability", "contract NOT warranty",
               "(plaintiff OR defendant) AND counsel AND NOT motion", "notice AND liability"],
    "prefix": ["negl*", "confid*", "discl* AND subscr*", '"the priv*"', "in*"],
    "w/n": ["breach w/5 contract", "privacy w/10 policy", "consent pre/5 disclosure", "data NOT w/5 training",
            "(breach OR violation) w/8 (contract OR agreement)", "negl* w/10 damages", "data w/3 message w/3 the"],
    "wildcard/fuzzy": ["negl*ce", "dis?losure", "warr%anty", "indemnify~", "*ability", "confi%dential w/10 data", '"priv* poli*"'],
}  # fmt: skip
HOSTILE = {
    "*a*": "*a*", "*er*": "*er*", "the w/50 of": "the w/50 of", "500 nested NOT": "NOT " * 500 + "x",
    "2,000 ORs": " OR ".join(f"word{n}" for n in range(2000)), "900 common ORs": " OR ".join(["the", "of", *LEGAL] * 25)[:9000].rsplit(" OR ", 1)[0],
    "the pre/255 of pre/255 to": "the pre/255 of pre/255 to", '"the of and to"': '"the of and to"', "NOT zzz": "NOT zzz",
}  # fmt: skip


def timed(
    matter: Matter, query: str, filters: SearchFilters = search.NO_FILTERS, facets: bool = False
) -> tuple[float, str]:
    _kept.clear()
    began = time.perf_counter()
    try:
        if facets:
            search.facets(matter, query, filters)
            said = ""
        else:
            found = search.find(matter, query, filters, limit=20, record=False)
            said = f"{found.total_pages:,} pages, {found.engine}"
    except BadQuery as error:
        said = f"refused: {error.message[:60]}"
    return (time.perf_counter() - began) * 1000, said


def report(name: str, times: list[float], note: str = "") -> None:
    times = sorted(times)
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    print(
        f"{name:28s} n={len(times):3d}  p50 {statistics.median(times):8.1f} ms  p95 {p95:8.1f} ms  {note}", flush=True
    )


def run(matter: Matter, rounds: int, verbose: bool) -> None:
    matter.page_index.warm_up()
    timed(matter, "privacy")
    time.sleep(5)
    for name, queries in QUERIES.items():
        times = []
        for query in queries:
            each = [timed(matter, query) for _ in range(rounds)]
            times += [ms for ms, _ in each]
            if verbose:
                print(
                    f"    {query:55s} {min(ms for ms, _ in each):7.1f} to {max(ms for ms, _ in each):7.1f} ms  {each[0][1]}"
                )
        report(name, times, f"bar {BARS[name]} ms at 100,000 pages" if name in BARS else "")
    report("facets", [timed(matter, q, facets=True)[0] for q in QUERIES["words"] for _ in range(rounds)], "bar 100 ms")
    dated = SearchFilters(date_from="2019-03", date_to="2021", custodians=("Custodian 3", "Custodian 4"))
    report("date filter", [timed(matter, q, dated)[0] for q in QUERIES["words"] for _ in range(rounds)], "bar 100 ms")
    for name, query in HOSTILE.items():
        ms, said = timed(matter, query)
        print(f"{'hostile: ' + name:45s} {ms:8.1f} ms  {said}  (bar 2,500 ms)", flush=True)


def yardstick(texts: Path, rounds: int) -> None:
    rg = shutil.which("rg")
    if not rg:
        print("ripgrep is not installed; no yardstick")
        return
    for name, patterns in {
        "words": [r"\bprivacy\b", r"\bagreement\b", r"\bstorage\b"],
        "phrase": [r"privacy\s+policy", r"of\s+the\s+agreement"],
        "w/n": [r"\bbreach\W+(\w+\W+){0,4}contract\b|\bcontract\W+(\w+\W+){0,4}breach\b"],
    }.items():
        times = []
        for pattern in patterns:
            for _ in range(rounds):
                began = time.perf_counter()
                subprocess.run([rg, "-U", "-i", "-l", pattern, str(texts)], stdout=subprocess.DEVNULL, check=False)
                times.append((time.perf_counter() - began) * 1000)
        report(f"ripgrep {name}", times)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--folder", type=Path, help="where to make the matter, or one made before")
    options.add_argument("--keep", action="store_true")
    options.add_argument("--verbose", action="store_true")
    options.add_argument("--no-texts", action="store_true", help="no text files, so no ripgrep")
    chosen = options.parse_args()
    root = chosen.folder or Path(tempfile.mkdtemp(prefix="search-benchmark-"))
    texts = None if chosen.no_texts else root / "texts"
    try:
        if (root / "matter").exists():
            matter = open_matter(root / "matter")
        else:
            (texts or root).mkdir(parents=True, exist_ok=True)
            began = time.perf_counter()
            matter = build(root / "matter", chosen.pages, texts)
            print(f"import with FTS5: {chosen.pages / (time.perf_counter() - began):,.0f} pages/s", flush=True)
        began = time.perf_counter()
        written = search_index.catch_up(matter)
        seconds = time.perf_counter() - began
        print(
            f"Whoosh: {written:,} pages in {seconds:.1f} s, {written / max(seconds, 0.001):,.0f} pages/s (bar 300)",
            flush=True,
        )
        run(matter, chosen.rounds, chosen.verbose)
        if texts and texts.exists():
            yardstick(texts, chosen.rounds)
        matter.close()
    finally:
        if not chosen.keep:
            shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
