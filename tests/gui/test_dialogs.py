from dataclasses import dataclass, field
from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMessageBox, QWidget

from evidence_app.gui.actions import ACTIONS, Actions
from evidence_app.gui.command_palette import choices
from evidence_app.gui.form import Form, fields_of
from evidence_app.gui.importing.dialog import ImportDialog
from evidence_app.gui.matter_chooser import MatterChooser
from evidence_app.gui.matter_wizard import MatterWizard, make_matter
from evidence_app.gui.messages import bug_report
from evidence_app.gui.reporting.dialog import ReportDialog
from evidence_app.gui.settings_dialog import SettingsDialog
from evidence_app.gui.shortcut_sheet import ShortcutSheet
from evidence_app.gui.type_ahead import Choice, TypeAhead, matching
from evidence_app.gui.window_state import RecentMatter, WindowState
from evidence_app.model.errors import Cancelled, UserError
from evidence_app.services import parties, proof
from evidence_app.settings import Settings


@pytest.fixture
def parent(qtbot, themed):
    made = QWidget()
    qtbot.addWidget(made)
    return made


# -- forms -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Options:
    title: str = "x"
    count: int = 3
    on: bool = True
    side: Literal["left", "right"] = "right"
    layout: str = field(default="plain", metadata={"choices": ("plain", ""), "label": "Layout", "help": "How it looks"})
    columns: tuple[str, ...] = field(default=(), metadata={"choices": ("date", "bates")})
    words: tuple[str, ...] = ()


def test_a_form_from_a_dataclass(qtbot, themed):
    fields = {f.key: f for f in fields_of(Options)}
    kinds = ["text", "int", "bool", "choice", "choice", "checks", "list"]
    assert [fields[k].kind for k in ("title", "count", "on", "side", "layout", "columns", "words")] == kinds
    assert fields["layout"].label == "Layout" and fields["layout"].tip == "How it looks"
    form = Form(tuple(fields.values()))
    qtbot.addWidget(form)
    form.set_values({**vars(Options()), "words": ("a", "b"), "columns": ("bates",)})
    assert Options(**form.values()) == Options(words=("a", "b"), columns=("bates",))


def test_a_form_reports_only_what_the_user_finished(qtbot, themed):
    form = Form(fields_of(Options))
    qtbot.addWidget(form)
    seen = []
    form.edited.connect(lambda key, value: seen.append((key, value)))
    form.set_values(vars(Options()))
    assert seen == []
    line = form.input("title")
    qtbot.keyClicks(line, "y")
    assert seen == []
    qtbot.keyClick(line, Qt.Key.Key_Return)
    form.input("on").click()
    assert seen == [("title", "xy"), ("on", False)]


# -- type-ahead and commands -------------------------------------------------------------------------------------------


def test_matches_contain_every_word_and_beginnings_come_first():
    known = [Choice("1", "very hot"), Choice("2", "hot"), Choice("3", "cold")]
    assert [c.value for c in matching(known, "hot")] == ["2", "1"]
    assert [c.value for c in matching(known, "h ve")] == ["1"]
    assert len(matching(known, "")) == 3


def test_type_ahead_from_the_keyboard(parent, qtbot):
    dialog = TypeAhead(parent, "Tag", [Choice("hot", "hot"), Choice("cold", "cold")], new="New tag “{}”")
    qtbot.keyClicks(dialog.field, "col")
    assert dialog.chosen == "cold" and dialog.list.count() == 2
    qtbot.keyClick(dialog.field, Qt.Key.Key_Down)
    assert dialog.chosen == "col"
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.result() == TypeAhead.DialogCode.Accepted
    dialog.field.setText("hot")
    assert dialog.list.count() == 1


def test_the_palette_offers_what_can_be_used_now(parent):
    actions = Actions(parent, Settings())
    actions.set_state(write=False)
    offered = {c.value for c in choices(actions, Settings())}
    assert "export" in offered and "import" not in offered and "palette" not in offered


def test_the_shortcut_sheet_names_every_key(parent):
    sheet = ShortcutSheet(parent, Settings())
    shown = {label.text() for label in sheet.findChildren(object) if hasattr(label, "text")}
    for spec in ACTIONS:
        if spec.keys:
            assert ", ".join(spec.keys) in shown, spec.id


# -- settings ----------------------------------------------------------------------------------------------------------


def test_settings_dialog_keeps_what_it_does_not_show(parent):
    own = Settings(scheme="dark", plugins=True, shortcuts={"verify": "Ctrl+R"})
    dialog = SettingsDialog(parent, own)
    assert dialog.result_settings() == own
    dialog.form.set_values({"font_scale": 150})
    assert dialog.result_settings().font_scale == 150


def test_a_key_that_is_taken_is_refused(parent):
    dialog = SettingsDialog(parent, Settings())
    row = [s.id for s in ACTIONS].index("verify")
    dialog.table.selectRow(row)
    dialog.edit.setKeySequence("Ctrl+Z")
    dialog._set()
    assert "already belongs to “Undo”" in dialog.clash.text() and dialog.result_settings().shortcuts == {}
    dialog.edit.setKeySequence("Ctrl+R")
    dialog._set()
    assert dialog.result_settings().shortcuts == {"verify": "Ctrl+R"}
    dialog._reset()
    assert dialog.result_settings().shortcuts == {}


# -- new matter, first page --------------------------------------------------------------------------------------------


def test_a_new_matter_needs_only_a_name(parent, tmp_path):
    wizard = MatterWizard(parent)
    assert not wizard.create_button.isEnabled()
    wizard.name.setText("Rivera v. Example/Corp.")
    assert wizard.create_button.isEnabled() and wizard.folder.text().endswith("Rivera v. Example Corp")
    wizard.plaintiffs.setPlainText("Alma Rivera\n\nBo Lind\n")
    wizard.defendants.setPlainText("Example Corp.")
    wizard.find_claim.setText("contract")
    visible = [i for i in range(wizard.claims.count()) if not wizard.claims.item(i).isHidden()]
    wizard.claims.item(visible[0]).setCheckState(Qt.CheckState.Checked)
    wizard.find_claim.setText("zzz")
    assert not wizard.claims.item(visible[0]).isHidden()
    with make_matter(wizard.wanted()) as matter:
        assert [(p.name, p.prefix) for p in parties.parties(matter)] == [
            ("Alma Rivera", "P-"), ("Bo Lind", "P-"), ("Example Corp.", "D-"),
        ]  # fmt: skip
        assert len(proof.tree(matter)) == 1 and matter.undo_stack == []


def test_a_folder_that_is_not_empty_is_refused_before_anything_is_made(parent, tmp_path):
    (tmp_path / "x").write_text("here", encoding="utf-8")
    wizard = MatterWizard(parent)
    wizard.name.setText("A v. B")
    wizard.folder.setText(str(tmp_path))
    wizard.accept()
    assert "not empty" in wizard.problem.text() and wizard.result() == 0


def test_the_first_page_lists_recent_matters(qtbot, themed, empty_matter):
    chooser = MatterChooser()
    qtbot.addWidget(chooser)
    there = str(empty_matter.folder.root)
    chooser.show_recent([RecentMatter(there, "Rivera", "2026-01-02T10:00:00"), RecentMatter("/gone", "Lost", "")])
    assert "Not there any more" in chooser.list.item(1).text()
    with qtbot.waitSignal(chooser.open_asked) as asked:
        chooser.list.itemActivated.emit(chooser.list.item(0))
    assert str(asked.args[0]) == there
    chooser.busy("Working …")
    assert not chooser.new.isEnabled()
    chooser.busy("")
    assert chooser.new.isEnabled()


def test_recent_matters_are_kept_newest_first_without_doubles(tmp_path):
    state = WindowState(tmp_path / "w.ini")
    for name in ("a", "b", "a"):
        state.opened(tmp_path / name, name, "2026-01-01")
    assert [r.name for r in WindowState(tmp_path / "w.ini").recent()] == ["a", "b"]
    state.forget(str(tmp_path / "a"))
    assert [r.name for r in state.recent()] == ["b"]


def test_import_options(parent, matter, tmp_path):
    dialog = ImportDialog(parent, matter, Settings(custodian="HR", ocr=False), [tmp_path / "a", tmp_path / "b"])
    dialog.form.set_values({"tags": ("x", "y"), "party_id": 1})
    options = dialog.options()
    assert (options.custodian, options.ocr, options.tags, options.party_id) == ("HR", False, ("x", "y"), 1)


# -- messages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def boxes(monkeypatch):
    shown = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box) or 0)
    return shown


def test_an_expected_error_is_a_sentence_with_a_way_out(messages, boxes):
    messages.error(UserError("No such exhibit.", "Choose another."))
    assert boxes[0].text() == "No such exhibit." and boxes[0].informativeText() == "Choose another."
    assert boxes[0].detailedText() == ""


def test_a_bug_can_be_copied(messages, boxes):
    try:
        raise KeyError("boom")
    except KeyError as error:
        messages.error(error)
        assert "KeyError: 'boom'" in bug_report(error)
    assert boxes[0].text() == "Something went wrong." and "boom" in boxes[0].detailedText()
    assert "Copy details" in [b.text() for b in boxes[0].buttons()]


def test_stopping_is_no_error(messages, boxes):
    messages.error(Cancelled())
    assert boxes == [] and "Stopped" in messages.shown_toast


def test_a_question_names_its_answers(messages, boxes):
    assert messages.ask("Stop?", "It runs.", yes="Stop", no="Go on", dangerous=True) is False
    assert boxes[0].defaultButton().text() == "Go on"


def test_one_toast_at_a_time(messages, qtbot):
    messages.toast("One")
    messages.toast("Two", undo=True)
    assert messages.shown_toast == "Two"
    with qtbot.waitSignal(messages.undo_asked):
        messages._toast.findChild(QAbstractButton, "toast_undo").click()
    assert messages.shown_toast == ""


def test_nobody_else_makes_message_boxes():
    from pathlib import Path

    import evidence_app

    gui = Path(evidence_app.__file__).parent / "gui"
    users = {p.name for p in gui.rglob("*.py") if "QMessageBox" in p.read_text(encoding="utf-8")}
    assert users == {"messages.py"}


def test_a_password_is_shown_as_dots_and_not_remembered(window, qtbot, tmp_path):
    dialog = ReportDialog(window, window.matter, window.state, "binder")
    qtbot.addWidget(dialog)
    row = dialog.list.currentRow()
    field = dialog.forms[row].input("password")
    assert field.echoMode() == QLineEdit.EchoMode.Password
    field.setText(" open sesame ")
    dialog.file.setText(str(tmp_path / "binder.pdf"))
    dialog.accept()
    assert dialog.chosen()[1].password == " open sesame "
    assert window.state.text("report/binder/password", "nothing") == "nothing"
