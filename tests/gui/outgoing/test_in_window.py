"""The check and the portable case are reached from the menu, the reports page and an export that is being prepared."""

import pytest
from PySide6.QtWidgets import QDialog, QPushButton

from evidence_app.gui.outgoing import commands as module
from evidence_app.gui.reporting.dialog import CHECK, ReportDialog
from evidence_app.services import exhibits, numbering


@pytest.fixture
def numbered(window, matter):
    numbering.number_next(matter, [1, 2], 1)
    return window


def press(dialog, name):
    dialog.findChild(QPushButton, name).click()


def test_the_menu_opens_the_check_for_the_selection_and_a_finding_opens_its_page(numbered):
    window = numbered
    window.go("exhibits")
    window.exhibits_page.grid.selectAll()
    window.actions_["preflight"].trigger()
    dialog = window.outgoing.dialog
    assert dialog.isVisible() and not dialog.isModal() and "chosen exhibits" in dialog.scope.currentText()
    dialog.page_asked.emit(1, 2)
    assert window.viewer.exhibit_id == 1 and window.viewer.current_page == 2
    dialog.page_asked.emit(2, 0)
    assert window.viewer.exhibit_id == 2


def test_the_reports_page_offers_both(numbered, monkeypatch):
    asked = []
    monkeypatch.setattr(module.PortableDialog, "ask", lambda *given: asked.append(given[-1]))
    press(numbered.reports_page, "reports_preflight")
    assert numbered.outgoing.dialog.isVisible()
    press(numbered.reports_page, "reports_portable")
    assert asked == [[]]


def test_the_line_stands_in_exports_that_leave_the_office_only(numbered, qtbot):
    for name, offered in (("exhibit-list", True), ("binder", True), ("bates-set", True), ("production", True), ("stamped-copies", True),
                          ("proof-chart", False), ("audit-trail", False)):  # fmt: skip
        dialog = ReportDialog(numbered, numbered.matter, numbered.state, name)
        qtbot.addWidget(dialog)
        assert dialog.check.isHidden() != offered, name


def test_an_export_is_left_for_the_check_and_taken_up_again_with_its_choices(numbered, monkeypatch):
    shown = []

    def leave(dialog):
        shown.append(dialog.chosen())
        if len(shown) == 1:
            dialog.forms[dialog.list.currentRow()].set_values({"exhibits": ("PX2",), "stickers": False})
            dialog.check.click()
            return dialog.result()
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(ReportDialog, "exec", leave)
    numbered.tasks.export("stamped-copies")
    check = numbered.outgoing.dialog
    assert check.purpose.currentData() == "binder" and check.scope.currentText() == "The chosen exhibit"
    check.start()
    press(check, "preflight_export")
    report, options, _path = shown[1]
    assert (report.name, options.exhibits, options.stickers) == ("stamped-copies", ("PX2",), False)
    assert CHECK not in (QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected)


def test_a_wrong_exhibit_of_an_export_is_told(numbered, monkeypatch):
    told = []
    monkeypatch.setattr(numbered.messages, "error", told.append)
    numbered.outgoing.check_export("binder", ["PX1", "PX99"])
    assert len(told) == 1 and numbered.outgoing.dialog.scope.currentText() == "The chosen exhibit"
    assert exhibits.get(numbered.matter, 1).number == "PX1"
