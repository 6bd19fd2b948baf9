"""The replacement as the user sees it: pages, words, links, and one change with undo."""

import pytest
import typst
from PySide6.QtWidgets import QFileDialog

from evidence_app.gui.exhibits.page_comparison import page_html, page_words
from evidence_app.gui.exhibits.replace_dialog import ReplaceCommand, ReplaceDialog
from evidence_app.gui.runner import SerialRunner
from evidence_app.model.page_alignment import PageChange
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, exhibits, history, importing, proof, replacing

PAGES = ["We may share your data.", "Members are asked first.", "Last page."]


def pdf(path, pages):
    path.write_bytes(typst.compile("\n#pagebreak()\n".join(pages).encode()))
    return path


@pytest.fixture
def policy(empty_matter, tmp_path):
    matter = empty_matter
    importing.import_paths(matter, [pdf(tmp_path / "old.pdf", PAGES)], importing.ImportOptions(ocr=False))
    proof.add_claim_from_template(matter, proof.templates()[0].id)
    element = matter.read.value("SELECT max(id) FROM element")
    evidence_links.link_evidence(matter, element, 1, Pinpoint(2, "asked first"))
    evidence_links.link_evidence(matter, element, 1, Pinpoint(3, "Last page"))
    return exhibits.list_ids(matter)[0]


@pytest.fixture
def command(empty_matter, policy, messages, themed):
    return ReplaceCommand(messages._window, empty_matter, SerialRunner(empty_matter), messages)


def test_pages_and_links_are_shown_before_anything_changes(empty_matter, policy, tmp_path, qtbot, themed):
    new = pdf(tmp_path / "new.pdf", ["Cover.", PAGES[0], "Members are never asked first.", "Another end."])
    dialog = ReplaceDialog(None, replacing.prepare(empty_matter, policy, new))
    qtbot.addWidget(dialog)
    lines = [dialog.comparison.list.item(i).text() for i in range(dialog.comparison.list.count())]
    assert lines == ["Page 1: new", "Page 2 → 3: changed", "Page 3 → 4: changed"]
    dialog.comparison.list.setCurrentRow(1)
    assert "never" in dialog.comparison.text.toPlainText() and "underline" in dialog.comparison.text.toHtml()
    dialog.comparison.only_changes.setChecked(False)
    assert dialog.comparison.list.count() == 4
    links = dialog.findChild(object, "replace_links")
    assert "Last page" in links.item(0).text() and "needs a look" in links.item(0).text()
    assert "page 2 → page 3" in links.item(1).text()
    assert "1 follows its page, 1 needs a look" in dialog.findChild(object, "replace_summary").text()
    assert exhibits.get(empty_matter, policy).file_name == "old.pdf"


def test_confirming_replaces_and_one_undo_takes_it_back(command, empty_matter, policy, tmp_path, monkeypatch, messages):
    new = pdf(tmp_path / "new.pdf", ["Cover.", *PAGES])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(new), ""))
    monkeypatch.setattr(ReplaceDialog, "answer", lambda self: "signed copy")
    command.ask(policy)
    assert "1 new page" in messages.shown_toast
    assert exhibits.get(empty_matter, policy).page_count == 4
    assert replacing.versions(empty_matter, policy)[0].reason == "signed copy"
    history.undo(empty_matter)
    assert exhibits.get(empty_matter, policy).page_count == 3


def test_leaving_changes_nothing(command, empty_matter, policy, tmp_path, monkeypatch):
    monkeypatch.setattr(ReplaceDialog, "answer", lambda self: None)
    command.compare(policy, pdf(tmp_path / "new.pdf", PAGES[:1]))
    assert replacing.versions(empty_matter, policy) == [] and exhibits.get(empty_matter, policy).page_count == 3


def test_words_of_pages(themed):
    assert page_words(PageChange(2, None, "removed")) == "Old page 2: gone"
    assert page_words(PageChange(2, 2, "same")) == "Page 2: unchanged"
    html = page_html(PageChange(1, 1, "changed"), "a <b> c", "a d c")
    assert "<s" in html and "&lt;b&gt;" in html and "<u" in html
    assert "no words" in page_html(PageChange(1, 1, "changed"), "", "")
