"""How good suggestions are: python -m tests.benchmarks.similar [--verbose]

Builds the sample matter and asks for pages in four ways, each with pages known to be right:

- ask, own questions: questions in other words than the documents', labelled by hand with the pages that answer them;
- ask, elements: the words of each element of the claim templates; right is a page linked to that element;
- element's own search terms: the same elements by the terms the templates give them, as a yardstick for the line above;
- more like: the quote of each link; right is another page linked to the same element.

Prints hit@1, hit@5 and the mean reciprocal rank, and what five pages drawn by chance would hit.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from evidence_app.model.errors import UserError
from evidence_app.model.search_results import SearchHit
from evidence_app.services import search
from evidence_app.services.demo import build_demo
from evidence_app.services.matter import Matter, open_matter
from evidence_app.services.search_elements import terms_of
from evidence_app.services.search_similar import ask, more_like

Page = tuple[int, int]
QUESTIONS: tuple[tuple[str, str, int], ...] = (
    ("How long before the rules change must users be warned?", "2024-08-12 privacy-policy-before.pdf", 2),
    ("How much did the subscriber pay over the summer?", "subscription-receipts.pdf", 1),
    ("Does the customer want the money back?", "2024-09-24 letter-scan.pdf", 1),
    ("When was the lawsuit filed?", "complaint-summary.pdf", 1),
    ("What did the company say about the accusation?", "company-statements-summary.txt", 1),
    ("Who found the difference between the two captured versions?", "2024-09-19 email-two-captures.eml", 1),
    ("Was the member asked before the setting was switched on?", "2024-09-23 email-member-note.eml", 1),
    ("Why did the plaintiff drop the case?", "2025-01-30 notice-of-dismissal-summary.pdf", 1),
    ("What did the British regulator announce?", "regulator-statements-summary.pdf", 1),
    ("Can a user stop past use of the data for training?", "faq-generative-ai-screenshot.png", 1),
    ("May the service show confidential customer information to others?", "subscription-agreement-excerpt.pdf", 2),
    ("Which kinds of data feed the models?", "data-flow-inventory.xlsx", 1),
    ("When does the buyer become bound by the agreement?", "subscription-agreement-excerpt.pdf", 1),
    ("Is a member's use after the change taken as consent?", "2024-09-18 privacy-policy-after.pdf", 2),
)


class Case(NamedTuple):
    """A question or passage, the pages that are right, and pages that do not count (where the passage stands itself)."""

    text: str
    right: frozenset[Page]
    own: frozenset[Page] = frozenset()


def own_questions(matter: Matter) -> list[Case]:
    """The questions above with the pages of this matter."""
    files = dict(matter.read.tuples("SELECT file_name, id FROM exhibit"))
    return [Case(text, frozenset({(files[name], page)})) for text, name, page in QUESTIONS]


def elements(matter: Matter) -> list[Case]:
    """Each element with links: its words, and the pages linked to it."""
    rows = matter.read.tuples(
        "SELECT e.id, e.text, l.exhibit_id, l.page FROM element e JOIN evidence_link l ON l.element_id = e.id WHERE l.page"
    )
    right: dict[tuple[int, str], set[Page]] = {}
    for element, text, exhibit, page in rows:
        right.setdefault((element, text), set()).add((exhibit, page))
    return [Case(text, frozenset(pages)) for (_, text), pages in right.items()]


def by_own_terms(matter: Matter, text: str, *, limit: int) -> list[SearchHit]:
    """What the search terms of the element with these words find, the best pages first."""
    listed = matter.read.value("SELECT search_terms FROM element WHERE text = ?", (text,)) or ""
    terms = terms_of(listed)
    if not terms:
        return []
    query = " OR ".join(f"({term})" for term in terms) if len(terms) > 1 else terms[0]
    return list(search.find(matter, query, limit=limit, record=False).hits)


def passages(matter: Matter) -> list[Case]:
    """Each quote of a link whose element is linked to other pages too."""
    rows = matter.read.tuples(
        "SELECT element_id, exhibit_id, page, quote FROM evidence_link WHERE page AND quote <> ''"
    )
    found = []
    for element, exhibit, page, quote in rows:
        others = frozenset((x, p) for e, x, p, _ in rows if e == element) - {(exhibit, page)}
        if others:
            found.append(Case(quote, others, frozenset({(exhibit, page)})))
    return found


def rank_of(case: Case, hits: list[SearchHit]) -> int:
    """The place (from 1) of the first right page; 0 when there is none."""
    pages = [page for hit in hits if (page := (hit.exhibit_id, hit.page)) not in case.own]
    return next((place for place, page in enumerate(pages, 1) if page in case.right), 0)


def chance(case: Case, pages: int) -> float:
    """How likely five pages drawn by chance hold a right one."""
    pages -= len(case.own)
    return 1 - math.comb(pages - len(case.right), 5) / math.comb(pages, 5)


def measure(
    name: str, matter: Matter, cases: list[Case], suggest: Callable[..., list[SearchHit]], verbose: bool = False
) -> float:
    """Print one line; returns hit@5."""
    ranks = []
    for case in cases:
        try:
            ranks.append(rank_of(case, suggest(matter, case.text, limit=20)))
        except UserError:
            ranks.append(0)
        if verbose:
            print(f"    {ranks[-1] or '–':>3}  {case.text[:100]}")
    pages = int(matter.read.value("SELECT count(*) FROM page"))
    at = {n: sum(0 < rank <= n for rank in ranks) / len(ranks) for n in (1, 5)}
    mean = sum(1 / rank for rank in ranks if rank) / len(ranks)
    by_chance = sum(chance(case, pages) for case in cases) / len(cases)
    print(
        f"{name:22s} n={len(cases):3d}  hit@1 {at[1]:.2f}  hit@5 {at[5]:.2f}  MRR {mean:.2f}  "
        f"(five of {pages} pages by chance: {by_chance:.2f})"
    )
    return at[5]


def evaluate(matter: Matter, verbose: bool = False) -> dict[str, float]:
    """All of them; name -> hit@5."""
    sets: dict[str, tuple[list[Case], Callable[..., list[SearchHit]]]] = {
        "ask, own questions": (own_questions(matter), ask),
        "ask, elements": (elements(matter), ask),
        "element's own terms": (elements(matter), by_own_terms),
        "more like": (passages(matter), more_like),
    }
    return {name: measure(name, matter, cases, suggest, verbose) for name, (cases, suggest) in sets.items()}


def main() -> None:
    """Build the sample matter and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--verbose", action="store_true")
    options.add_argument("--matter", type=Path, help="a sample matter made before")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="similar-") as folder:
        path = chosen.matter or build_demo(Path(folder) / "sample.matter")
        with open_matter(path) as matter:
            evaluate(matter, chosen.verbose)


if __name__ == "__main__":
    main()
