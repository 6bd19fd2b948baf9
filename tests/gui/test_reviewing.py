"""Versions of a document and links in doubt in the window: seen, compared, settled by keys, taken back."""

import pytest
import typst
from PySide6.QtCore import Qt

from evidence_app.gui.app import build_window
from evidence_app.gui.runner import SerialRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.jobs import SerialPool
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, exhibits, history, importing, proof, replacing
from evidence_app.settings import Settings

OLD = ["We may share your data.", "Members are asked first.", "Last page."]
NEW = ["A cover.", "We may share your data.", "Members are never asked.", "On paper, members are asked first.", "Fin."]


def pdf(path, pages):
    path.write_bytes(typst.compile("\n#pagebreak()\n".join(pages).encode()))
    return path


@pytest.fixture
def policy(empty_matter, tmp_path):
    """A PDF whose document was replaced: one link can be placed, one not."""
    matter = empty_matter
    importing.import_paths(matter, [pdf(tmp_path / "old.pdf", OLD)], importing.ImportOptions(ocr=False))
    proof.add_claim_from_template(matter, proof.templates()[0].id)
    element = matter.read.value("SELECT max(id) FROM element")
    evidence_links.link_evidence(matter, element, 1, Pinpoint(2, "asked first"))
    evidence_links.link_evidence(matter, element, 1, Pinpoint(3, "Last page"))
    new = pdf(tmp_path / "new.pdf", NEW)
    replacing.replace(matter, replacing.prepare(matter, 1, new, pool=SerialPool()), "signed copy")
    return 1


@pytest.fixture
def window(empty_matter, policy, themed, qtbot):
    made = build_window(empty_matter, Settings(), WindowState(), SerialRunner(empty_matter))
    made.resize(1366, 768)
    qtbot.addWidget(made, before_close_func=lambda w: w.setProperty("test_over", True))
    made.show()
    return made


def press(qtbot, dialog, button, key):
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(dialog, key, Qt.KeyboardModifier.AltModifier)


def states(matter):
    return {row.link.id: (row.link.page, row.link.state) for row in evidence_links.links(matter)}


def test_links_in_doubt_are_counted_where_one_step_leads_to_them(window):
    window.go("elements")
    for button in (window.status_line.look, window.proof_page.overview.look):
        assert button.text() == "2 links need a look" and not button.isHidden()
        button.click()
        assert window.reviewing.dialog.objectName() == "look_dialog" and window.reviewing.dialog.list.count() == 2
        window.reviewing.dialog.close()
    window.go("exhibits")
    window.exhibits_page.set_filter(exhibits.ExhibitFilter(attention="needs a look"))
    window.exhibits_page.filter_bar.findChild(object, "filter_look").click()
    assert window.reviewing.dialog.isVisible()


def test_links_are_settled_one_by_one_by_keys_and_each_is_taken_back(window, empty_matter, qtbot):
    before = states(empty_matter)
    window.actions_["look_links"].trigger()
    dialog = window.reviewing.dialog
    qtbot.waitUntil(dialog.isActiveWindow)
    assert "page 2 of version 1 (old.pdf)" in dialog.why.text()
    assert "Page 4" in dialog.places.item(0).text() and "“asked first”" in dialog.places.item(0).text()
    press(qtbot, dialog, dialog.move_button, Qt.Key.Key_M)
    assert states(empty_matter)[1] == (4, "ok") and "Moved to page 4" in dialog.told.text()
    assert dialog.list.count() == 1 and "Nowhere" in dialog.places.item(0).text() and not dialog.move_button.isEnabled()
    press(qtbot, dialog, dialog.withdraw_button, Qt.Key.Key_W)
    window.go("elements")
    assert set(states(empty_matter)) == {1} and dialog.title.text() == "Every link stands where its words are"
    assert window.status_line.look.isHidden() and window.proof_page.overview.look.isHidden()
    for _ in range(2):
        qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert states(empty_matter) == before and dialog.list.count() == 2
    press(qtbot, dialog, dialog.keep_button, Qt.Key.Key_K)
    assert [state for _page, state in states(empty_matter).values()].count("ok") == 1


def test_the_place_found_is_shown_in_the_page_view_and_the_old_one_in_its_own_window(window, qtbot):
    dialog = window.reviewing.look()
    dialog.show_page()
    assert (window.viewer.exhibit_id, window.viewer.current_page) == (1, 4)
    assert window.viewer.view.selected_text() == "asked first" or window.viewer.current_page == 4
    dialog.show_version()
    reading = window.reviewing.reading
    assert reading.isVisible() and reading.view.page == 2
    assert "not the exhibit" in reading.banner.label.text() and "replaced on 20" in reading.banner.label.text()
    assert "asked first" in reading.view.reader.page(2).text and len(reading.view.reader.page(2).words) == 4
    assert window.viewer.exhibit_id == 1 and window.viewer.view.reader.opened.exhibit.file_name == "new.pdf"
    qtbot.waitUntil(reading.isActiveWindow)
    qtbot.keyClick(reading, Qt.Key.Key_Escape)
    assert not reading.isVisible()


def test_a_link_to_a_page_goes_to_the_page_somebody_names(window, empty_matter):
    element = evidence_links.links(empty_matter)[0].link.element_id
    page = evidence_links.link_evidence(empty_matter, element, 1, Pinpoint(3))
    with empty_matter.operation("Seed") as tx:
        tx.update("evidence_link", page, {"state": "needs a look"})
    dialog = window.reviewing.look(1)
    dialog.list.setCurrentRow(
        [dialog.list.item(i).data(Qt.ItemDataRole.UserRole).row.link.id for i in range(3)].index(page)
    )
    assert not dialog.page.isHidden() and dialog.page.maximum() == 5
    dialog.page.setValue(5)
    dialog.move_it()
    assert states(empty_matter)[page] == (5, "ok")


def test_versions_are_listed_compared_and_opened(window, empty_matter, qtbot):
    window.show_exhibit(1)
    assert not window.item_history.versions_button.isHidden()
    window.actions_["versions"].trigger()
    dialog = window.reviewing.dialog
    rows = [[dialog.tree.topLevelItem(i).text(c) for c in range(7)] for i in range(2)]
    assert [row[0] for row in rows] == ["1", "2 (present)"]
    assert rows[0][1:3] == ["old.pdf", "3"] and rows[0][5:] == [empty_matter.actor, "signed copy"]
    kept = replacing.versions(empty_matter, 1)[0]
    assert kept.original_sha256 in dialog.hash.text()
    pages = [dialog.comparison.list.item(i).text() for i in range(dialog.comparison.list.count())]
    assert "Page 1: new" in pages and any("changed" in words for words in pages)
    dialog.old.setCurrentIndex(1)
    dialog.old.activated.emit(1)
    assert "Choose two versions" in dialog.told.text() and dialog.comparison.list.count() == 0
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.tree, Qt.Key.Key_Return)
    assert window.reviewing.reading.isVisible() and "version 1: old.pdf" in window.reviewing.reading.title.text()
    dialog.look_button.click()
    assert window.reviewing.dialog.objectName() == "look_dialog"


def test_a_document_never_replaced_and_a_sequestered_one(window, empty_matter, tmp_path):
    history.undo(empty_matter)
    dialog = window.reviewing.versions(1)
    assert "never replaced" in dialog.title.text() and dialog.look_button.isHidden()
    assert dialog.comparison.isHidden() and dialog.choice.isHidden()
    dialog.open_version()
    assert window.viewer.exhibit_id == 1
    history.redo(empty_matter)
    exhibits.describe(empty_matter, [1], sequestered=1)
    dialog = window.reviewing.versions(1)
    assert dialog.comparison.list.count() == 0
    dialog.open_version()
    assert (
        window.reviewing.reading.view.reader is None and "SEQUESTERED" in window.reviewing.reading.banner.label.text()
    )
    assert window.reviewing.look().list.count() == 0


def test_what_stands_open_beside_the_window_closes_with_it(window):
    dialog = window.reviewing.look()
    dialog.show_version()
    reading = window.reviewing.reading
    assert dialog.isVisible() and reading.isVisible()
    window.close()
    assert not dialog.isVisible() and not reading.isVisible()


def test_with_work_in_the_background_the_list_arrives_and_a_decision_is_told(empty_matter, policy, themed, qtbot):
    from evidence_app.gui.proof.look_dialog import LookDialog
    from evidence_app.gui.runner import Runner

    runner = Runner(empty_matter)
    dialog = LookDialog(None, empty_matter, runner)
    qtbot.addWidget(dialog)
    dialog.show()
    try:
        qtbot.waitUntil(lambda: dialog.list.count() == 2, timeout=20_000)
        dialog.move_it()
        qtbot.waitUntil(lambda: dialog.list.count() == 1 and "Moved" in dialog.told.text(), timeout=20_000)
    finally:
        runner.close()
