"""The chronology screen: what is shown is what is known, conflicts are spelled out, and every edit goes through the journal."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QWidget

from evidence_app.gui.chronology.date_field import DateField
from evidence_app.gui.chronology.elements_dialog import ElementsDialog
from evidence_app.gui.chronology.event_dialog import EventDialog
from evidence_app.gui.chronology.events_model import CONFLICT, DATE, TEXT, EventsModel
from evidence_app.gui.chronology.import_report import ImportReport, import_words
from evidence_app.gui.chronology.source_dialog import SourceDialog
from evidence_app.gui.type_ahead import TypeAhead
from evidence_app.services import chronology, history
from evidence_app.services.chronology import Source

SAVE = QDialogButtonBox.StandardButton.Save


def cells(page, column):
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def words_in(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_events_in_order_with_the_undated_under_their_own_heading(page):
    dates = ["2021 to 2024", "Aug 2024", "17 Sep 2024 or earlier", "21 Jan 2025", "Undated (1)", "Undated"]
    assert sorted(cells(page, DATE)[:4]) == sorted(dates[:4]) and cells(page, DATE)[4:] == dates[4:]
    assert cells(page, TEXT)[-1] == "A statement nobody dated"
    assert page.count.text() == "5 events  ·  1 undated  ·  1 with differing dates"


def test_a_conflict_is_a_word_and_an_icon(page, events):
    row = page.model.place_of(events["filed"])
    cell = page.model.index(row, CONFLICT)
    assert cell.data() == "Dates differ" and not cell.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert "22 Jan 2025" in cell.data(Qt.ItemDataRole.ToolTipRole)


def test_details_name_every_source_and_the_date_it_gives(page, events):
    page.choose(events["filed"])
    shown = words_in(page.details)
    for words in ("21 Jan 2025", "Reported", "Docket", "Gives 21 Jan 2025", "Gives 22 Jan 2025 – differs", "“filed”"):
        assert words in shown
    assert "The dates differ: 21 Jan 2025 / 22 Jan 2025" in shown


def test_a_cited_page_opens(page, events, qtbot, matter):
    page.choose(events["filed"])
    source = chronology.event(matter, events["filed"]).sources[0]
    with qtbot.waitSignal(page.source_opened) as opened:
        qtbot.mouseClick(page.findChild(QPushButton, f"open_source_{source.id}"), Qt.MouseButton.LeftButton)
    assert opened.args == [source.exhibit_id, 2]


def test_list_timeline_and_details_choose_together(page, events, qtbot):
    page.timeline.setFocus()
    qtbot.keyClick(page.timeline, Qt.Key.Key_End)
    assert page.chosen.event.id == page.timeline.chosen == page.details.row.event.id
    page.table.selectRow(page.model.place_of(events["setting"]))
    assert page.timeline.chosen == events["setting"]
    page.table.selectRow(page.model.place_of(events["said"]))
    assert page.chosen.event.id == events["said"] and page.timeline.chosen is None, "undated events are not drawn"


def test_filters_by_words_kind_conflict_and_element(page, events, matter):
    page.filters.words.setText("news")
    page.filters.words.returnPressed.emit()
    assert cells(page, TEXT) == ["Complaint filed"], "words of sources count"
    page.filters.words.setText("")
    page.filters.kind.setCurrentIndex(page.filters.kind.findData("contention"))
    page.filters._tell()
    assert cells(page, TEXT)[1:] == ["A statement nobody dated"]
    page.filters.kind.setCurrentIndex(0)
    page.filters.conflicts.click()
    assert cells(page, TEXT) == ["Complaint filed"]
    assert page.count.text().startswith("1 of 5 events")
    page.filters.conflicts.click()
    element = matter.read.value("SELECT id FROM element LIMIT 1")
    chronology.set_elements(matter, events["faq"], [element])
    page.show_element(element)
    assert cells(page, TEXT) == ["FAQ in use"]


def test_add_edit_remove_and_undo(page, monkeypatch, matter, events):
    values = {"text": "New", "date": "2024-09", "date_stated": "Sept 2024", "kind": "fact", "status": "undisputed",
              "date_kind": "event", "people": "", "notes": ""}  # fmt: skip
    monkeypatch.setattr(EventDialog, "ask", classmethod(lambda *_: dict(values)))
    page.add_event()
    assert page.chosen.event.text == "New" and page.chosen.event.date_stated == "Sept 2024"
    values["text"] = "Newer"
    page._asked("edit", 0)
    assert page.chosen.event.text == "Newer"
    page._asked("remove", 0)
    assert page.chosen is None and "Newer" not in cells(page, TEXT)
    history.undo(matter)
    assert "Newer" in cells(page, TEXT)


def test_sources_and_elements_from_the_details(page, events, monkeypatch, matter):
    exhibit = matter.read.value("SELECT min(id) FROM exhibit")
    element = matter.read.value("SELECT min(id) FROM element")
    page.choose(events["setting"])
    monkeypatch.setattr(SourceDialog, "ask", classmethod(lambda *_: Source(exhibit, 1, states_date="2024-09")))
    page._asked("cite", 0)
    assert page.chosen.conflict, "the new source says September"
    source = page.chosen.sources[0].id
    monkeypatch.setattr(SourceDialog, "ask", classmethod(lambda *_: Source(citation="Blog", states_date="2024-08")))
    page._asked("edit source", source)
    assert page.chosen.sources[0].citation == "Blog" and not page.chosen.conflict
    page._asked("remove source", source)
    assert page.chosen.sources == ()
    monkeypatch.setattr(ElementsDialog, "ask", classmethod(lambda *_: [element]))
    page._asked("elements", 0)
    assert page.chosen.elements == (element,)


def test_an_import_shows_what_was_left_out(page, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(
        ImportReport, "show_for", classmethod(lambda cls, parent, name, found: shown.append((name, found)))
    )
    path = tmp_path / "facts.csv"
    path.write_text("date,text\n2024-05,Good\nnever,Bad\n4/9/2024,Unclear\n", encoding="utf-8")
    page.import_csv(path)
    assert {"Good", "Unclear"} <= set(cells(page, TEXT))
    assert shown[0][0] == "facts.csv" and [line for line, _words in shown[0][1].problems] == [3]
    assert import_words(shown[0][1]) == "2 events with 0 sources added; 1 line left out; 1 date to confirm."


@pytest.mark.parametrize("name", ["appellate_ca9_1.csv", "appellate_ca9_2.csv"])
def test_docket_sheets_import_and_draw(page, sample, name):
    path = sample(f"timelines/{name}")
    before = page.model.rowCount()
    page.import_csv(path)
    assert page.model.rowCount() > before
    assert len(page.timeline.items) == len(page._rows) - 1, "all but the undated one"
    assert not page.timeline.grab().isNull()


def test_docket_sheets_are_never_called_undisputed(page, sample):
    page.import_csv(sample("timelines/appellate_ca9_2.csv"))
    filed = [row.event for row in page._rows if row.event.date_kind == "filed"]
    assert {(event.kind, event.status) for event in filed} == {("reported", "unsure")}


def test_the_date_field_says_how_it_understood(qtbot, themed):
    field = DateField("date", "Date")
    qtbot.addWidget(field)
    field.line.setText("06/??/2004")
    assert (field.value, field.understood.text(), field.problem) == ("2004-06", "Understood as: Jun 2004", "")
    field.line.setText("someday")
    assert field.value == "" and field.problem and "Not understood" in field.understood.text()
    field.line.setText("4/9/2018")
    assert field.value == "" and field.problem == "Choose which date is meant."
    field.second.click()
    assert (field.value, field.problem) == ("2018-09-04", "")
    field.line.setText("")
    assert (field.value, field.problem) == ("", "")


@pytest.mark.parametrize(
    "stored", ["2024-09-18", "../2024-08", "2024~", "2021/2024", "2024-1X", "2018-04-09", "2024-09-18T17:30"]
)
def test_a_stored_date_survives_being_shown_for_editing(stored, qtbot, themed):
    field = DateField("date", "Date")
    qtbot.addWidget(field)
    field.show_date(stored)
    assert (field.value, field.problem) == (stored, "")


def test_saving_waits_for_a_text_and_a_confirmed_date(page, qtbot):
    dialog = EventDialog(page)
    qtbot.addWidget(dialog)
    save = dialog.buttons.button(SAVE)
    assert not save.isEnabled()
    dialog.text.setPlainText("Complaint filed")
    assert save.isEnabled()
    dialog.date.line.setText("4/9/2018")
    assert not save.isEnabled()
    dialog.date.first.click()
    assert save.isEnabled()
    values = dialog.values()
    assert (values["date"], values["date_stated"], values["status"]) == ("2018-04-09", "4/9/2018", "unsure")


def test_editing_shows_and_keeps_every_field(page, events, qtbot, matter):
    row = chronology.event(matter, events["faq"])
    dialog = EventDialog(page, row)
    qtbot.addWidget(dialog)
    values = dialog.values()
    assert {name: getattr(row.event, name) for name in values} == values


def test_a_source_needs_a_place(page, qtbot, matter, monkeypatch):
    dialog = SourceDialog(page, chronology.exhibit_choices(matter))
    qtbot.addWidget(dialog)
    save = dialog.buttons.button(SAVE)
    assert not save.isEnabled()
    exhibit = matter.read.value("SELECT id FROM exhibit WHERE title = 'Privacy policy'")
    monkeypatch.setattr(TypeAhead, "ask", classmethod(lambda *_, **__: str(exhibit)))
    dialog._choose()
    assert save.isEnabled() and dialog.page.maximum() == 2
    dialog.page.setValue(2)
    dialog.states.line.setText("the day after")
    assert dialog.source() == Source(exhibit, 2, states_date="the day after")
    dialog.page.setValue(1)
    dialog.page_end.setValue(2)
    assert dialog.source() == Source(exhibit, 1, states_date="the day after", page_end=2)


def test_elements_stay_ticked_when_narrowed_away(page, qtbot):
    dialog = ElementsDialog(page, [(1, "1.1  Duty"), (2, "1.2  Breach")], [1])
    qtbot.addWidget(dialog)
    dialog.narrow.setText("breach")
    assert dialog.list.item(0).isHidden() and dialog.chosen == [1]


def test_the_table_keeps_qts_rules(page, qtmodeltester):
    model = EventsModel()
    model.set_rows(page._rows)
    qtmodeltester.check(model)


def test_a_read_only_matter_offers_no_changes(matter, events, runner, messages, qtbot, monkeypatch):
    from evidence_app.gui.chronology.page import ChronologyPage

    monkeypatch.setattr(type(matter), "read_only", property(lambda _self: True))
    page = ChronologyPage(matter, runner, messages)
    qtbot.addWidget(page)
    page.choose(events["filed"])
    assert not page.add_button.isEnabled() and page.findChild(QPushButton, "event_edit") is None


def test_every_control_has_a_name(page, events):
    page.choose(events["filed"])
    for kind in ("QPushButton", "QToolButton", "QComboBox", "QLineEdit", "QTableView", "QCheckBox"):
        for widget in page.findChildren(QWidget):
            if widget.metaObject().className() == kind and widget.isVisible():
                assert widget.accessibleName() or widget.text(), (kind, widget.objectName())


def test_timeline_and_list_each_get_the_room_they_were_asked_for(page, qtbot):
    page.resize(1000, 800)
    page.show_timeline()
    drawn = page.splitter.sizes()
    page.splitter.setSizes([500, 500])
    page.show_list()
    listed = page.splitter.sizes()
    assert drawn[0] > drawn[1] and listed[1] > listed[0]
    page.show_timeline()
    assert abs(page.splitter.sizes()[0] - page.splitter.sizes()[1]) < 20


def test_thousands_of_events_are_drawn_after_the_list_and_keep_what_is_chosen(page, events, monkeypatch, qtbot):
    monkeypatch.setattr("evidence_app.gui.chronology.page.DRAWN_AT_ONCE", 2)
    before = list(page.timeline.items)
    page.timeline.set_events([])
    page.choose(events["filed"])
    page.reload()
    assert page.model.rowCount() == 6 and page.timeline.items == [], "the list first"
    qtbot.waitUntil(lambda: len(page.timeline.items) == len(before))
    assert page.timeline.chosen == events["filed"]
