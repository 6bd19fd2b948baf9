import pytest
import typst
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPushButton, QWidget

from evidence_app.gui.viewer.page_layout import GAP, SIDE
from evidence_app.gui.viewer.passage import Spot
from evidence_app.model.changes import Changes
from evidence_app.model.errors import UserError
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, exhibits, importing, numbering, proof
from tests.gui.viewer.conftest import by_file


def shown_place(viewer, page, word):
    """The middle of a word on the widget."""
    box = viewer.view.pages(page).words[word]
    at = viewer.view._place(page).transform.map(QPointF((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2))
    return at.toPoint()


def word_of(viewer, page, text):
    read = viewer.view.pages(page)
    return next(i for i, word in enumerate(read.words) if read.text[word.start : word.end].startswith(text))


def drag(viewer, start, end, modifier=Qt.KeyboardModifier.NoModifier):
    port = viewer.view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, modifier, start)
    QTest.mouseMove(port, start + QPoint(6, 6))
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, modifier, end)


@pytest.fixture
def element(matter):
    claim = proof.add_claim(matter, "Breach")
    return proof.add_element(matter, claim, "A promise")


def test_the_page_box_keeps_the_three_numbers_apart(viewer, letter):
    viewer.open_exhibit(letter, 2)
    assert viewer.tools.page_box.field.text() == "2"
    assert viewer.tools.page_box.words.text() == "of 3 · printed ii · Bates —"
    assert viewer.header.title.text().startswith("Ex. P-12 · ")
    viewer.tools.page_box.field.setText("3")
    QTest.keyClick(viewer.tools.page_box.field, Qt.Key.Key_Return)
    assert viewer.current_page == 3
    viewer.tools.page_box.field.setText("II")
    QTest.keyClick(viewer.tools.page_box.field, Qt.Key.Key_Return)
    assert viewer.current_page == 2, "the printed label"
    viewer.tools.page_box.field.setText("99")
    QTest.keyClick(viewer.tools.page_box.field, Qt.Key.Key_Return)
    assert viewer.current_page == 2 and viewer._messages.shown_toast == "This exhibit has no page “99”."
    viewer.tools.page_box.field.setText("3")
    QTest.keyClick(viewer.tools.page_box.field, Qt.Key.Key_Return)
    assert viewer.current_page == 3


def test_pages_are_drawn_in_the_background(viewer, letter, qtbot):
    viewer.open_exhibit(letter)
    sha256 = viewer._opened.original.sha256
    for page in (1, 2, 3):
        qtbot.waitUntil(lambda n=page: viewer.view.drawings().key(n, sha256) in viewer.renderer.cache, timeout=5000)


def test_dragging_over_words_gives_the_pinpoint(viewer, letter):
    viewer.open_exhibit(letter)
    first, last = word_of(viewer, 1, "private"), word_of(viewer, 1, "company")
    drag(viewer, shown_place(viewer, 1, first), shown_place(viewer, 1, last))
    pin = viewer.passages.selected()
    assert " ".join(pin.quote.split()) == "private messages stay private. The company"
    assert pin.page == 1 and pin.page_end is None and pin.before.strip().endswith("agrees that")
    assert viewer.passages.bar.isVisible()


def test_a_drag_across_the_page_break_can_be_linked_and_is_highlighted_on_both_pages(viewer, letter, element, matter):
    viewer.open_exhibit(letter)
    viewer.set_zoom("page")
    viewer.view.set_zoom(0.7)
    viewer.view.go_to(2)
    start, end = word_of(viewer, 2, "switched"), word_of(viewer, 3, "without")
    drag(viewer, shown_place(viewer, 2, start), shown_place(viewer, 3, end))
    pin = viewer.passages.selected()
    assert (pin.page, pin.page_end) == (2, 3)
    assert " ".join(pin.quote.split()).startswith("switched on for") and pin.quote.endswith("every member without")
    evidence_links.link_evidence(matter, element, letter, pin, "undermines")
    viewer.view.viewport().repaint()
    for page in (2, 3):
        marks = viewer.view.marks.on(page, viewer.view.pages)
        assert len(marks) == 1 and marks[0].boxes
        assert marks[0].passage.number == "1.1" and marks[0].passage.sign == "−"
    assert "Undermines 1.1 A promise" in marks[0].passage.words()


def test_a_page_without_text_takes_a_box_and_says_why(viewer, blank, element, matter):
    viewer.open_exhibit(blank)
    assert "This page has no readable text." in viewer.banner.label.text()
    assert viewer.banner.isVisible()
    drag(viewer, QPoint(60, 60), QPoint(200, 160))
    pin = viewer.passages.selected()
    assert pin.page == 1 and not pin.quote
    x0, y0, x1, y1 = map(int, pin.box.split(","))
    assert 0 <= x0 < x1 and 0 <= y0 < y1
    link = evidence_links.link_evidence(matter, element, blank, pin)
    assert evidence_links.link(matter, link).box == pin.box
    assert len(viewer.view.marks.on(1, viewer.view.pages)[0].boxes) == 1


def test_ctrl_drag_draws_a_box_over_words_too(viewer, letter):
    viewer.open_exhibit(letter)
    drag(
        viewer,
        shown_place(viewer, 1, 0),
        shown_place(viewer, 1, 8) + QPoint(30, 40),
        Qt.KeyboardModifier.ControlModifier,
    )
    assert viewer.passages.selected().box and not viewer.passages.selected().quote


@pytest.mark.parametrize(("state", "reason", "words"), [
    ("wanted", "", "waiting for OCR"),
    ("failed", "It is too dark.", "OCR failed: It is too dark."),
])  # fmt: skip
def test_the_banner_says_what_became_of_ocr(viewer, matter, blank, state, reason, words):
    with matter.operation("Set") as tx:
        tx.execute("UPDATE page SET ocr_state = ?, ocr_reason = ? WHERE exhibit_id = ?", (state, reason, blank))
    viewer.open_exhibit(blank)
    assert words in viewer.banner.label.text()


def test_the_banner_says_what_of_the_file_is_not_shown(viewer, matter, letter):
    with matter.operation("Set") as tx:
        tx.execute("UPDATE page SET note = '2 pictures inside.' WHERE exhibit_id = ? AND number = 1", (letter,))
    viewer.open_exhibit(letter)
    assert not viewer.banner.isVisible()  # a PDF is drawn with its pictures
    with matter.operation("Set") as tx:
        tx.execute("UPDATE exhibit SET kind = 'word', read_status = 'partial', read_reason = 'It breaks off.'")
    viewer.open_exhibit(letter)
    assert viewer.banner.label.text() == "It breaks off. 2 pictures inside."


def test_privileged_is_said_and_sequestered_is_not_shown(viewer, matter, letter):
    exhibits.describe(matter, [letter], privilege="attorney-client")
    viewer.open_exhibit(letter)
    assert viewer.banner.label.text().startswith("PRIVILEGED (attorney-client)")
    assert viewer.view.count == 3
    exhibits.describe(matter, [letter], sequestered=1)
    assert viewer.banner.label.text().startswith("SEQUESTERED")
    assert viewer.view.count == 0 and viewer.passages.selected() is None and viewer.passages.page() is None
    assert not viewer.header.link.isEnabled()


def test_a_pinpoint_is_shown_and_a_lost_quote_is_said(viewer, letter, messages):
    viewer.open_exhibit(letter, pin=Pinpoint(2, "The promise was broken", start=0))
    assert viewer.current_page == 2 and viewer.view._flash is not None
    viewer.open_exhibit(letter, pin=Pinpoint(3, "words that never stood here"))
    assert viewer.current_page == 3
    assert "needs a look" in messages.shown_toast


def test_an_email_is_set_with_headers_and_links_to_its_family(viewer, mail, qtbot, matter):
    viewer.open_exhibit(mail)
    read = viewer.view.pages(1)
    assert "Subject: Two captures" in read.text
    assert [read.text[w.start : w.end] for w in read.words] == read.text.split()
    attachment = matter.read.value("SELECT id FROM exhibit WHERE parent_id = ?", (mail,))
    button = viewer.family.findChild(QPushButton, f"family_{attachment}")
    with qtbot.waitSignal(viewer.exhibit_requested) as told:
        button.click()
    assert told.args == [attachment]
    viewer.open_exhibit(attachment)
    assert viewer.family.findChild(QPushButton, f"family_{mail}") is not None


def test_a_quote_of_an_email_is_a_quote_of_its_stored_text(viewer, mail, element, matter):
    viewer.open_exhibit(mail)
    viewer.view.select_spot(Spot(1, word_of(viewer, 1, "notice")))
    viewer.view.select_spot(Spot(1, word_of(viewer, 1, "e-mail")), extend=True)
    pin = viewer.passages.selected()
    stored = exhibits.page(matter, mail, 1).text
    assert stored[pin.start : pin.start + len(pin.quote)] == pin.quote == "notice \N{GRINNING FACE} by e-mail."
    assert evidence_links.link_evidence(matter, element, mail, pin)


def test_a_link_made_elsewhere_appears_and_undo_takes_it_away(viewer, letter, element, matter):
    from evidence_app.services import history

    viewer.open_exhibit(letter)
    evidence_links.link_evidence(matter, element, letter, Pinpoint(1, "private messages"))
    assert viewer.view.marks.pages == [1]
    assert viewer.thumbnails.model_.signs(0) == (True, False)
    history.undo(matter)
    assert viewer.view.marks.pages == []


def test_the_sign_in_the_margin_tells_its_link(viewer, letter, element, matter, qtbot):
    viewer.open_exhibit(letter)
    link = evidence_links.link_evidence(matter, element, letter, Pinpoint(1, "private messages"))
    viewer.view.viewport().repaint()
    at = viewer.view._signs[0].rect.center().toPoint()
    with qtbot.waitSignal(viewer.link_chosen) as told:
        QTest.mouseClick(viewer.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [link]


def test_zoom_fit_turn_and_single_page(viewer, letter):
    viewer.open_exhibit(letter)
    viewer.set_zoom(2.0)
    assert viewer.view.zoom == 2.0 and viewer.tools.zoom.currentText() == "200 %"
    viewer.set_zoom(99.0)
    assert viewer.view.zoom == 8.0
    viewer.view.viewport().repaint()
    viewer.set_zoom("page")
    height = viewer.view.layout_.pixels(1)[1]
    assert height <= viewer.view.viewport().height()
    viewer.view.rotate()
    assert viewer.view.turn == 90 and viewer.view.layout_.pixels(1)[1] > viewer.view.layout_.pixels(1)[0]
    viewer.tools.single.setChecked(True)
    viewer.view.go_to(2)
    assert list(viewer.view.visible_pages()) == [2]


def test_selecting_works_in_a_turned_view(viewer, letter):
    viewer.open_exhibit(letter)
    viewer.view.rotate(180)
    viewer.view.go_to(1)
    drag(viewer, shown_place(viewer, 1, 1), shown_place(viewer, 1, 3))
    assert viewer.view.selected_text() == "member agrees that"


def test_the_keyboard_selects_over_words_lines_and_pages(viewer, letter):
    viewer.open_exhibit(letter)
    viewer.view.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(viewer.view, Qt.Key.Key_Right, shift)
    assert viewer.view.selected_text() == "The"
    QTest.keyClick(viewer.view, Qt.Key.Key_Right, shift)
    assert viewer.view.selected_text() == "The member"
    QTest.keyClick(viewer.view, Qt.Key.Key_Down, shift)
    assert len(viewer.view.selected_text().splitlines()) == 2
    QTest.keyClick(viewer.view, Qt.Key.Key_Escape)
    assert viewer.passages.selected() is None
    QTest.keyClick(viewer.view, Qt.Key.Key_PageDown)
    assert viewer.current_page == 2
    QTest.keyClick(viewer.view, Qt.Key.Key_End)
    assert viewer.current_page == 3


def test_text_layer_can_be_read_as_text_and_its_quotes_hold(viewer, letter, element, matter):
    viewer.open_exhibit(letter)
    viewer.show_pages_as("text")
    assert viewer.view.reader.sheet(1) is not None
    viewer.view.select_spot(Spot(1, 2))
    assert evidence_links.link_evidence(matter, element, letter, viewer.passages.selected())
    viewer.show_pages_as("words")
    assert viewer.view.show_confidence and viewer.view.reader.sheet(1) is None


def test_an_original_that_is_missing_is_said_and_its_text_stays(viewer, letter, matter):
    path = matter.originals.existing(exhibits.get(matter, letter).original_sha256)
    path.rename(path.with_suffix(".away"))
    viewer.open_exhibit(letter)
    viewer.view.viewport().repaint()
    assert "missing" in viewer.view.reader.opened.problem
    assert viewer.view.pages(1).text.startswith("The member")


def test_thumbnails_follow_and_lead(viewer, letter, qtbot):
    viewer.open_exhibit(letter)
    viewer.tools.thumbnails.setChecked(True)
    assert viewer.thumbnails.model_.rowCount() == 3
    viewer.view.go_to(3)
    assert viewer.thumbnails.currentIndex().row() == 2
    viewer.thumbnails.setCurrentIndex(viewer.thumbnails.model_.index(0))
    assert viewer.current_page == 1


def test_a_newer_exhibit_wins_over_an_older_one(viewer, letter, blank):
    viewer.open_exhibit(letter)
    late = viewer._opened
    viewer.open_exhibit(blank)
    viewer._wanted = (blank, 1, "", None)
    viewer._arrived(late)
    assert viewer.exhibit_id == blank


def test_every_control_has_a_name(viewer, mail):
    viewer.open_exhibit(mail)
    for kind in (QAbstractButton, QLineEdit, QComboBox):
        for widget in viewer.findChildren(kind):
            if isinstance(widget.parent(), QComboBox | QLineEdit) or widget.objectName().startswith("qt_"):
                continue
            assert widget.accessibleName(), widget.objectName()


def test_an_unknown_exhibit_changes_nothing(viewer, letter):
    errors = []
    viewer._runner.failed.connect(errors.append)
    viewer.open_exhibit(letter)
    viewer.open_exhibit(987)
    assert len(errors) == 1 and isinstance(errors[0], UserError)
    assert viewer.exhibit_id == letter


def test_two_viewers_share_one_renderer(qtbot, viewer, matter, messages, letter):
    from evidence_app.gui.viewer.viewer import Viewer

    second = Viewer(matter, viewer._runner, messages, renderer=viewer.renderer)
    qtbot.addWidget(second)
    second.open_exhibit(letter, 2)
    viewer.open_exhibit(letter, 1)
    assert (viewer.current_page, second.current_page) == (1, 2)
    assert isinstance(second, QWidget)


def test_a_file_that_broke_its_reader_is_never_opened_in_the_window(viewer, matter, letter):
    with matter.operation("Set") as tx:
        tx.execute(
            "UPDATE exhibit SET read_status = 'crashed', read_reason = 'The reader crashed.' WHERE id = ?", (letter,)
        )
    viewer.open_exhibit(letter)
    viewer.view.viewport().repaint()
    assert viewer._opened.original is None and not any(viewer.renderer._wishes.values())
    assert viewer._opened.problem.startswith("The reader crashed. So its pages are not drawn here")


def test_two_exhibits_side_by_side_in_a_second_window(viewer, matter, messages, letter, mail, qtbot):
    from evidence_app.gui.viewer.reading_window import ReadingWindow

    window = ReadingWindow(matter, viewer._runner, viewer.renderer)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(window)
    window.show()
    window.open_exhibit(letter, 2)
    assert not window.right.isVisible()
    window.open_beside(mail)
    assert (window.left.exhibit_id, window.right.exhibit_id) == (letter, mail) and window.right.isVisible()
    with qtbot.waitSignal(window.link_requested) as told:
        window.left.passages.link_page()
    assert told.args == [letter, Pinpoint(2)]


def test_the_menu_offers_what_can_be_done(viewer, letter):
    from evidence_app.gui.viewer.viewer_commands import viewer_menu

    viewer.open_exhibit(letter)
    actions = {action.text().split("\t")[0]: action for action in viewer_menu(viewer).actions()}
    assert not actions["Link the selection to an element…"].isEnabled() and not actions["Copy"].isEnabled()
    viewer.view.select_page_text()
    actions = {action.text().split("\t")[0]: action for action in viewer_menu(viewer).actions()}
    assert actions["Link the selection to an element…"].isEnabled() and actions["Copy"].isEnabled()


def test_a_text_after_a_wide_picture_is_as_wide_as_the_view(viewer, mail, matter, blank):
    with matter.operation("A wide picture") as tx:
        tx.execute("UPDATE page SET width = 300000, height = 200000 WHERE exhibit_id = ?", (blank,))
    viewer.open_exhibit(blank)
    across = viewer.view.layout_.rect(1, 0).width()
    viewer.open_exhibit(mail)
    assert viewer.view.layout_.sizes[0][0] < 100_000
    assert abs(viewer.view.layout_.rect(1, 0).width() - across) < 30


def test_a_new_number_or_title_moves_nothing_under_the_reader(viewer, letter, matter):
    """Place, turn, selection, and what was looked for stay; number and title are the new ones everywhere."""
    viewer.open_exhibit(letter)
    viewer.view.rotate(180)
    viewer.view.go_to(2)
    viewer.view.select_spot(Spot(2, 1))
    viewer.view.verticalScrollBar().setValue(viewer.view.verticalScrollBar().value() + 23)
    viewer.find_bar.open_bar()
    viewer.find_bar.field.setText("promise")
    viewer.find_bar.wanted.emit("promise")
    stood = (viewer.view.verticalScrollBar().value(), viewer.view.turn, viewer.view.selected_text(), viewer.hits.count)
    assert stood[1:] == (180, "page.", 2)
    numbering.set_number(matter, letter, "P-13")
    exhibits.describe(matter, [letter], title="The letter")
    now = (viewer.view.verticalScrollBar().value(), viewer.view.turn, viewer.view.selected_text(), viewer.hits.count)
    assert now == stood and viewer.find_bar.isVisible()
    assert viewer.header.title.text() == "Ex. P-13 · The letter" and viewer.passages.citation().startswith(
        "Ex. P-13 at "
    )


def test_pages_read_again_by_ocr_keep_the_turn_and_what_was_looked_for(viewer, letter, matter):
    viewer.open_exhibit(letter)
    viewer.view.rotate(180)
    viewer.find_bar.open_bar()
    viewer.find_bar.field.setText("promise")
    viewer.find_bar.wanted.emit("promise")
    found = viewer.hits.count
    with matter.operation("Read again", undoable=False) as tx:
        tx.execute("UPDATE page SET text = 'A promise is a promise' WHERE exhibit_id = ? AND number = 3", (letter,))
    matter.announce(Changes(0, "", {"page": frozenset({letter})}))
    assert viewer.view.pages(3).text == "A promise is a promise" and viewer.hits.count == found + 2
    assert viewer.view.turn == 180 and viewer.find_bar.isVisible()


def test_every_page_fits_when_it_is_read_though_others_are_wider(viewer, matter, tmp_path):
    """A page turned by its file, or folded out, neither hides the edge of the others nor its own."""
    made = tmp_path / "mixed.pdf"
    page = "#page(width: {}pt, height: {}pt)[Words of this page]"
    made.write_bytes(
        typst.compile("\n".join(page.format(*size) for size in ((400, 600), (900, 500), (300, 400))).encode())
    )
    importing.import_paths(matter, [made], importing.ImportOptions(ocr=False))
    viewer.open_exhibit(by_file(matter, "mixed.pdf"))
    view, width = viewer.view, viewer.view.viewport().width()

    def edges(number):
        rect = view._place(number).rect
        return round(rect.left()), round(rect.right())

    def fits(number):
        return edges(number) == (GAP, width - SIDE)

    assert fits(1)
    for number in (2, 3, 1):
        view.go_to(number)
        assert view.page == number and fits(number)
    while view.page == 1:
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 40)
    assert view.page == 2 and fits(2)
    while view.page == 2:
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 40)
    assert view.page == 1 and fits(1)
    view.set_single(True)
    view.go_to(2)
    assert fits(2)
