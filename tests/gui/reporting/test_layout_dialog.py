import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from evidence_app.gui.reporting.dialog import LAYOUTS, ReportDialog
from evidence_app.gui.reporting.layout_dialog import LayoutDialog
from evidence_app.gui.window_state import WindowState
from evidence_app.reports import exhibit_list
from evidence_app.reports.presets import preset, presets


@pytest.fixture
def dialog(matter, runner, qtbot):
    made = LayoutDialog(None, matter, runner, "cd-cal")
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def keys(dialog):
    return [one["key"] for one in dialog.entry()["columns"]]


def test_a_courts_layout_is_copied_changed_and_used(dialog, matter, qtbot):
    assert keys(dialog) == [c.key for c in preset("cd-cal").columns]
    dialog.name.setText("Judge Bell's list")
    dialog.title.setText("EXHIBITS FOR TRIAL")
    dialog.words["plaintiff"].setText("Claimant")
    table = dialog.columns.table
    table.item(1, 1).setText("What it is")
    table.item(2, 0).setCheckState(Qt.CheckState.Unchecked)
    table.selectRow(1)
    dialog.columns.move_by(-1)
    assert keys(dialog)[:2] == ["description", "number"]
    dialog.go.click()
    kept = preset(dialog.kept)
    assert (dialog.kept, kept.name, kept.words) == ("judge-bell-s-list", "Judge Bell's list", {"plaintiff": "Claimant"})
    assert "stip_authenticity" not in [c.key for c in kept.columns]
    document = exhibit_list.build(matter, exhibit_list.ExhibitListOptions(preset=dialog.kept))
    assert document.title == "EXHIBITS FOR TRIAL" and document.columns[0].label == "What it is"
    assert preset("cd-cal").title == "JOINT EXHIBIT LIST", "the court's own layout stays"


def test_a_changed_layout_replaces_ours_until_it_is_removed(dialog):
    dialog.title.setText("CHANGED")
    dialog.go.click()
    assert preset("cd-cal").title == "CHANGED" and dialog.drop.isEnabled()
    dialog.drop.click()
    assert preset("cd-cal").title == "JOINT EXHIBIT LIST" and not dialog.drop.isEnabled()


@pytest.mark.parametrize("wrong", ["name", "source", "width", "columns"])
def test_what_is_not_right_is_said_and_cannot_be_kept(dialog, wrong):
    if wrong == "name":
        dialog.name.clear()
    elif wrong == "source":
        dialog.source.clear()
    elif wrong == "width":
        dialog.columns.table.item(0, 2).setText("wide")
    else:
        for row in range(dialog.columns.table.rowCount()):
            dialog.columns.table.item(row, 0).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.go.isEnabled() and dialog.told.text()


def test_the_first_page_is_shown_as_it_would_be_printed(dialog, qtbot):
    qtbot.waitUntil(lambda: not dialog.picture.pixmap().isNull(), timeout=8000)
    before = dialog.picture.pixmap().cacheKey()
    dialog.landscape.setChecked(False)
    qtbot.waitUntil(lambda: dialog.picture.pixmap().cacheKey() != before, timeout=8000)


def test_the_export_dialog_offers_layouts_by_name_and_comes_back_with_the_one_kept(
    matter, tmp_path, qtbot, monkeypatch
):
    state = WindowState(tmp_path / "w.ini")
    answers = iter([LAYOUTS, ReportDialog.DialogCode.Accepted])
    monkeypatch.setattr(ReportDialog, "exec", lambda _self: next(answers))
    asked = []

    def layouts(layout_id):
        asked.append(layout_id)
        return "sdny"

    _report, options, _path = ReportDialog.ask(None, matter, state, "exhibit-list", layouts=layouts)
    assert asked == ["plain"] and options.preset == "sdny"


def test_the_button_of_the_layouts_stands_where_a_layout_is_chosen(matter, tmp_path, qtbot):
    made = ReportDialog(None, matter, WindowState(tmp_path / "w.ini"), "served-list")
    qtbot.addWidget(made)
    assert made.findChild(QPushButton, "report_layouts_served-list") is not None
    field = next(f for f in made.forms[made.list.currentRow()].fields if f.key == "preset")
    assert dict(field.choices)["ao-187"] == presets()["ao-187"].name
