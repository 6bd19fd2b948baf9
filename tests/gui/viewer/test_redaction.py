"""Redaction in the viewer: boxes drawn, moved and removed with real pointer and key events; marks seen, listed, undone."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from evidence_app.gui.viewer.passage import Spot
from evidence_app.gui.viewer.reasons_dialog import ReasonsDialog
from evidence_app.gui.viewer.redaction_marks import grips
from evidence_app.model.redaction import BoxMark, RedactionReason
from evidence_app.services import exhibits, history, redactions
from evidence_app.services.redaction_reasons import reasons
from tests.gui.viewer.test_viewer import drag, shown_place, word_of


def on_widget(viewer, page, x, y):
    """A place of a page (hundredths of a point) on the widget."""
    return viewer.view._place(page).transform.map(QPointF(x, y)).toPoint()


def marks(matter, exhibit):
    return redactions.marks(matter, exhibit)


def rect(box):
    return QRectF(QPointF(*box[:2]), QPointF(*box[2:]))


def near(box, wanted, by=250):
    return all(abs(one - other) <= by for one, other in zip(box, wanted, strict=True))


@pytest.fixture
def redacting(viewer, letter):
    viewer.open_exhibit(letter)
    viewer.view.setFocus()
    viewer.redaction.press()
    assert viewer.redaction.on and viewer.redaction.panel.isVisible() and viewer.tools.redact.isChecked()
    return viewer


def box_for(viewer, page, wanted):
    drag(viewer, on_widget(viewer, page, *wanted[:2]), on_widget(viewer, page, *wanted[2:]))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("zoom", [0.6, 1.7])
def test_dragging_draws_a_box_on_turned_and_zoomed_pages(redacting, letter, matter, turn, zoom):
    redacting.view.rotate(turn)
    redacting.set_zoom(zoom)
    wanted = (5000, 4000, 15000, 7000)
    redacting.view.reveal(1, [rect(wanted)])
    box_for(redacting, 1, wanted)
    (mark,) = marks(matter, letter)
    assert near(mark.area, wanted) and (mark.page, mark.reason) == (1, "FRCP 5.2")
    assert redacting.view.chosen_marks == {mark.id}
    assert redacting.redaction.panel.count.text() == "1 on 1 page"


def test_dragging_from_any_corner_and_beyond_the_page_is_the_same_box(redacting, letter, matter):
    redacting.set_zoom("page")
    start, end = on_widget(redacting, 1, 30_000, 20_000), on_widget(redacting, 1, -3000, 5000)
    drag(redacting, start, QPoint(max(2, end.x()), end.y()))
    (mark,) = marks(matter, letter)
    assert mark.area[0] == 0 and near(mark.area, (0, 5000, 30_000, 20_000), 300)


def test_a_click_draws_nothing_and_outside_the_mode_a_drag_selects_words(redacting, letter, matter):
    at = on_widget(redacting, 1, 9000, 9000)
    QTest.mouseClick(redacting.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert marks(matter, letter) == [] and not redacting.view.chosen_marks
    redacting.redaction.press()
    assert not redacting.redaction.on and not redacting.redaction.panel.isVisible()
    drag(redacting, shown_place(redacting, 1, 0), shown_place(redacting, 1, 2))
    assert marks(matter, letter) == [] and redacting.view.selected_text()


def test_ctrl_and_the_pointer_select_words_and_the_key_marks_their_lines(redacting, letter, matter):
    first, last = word_of(redacting, 1, "private"), word_of(redacting, 1, "company")
    drag(
        redacting,
        shown_place(redacting, 1, first),
        shown_place(redacting, 1, last),
        Qt.KeyboardModifier.ControlModifier,
    )
    assert redacting.redaction.panel.selection.isEnabled()
    redacting.redaction.press()
    found = marks(matter, letter)
    assert redacting.redaction.on and not redacting.view.selection.has_words
    words = " ".join(" ".join(m.quote.split()) for m in found)
    assert words == "private messages stay private. The company"
    assert history.undo_state(matter).undo.startswith("Mark ")


def test_a_selection_is_marked_by_the_key_outside_the_mode_too_and_undo_takes_it_away(viewer, letter, matter, messages):
    viewer.open_exhibit(letter)
    viewer.view.select_spot(Spot(2, 0))
    viewer.view.select_spot(Spot(2, 2), extend=True)
    viewer.redaction.press()
    assert [m.quote for m in marks(matter, letter)] == ["Second page. The"] and viewer.redaction.on
    assert "Marked 1 place" in messages.shown_toast
    history.undo(matter)
    assert marks(matter, letter) == [] and viewer.redaction.panel.list.count() == 0


def test_a_mark_is_chosen_moved_and_resized_with_the_pointer(redacting, letter, matter):
    redacting.set_zoom(1.0)
    redactions.add_boxes(matter, letter, [BoxMark(1, (5000, 5000, 15000, 8000))])
    middle = on_widget(redacting, 1, 10_000, 6500)
    drag(redacting, middle, middle + QPoint(40, 20))
    (mark,) = marks(matter, letter)
    scale = 100 / redacting.view._dots_per_point()
    moved = (5000 + 40 * scale, 5000 + 20 * scale, 15000 + 40 * scale, 8000 + 20 * scale)
    assert near(mark.area, moved, 150) and redacting.view.chosen_marks == {mark.id}
    box = redacting.view._place(1).transform.mapRect(redacting.view._shown(1)[0].boxes[0])
    corner = grips(box)["right bottom"].center().toPoint()
    drag(redacting, corner, corner + QPoint(30, 15))
    (after,) = marks(matter, letter)
    assert near(after.area[:2], mark.area[:2], 5)
    assert near(after.area[2:], (mark.area[2] + 30 * scale, mark.area[3] + 15 * scale), 150)


def test_everything_can_be_done_with_the_keyboard(redacting, letter, matter):
    view = redacting.view
    QTest.keyClick(view, Qt.Key.Key_Insert)
    (made,) = marks(matter, letter)
    assert view.chosen_marks == {made.id}
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert marks(matter, letter) == [made], "it is stored when the keys rest"
    view.settle_moves()
    (moved,) = marks(matter, letter)
    assert near(moved.area, (made.area[0] + 1000, made.area[1], made.area[2] + 1000, made.area[3] + 200), 20)
    assert history.undo_state(matter).undo == "Move a redaction mark on page 1 of Ex. P-12"
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert marks(matter, letter) == []
    history.undo(matter)
    assert marks(matter, letter) == [moved]


def test_keys_go_from_mark_to_mark_in_reading_order(redacting, letter, matter):
    redactions.add_words(matter, letter, ["promise", "promises"])
    order = [m.id for m in marks(matter, letter)]
    walked = []
    for _ in order:
        QTest.keyClick(redacting.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
        walked += redacting.view.chosen_marks
    assert walked == order and redacting.current_page == marks(matter, letter)[-1].page
    QTest.keyClick(redacting.view, Qt.Key.Key_Escape)
    assert not redacting.view.chosen_marks and redacting.redaction.on


def test_all_hits_are_marked_at_once(viewer, letter, matter, messages):
    viewer.open_exhibit(letter, 1, "promise*")
    assert viewer.redaction.panel.hits.text() == "Mark all 2 hits"
    viewer.redaction.mark_hits()
    assert [(m.page, m.quote) for m in marks(matter, letter)] == [(1, "promises"), (2, "promise")]
    assert "Marked 2 places" in messages.shown_toast
    viewer.redaction.mark_hits()
    assert "marked already" in messages.shown_toast and len(marks(matter, letter)) == 2


def test_hits_of_the_find_bar_are_marked_too_and_none_is_said(viewer, letter, matter, messages):
    viewer.open_exhibit(letter)
    viewer.redaction.mark_hits()
    assert "Nothing is found" in messages.shown_toast and not viewer.redaction.on
    viewer.hits.show_find()
    QTest.keyClicks(viewer.find_bar.field, "company")
    QTest.keyClick(viewer.find_bar.field, Qt.Key.Key_Return)
    viewer.redaction.panel.hits.click()
    assert {m.quote.strip(".") for m in marks(matter, letter)} == {"company"}


def test_the_list_and_the_pages_choose_the_same_and_the_reason_follows(redacting, letter, matter):
    redactions.add_boxes(matter, letter, [BoxMark(1, (5000, 5000, 9000, 8000)), BoxMark(3, (5000, 5000, 9000, 8000))])
    panel = redacting.redaction.panel
    assert [panel.list.line(i) for i in range(2)] == ["p. 1 · FRCP 5.2: box", "p. 3 · FRCP 5.2: box"]
    panel.list.go_to(1)
    assert redacting.view.chosen_marks == {marks(matter, letter)[1].id} and redacting.current_page == 3
    panel.reason.setCurrentIndex(panel.reason.findData("Work Product"))
    panel.reason.activated.emit(panel.reason.currentIndex())
    assert [m.reason for m in marks(matter, letter)] == ["FRCP 5.2", "Work Product"]
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert [m.page for m in marks(matter, letter)] == [1]
    redacting.view.go_to(3)
    box_for(redacting, 3, (6000, 6000, 12000, 9000))
    assert marks(matter, letter)[-1].reason == "Work Product", "the code in the box is that of new marks"


def test_marks_are_painted_hatched_with_their_code_and_outside_the_mode_too(viewer, letter, matter, qtbot):
    viewer.open_exhibit(letter)
    sha256 = viewer._opened.original.sha256
    qtbot.waitUntil(lambda: viewer.view.drawings().key(1, sha256) in viewer.renderer.cache, timeout=5000)
    box = viewer.view._place(1).transform.mapRect(rect((4000, 20000, 20000, 24000)))
    before = viewer.view.viewport().grab(box.toRect()).toImage()
    redactions.add_boxes(matter, letter, [BoxMark(1, (4000, 20000, 20000, 24000), "Privacy")])
    after = viewer.view.viewport().grab(box.toRect()).toImage()
    shades = {after.pixelColor(x, y).lightness() for x in range(after.width()) for y in range(after.height())}
    white = {before.pixelColor(x, y).lightness() for x in range(4, 40) for y in range(4, 20)}
    assert white == {255} and min(shades) < 20 and len(shades) > 3 and 150 < sorted(shades)[-2] < 250
    assert viewer.view._shown(1)[0].label == "Privacy"


def test_a_picture_takes_boxes(viewer, blank, matter):
    viewer.open_exhibit(blank)
    viewer.redaction.press()
    drag(viewer, QPoint(60, 60), QPoint(200, 160))
    (mark,) = marks(matter, blank)
    assert mark.box and not mark.quote and viewer.passages.selected() is None


def test_a_text_takes_words_and_shows_them_marked(viewer, mail, matter):
    viewer.open_exhibit(mail)
    viewer.redaction.press()
    assert "exhibit is text" in viewer.redaction.panel.how.text()
    drag(
        viewer,
        shown_place(viewer, 1, word_of(viewer, 1, "notice")),
        shown_place(viewer, 1, word_of(viewer, 1, "e-mail")),
    )
    viewer.redaction.press()
    (mark,) = marks(matter, mail)
    assert mark.quote == "notice \N{GRINNING FACE} by e-mail." and not mark.box
    assert len(viewer.view._shown(1)[0].boxes) == 1
    QTest.mouseClick(
        viewer.view.viewport(), Qt.MouseButton.LeftButton, pos=shown_place(viewer, 1, word_of(viewer, 1, "by"))
    )
    assert viewer.view.chosen_marks == {mark.id}
    QTest.keyClick(viewer.view, Qt.Key.Key_Delete)
    assert marks(matter, mail) == []


def test_a_page_shown_as_text_takes_no_box_but_shows_marked_words(redacting, letter, matter):
    redactions.add_words(matter, letter, ["promises"])
    redactions.add_boxes(matter, letter, [BoxMark(1, (5000, 25000, 9000, 28000))])
    redacting.show_pages_as("text")
    assert [one.mark.quote for one in redacting.view._shown(1)] == ["promises"]
    drag(redacting, shown_place(redacting, 1, 0), shown_place(redacting, 1, 2))
    assert len(marks(matter, letter)) == 2 and redacting.view.selected_text()


def test_marks_of_another_file_are_said_and_confirmed(redacting, letter, matter):
    redactions.add_boxes(matter, letter, [BoxMark(1, (5000, 5000, 9000, 8000))])
    with matter.operation("Another file") as tx:
        tx.execute("UPDATE redaction_mark SET file_sha256 = 'another'")
    panel = redacting.redaction.panel
    assert panel.look.isVisible() and "1 needs a look" in panel.look.text()
    assert redacting.view._shown(1)[0].label == "! FRCP 5.2" and "Needs a look" in panel.list.line(0)
    panel.list.go_to(0)
    panel.confirm.click()
    assert marks(matter, letter)[0].ready and not panel.look.isVisible()


def test_reason_codes_are_edited_as_lines(redacting, matter, monkeypatch):
    def answer(dialog):
        dialog.lines.setPlainText("HIPAA: Health information\n\nWork Product")
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ReasonsDialog, "exec", answer)
    redacting.redaction.panel.reasons_wanted.emit()
    assert reasons(matter) == (RedactionReason("HIPAA", "Health information"), RedactionReason("Work Product"))
    box = redacting.redaction.panel.reason
    assert [box.itemText(i) for i in range(box.count())] == ["HIPAA", "Work Product"]


def test_a_sequestered_exhibit_shows_no_marks_and_the_original_is_said_to_stay(redacting, letter, matter):
    assert (
        "original stays"
        in redacting.redaction.panel.findChild(type(redacting.redaction.panel.how), "redaction_told").text()
    )
    redactions.add_boxes(matter, letter, [BoxMark(1, (5000, 5000, 9000, 8000))])
    exhibits.describe(matter, [letter], sequestered=1)
    assert redacting.redaction.panel.list.count() == 0 and not redacting.view.redactions.every


def test_a_whole_page_is_marked_at_once(viewer, letter, mail, matter):
    viewer.open_exhibit(letter, 2)
    viewer.redaction.mark_page()
    assert [(m.page, m.area) for m in marks(matter, letter)] == [(2, (0, 0, 40_000, 30_000))]
    viewer.open_exhibit(mail)
    viewer.redaction.mark_page()
    (mark,) = marks(matter, mail)
    assert mark.quote == exhibits.page(matter, mail, 1).text


def test_the_panel_asks_for_a_redacted_copy(redacting, letter, matter, qtbot):
    panel = redacting.redaction.panel
    assert not panel.export.isEnabled()
    redactions.add_boxes(matter, letter, [BoxMark(1, (5000, 5000, 9000, 8000))])
    with qtbot.waitSignal(redacting.redaction.export_wanted) as told:
        panel.export.click()
    assert told.args == [letter]
