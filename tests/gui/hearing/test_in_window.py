from PySide6.QtCore import Qt

from evidence_app.gui.hearing import page as page_module
from evidence_app.gui.reporting.dialog import ReportDialog
from evidence_app.services import exhibits, numbering, register


def test_single_letters_belong_to_the_hearing_and_not_to_the_window(window, matter, qtbot, monkeypatch):
    numbering.number_next(matter, [1], 1)
    monkeypatch.setattr(page_module.TypeAhead, "ask", lambda *a, **k: "Notice only")
    window.activateWindow()
    window.exhibits_page.select(2)
    window.go("hearing")
    page, linked = window.hearing_page, []
    window.actions_["link"].triggered.connect(lambda: linked.append(True))
    page.choose(1)
    for key in (Qt.Key.Key_O, Qt.Key.Key_L, Qt.Key.Key_N, Qt.Key.Key_T):
        qtbot.keyClick(page, key)
    assert [e.action for e, _x in register.ledger(matter)] == ["offered", "limited"] and not linked
    assert exhibits.get(matter, 2).number is None and "not a key of hearing mode" in page.told.text()
    window.actions_["undo"].trigger()
    assert exhibits.get(matter, 1).status == "offered"


def test_the_clerks_list_and_a_served_list_open_the_export_dialog(window, matter, monkeypatch):
    asked = []
    monkeypatch.setattr(
        ReportDialog,
        "ask",
        lambda _parent, _matter, state, name, *_more: asked.append((name, state.text("report/served-list/served"))),
    )
    window.hearing_page.clerk.click()
    numbering.number_next(matter, [1], 1)
    register.serve(matter, "Exhibit list")
    window.go("register")
    window.register_page.export.click()
    assert [name for name, _served in asked] == ["hearing-ledger", "served-list"] and asked[1][1] == "1"


def test_a_finding_and_a_change_of_state_lead_through_the_window(window, matter, monkeypatch):
    window.integrity_page.exhibit_asked.emit(3)
    assert window.page == "exhibits" and window.viewer.exhibit_id == 3
    numbering.number_next(matter, [3], 1)
    monkeypatch.setattr(page_module.TypeAhead, "ask", lambda *a, **k: "marked")
    window.exhibits_page.select(3)
    window.actions_["set_status"].trigger()
    assert exhibits.get(matter, 3).status == "marked"
