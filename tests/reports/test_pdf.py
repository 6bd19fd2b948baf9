from __future__ import annotations

import getpass
import json
import threading
import time
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from evidence_app import reports
from evidence_app.jobs import CancelToken
from evidence_app.model.errors import Cancelled, StorageProblem
from evidence_app.paths import resource
from evidence_app.reports import pdf
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.services.matter import Matter


def test_a_long_list_is_set_in_a_child_process(case: Matter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reports.write(case, "exhibit-list", None, tmp_path / "here.pdf")
    monkeypatch.setattr(pdf, "ROWS_IN_PROCESS", 0)
    reports.write(case, "exhibit-list", None, tmp_path / "child.pdf")
    texts = [
        PdfReader(tmp_path / name).pages[0].extract_text().split("Printed")[0] for name in ("here.pdf", "child.pdf")
    ]
    assert texts[0] == texts[1]


def test_no_function_of_the_list_template_sees_all_rows(tmp_path: Path) -> None:
    """What a function can see is hashed at every call: 5,000 rows were once hashed for each of 5,000 rows."""
    template = resource("reports/list.typ").read_text()
    (tmp_path / "list.typ").write_text(template + "\n#let seen() = data.groups\n#seen()")
    document = ListDocument("LIST", (ListColumn("text", "Text"),), (ListGroup("", (ListRow(("One",)),)),))
    data, _notes = pdf.codes_for_missing(pdf.list_data(document))
    with pytest.raises(StorageProblem, match='does not contain key "groups"'):
        pdf.typeset((str(tmp_path / "list.typ"), data))
    assert pdf.page_count(pdf.typeset((str(resource("reports/list.typ")), data))) == 1


def test_stop_ends_the_child_and_leaves_no_file(case: Matter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "ROWS_IN_PROCESS", 0)
    token = CancelToken()
    threading.Timer(0.15, token.cancel).start()
    started = time.monotonic()
    out = tmp_path / "out"
    with pytest.raises(Cancelled):
        while time.monotonic() - started < 30:
            reports.write(case, "exhibit-list", None, out / "list.pdf", cancel=token)
            (out / "list.pdf").unlink()
    assert not list(out.iterdir())


def test_a_template_that_fails_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "bad.typ").write_text("#panic()")
    with pytest.raises(StorageProblem, match="could not be set"):
        pdf.typeset((str(tmp_path / "bad.typ"), "{}"))


def test_nothing_of_this_computer_is_in_the_file(case: Matter, tmp_path: Path) -> None:
    """No user name, folder or program path."""
    for suffix in (".pdf", ".docx", ".xlsx"):
        path = tmp_path / f"list{suffix}"
        reports.write(case, "exhibit-list", None, path)
        data = path.read_bytes()
        if suffix != ".pdf":
            with zipfile.ZipFile(path) as parts:
                data = b"".join(parts.read(name) for name in parts.namelist())
        for word in (str(tmp_path), str(Path.cwd()), "/home/", "python-docx", getpass.getuser() + "<"):
            assert word.encode() not in data, (suffix, word)


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1200])
def test_the_data_of_a_long_list_are_written_piece_by_piece_and_are_the_same(count: int) -> None:
    rows = [{"cells": [f"“{n}”", "a, b"], "indent": n % 2} for n in range(count)]
    data: dict[str, object] = {
        "title": "List",
        "groups": [{"heading": "One", "rows": rows}, {"heading": "Two", "rows": []}],
        "fonts": [],
    }
    assert json.loads(pdf.as_json(data)) == data
    assert json.loads(pdf.as_json({"events": rows})) == {"events": rows}
