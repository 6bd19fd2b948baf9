"""The pre-flight checks that need no file: numbers, families, designations, sponsors, page texts, links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from evidence_app.jobs import CancelToken
from evidence_app.model.exhibits import DESIGNATIONS, Exhibit, number_sort_key
from evidence_app.model.identifiers import Identifier, find_identifiers
from evidence_app.model.matter import Party
from evidence_app.model.numbering import Series
from evidence_app.model.preflight import (
    CHECKS,
    WITH_FILES,
    PreflightFinding,
    Purpose,
    Severity,
    legend_of,
    more_restrictive,
    pages_in_words,
)
from evidence_app.model.redaction import Secrets, squashed
from evidence_app.services import bates, redactions
from evidence_app.services.matter import Matter
from evidence_app.services.parties import parties
from evidence_app.services.protected_names import protected_names
from evidence_app.turns import give_way

_MEGABYTE = 1_000_000
_PRINTED = ("title", "description", "sponsor", "purpose", "bates_begin", "objections", "objection_response")
"""Fields an exhibit list can print."""
_PAGES_AT_ONCE = 200
_TELLING = 4
"""Letters: shorter words marked for redaction stand in many titles by chance."""


@dataclass(frozen=True)
class Selection:
    """What is about to leave: ``exhibits`` chosen out of ``every``; ``explicit`` = picked by hand."""

    exhibits: Sequence[Exhibit]
    every: Sequence[Exhibit]
    purpose: Purpose
    limit_mb: float | None = None
    explicit: bool = False

    @property
    def live(self) -> list[Exhibit]:
        """Those whose content goes out: not withdrawn, and allowed to leave at all."""
        return [one for one in self.exhibits if one.outward and one.status != "withdrawn"]

    @cached_property
    def by_id(self) -> Mapping[int, Exhibit]:
        """Every exhibit of the matter by id."""
        return {one.id: one for one in self.every}

    @cached_property
    def chosen(self) -> frozenset[int]:
        """Ids of the exhibits chosen."""
        return frozenset(one.id for one in self.exhibits)

    @cached_property
    def families(self) -> Mapping[int, list[Exhibit]]:
        """Members of each family by the id of its topmost parent."""
        found: dict[int, list[Exhibit]] = {}
        for one in self.every:
            found.setdefault(self.top(one), []).append(one)
        return found

    def top(self, one: Exhibit) -> int:
        """The id of the topmost parent."""
        seen = {one.id}
        while one.parent_id is not None and one.parent_id in self.by_id and one.parent_id not in seen:
            one = self.by_id[one.parent_id]
            seen.add(one.id)
        return one.id


def rule_findings(matter: Matter, selection: Selection, cancel: CancelToken) -> Iterator[PreflightFinding]:
    """Every finding that rows and page texts give."""
    for one in selection.exhibits:
        cancel.raise_if_cancelled()
        yield from _restricted(one)
        yield from _family(one, selection)
        yield from _split(one, selection)
        yield from _register(one, selection)
        if selection.purpose in WITH_FILES:
            yield from _file(matter, one, selection)
    yield from _duplicates(selection)
    if selection.purpose == "production":
        yield from _bates(matter, selection)
    else:
        yield from _gaps(matter, selection)
    yield from _links(matter, selection)
    if selection.purpose in WITH_FILES:
        yield from _redactions(matter, selection)
    yield from _marked_words(matter, selection)
    yield from _printed_words(matter, selection)
    yield from _pages(matter, selection, cancel)
    yield from _total_size(selection)


def _found(
    code: str, words: str, one: Exhibit | None = None, page: int | None = None, severity: Severity | None = None
) -> PreflightFinding:
    return PreflightFinding(severity or CHECKS[code].severity, code, words, one.id if one else None, page)


def safe_label(one: Exhibit) -> str:
    """How an exhibit is named in a finding: its number, or its id when its title must not be read."""
    if one.number:
        return f"Ex. {one.number}"
    return f"“{one.title}”" if one.outward else f"#{one.id}"


# --- who may see it ---------------------------------------------------------------------------------------------------


def _restricted(one: Exhibit) -> Iterator[PreflightFinding]:
    if one.sequestered:
        yield _found(
            "sequestered-selected",
            f"{safe_label(one)} is sequestered: not to be used or sent until that is lifted.",
            one,
        )
    elif one.privilege:
        yield _found("privileged-selected", f"{safe_label(one)} is marked privileged.", one)


def _family(one: Exhibit, selection: Selection) -> Iterator[PreflightFinding]:
    if not one.outward:
        return
    own = one.designation
    for member in selection.families[selection.top(one)]:
        if member.id == one.id:
            continue
        if not member.outward:
            files = selection.purpose in WITH_FILES
            words = f"A member of its family (#{member.id}) is privileged or sequestered"
            words += "; look whether the file of this exhibit contains it." if files else "."
            yield _found("privileged-family", words, one, severity=None if files else "warning")
        elif more_restrictive(member.designation, own):
            words = (
                f"{safe_label(member)} of its family is designated {DESIGNATIONS[member.designation]}; this exhibit is "
            )
            yield _found("designation-family", words + (f"{DESIGNATIONS[own]}." if own else "not designated."), one)


def _split(one: Exhibit, selection: Selection) -> Iterator[PreflightFinding]:
    """Said once for each family, at the first of its members that goes out."""
    family = selection.families[selection.top(one)]
    out = [member.id for member in family if member.id in selection.chosen]
    missing = sum(member.outward and member.id not in selection.chosen for member in family)
    if selection.purpose == "production" and one.outward and missing and out[0] == one.id:
        words = f"{missing} other member{'s' * (missing != 1)} of its family {'is' if missing == 1 else 'are'} not in the selection."
        yield _found("family-split", words, one)


def _register(one: Exhibit, selection: Selection) -> Iterator[PreflightFinding]:
    if not one.outward:
        return
    if one.status == "withdrawn":
        if selection.explicit or selection.purpose != "exhibit list":
            yield _found("withdrawn-selected", "The exhibit was withdrawn.", one)
        return
    if selection.purpose == "public filing" and (one.designation or one.sealed):
        words = DESIGNATIONS.get(one.designation, one.designation) if one.designation else "sealed"
        yield _found("designation-public", f"The exhibit is {words}; this would make it public.", one)
    if selection.purpose == "exhibit list" and "impeachment" in (one.exhibit_kind, one.offer_class.split("_")[0]):
        yield _found("impeachment-selected", "The exhibit is for impeachment only; it is usually not served.", one)
    if not one.number and one.parent_id is None and selection.purpose != "production":
        yield _found("number-missing", "The exhibit has no number.", one)
    if not one.sponsor.strip() and one.parent_id is None and selection.purpose != "production":
        yield _found("sponsor-missing", "No sponsoring witness is named.", one)
    if one.title_guessed and not one.description:
        yield _found("title-guessed", "The title was guessed from the file and not confirmed.", one)
    if one.doc_date and one.doc_date_basis not in ("", "user"):
        yield _found("date-guessed", f"The date comes from the file ({one.doc_date_basis}) and was not confirmed.", one)


# --- numbers ----------------------------------------------------------------------------------------------------------


def _duplicates(selection: Selection) -> Iterator[PreflightFinding]:
    known: dict[str, list[Exhibit]] = {}
    for other in selection.every:
        if other.number:
            known.setdefault(number_sort_key(other.number), []).append(other)
    chosen = {one.id for one in selection.exhibits}
    for same in known.values():
        for one in same if len(same) > 1 else ():
            if one.id in chosen and one.outward:
                others = ", ".join(str(other.number) for other in same if other.id != one.id)
                yield _found("number-duplicate", f"{one.number} and {others} are the same number, written differently.", one)  # fmt: skip


def _gaps(matter: Matter, selection: Selection) -> Iterator[PreflightFinding]:
    """Numbers between the first and the last of each party's series that are missing here, with what is known why."""
    for party in parties(matter):
        series = Series(
            party.prefix, party.first_number, party.last_number, party.number_width, party.lettering
        )  # fmt: skip
        chosen = _positions(series, selection.exhibits, party)
        if not chosen:
            continue
        known = _positions(series, selection.every, party)
        first, last = min(chosen) if selection.explicit else min(series.first, *chosen), max(chosen)
        others = sorted(place for place in known if first <= place <= last and place not in chosen)
        if others:
            told = ", ".join(series.label(place) for place in others[:20]) + (" and more" if len(others) > 20 else "")
            yield _found("number-gap", f"Numbers of exhibits that are not in the selection: {told}.")
        taken = sorted({first - 1, *(place for place in known if first <= place <= last)})
        for low, high in pairwise(taken):
            if high > low + 1:
                ends = dict.fromkeys((series.label(low + 1), series.label(high - 1)))
                yield _found("number-gap", f"No exhibit has the number {' to '.join(ends)}.")


def _positions(series: Series, of: Sequence[Exhibit], party: Party) -> set[int]:
    found = (series.position(one.number) for one in of if one.number and one.party_id in (party.id, None))
    return {place for place in found if place is not None}


def _bates(matter: Matter, selection: Selection) -> Iterator[PreflightFinding]:
    for one in selection.live:
        if not one.bates_begin:
            yield _found("bates-missing", "The exhibit has no Bates numbers.", one)
    prefixes = {one.range.begin.prefix for one in bates.ranges(matter, [e.id for e in selection.exhibits]).values()}
    secret = {one.title for one in selection.every if not one.outward}
    for gap in bates.gaps(matter):
        if gap.range.begin.prefix in prefixes:
            reason = "" if any(title and title in gap.reason for title in secret) else f" {gap.reason}"
            ends = dict.fromkeys((str(gap.range.begin), str(gap.range.end)))
            yield _found("number-gap", f"Bates numbers missing in the series: {' to '.join(ends)}.{reason}")


# --- texts and links --------------------------------------------------------------------------------------------------


def _links(matter: Matter, selection: Selection) -> Iterator[PreflightFinding]:
    wanted = {one.id: one for one in selection.live}
    sql = "SELECT exhibit_id, page, count(*) FROM evidence_link WHERE state != 'ok' GROUP BY 1, 2 ORDER BY 1, 2"
    for exhibit_id, page, count in matter.read.tuples(sql):
        if exhibit_id in wanted:
            what = "A linked quote" if count == 1 else f"{count} linked quotes"
            yield _found("link-look", f"{what} could not be found again after the text changed.", wanted[exhibit_id], page)  # fmt: skip


def _redactions(matter: Matter, selection: Selection) -> Iterator[PreflightFinding]:
    """Copies are made with the redacted pages; a file that leaves as it is still holds what is marked."""
    marked = redactions.counts(matter)
    for one in selection.live:
        count = marked.get(one.id)
        if count is None:
            continue
        if count.look:
            words = f"{count.look} of its {count.words()} need a look: made on an earlier file, so not applied."
            yield _found("redaction-look", words, one)
        as_file = selection.purpose == "public filing" or (
            selection.purpose == "production" and one.kind in bates.NATIVE_KINDS
        )
        if as_file:
            words = f"The file itself holds what its {count.words()} take out; send a redacted copy instead."
            yield _found("redaction-marks", words, one)
        else:
            words = f"It has {count.words()}; its copies are made with them, unless that is switched off."
            yield _found("redaction-marks", words, one, severity="notice")


def _marked_words(matter: Matter, selection: Selection) -> Iterator[PreflightFinding]:
    """A list, an index or an attachment would say what the pages no longer do."""
    marked = redactions.counts(matter)
    for one in selection.live:
        quotes = {mark.quote for mark in redactions.marks(matter, one.id)} if one.id in marked else set()
        secrets = Secrets([quote for quote in quotes if len(squashed(quote)) >= _TELLING])
        for field in _PRINTED if secrets else ():
            if secrets.inside(str(getattr(one, field))):
                where = field.replace("_", " ")
                words = f"Its {where} says words that are marked for redaction in it."
                yield PreflightFinding("warning", "redaction-words", words, one.id, None, where)
        family = selection.families[selection.top(one)] if secrets else ()
        for other in (other for other in family if other.id != one.id and other.outward):
            if _says(matter, other, secrets):
                words = f"{safe_label(other)} of its family says words that are marked for redaction in this one."
                yield _found("redaction-words", words, one)


def _says(matter: Matter, one: Exhibit, secrets: Secrets) -> bool:
    """Whether marked words stand in another exhibit, where they are not marked."""
    masked = redactions.masked_texts(matter, one.id, redactions.marks(matter, one.id))
    boxed = {mark.page for mark in redactions.marks(matter, one.id) if mark.box}
    texts = _texts(matter, one)
    return any(secrets.inside(masked.get(number, text)) for number, text, _s in texts if number not in boxed)


def _printed_words(matter: Matter, selection: Selection) -> Iterator[PreflightFinding]:
    names = [one.name for one in protected_names(matter)]
    for one in selection.live:
        give_way()
        for field in _PRINTED:
            for hit in find_identifiers(str(getattr(one, field)), names):
                words = f"{_identifier_words(hit)} in its {field.replace('_', ' ')}."
                yield PreflightFinding("warning", "personal-identifier", words, one.id, None, field.replace("_", " "))


def _pages(matter: Matter, selection: Selection, cancel: CancelToken) -> Iterator[PreflightFinding]:
    names = [one.name for one in protected_names(matter)]
    for one in selection.live:
        cancel.raise_if_cancelled()
        silent: list[int] = []
        beyond: dict[str, list[int]] = {}
        for number, text, source in _texts(matter, one):
            give_way()
            if source == "none":
                silent.append(number)
            legend = legend_of(text)
            if legend and more_restrictive(legend, one.designation):
                beyond.setdefault(legend, []).append(number)
            yield from _identifiers(one, number, text, names, selection.purpose)
        yield from _page_lists(one, silent, beyond, selection)


def _texts(matter: Matter, one: Exhibit) -> Iterator[tuple[int, str, str]]:
    """Pages in portions: an exhibit can have ten thousand of them."""
    sql = "SELECT number, text, source FROM page WHERE exhibit_id = ? AND number > ? ORDER BY number LIMIT ?"
    last = 0
    while rows := matter.read.tuples(sql, (one.id, last, _PAGES_AT_ONCE)):
        yield from rows  # type: ignore[misc]
        last = rows[-1][0]


def _identifiers(
    one: Exhibit, number: int, text: str, names: Sequence[str], purpose: Purpose
) -> Iterator[PreflightFinding]:
    severity: Severity = "warning" if purpose in ("binder", "public filing") else "notice"
    for hit in find_identifiers(text, names):
        where = f"line {text.count(chr(10), 0, hit.start) + 1} of the text"
        yield PreflightFinding(
            severity, "personal-identifier", f"{_identifier_words(hit)}.", one.id, number, where, hit.start, hit.end
        )  # fmt: skip


def _identifier_words(hit: Identifier) -> str:
    if hit.kind == "protected name":
        return f"A protected name (a filing would show {hit.shown})"
    article = "An" if hit.kind == "account number" else "A"
    return f"What looks like {article.lower()} {hit.kind} ({hit.shown})"


def _page_lists(
    one: Exhibit, silent: list[int], beyond: Mapping[str, list[int]], selection: Selection
) -> Iterator[PreflightFinding]:
    if silent and selection.purpose in WITH_FILES:
        words = f"No text on {pages_in_words(silent)}: not searchable, and nothing on it was looked through."
        yield _found("unsearchable-page", words, one, silent[0])
    for legend, numbers in beyond.items():
        own = DESIGNATIONS[one.designation] if one.designation else "not designated"
        words = f"{pages_in_words(numbers).capitalize()} carry the legend {DESIGNATIONS[legend]}; the exhibit is {own}."
        yield _found("designation-page", words.replace("carry", "carries") if len(numbers) == 1 else words, one, numbers[0])  # fmt: skip


# --- files by their rows ----------------------------------------------------------------------------------------------


def _file(matter: Matter, one: Exhibit, selection: Selection) -> Iterator[PreflightFinding]:
    if not one.outward:
        return
    if one.original_sha256 and not matter.originals.path(one.original_sha256).is_file():
        yield _found("original-missing", "The stored file is missing from the matter.", one)
    if one.read_status == "password":
        yield _found("encrypted", "The file needs a password; nothing in it was looked at.", one)
    elif one.read_status not in ("ok", "partial"):
        reason = one.read_reason.rstrip(".") or one.read_status
        yield _found("unreadable", f"The file could not be read: {reason}.", one)
    limit = selection.limit_mb
    if limit and one.original_bytes > limit * _MEGABYTE:
        size = one.original_bytes / _MEGABYTE
        yield _found("size-limit", f"The file has {size:,.1f} MB; the limit given is {limit:g} MB.", one)


def _total_size(selection: Selection) -> Iterator[PreflightFinding]:
    limit, total = selection.limit_mb, sum(one.original_bytes for one in selection.live) / _MEGABYTE
    if limit and selection.purpose in WITH_FILES and total > limit:
        words = f"All files together have {total:,.1f} MB, more than {limit:g} MB; one upload may not hold them."
        yield _found("size-limit", words, severity="notice")
