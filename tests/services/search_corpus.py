"""A matter full of short random pages, and a slow reference that decides matches in its own way."""

from __future__ import annotations

import random
import re

from evidence_app.model.normalise import OCR_AI, tokens_with_offsets
from evidence_app.model.porter import stem
from evidence_app.model.search import And, Fuzzy, Near, Not, Or, Phrase, Stem, Wild, Word
from evidence_app.storage.page_text import index_page

WORDS = [
    "contract",
    "contracts",
    "contracted",
    "contracting",
    "breach",
    "breached",
    "breaches",
    "not",
    "liable",
    "is",
    "may",
    "AI",
    "Al",
    "ban",
    "banana",
    "bananas",
    "2024",
    "2025",
    "seller",
    "sellers",
    "warranty",
    "café",
    "the",
    "of",
    "Résumé",
    "apply",
    "applied",
]


def add_exhibit(matter, title, pages, *, source="layer", **values):
    """An exhibit with these page texts, as the import writes it; returns its id."""
    with matter.operation("Import {title}", title=title) as tx:
        exhibit = tx.insert("exhibit", {"title": title, "page_count": len(pages), "number_sort": "~", **values})
        for number, text in enumerate(pages, 1):
            values = {"exhibit_id": exhibit, "number": number, "text": text, "source": source if text else "none"}
            index_page(tx, tx.insert("page", values), text)
    return exhibit


def fill(matter, seed, exhibits=60):
    """Random exhibits: few words, so that every kind of match and near-match turns up, also over page breaks."""
    chance = random.Random(seed)
    for n in range(exhibits):
        pages = []
        for _ in range(chance.choice((1, 1, 2, 3, 5))):
            length = chance.choice((0, 1, 2, 3, 6, 12, 40))
            pages.append(chance.choice((" ", ", ", "\n")).join(chance.choices(WORDS, k=length)))
        add_exhibit(matter, f"Exhibit {n}", pages, source=chance.choice(("layer", "ocr", "file")))


class Reference:
    """Every page of a matter as (exhibit, page number, words), decided exhibit by exhibit by trying everything."""

    def __init__(self, matter):
        self.exhibits = {}
        self.page_ids = {}
        sql = "SELECT id, exhibit_id, number, text, source FROM page ORDER BY exhibit_id, number"
        for page_id, exhibit, number, text, source in matter.read.tuples(sql):
            words = [token.text for token in tokens_with_offsets(text, ocr=source == "ocr")]
            self.exhibits.setdefault(exhibit, []).extend((word, number) for word in words)
            self.page_ids[exhibit, number] = page_id
        self.silent = {
            page for (exhibit, number), page in self.page_ids.items()
            if all(at != number for _, at in self.exhibits[exhibit])
        }  # fmt: skip

    def pages(self, query):
        """Ids of matching pages."""
        match query:
            case And(items):
                return set.intersection(*map(self.pages, items))
            case Or(items):
                return set().union(*map(self.pages, items))
            case Not(item):
                return set(self.page_ids.values()) - self.silent - self.pages(item)
        return {
            self.page_ids[exhibit, words[start][1]]
            for exhibit, words in self.exhibits.items()
            for start, _ in self.spans(query, words)
        }

    def spans(self, query, words):
        match query:
            case Or(items):
                return {span for item in items for span in self.spans(item, words)}
            case Phrase(parts):
                return {
                    (i, i + len(parts))
                    for i in range(len(words) - len(parts) + 1)
                    if all(accepts(part, words[i + k][0]) for k, part in enumerate(parts))
                    and together(words, i, i + len(parts))
                }
            case Near(left, right, n, ordered, negated):
                lefts, rights = self.spans(left, words), self.spans(right, words)
                if negated:
                    return {a for a in lefts if not any(self.too_near(a, b, n, ordered, words) for b in rights)}
                return {
                    (min(a[0], b[0]), max(a[1], b[1]))
                    for a in lefts
                    for b in rights
                    if self.apart(a, b, n, ordered) and together(words, min(a[0], b[0]), max(a[1], b[1]))
                }
        return {(i, i + 1) for i, (word, _) in enumerate(words) if accepts(query, word)}

    def apart(self, a, b, n, ordered):
        if set(range(*a)) & set(range(*b)):
            return False
        if b[0] > a[0]:
            return b[0] - (a[1] - 1) <= n
        return not ordered and a[0] - (b[1] - 1) <= n

    def too_near(self, a, b, n, ordered, words):
        if a == b or not together(words, min(a[0], b[0]), max(a[1], b[1])):
            return False
        if set(range(*a)) & set(range(*b)):
            return not ordered or b[0] > a[0]
        return self.apart(a, b, n, ordered)


def together(words, start, end):
    """At most one page break inside, and no page without words jumped over."""
    return words[end - 1][1] - words[start][1] <= 1


def accepts(leaf, word):
    return any(_accepts(leaf, reading) for reading in (("ai", "al") if word == OCR_AI else (word,)))


def _accepts(leaf, word):
    match leaf:
        case Word(text):
            return word == text
        case Wild(pattern):
            return bool(re.fullmatch(pattern.replace("*", ".*").replace("?", ".").replace("=", "[0-9]"), word))
        case Stem(text):
            return stem(word) == stem(text)
        case Fuzzy(text, distance, prefix):
            return word.startswith(text[:prefix]) and edits(word, text) <= distance


def edits(a, b):
    if not a or not b:
        return len(a) + len(b)
    if a[0] == b[0]:
        return edits(a[1:], b[1:])
    return 1 + min(edits(a[1:], b), edits(a, b[1:]), edits(a[1:], b[1:]))
