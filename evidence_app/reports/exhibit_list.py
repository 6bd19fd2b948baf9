"""The exhibit list a court, an opponent and the trial team get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evidence_app.jobs import CancelToken
from evidence_app.model.errors import UserError
from evidence_app.model.matter import Party
from evidence_app.reports.binder import BinderOptions, bundle_pages
from evidence_app.reports.caption import CAPTION_PARTIES, CAPTION_WORDS, footer, make_caption, possessive
from evidence_app.reports.contract import ProgressCallback, option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow, Pleading
from evidence_app.reports.exhibit_rows import (
    AIDS,
    COLUMN_LABELS,
    GROUPS,
    Choices,
    ExhibitListRow,
    Selection,
    grouped,
    legend,
    select,
)
from evidence_app.reports.form_head import head_boxes, witness_rows
from evidence_app.reports.lists import ListReport
from evidence_app.reports.presets import ADVICE, Preset, preset, presets
from evidence_app.services.matter import Matter
from evidence_app.services.parties import parties

EMPTY = "No exhibits are listed."


@dataclass(frozen=True)
class ExhibitListOptions:
    """What to list and how. Empty = as the preset has it."""

    preset: str = option("plain", "The court's layout: columns, headings, order. " + ADVICE, tuple(presets()), "Layout")
    party: str = option(
        "", "Only this party's exhibits: its name, its prefix, or plaintiff, defendant, joint.", (), "Party"
    )
    title: str = option("", "Title of the paper; empty = PLAINTIFF'S EXHIBIT LIST and the like.", (), "Title")
    columns: tuple[str, ...] = option(
        (), "Columns in this order; empty = the layout's.", tuple(COLUMN_LABELS), "Columns"
    )
    group: str = option("", "One list, or one under each party, kind ...", ("", *GROUPS), "Group")
    attachments: str = option(
        "under parent", "Attachments without a number of their own.", ("under parent", "leave out"), "Attachments"
    )
    designated: str = option(
        "mark",
        "Exhibits under a protective order.",
        ("mark", "placeholder", "leave out", "no mark"),
        "Designated exhibits",
    )
    withdrawn: str = option(
        "word only", "What a withdrawn exhibit's row says.", ("word only", "keep description"), "Withdrawn exhibits"
    )
    unnumbered: bool = option(False, "Also list exhibits that have no number yet.", (), "List unnumbered exhibits")
    impeachment: bool = option(False, "Also list exhibits kept for impeachment only.", (), "List impeachment exhibits")
    caption: str = option("auto", "Parties in the caption; none = no caption.", (*CAPTION_PARTIES, "none"), "Caption")
    pleading: bool = option(
        False,
        "First page on pleading paper (28 numbered lines), the list as Attachment A; PDF only.",
        (),
        "Pleading paper",
    )
    signature: bool = option(False, "End with lines for date and signature.", (), "Signature lines")
    bundle_cover: bool = option(True, "Page column: the bundle begins with a cover.", (), "Bundle with cover")
    bundle_index: bool = option(True, "Page column: the bundle has its index in front.", (), "Bundle with index")
    bundle_dividers: bool = option(True, "Page column: a tab page before each exhibit.", (), "Bundle with dividers")


def rows(matter: Matter, options: ExhibitListOptions) -> list[ExhibitListRow]:
    """The rows of the list, in natural order of the exhibit numbers."""
    return _select(matter, options, preset(options.preset)).rows


def _select(matter: Matter, options: ExhibitListOptions, layout: Preset) -> Selection:
    _check_party(matter, options.party)
    return select(
        matter,
        Choices(
            options.party, options.unnumbered, options.impeachment, options.attachments, options.designated,
            options.withdrawn, layout.stars,
        ),
    )  # fmt: skip


def _check_party(matter: Matter, wanted: str) -> None:
    known = {text for p in parties(matter) for text in (p.name.casefold(), p.prefix.casefold())}
    if wanted and wanted.casefold() not in known | {"plaintiff", "defendant", "joint", "other"}:
        names = ", ".join(p.name for p in parties(matter)[:6]) or "none yet"
        raise UserError(f"The matter has no party {wanted!r}.", f"Use plaintiff, defendant, joint, or a name: {names}.")


@dataclass(frozen=True)
class BundlePages:
    """Where each exhibit (by id) stands in the bundle; ``words`` are printed below the list, ``notes`` are told."""

    pages: Mapping[int, str]
    words: str = ""
    notes: tuple[str, ...] = ()


def build(
    matter: Matter, options: ExhibitListOptions, layout: Preset | None = None, bundle: BundlePages = BundlePages({})
) -> ListDocument:
    """The list as a document. Raises UserError for an unknown preset, party or column.

    ``layout`` is used instead of the preset the options name: one that is not kept yet. ``bundle`` fills the column of
    bundle pages, see :func:`in_bundle`.
    """
    layout = layout or preset(options.preset)
    chosen = _select(matter, options, layout)
    chosen.rows = [_with_pages(row, bundle.pages) for row in chosen.rows] if bundle.pages else chosen.rows
    title = options.title or _title(layout.title, parties(matter), options.party)
    columns = _columns(layout, options.columns)
    caption = layout.caption and options.caption != "none"
    foot = footer(matter, title, layout.words.get("case", CAPTION_WORDS["case"]))
    return ListDocument(
        title=title,
        columns=columns,
        groups=(
            *_groups(chosen, columns, options.group or layout.group),
            *_witness_group(matter, chosen, columns, layout),
        ),
        caption=make_caption(matter, options.caption, layout.words) if caption else None,
        boxes=head_boxes(matter, layout.head),
        pleading=_pleading(matter, options.party, title) if options.pleading else None,
        closing=(*_closing(chosen, layout), *filter(None, (bundle.words,))),
        lines=("Dated", "Signature of counsel") if options.signature and not options.pleading else (),
        footer=(foot[0], "") if options.pleading else foot,  # a paper for filing bears no marks of ours
        landscape=layout.landscape,
        paper=layout.paper,
        group_label="Section",
        notes=(*_notes(chosen, layout), *_counsel_note(matter, options), *bundle.notes),
    )


def _filing_party(matter: Matter, wanted: str) -> Party | None:
    """The party that files: the one chosen, or the first plaintiff."""
    of = parties(matter)
    side = wanted.casefold() or "plaintiff"
    return next((p for p in of if side in (p.name.casefold(), p.prefix.casefold(), p.side)), of[0] if of else None)


def _pleading(matter: Matter, wanted: str, title: str) -> Pleading:
    """The first page: counsel's block, a sentence that points to the attachment, and room to sign."""
    party = _filing_party(matter, wanted)
    counsel = tuple(party.counsel.strip().splitlines()) if party else ()
    name = f"Attorney for {party.name}" if party else "Attorney"
    return Pleading(counsel, (f"{title} is attached as Attachment A.",), ("Dated", name))


def _counsel_note(matter: Matter, options: ExhibitListOptions) -> tuple[str, ...]:
    party = _filing_party(matter, options.party) if options.pleading else None
    if party is None or party.counsel.strip():
        return ()
    return (f"Pleading paper: {party.name} has no counsel block yet (name, address, telephone, e-mail, bar number).",)


def _title(of_layout: str, of: list[Party], wanted: str) -> str:
    """The layout's title; a list of one side only is not called joint, and says whose it is."""
    own = default_title(of, wanted)
    if not of_layout or (of_layout.upper().startswith("JOINT ") and own != "EXHIBIT LIST"):
        return own
    whose = own.removesuffix("EXHIBIT LIST")
    return whose + of_layout if whose and of_layout.upper().startswith("EXHIBIT") else of_layout


def default_title(of: list[Party], wanted: str) -> str:
    """``PLAINTIFF'S EXHIBIT LIST``; with no party chosen ``EXHIBIT LIST``."""
    side = wanted.casefold()
    named = next((p for p in of if side and side in (p.name.casefold(), p.prefix.casefold())), None)
    if named is not None:
        side = named.side
        if sum(p.side == side for p in of) > 1:
            return f"{side.upper()} {named.name.upper()}'S EXHIBIT LIST"
    if side in ("plaintiff", "defendant"):
        return f"{possessive(of, side)} EXHIBIT LIST"
    return "JOINT EXHIBIT LIST" if side == "joint" else "EXHIBIT LIST"


def _columns(layout: Preset, chosen: tuple[str, ...]) -> tuple[ListColumn, ...]:
    known = {c.key: c for c in (*preset("plain").columns, *layout.columns)}
    keys = chosen or tuple(c.key for c in layout.columns)
    for key in keys:
        if key not in COLUMN_LABELS:
            raise UserError(f"An exhibit list has no column {key!r}.", f"Known: {', '.join(COLUMN_LABELS)}.")
    return tuple(
        ListColumn(key, known[key].label if key in known else COLUMN_LABELS[key], known[key].width if key in known else 1.1,
                   key.startswith("number"))
        for key in keys
    )  # fmt: skip


def _groups(chosen: Selection, columns: tuple[ListColumn, ...], by: str) -> tuple[ListGroup, ...]:
    if by not in GROUPS:
        raise UserError(f"An exhibit list cannot be grouped by {by!r}.", f"Known: {', '.join(GROUPS)}.")
    aids: set[int] = {row.exhibit.id for row in chosen.rows if row.exhibit.exhibit_kind == "illustrative_107"}
    listed = [row for row in chosen.rows if not _is_aid(row, aids)]
    made = [ListGroup(heading, _cells(own, columns)) for heading, own in grouped(listed, by)]
    made = made or [ListGroup("", (), empty=EMPTY)]
    if aids:
        made.append(ListGroup(AIDS, _cells([row for row in chosen.rows if _is_aid(row, aids)], columns)))
    return tuple(made)


def _witness_group(
    matter: Matter, chosen: Selection, columns: tuple[ListColumn, ...], layout: Preset
) -> tuple[ListGroup, ...]:
    found = witness_rows(matter, [row.exhibit for row in chosen.rows]) if layout.witnesses else []
    made = tuple(ListRow(tuple(values.get(c.key, "") for c in columns)) for values in found)
    return (ListGroup("Witnesses", made),) if made else ()


def _is_aid(row: ExhibitListRow, aids: set[int]) -> bool:
    return row.exhibit.id in aids or (row.indent > 0 and row.exhibit.parent_id in aids)


def _cells(own: list[ExhibitListRow], columns: tuple[ListColumn, ...]) -> tuple[ListRow, ...]:
    return tuple(ListRow(tuple(row.values[c.key] for c in columns), row.indent) for row in own)


def _closing(chosen: Selection, layout: Preset) -> tuple[str, ...]:
    made = []
    if chosen.attachments:
        named = "; ".join(f"{number}: {count}" for number, count in chosen.attachments.items())
        made.append(f"Attachments not listed separately (exhibit: how many): {named}.")
    made.append(legend(layout.stars, any(row.exhibit.offer_class == "may" for row in chosen.rows)))
    return tuple(filter(None, made))


def _notes(chosen: Selection, layout: Preset) -> tuple[str, ...]:
    """What the person who exports should know; none of it is printed."""
    told = (
        (chosen.withheld, "Not listed: privileged or sequestered exhibits ({})."),
        (chosen.unnumbered, "Not listed: exhibits without a number ({})."),
        (chosen.impeachment, "Not listed: exhibits for impeachment only ({})."),
        (chosen.designated, "Not listed: exhibits under a protective order ({})."),
        (chosen.guessed, "Check: titles that are guesses from file names ({})."),
        (chosen.undated, "Left blank: dates that only the file's metadata gives ({}); type them in to list them."),
        (chosen.orphans, "Check: listed attachments of a privileged or sequestered exhibit ({})."),
        (sum(chosen.attachments.values()), "Attachments left out, as the list states ({})."),
    )
    counted = tuple(words.format(count) for count, words in told if count)
    return (*counted, f"Layout “{layout.name}”: {layout.source} {ADVICE}")


def _with_pages(row: ExhibitListRow, pages: Mapping[int, str]) -> ExhibitListRow:
    return replace(row, values={**row.values, "page_range": pages.get(row.exhibit.id, "")})


def bundle_options(options: ExhibitListOptions) -> BinderOptions:
    """The binder whose pages the list gives: England and Wales' numbers, the same exhibits, paper and parts."""
    paper = preset(options.preset).paper
    return BinderOptions(
        style="uk", party=options.party, cover=options.bundle_cover, index=options.bundle_index,
        dividers=options.bundle_dividers, attachments=options.attachments, unnumbered=options.unnumbered,
        designated=options.designated if options.designated in ("placeholder", "leave out") else "include",
        paper=paper if paper in ("a4", "us-letter") else "us-letter",
    )  # fmt: skip


def in_bundle(
    matter: Matter, options: ExhibitListOptions, progress: ProgressCallback | None, cancel: CancelToken | None
) -> BundlePages:
    """The pages of the listed exhibits in the bundle, computed as the binder does; and for which binder they hold."""
    binder = bundle_options(options)
    pages, slips = bundle_pages(matter, binder, progress, cancel)
    parts = {"cover": binder.cover, "index": binder.index, "dividers": binder.dividers}
    words = " and ".join([name if has else f"no {name}" for name, has in parts.items()]).replace(" and ", ", ", 1)
    paper = "A4" if binder.paper == "a4" else "US Letter"
    note = (
        f"The pages are those of the exhibit binder in style uk as one file with {words}, on {paper}, of the same exhibits; "
        "with other choices its pages differ."
    )
    return BundlePages(pages, f"The pages are those of the bundle with {words}.", (note, *slips))


class ExhibitListReport(ListReport):
    """The list; where it has a column of bundle pages, the bundle is laid out first."""

    def made(
        self, matter: Matter, options: ExhibitListOptions, progress: ProgressCallback, cancel: CancelToken
    ) -> ListDocument:
        """The document. Raises Cancelled."""
        keys = options.columns or [column.key for column in preset(options.preset).columns]
        plain = build(matter, options)  # what is refused is refused before the long work
        if "page_range" not in keys or not plain.row_count:
            return plain
        return build(matter, options, bundle=in_bundle(matter, options, progress, cancel))


REPORT = ExhibitListReport(
    "exhibit-list", "Exhibit list", ExhibitListOptions, build,
    about="The numbered exhibits in the columns of a court's form, or in your own.",
)  # fmt: skip
