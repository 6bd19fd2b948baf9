from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import socket
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook

from evidence_app import reports
from evidence_app.jobs import CancelToken
from evidence_app.model.errors import Cancelled, NotFound, StorageProblem, UserError
from evidence_app.services import history, importing, parties
from evidence_app.services.matter import Matter, create_matter, open_matter
from evidence_app.settings import Settings, save_settings
from tests.reports import asking


def last_detail(matter: Matter) -> dict[str, object]:
    return json.loads(matter.read.value("SELECT detail FROM audit_entry ORDER BY id DESC LIMIT 1"))


def test_an_export_is_recorded_with_its_hash(case: Matter, tmp_path: Path) -> None:
    result = reports.write(case, "exhibit-list", None, tmp_path / "list.csv")
    assert result.sha256 == hashlib.sha256((tmp_path / "list.csv").read_bytes()).hexdigest()
    assert history.entries(case, 1)[0].words == "Export Exhibit list to list.csv"
    detail = last_detail(case)
    assert (detail["sha256"], detail["rows"]) == (result.sha256, result.rows)


def test_a_failed_export_leaves_the_old_file_and_nothing_else(
    case: Matter, tmp_path: Path, monkeypatch: object
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    target = out / "list.pdf"
    target.write_bytes(b"the old one")
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        reports.write(case, "exhibit-list", None, target, cancel=token)
    before = history.head(case)
    assert target.read_bytes() == b"the old one"
    assert list(out.iterdir()) == [target]
    assert history.head(case) == before


def test_an_existing_file_is_replaced_when_complete(case: Matter, tmp_path: Path) -> None:
    target = tmp_path / "list.pdf"
    target.write_bytes(b"the old one")
    reports.write(case, "exhibit-list", None, target)
    assert target.read_bytes().startswith(b"%PDF")


def test_places_and_suffixes_that_are_refused(case: Matter, tmp_path: Path) -> None:
    for path in (case.folder.originals / "x.pdf", case.folder.root / "sub" / ".." / "x.pdf"):
        with pytest.raises(UserError, match="folder of a matter"):
            reports.write(case, "exhibit-list", None, path)
    with create_matter(tmp_path / "other", "Other") as other, pytest.raises(UserError, match="folder of a matter"):
        reports.write(case, "exhibit-list", None, other.folder.root / "x.pdf")
    link = tmp_path / "link"
    link.symlink_to(case.folder.originals)
    with pytest.raises(UserError, match="folder of a matter"):
        reports.write(case, "exhibit-list", None, link / "x.pdf")
    with pytest.raises(UserError, match="cannot be written as"):
        reports.write(case, "exhibit-list", None, tmp_path / "list.xyz")
    with pytest.raises(UserError, match="is a folder"):
        (tmp_path / "d.pdf").mkdir()
        reports.write(case, "exhibit-list", None, tmp_path / "d.pdf")
    with pytest.raises(StorageProblem):
        (tmp_path / "file").write_text("x")
        reports.write(case, "exhibit-list", None, tmp_path / "file" / "x.pdf")
    with pytest.raises(NotFound):
        reports.get("no-such-report")


def test_read_only_matter_exports_without_recording(case: Matter, tmp_path: Path) -> None:
    with open_matter(case.folder.root) as second:
        assert second.read_only
        before = history.head(case)
        result = reports.write(second, "exhibit-list", None, tmp_path / "list.csv")
    assert result.rows > 0
    assert any("not recorded" in note for note in result.notes)
    assert history.head(case) == before


def test_originals_are_the_same_before_and_after_every_report(matter: Matter, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("the words")
    importing.import_paths(matter, [note])
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in matter.folder.originals.rglob("*")
        if path.is_file()
    }
    for report in reports.BUILT_IN:
        asking.write(matter, report, tmp_path / f"out-{report.name}{report.suffixes[0]}")
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before}


def test_no_report_opens_a_socket(case: Matter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket

    def refuse(family: int = -1, *args: int, **named: object) -> socket.socket:
        assert family == getattr(socket, "AF_UNIX", None), "a socket was opened"  # a pipe to a reading process is one
        return real(family, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "socket", refuse)
    for report in reports.BUILT_IN:
        asking.write(case, report, tmp_path / f"out-{report.name}{report.suffixes[0]}")


def test_cells_that_look_like_formulas_are_guarded(case: Matter, add: object, tmp_path: Path) -> None:
    for i, title in enumerate(('=HYPERLINK("x")', "+1", "-2", "@cmd"), 50):
        add(title, f"PX{i}", party_id=1)
    result = reports.write(case, "exhibit-list", None, tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert '\'=HYPERLINK("x")' in cells and not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
    assert any(note.startswith("4 cells") for note in result.notes)
    reports.write(case, "exhibit-list", None, tmp_path / "list.xlsx")
    sheet = load_workbook(tmp_path / "list.xlsx")["List"]
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value in ('=HYPERLINK("x")', "+1", "-2", "@cmd")]
    assert [cell.data_type for cell in found] == ["s"] * 4 and all(cell.quotePrefix for cell in found)
    assert case.read.column("SELECT title FROM exhibit WHERE number = 'PX50'") == ['=HYPERLINK("x")']


@pytest.mark.parametrize("report", reports.BUILT_IN, ids=lambda report: report.name)
def test_forms_can_be_made_from_every_option(report: reports.Report) -> None:
    for field in dataclasses.fields(report.Options):
        assert field.metadata["help"]
        default = field.default
        assert default is not dataclasses.MISSING
        if "choices" in field.metadata:
            given = default if isinstance(default, tuple) else (default,)
            assert set(given) <= set(field.metadata["choices"]), field.name


@pytest.mark.parametrize("report", reports.BUILT_IN, ids=lambda report: report.name)
def test_every_report_works_on_an_empty_matter_and_on_a_full_one(
    report: reports.Report, matter: Matter, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for suffix in report.suffixes:
        asking.write(matter, report, tmp_path / f"empty{suffix}")
    request.getfixturevalue("case")
    for suffix in report.suffixes:
        result = asking.write(matter, report, tmp_path / f"full{suffix}")
        assert result is not None or report.name == "redacted-copy"  # the case has no file to redact
        if result is not None:
            assert (tmp_path / f"full{suffix}").stat().st_size > 0
            assert suffix != ".pdf" or result.pages > 0


def test_snapshot_keeps_one_state(case: Matter, tmp_path: Path) -> None:
    """What is added while the list is being written is not half on it."""
    from evidence_app.reports.exhibit_list import ExhibitListOptions, rows

    with case.snapshot():
        before = len(rows(case, ExhibitListOptions()))
        with case.operation("Seed") as tx:
            tx.insert("exhibit", {"title": "Late", "number": "ZZ1", "number_sort": "z"})
        assert len(rows(case, ExhibitListOptions())) == before
    assert len(rows(case, ExhibitListOptions())) == before + 1


PLUGIN = """
from dataclasses import dataclass
from evidence_app.reports import Written
@dataclass(frozen=True)
class Options:
    pass
class Names:
    name, title, Options, suffixes = "names", "Names", Options, (".txt",)
    def write(self, matter, options, path, progress=None, cancel=None):
        path.write_text(matter.record.name)
        return Written(1)
REPORT = Names()
"""


def test_plugins_are_loaded_only_when_the_user_allows_them(
    case: Matter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    about = site / "names-1.0.dist-info"
    about.mkdir(parents=True)
    (site / "names_plugin.py").write_text(PLUGIN)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: names\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[evidence_app.reports]\nnames = names_plugin:REPORT\nbad = no_such:REPORT\n"
    )
    monkeypatch.syspath_prepend(site)
    reports._plugins.cache_clear()
    assert reports.every() == reports.BUILT_IN and "names_plugin" not in sys.modules
    save_settings(Settings(plugins=True))
    assert [report.name for report in reports.every()[len(reports.BUILT_IN) :]] == ["names"]
    assert reports.write(case, "names", None, tmp_path / "n.txt").rows == 1
    assert (tmp_path / "n.txt").read_text() == "Rivera v. Example Corp."
    reports._plugins.cache_clear()


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx"])
def test_the_banner_of_the_matter_stands_on_every_report(matter, add_exhibit, tmp_path, suffix):
    add_exhibit("Policy", "text", number="1", number_sort="ad0011")
    parties.describe_matter(matter, banner="SYNTHETIC SAMPLE")
    path = tmp_path / f"list{suffix}"
    reports.write(matter, "exhibit-list", None, path)
    if suffix == ".pdf":
        assert all("SYNTHETIC SAMPLE" in page.extract_text() for page in pypdf.PdfReader(path).pages)
    else:
        with zipfile.ZipFile(path) as parts:
            assert any(b"SYNTHETIC SAMPLE" in parts.read(name) for name in parts.namelist())
