"""One planted fault per check, found with its place; and what is withheld is never told by the check itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_app.jobs import CancelToken, SerialPool
from evidence_app.model.errors import Cancelled, NotFound, UserError
from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.preflight import CHECKS, legend_of, looked_for, outcome, pages_in_words
from evidence_app.services import history, preflight
from evidence_app.services.matter import Matter
from evidence_app.services.preflight import check
from evidence_app.services.protected_names import protect_name, protected_names, release_name
from tests.importers.conftest import edited, pdf


@pytest.fixture
def add(matter: Matter, add_exhibit: Callable[..., int]) -> Callable[..., int]:
    """An exhibit that gives no finding, but for what the test asks for."""
    with matter.operation("Seed") as tx:
        tx.insert("party", {"name": "Ana Rivera", "prefix": "PX"})

    def insert(number: str | None = "PX1", *texts: str, **columns: object) -> int:
        row = {"number": number, "number_sort": number_sort_key(number), "sponsor": "A. Rivera", "party_id": 1}
        title = str(columns.pop("title", f"Policy {number}"))
        return add_exhibit(title, *(texts or ("Plain words.",)), **(row | columns))

    return insert


def codes(matter: Matter, *args: object, **options: object) -> list[str]:
    return [one.code for one in check(matter, *args, pool=SerialPool(), **options)]  # type: ignore[arg-type]


def test_a_sound_set_gives_nothing_and_nothing_more_is_said(matter, add):
    add("PX1")
    add("PX2")
    for purpose in preflight.PURPOSES:
        assert [c for c in codes(matter, None, purpose, 5) if c != "bates-missing"] == []
    words = outcome([])
    assert "compliant" not in words and "clean" not in words and "checks" in words


def test_privileged_and_sequestered_are_stopped_without_their_titles(matter, add):
    one = add("PX1", title="QUAGGA memo", privilege="Attorney-Client")
    two = add(None, title="OKAPI letter", sequestered=1)
    found = check(matter, [one, two])
    assert {(f.code, f.severity) for f in found} == {("privileged-selected", "stop"), ("sequestered-selected", "stop")}
    assert not any(secret in f.words for f in found for secret in ("QUAGGA", "OKAPI"))
    assert codes(matter) == []  # by default they are not in the selection


def test_privileged_family_and_higher_designation_in_it(matter, add):
    mail = add("PX1")
    add(None, parent_id=mail, privilege="Attorney-Client", title="QUAGGA memo")
    add(None, parent_id=mail, designation="AEO", title="Sheet")
    found = check(matter, None, "production", pool=SerialPool())
    by_code = {f.code: f for f in found}
    assert by_code["privileged-family"].severity == "stop" and "QUAGGA" not in by_code["privileged-family"].words
    assert "ATTORNEYS' EYES ONLY" in by_code["designation-family"].words
    assert by_code["designation-family"].exhibit_id == mail


def test_legends_on_pages_beyond_the_designation(matter, add):
    add("PX1", "Plain", "HIGHLY CONFIDENTIAL - ATTORNEYS' EYES ONLY\nwords", designation="CONFIDENTIAL")
    found = check(matter)
    assert [(f.code, f.page) for f in found] == [("designation-page", 2)]
    assert found[0].words.startswith("Page 2 carries the legend")


def test_a_family_that_is_split_is_named_once(matter, add):
    mail = add("PX1")
    add(None, parent_id=mail)
    left = add(None, parent_id=mail)
    add(None, parent_id=mail, privilege="x")
    both = [f for f in check(matter, [mail, left], "production", pool=SerialPool()) if f.code == "family-split"]
    assert [(f.exhibit_id, f.words[:14]) for f in both] == [(mail, "1 other member")]
    assert "family-split" not in codes(matter, [mail], "binder")


@pytest.mark.parametrize(
    ("text", "legend"),
    [
        ("CONFIDENTIAL", "CONFIDENTIAL"), ("This is confidential to me", ""), ("Confidential", ""), ("Outside Counsel Eyes Only", "AEO"),
        ("x\nHIGHLY CONFIDENTIAL \u2013 SOURCE CODE\ny", "SOURCE CODE"), ("ATTORNEYS\u2019 EYES ONLY", "AEO"),
        ("CONFIDENTIAL - SUBJECT TO PROTECTIVE ORDER", "CONFIDENTIAL"), ("CONFIDENTIALITY", ""), ("source code of it all", ""),
    ],
)  # fmt: skip
def test_legend_of(text, legend):
    assert legend_of(text) == legend


def test_public_filing_stops_what_is_designated_or_sealed(matter, add):
    add("PX1", designation="CONFIDENTIAL")
    add("PX2", sealed=1)
    assert codes(matter, None, "public filing").count("designation-public") == 2
    assert "designation-public" not in codes(matter, None, "binder")


def test_missing_and_double_numbers_and_gaps(matter, add):
    add("PX1")
    add("PX4")
    add("PX6", privilege="Attorney-Client", title="QUAGGA memo")
    add("PX7")
    add("px07")
    unnumbered = add(None)
    found = check(matter)
    assert [f.code for f in found].count("number-duplicate") == 2
    gaps = [f for f in found if f.code == "number-gap"]
    told = " ".join(f.words for f in gaps)
    assert {f.severity for f in gaps} == {"notice"}
    assert (
        "PX2 to PX3" in told and "number PX5." in told and "not in the selection: PX6." in told and "QUAGGA" not in told
    )
    assert codes(matter, [unnumbered]) == ["number-missing"]


def test_a_gap_of_a_billion_numbers_takes_no_time(matter, add):
    add("PX1")
    add("PX1000000000")
    assert "PX2 to PX999999999" in check(matter)[0].words


def test_sponsor_title_date_impeachment_links(matter, add):
    one = add(
        "PX1",
        "Plain words here.",
        sponsor=" ",
        title_guessed=1,
        doc_date="2024-08",
        doc_date_basis="file name",
        offer_class="impeachment_only",
    )
    with matter.operation("Seed") as tx:
        claim = tx.insert("claim", {"name": "Breach"})
        element = tx.insert("element", {"claim_id": claim, "text": "Contract"})
        tx.insert(
            "evidence_link",
            {"element_id": element, "exhibit_id": one, "page": 1, "quote": "gone", "state": "needs a look"},
        )
    found = check(matter)
    assert {f.code for f in found} == {
        "sponsor-missing",
        "title-guessed",
        "date-guessed",
        "impeachment-selected",
        "link-look",
    }
    assert next(f for f in found if f.code == "link-look").page == 1


def test_identifiers_with_page_line_and_offsets_never_repeated(matter, add):
    text = "First line\nHis SSN is 123-45-6789 as said."
    one = add("PX1", "Plain", text, description="Form of Ana Luz Rivera")
    protect_name(matter, "Ana  Luz Rivera")
    found = [f for f in check(matter, None, "public filing", pool=SerialPool()) if f.code == "personal-identifier"]
    assert [(f.page, f.where) for f in found] == [(None, "description"), (2, "line 2 of the text")]
    assert text[found[1].start : found[1].end] == "123-45-6789" and found[1].exhibit_id == one
    assert "123-45" not in found[1].words and "6789" in found[1].words
    assert "Luz" not in found[0].words and "A.L.R." in found[0].words


def test_protected_names_are_a_list_of_the_matter_that_undo_restores(matter):
    name = protect_name(matter, "Ana Rivera", "minor")
    with pytest.raises(UserError, match="already"):
        protect_name(matter, "ana rivera")
    with pytest.raises(UserError, match="three letters"):
        protect_name(matter, " A. ")
    release_name(matter, name)
    assert protected_names(matter) == []
    history.undo(matter)
    assert [one.initials for one in protected_names(matter)] == ["A.R."]
    assert "Ana" not in "".join(entry.words for entry in history.entries(matter))
    with pytest.raises(NotFound):
        release_name(matter, 99)


def test_unsearchable_pages_only_where_files_leave(matter, add):
    add("PX1", "Plain", "", "", "words", "")
    assert "unsearchable-page" not in codes(matter)
    found = check(matter, None, "binder", pool=SerialPool())
    assert found[0].words.startswith("No text on pages 2–3, 5:") and found[0].page == 2
    assert pages_in_words([3]) == "page 3"


def _stored(matter: Matter, data: bytes) -> dict[str, object]:
    kept = matter.originals.add_bytes(data)
    return {"original_sha256": kept.sha256, "original_bytes": kept.size, "kind": "pdf"}


def test_files_are_looked_into_but_withheld_ones_are_not_opened(matter, add):
    box = "#place[Zanzibar]\n#place(dx: -2pt, dy: -4pt, rect(width: 150pt, height: 20pt, fill: black))"
    add("PX1", **_stored(matter, edited(pdf(box), lambda w: w.add_metadata({"/Author": "Quagga"}))))
    assert "covered-text" not in codes(matter)
    found = check(matter, None, "binder", pool=SerialPool())
    assert [(f.code, f.severity, f.page) for f in found] == [
        ("covered-text", "stop", 1),
        ("hidden-metadata", "notice", None),
    ]
    hidden = add("PX2", privilege="x", **_stored(matter, edited(pdf("x"), lambda w: w.encrypt("secret"))))
    assert codes(matter, [hidden], "binder") == ["privileged-selected"]


def test_unreadable_encrypted_missing_and_large_files(matter, add):
    add("PX1", **_stored(matter, edited(pdf("x"), lambda w: w.encrypt("secret"))))
    add("PX2", **_stored(matter, b"no pdf at all"))
    add("PX3", read_status="password")
    add("PX4", read_status="damaged", read_reason="Empty.")
    add("PX5", original_sha256="ab" * 32, kind="pdf")
    add("PX6", original_bytes=6_000_000)
    found = check(matter, None, "production", 5, pool=SerialPool())
    by_exhibit = {}
    for f in found:
        if f.code not in ("bates-missing", "number-gap"):
            by_exhibit.setdefault(f.exhibit_id, []).append(f.code)
    assert by_exhibit == {1: ["encrypted"], 2: ["unreadable"], 3: ["encrypted"], 4: ["unreadable"], 5: ["original-missing"],
                          6: ["size-limit"], None: ["size-limit"]}  # fmt: skip


def test_child_processes_and_stop(matter, add):
    add("PX1", **_stored(matter, pdf("Hello")))
    told = []
    assert [f.code for f in check(matter, None, "binder", progress=told.append)] == ["hidden-metadata"]
    assert told[-1].done == told[-1].total == 1
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        check(matter, None, "binder", cancel=token)


def test_withdrawn_exhibits_are_named_but_their_content_is_not_checked(matter, add):
    one = add("PX1", "SSN 123-45-6789", status="withdrawn", sponsor="")
    assert codes(matter) == []
    assert codes(matter, [one]) == ["withdrawn-selected"]


def test_overrides_need_a_reason_and_stay_in_the_log(matter, add):
    one = add("PX1", sponsor="")
    for wrong, reason in ((["sponsor-missing"], " "), (["nonsense"], "Because"), ([], "Because")):
        with pytest.raises(UserError):
            preflight.override(matter, wrong, reason)
    preflight.override(matter, ["sponsor-missing"], "Stipulated", purpose="exhibit list", exhibit_ids=[one])
    kept = preflight.overrides(matter)
    assert [(o.codes, o.reason, o.purpose, o.exhibit_ids) for o in kept] == [
        (("sponsor-missing",), "Stipulated", "exhibit list", (one,))
    ]
    assert codes(matter) == ["sponsor-missing"], "an override decides, it does not hide"


def test_unknown_purpose_and_exhibit(matter):
    with pytest.raises(UserError, match="no purpose"):
        check(matter, None, "party")  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        check(matter, [77])


def test_what_was_looked_for_is_told_per_purpose():
    assert "files larger than the limit given" not in looked_for("binder", None)
    assert not any("PDF" in words for words in looked_for("exhibit list", 5))
    assert any("public filing" in words for words in looked_for("public filing", 5))
    assert all(check.looked_for for check in CHECKS.values())


def test_a_decision_settles_its_codes_its_exhibits_and_its_purpose():
    def finding(code, exhibit_id):
        return preflight.PreflightFinding("stop", code, "Words.", exhibit_id)

    found = [finding("covered-text", 1), finding("covered-text", 2), finding("number-gap", None)]
    one = preflight.Override(9, "", "", ("covered-text", "number-gap"), "Looked at.", "binder", (1,))
    assert preflight.standing(found, [], "binder") == found
    assert preflight.standing(found, [one], "binder") == [found[1]]
    assert preflight.standing(found, [one], "production") == found


def test_a_table_that_is_plain_text_is_not_called_a_damaged_workbook(matter, add):
    add("PX1", **(_stored(matter, b"a\tb\n1\t2\n") | {"kind": "spreadsheet", "media_type": "text/plain"}))
    assert codes(matter, None, "binder") == []


def test_a_file_is_looked_into_once_until_it_is_another(matter, add):
    class Counting(SerialPool):
        seen = 0

        def run(self, tasks, fn, cancel=None, on_partial=None):
            for one in super().run(tasks, fn, cancel, on_partial):
                Counting.seen += 1
                yield one

    kept = _stored(matter, edited(pdf("x"), lambda w: w.add_metadata({"/Author": "Quagga"})))
    add("PX1", **kept)
    first = check(matter, None, "production", pool=Counting())
    assert Counting.seen == 1 and "hidden-metadata" in {one.code for one in first}
    assert check(matter, None, "production", pool=Counting()) == first and Counting.seen == 1
    path = matter.originals.path(kept["original_sha256"])
    path.chmod(0o640)
    path.write_bytes(path.read_bytes() + b"%")
    check(matter, None, "production", pool=Counting())
    assert Counting.seen == 2
