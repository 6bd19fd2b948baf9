"""The privilege log says of every entry what the records say became of it, and leaves blank what they do not say."""

from __future__ import annotations

import json

import pytest

from evidence_app.reports.privilege_log import PrivilegeLogOptions, build, rows
from evidence_app.services import bates, redactions
from evidence_app.services.matter import Matter

BEGIN, END, BASIS, TREATMENT, DESCRIPTION = 2, 3, 10, 11, 12


@pytest.fixture
def memo(matter: Matter, add_exhibit) -> int:
    return add_exhibit("Memo", "Advice of counsel", kind="text", privilege="attorney-client")


def produced(matter: Matter, exhibit: int, volume: str, *, redacted: bool = False, how: str = "pages") -> None:
    line = {"exhibit_id": exhibit, "begin": "DLT000010", "end": "DLT000012", "pages": 3, "designation": "", "how": how,
            "redacted": redacted, "sha256": ""}  # fmt: skip
    row = {"volume": volume, "produced_at": "2026-11-23T10:00:00Z", "bates_begin": "DLT000010",
           "bates_end": "DLT000012", "documents": 1, "pages": 3, "dat_sha256": "", "rows": json.dumps([line]),
           "rows_sha256": ""}  # fmt: skip
    with matter.operation("Seed") as tx:
        tx.insert("production", row)


def mark(matter: Matter, exhibit: int, reason: str = "Attorney-Client") -> None:
    redactions.add_words(matter, exhibit, ["counsel"], reason)


def notes(matter: Matter) -> str:
    return "\n".join(build(matter, PrivilegeLogOptions()).notes)


def test_without_a_number_it_is_withheld_and_with_marks_redacted(matter: Matter, memo: int) -> None:
    assert rows(matter)[0][BEGIN : END + 1] == ("", "") and rows(matter)[0][BASIS] == "Attorney-Client"
    assert rows(matter)[0][TREATMENT] == "Withheld in full"
    mark(matter, memo)
    assert rows(matter)[0][TREATMENT] == "Redacted"


def test_a_number_alone_says_nothing(matter: Matter, memo: int) -> None:
    with matter.operation("Seed") as tx:
        tx.update("exhibit", memo, {"bates_begin": "X1", "bates_end": "X2"})
    assert rows(matter)[0][TREATMENT] == ""
    assert "nothing here records as sent out (1)" in notes(matter)


def test_what_was_produced_in_full_is_produced_under_its_numbers(matter: Matter, memo: int) -> None:
    produced(matter, memo, "VOL001")
    assert rows(matter)[0][BEGIN : END + 1] == ("DLT000010", "DLT000012")
    assert rows(matter)[0][TREATMENT] == "Produced" and "FRE 502" in notes(matter)
    mark(matter, memo)  # the other side still has the whole
    assert rows(matter)[0][TREATMENT] == "" and "only after they were produced in full (1)" in notes(matter)
    produced(matter, memo, "VOL002", redacted=True)
    assert rows(matter)[0][TREATMENT] == "Redacted" and "An earlier production had them in full (1)" in notes(matter)


def test_a_slip_sheet_says_withheld_under_its_number(matter: Matter, memo: int) -> None:
    produced(matter, memo, "VOL001", how="slip-sheet")
    assert rows(matter)[0][BEGIN] == "DLT000010" and rows(matter)[0][TREATMENT] == "Withheld in full"


def test_numbers_recorded_as_sent_count(matter: Matter, add_exhibit) -> None:
    one = add_exhibit("Memo", "Advice of counsel", kind="text")
    bates.assign(matter, [one], "LI", 6)
    bates.issue(matter, [one])
    with matter.operation("Seed") as tx:
        tx.update("exhibit", one, {"privilege": "work product"})
    assert rows(matter)[0][TREATMENT] == "Produced" and rows(matter)[0][BEGIN] == "LI000001"
    mark(matter, one)  # sets of numbered copies are made with the marks
    assert rows(matter)[0][TREATMENT] == "Redacted"


def test_redactions_that_claim_a_privilege_are_logged(matter: Matter, add_exhibit) -> None:
    one = add_exhibit("SECRETTITLE", "Advice of counsel", kind="text")
    mark(matter, one, "FRCP 5.2")
    assert rows(matter) == []
    redactions.add_words(matter, one, ["Advice"], "Work Product")
    produced(matter, one, "VOL001", redacted=True)
    assert rows(matter)[0][BASIS : DESCRIPTION + 1] == ("Work Product", "Redacted", "")
    assert rows(matter)[0][BEGIN] == "DLT000010" and "SECRETTITLE" not in str(rows(matter))
    assert "not marked as privileged (1)" in notes(matter) and "without one (1)" in notes(matter)
