import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from evidence_app.gui import theme
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import SerialRunner
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, parties, proof, tags
from evidence_app.services.matter import create_matter
from evidence_app.storage.page_text import index_page


@pytest.fixture(autouse=True)
def no_waiting_boxes(monkeypatch):
    """A message box nobody expects fails the test instead of waiting for a click."""

    def refuse(box):
        raise AssertionError(f"a box asks: {box.text()} {box.informativeText()} {box.detailedText()}")

    monkeypatch.setattr(QMessageBox, "exec", refuse)


@pytest.fixture(autouse=True)
def windows_end():
    """What a test closed is gone before the next one, and no Ctrl or Shift it pressed is still held down.

    Outside an event loop Qt keeps whatever is to be deleted later, and every later change of the theme would paint all
    windows of all earlier tests anew. It also keeps the Ctrl of the last simulated key, and would toggle rows by it.
    """
    yield
    if QApplication.instance() is not None:
        QTest.keyClick(QWidget(), Qt.Key.Key_F35)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def themed(qapp):
    theme.apply(qapp, "light", 100)
    return qapp


@pytest.fixture
def empty_matter(tmp_path):
    with create_matter(tmp_path / "empty.matter", "Rivera v. Example Corp.", court="N.D. Cal.") as matter:
        yield matter


def add_exhibit(matter, title, pages=("Page one text.",), **values):
    with matter.operation("Seed") as tx:
        row = {
            "title": title,
            "page_count": len(pages),
            "number_sort": "~",
            "doc_date_sort": "~",
            "kind": "pdf",
            **values,
        }
        exhibit = tx.insert("exhibit", row)
        for number, text in enumerate(pages, 1):
            source = "layer" if text else "none"
            page = tx.insert("page", {"exhibit_id": exhibit, "number": number, "text": text, "source": source})
            if text:
                index_page(tx, page, text)
    return exhibit


@pytest.fixture
def matter(empty_matter):
    """Five exhibits, a party, a tag, a claim with one link."""
    parties.add_party(empty_matter, "Alma Rivera", prefix="PX")
    first = add_exhibit(empty_matter, "Privacy policy", ("We may share your data.", "Nothing else."))
    for i in range(4):
        add_exhibit(empty_matter, f"Letter {i}", ("Dear Sir.", "") if i == 3 else ("Dear Sir.",))
    tags.add_tag(empty_matter, [first], "hot")
    proof.add_claim_from_template(empty_matter, proof.templates()[0].id)
    element = empty_matter.read.value(
        "SELECT id FROM element e WHERE NOT EXISTS (SELECT 1 FROM element c WHERE c.parent_id = e.id) LIMIT 1"
    )
    evidence_links.link_evidence(empty_matter, element, first, Pinpoint(1, "share your data", start=7))
    return empty_matter


@pytest.fixture
def runner(matter, themed):
    return SerialRunner(matter)


@pytest.fixture
def messages(qtbot, themed):
    from PySide6.QtWidgets import QMainWindow

    window = QMainWindow()
    window.resize(1200, 800)
    qtbot.addWidget(window)
    made = Messages(window)
    yield made


@pytest.fixture
def window(matter, runner, qtbot):
    from evidence_app.gui.app import build_window
    from evidence_app.gui.window_state import WindowState
    from evidence_app.settings import Settings

    made = build_window(matter, Settings(), WindowState(), runner)
    made.resize(1366, 768)
    qtbot.addWidget(made, before_close_func=lambda w: w.setProperty("test_over", True))
    made.show()
    return made
