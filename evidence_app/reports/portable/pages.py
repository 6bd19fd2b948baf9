"""The HTML pages of a portable case: index, chronology, and one page for each exhibit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence_app.importers.page_pictures import PagePicture
from evidence_app.model.chronology import EVENT_KINDS, EVENT_STATUSES, EventRow, EventSource, show_date
from evidence_app.model.custody import SAMENESS
from evidence_app.model.exhibits import DESIGNATIONS, Page
from evidence_app.model.matter import MatterRecord
from evidence_app.model.pinpoint import find_passage
from evidence_app.model.proof import ClaimNode, ElementNode
from evidence_app.reports.document import Caption
from evidence_app.reports.portable.content import CaseExhibit, Content
from evidence_app.reports.portable.markup import (
    STANCE_WORDS,
    Passage,
    link,
    marked,
    masked,
    one_line,
    page,
    tag,
    text_of,
)
from evidence_app.reports.proof_chart import KIND_WORDS, authority
from evidence_app.services.evidence_links import LinkRow

STATES = {"proved": "Proved on paper", "contested": "Contested", "gap": "Gap", "not in dispute": "Not in dispute"}
SOURCE_WORDS = {"ocr": "text read from the picture by OCR, which can misread", "layer": "the text stored in the document",
                "file": "the text of the file", "none": "no text"}  # fmt: skip
UNSURE_BELOW = 60
"""Mean OCR confidence (0-100) below which the reader is told to compare with the picture."""


@dataclass(frozen=True)
class Folder:
    """What every page needs: the matter, what is in the folder, and where it was made. ``made`` is local time in words."""

    record: MatterRecord
    caption: Caption
    content: Content
    marking: str
    made: str
    head: str
    pictures: Mapping[int, Sequence[PagePicture]]
    originals: Mapping[int, str]
    left_out: Mapping[int, frozenset[int]]
    """Pages whose picture is left out, by exhibit id, because it shows the name of a file that is withheld."""

    def hidden(self, one: CaseExhibit | None = None) -> tuple[str, ...]:
        """File names that are not to be told."""
        return (*self.content.withheld_names, *(one.hidden_names if one else ()))

    def wrap(self, title: str, body: Iterator[str], up: str = "", designation: str = "") -> str:
        """A page with navigation and foot; ``up`` leads from its place to the folder."""
        nav = [link(f"{up}index.html", "Index")]
        nav += [link(f"{up}index.html#claims", "Claims")] if self.content.claims else []
        nav += [link(f"{up}index.html#exhibits", "Exhibits")]
        nav += [link(f"{up}chronology.html", "Chronology")] if self.content.events else []
        foot = f"{self.record.name} · made {self.made} · audit log {self.head[:12]}"
        return page(
            f"{title} – {self.record.name}", body, nav, foot, " · ".join(filter(None, (designation, self.marking)))
        )

    def say(self, text: str, one: CaseExhibit | None = None) -> str:
        """A stored text on one line, without hidden names."""
        return masked(text, self.hidden(one))


def exhibit_file(one: CaseExhibit) -> str:
    """Where the page of an exhibit lies in the folder."""
    return f"exhibits/{one.stem}.html"


# --- index ------------------------------------------------------------------------------------------------------------


def index(folder: Folder) -> str:
    """The first page: caption, where the case stands, what the folder is, claims, exhibits, how to check the files."""
    return folder.wrap("Index", _index(folder))


def _index(folder: Folder) -> Iterator[str]:
    record, content = folder.record, folder.content
    yield '<div class="caption">'
    yield from (f'<div class="court">{one_line(line)}</div>' for line in folder.caption.court)
    lines = (*folder.caption.left, *folder.caption.right)
    yield from (f"<div>{one_line(line)}</div>" for line in lines if line.strip() != record.name)
    yield "</div>"
    yield f"<h1>{one_line(record.name)}</h1>"
    if record.status_note:
        source = f" ({one_line(record.status_source)})" if record.status_source else ""
        yield f'<p class="status">{folder.say(record.status_note)}{source}</p>'
    yield f"<p>{_about(content)}</p>"
    yield from _claims(folder)
    yield from _exhibit_table(folder)
    if content.events:
        yield f"<h2>Chronology</h2><p>{link('chronology.html', f'{len(content.events)} events that cite these exhibits')}</p>"
    yield from _checking()


def _about(content: Content) -> str:
    count = len(content.exhibits)
    return (
        f"This folder holds {count} exhibit{'s' * (count != 1)} chosen from a matter, with their text and the passages linked "
        "to the elements shown here. It is not the whole matter, and it is no statement of what the matter holds besides. "
        "The pages work without a network and without scripts."
    )


def _claims(folder: Folder) -> Iterator[str]:
    content = folder.content
    if not content.claims:
        return
    yield '<h2 id="claims">Claims and elements</h2>'
    if content.chosen:
        yield f'<p class="small">The state of an element is counted from the evidence in this folder only: {one_line(content.rule)}. It is a working aid and says nothing about what a court will find.</p>'  # fmt: skip
    else:
        yield '<p class="small">Only elements to which these exhibits are linked.</p>'
    for claim in content.claims:
        yield from _claim(folder, claim)


def _claim(folder: Folder, claim: ClaimNode) -> Iterator[str]:
    yield f"<h3>{text_of(claim.number)}. {folder.say(claim.claim.name)}</h3>"
    said = authority(claim.claim)
    if said:
        yield f'<p class="small">{folder.say(said)}</p>'
    if claim.claim.id in folder.content.chosen:
        yield f'<p class="small">{claim.proved} of {claim.needed} elements proved on paper, {claim.gaps} gap{"s" * (claim.gaps != 1)}.</p>'  # fmt: skip
    yield from _elements(folder, claim.elements, claim.claim.id in folder.content.chosen)


def _elements(folder: Folder, nodes: Sequence[ElementNode], counted: bool) -> Iterator[str]:
    if not nodes:
        return
    yield '<ul class="elements">'
    for node in nodes:
        yield f'<li id="e{node.element.id}"><span class="label">{text_of(node.number)}</span> {folder.say(node.element.text)}'
        yield from _element_state(folder, node, counted)
        yield from _links(folder, folder.content.links.get(node.element.id, ()))
        yield from _elements(folder, node.children, counted)
        yield "</li>"
    yield "</ul>"


def _element_state(folder: Folder, node: ElementNode, counted: bool) -> Iterator[str]:
    if counted:
        missing = f" · {text_of(node.coverage.missing)}" if node.coverage.missing else ""
        yield f'<span class="state">{STATES[node.coverage.state]}{missing}</span>'
    told = ", ".join(filter(None, (KIND_WORDS.get(node.element.kind, ""), authority(node.element))))
    if told:
        yield f'<div class="small">{folder.say(told)}</div>'


def _links(folder: Folder, rows: Sequence[LinkRow]) -> Iterator[str]:
    if not rows:
        return
    by_id = {int(one.exhibit.id): one for one in folder.content.exhibits}
    yield '<ul class="links">'
    for row in rows:
        one = by_id[row.link.exhibit_id]
        place = f"{exhibit_file(one)}#page-{row.link.page}" if row.link.page else exhibit_file(one)
        yield f'<li class="{row.link.stance}"><span class="label">{STANCE_WORDS[row.link.stance]}:</span> {link(place, row.cite)}{_look(row)}{_quote(folder, row, one)}</li>'  # fmt: skip
    yield "</ul>"


def _look(row: LinkRow) -> str:
    return (
        ' <span class="small">(needs a look: the text changed after it was linked)</span>'
        if row.link.state != "ok"
        else ""
    )


def _quote(folder: Folder, row: LinkRow, one: CaseExhibit) -> str:
    return f'<blockquote dir="auto">“{folder.say(row.link.quote, one)}”</blockquote>' if row.link.quote else ""


def _exhibit_table(folder: Folder) -> Iterator[str]:
    yield '<h2 id="exhibits">Exhibits</h2>'
    yield '<table><thead><tr><th scope="col">No.</th><th scope="col">Description</th><th scope="col">Date</th><th scope="col">Bates</th><th scope="col">Pages</th><th scope="col">SHA-256 of the original</th></tr></thead><tbody>'  # fmt: skip
    for one in folder.content.exhibits:
        exhibit = one.exhibit
        mark = f" [{DESIGNATIONS[exhibit.designation]}]" if exhibit.designation else ""
        words = f"{folder.say(exhibit.description or exhibit.title, one)}{one_line(mark)}"
        yield (
            f'<tr><td class="nowrap">{link(exhibit_file(one), exhibit.number or "no number")}</td><td dir="auto">{words}</td>'
            f'<td class="nowrap">{one_line(show_date(exhibit.doc_date))}</td><td>{one_line(bates(one))}</td>'
            f'<td>{len(one.pages)}</td><td class="hash">{text_of(exhibit.original_sha256 or "no file stored")}</td></tr>'
        )
    yield "</tbody></table>"


def bates(one: CaseExhibit) -> str:
    """The Bates range of an exhibit, or empty."""
    return "\u2013".join(dict.fromkeys(filter(None, (one.exhibit.bates_begin, one.exhibit.bates_end))))


def _checking() -> Iterator[str]:
    yield "<h2>Checking the files</h2>"
    yield (
        "<p>SHA256SUMS lists the SHA-256 of every other file in this folder, manifest.json what the folder was made from. "
        "On Linux and macOS: <code>sha256sum -c SHA256SUMS</code> or <code>shasum -a 256 -c SHA256SUMS</code>; on Windows: "
        "<code>certutil -hashfile</code> and the file's name, then <code>SHA256</code>.</p>"
    )
    yield f"<p>{text_of(SAMENESS)} The SHA-256 of an original was computed when it was imported, and again when this folder was made; the two were equal.</p>"  # fmt: skip


# --- exhibits ---------------------------------------------------------------------------------------------------------


def exhibit(folder: Folder, position: int) -> str:
    """The page of the exhibit at a position (from 0)."""
    one = folder.content.exhibits[position]
    designation = DESIGNATIONS[one.exhibit.designation] if one.exhibit.designation else ""
    return folder.wrap(one.exhibit.label, _exhibit(folder, position, one), "../", designation)


def _exhibit(folder: Folder, position: int, one: CaseExhibit) -> Iterator[str]:
    exhibit = one.exhibit
    yield f'<h1 dir="auto">{folder.say(exhibit.label, one)}</h1>'
    if exhibit.number:
        yield f'<p dir="auto">{folder.say(exhibit.description or exhibit.title, one)}</p>'
    yield '<dl class="facts">'
    yield from (f"<dt>{label}</dt><dd{css}>{value}</dd>" for label, value, css in _facts(folder, one) if value)
    yield "</dl>"
    yield f'<p class="small">{" · ".join(_neighbours(folder, position))}</p>'
    whole = [row for row in one.links if row.link.page is None]
    if whole:
        yield "<h2>Linked as a whole</h2>"
        yield from _page_links(folder, one, whole)
    for page_ in one.pages:
        yield from _page(folder, one, page_)


def _facts(folder: Folder, one: CaseExhibit) -> Iterator[tuple[str, str, str]]:
    exhibit = one.exhibit
    yield "Date", one_line(show_date(exhibit.doc_date)), ""
    yield "Bates", one_line(bates(one)), ""
    yield "File", folder.say(exhibit.file_name, one), ""
    size = f"{exhibit.original_bytes:,} bytes" if exhibit.original_bytes else ""
    yield "Size", size, ""
    yield "SHA-256 of the original", text_of(exhibit.original_sha256), ' class="hash"'
    copy = folder.originals.get(exhibit.id)
    yield "Copy of the original", link(f"../{copy}", "open the file") if copy else "", ""
    missing = one.missing_family
    yield "Family", f"{missing} other member{'s' * (missing != 1)} of its family {'is' if missing == 1 else 'are'} not in this folder" if missing else "", ""  # fmt: skip


def _neighbours(folder: Folder, position: int) -> Iterator[str]:
    every = folder.content.exhibits
    for words, other in (("Previous", position - 1), ("Next", position + 1)):
        if 0 <= other < len(every):
            yield link(
                f"{every[other].stem}.html", f"{words}: {every[other].exhibit.number or 'exhibit without a number'}"
            )


def _page(folder: Folder, one: CaseExhibit, page_: Page) -> Iterator[str]:
    rows = [row for row in one.links if row.link.page == page_.number]
    picture = next((p for p in folder.pictures.get(one.exhibit.id, ()) if p.page == page_.number), None)
    yield f'<section class="page" id="page-{page_.number}"><h3>{_heading(page_)}</h3>'
    yield from _page_links(folder, one, rows)
    yield f'<div class="sheet{" both" if picture and page_.text.strip() else ""}">'
    if picture:
        yield from _picture(one, page_, picture, rows)
    elif page_.number in folder.left_out.get(one.exhibit.id, ()):
        yield '<p class="small">The picture of this page is not included, because it shows a file name that is not included.</p>'
    if page_.text.strip():
        text = marked(page_.text, _passages(folder, one, page_, rows), folder.hidden(one))
        yield f'<div><div class="text" dir="auto">{text}</div><p class="small">{_source(page_)}</p></div>'
    else:
        yield '<p class="small">This page has no text; it cannot be searched.</p>'
    yield "</div></section>"


def _heading(page_: Page) -> str:
    others = [f"printed page {page_.label}" if page_.label and page_.label != str(page_.number) else "", page_.bates]
    told = ", ".join(filter(None, others))
    return f"Page {page_.number}" + (f" ({one_line(told)})" if told else "")


def _source(page_: Page) -> str:
    words = f"This is {SOURCE_WORDS[page_.source]}."
    if page_.source == "ocr" and 0 <= page_.ocr_confidence < UNSURE_BELOW:
        words += " The program was unsure of many words: compare with the picture."
    return words


def _page_links(folder: Folder, one: CaseExhibit, rows: Sequence[LinkRow]) -> Iterator[str]:
    if not rows:
        return
    yield '<ul class="links">'
    for row in rows:
        number = folder.content.numbers[row.link.element_id]
        drawn = any(picture.page == row.link.page for picture in folder.pictures.get(one.exhibit.id, ()))
        frame = f" a part of the page{', framed in the picture' * drawn}" if row.link.box and not row.link.quote else ""
        lost = " (the quote was not found at its place in the text below)" if _lost(one, row) else ""
        yield f'<li class="{row.link.stance}">{tag(row.link.stance, number, f"../index.html#e{row.link.element_id}")}{_look(row)}{lost}{frame}{_quote(folder, row, one)}</li>'  # fmt: skip
    yield "</ul>"


def _lost(one: CaseExhibit, row: LinkRow) -> bool:
    """Whether a quote whose pages are all in the case is not found on them."""
    last = row.link.page_end or row.link.page or 0
    there = {page_.number for page_ in one.pages} >= set(range(row.link.page or 0, last + 1))
    return bool(row.link.quote) and (there or not row.link.page_end) and not _places(one, row)


def _places(one: CaseExhibit, row: LinkRow) -> dict[int, tuple[int, int]]:
    texts = {page_.number: page_.text for page_ in one.pages}
    return find_passage(lambda number: texts.get(number, ""), row.link.pin)


def _passages(folder: Folder, one: CaseExhibit, page_: Page, rows: Sequence[LinkRow]) -> list[Passage]:
    found = []
    for row in rows:
        span = _places(one, row).get(page_.number)
        if span:
            number, element = folder.content.numbers[row.link.element_id], row.link.element_id
            found.append(Passage(*span, row.link.stance, number, f"../index.html#e{element}"))
    return found


def _picture(one: CaseExhibit, page_: Page, picture: PagePicture, rows: Sequence[LinkRow]) -> Iterator[str]:
    label = one.exhibit.number or "the exhibit"
    yield '<figure><div class="picture">'
    yield f'<img src="../pictures/{picture.name}" width="{picture.width}" height="{picture.height}" loading="lazy" alt="{text_of(f"Page {page_.number} of {label} as a picture")}">'  # fmt: skip
    for row in rows:
        yield from _region(page_, row)
    yield f"</div><figcaption>Page {page_.number} as shown, drawn from the original.</figcaption></figure>"


def _region(page_: Page, row: LinkRow) -> Iterator[str]:
    """The box of a linked region, in percent of the page."""
    try:
        x0, y0, x1, y1 = (float(value) for value in row.link.box.split(","))
    except ValueError:
        return
    width, height = max(1, page_.width), max(1, page_.height)
    across, down = 100 * x0 / width, 100 * y0 / height
    wide, high = 100 * (x1 - x0) / width, 100 * (y1 - y0) / height
    words = STANCE_WORDS[row.link.stance]
    yield f'<span class="region {row.link.stance}" style="left:{across:.2f}%;top:{down:.2f}%;width:{wide:.2f}%;height:{high:.2f}%"><span class="tag">{words}</span></span>'  # fmt: skip


# --- chronology -------------------------------------------------------------------------------------------------------


def chronology(folder: Folder) -> str:
    """The events that cite the exhibits of the folder, in order, undated last."""
    return folder.wrap("Chronology", _chronology(folder))


def _chronology(folder: Folder) -> Iterator[str]:
    yield "<h1>Chronology</h1>"
    yield "<p>Events that cite exhibits in this folder. What is alleged or reported is marked so; sources outside the folder that are exhibits are not named.</p>"  # fmt: skip
    yield '<table><thead><tr><th scope="col">Date</th><th scope="col">Event</th><th scope="col">Kind and status</th><th scope="col">Sources</th></tr></thead><tbody>'  # fmt: skip
    for row in folder.content.events:
        event = row.event
        conflict = f'<div class="small">{one_line(row.conflict)}</div>' if row.conflict else ""
        state = "; ".join((EVENT_KINDS.get(event.kind, event.kind), EVENT_STATUSES.get(event.status, event.status)))
        yield f'<tr><td>{one_line(show_date(event.date, "Undated"))}{conflict}</td><td dir="auto">{folder.say(event.text)}</td><td>{one_line(state)}</td><td>{_sources(folder, row)}</td></tr>'  # fmt: skip
    yield "</tbody></table>"


def _sources(folder: Folder, row: EventRow) -> str:
    return "".join(f"<div>{_one_source(folder, one)}</div>" for one in row.sources)


def _one_source(folder: Folder, one: EventSource) -> str:
    states = f" (states {one_line(show_date(one.states_date))})" if one.states_date else ""
    quote = f" “{folder.say(one.quote)}”" if one.quote else ""
    if one.exhibit_id is None:
        return f"{folder.say(one.citation)}{quote}{states}"
    exhibit_ = next(found for found in folder.content.exhibits if found.exhibit.id == one.exhibit_id)
    place = f"{exhibit_file(exhibit_)}#page-{one.page}" if one.page else exhibit_file(exhibit_)
    return f"{link(place, folder.content.cites.get(one.id, exhibit_.exhibit.label))}{quote}{states}"
