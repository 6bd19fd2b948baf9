"""The check before it leaves: findings with word and place, jumps to pages, decisions with a reason."""

import pytest
from PySide6.QtCore import Qt

from evidence_app.gui.outgoing import preflight_dialog as module
from evidence_app.gui.outgoing.preflight_dialog import OverrideDialog, PreflightDialog
from evidence_app.gui.runner import Runner
from evidence_app.services import exhibits, numbering, preflight


@pytest.fixture
def matter(matter):
    numbering.number_next(matter, [1, 2], 1)
    exhibits.describe(matter, [1], designation="AEO")
    return matter


@pytest.fixture
def dialog(matter, runner, qtbot):
    made = PreflightDialog(None, matter, runner, [1, 2], "public filing", "exhibit-list")
    qtbot.addWidget(made)
    made.show()
    return made


def groups(dialog):
    return [dialog.tree.topLevelItem(i) for i in range(dialog.tree.topLevelItemCount())]


def rows(dialog, group):
    return [group.child(i) for i in range(group.childCount())]


def kind(dialog, words):
    """The row of a kind of finding that several exhibits have."""
    found = [row for group in groups(dialog) for row in rows(dialog, group)]
    return next(row for row in found if row.text(0) == words)


def test_findings_stand_by_severity_with_word_icon_exhibit_and_place(dialog):
    assert dialog.outcome.text() == "Not checked yet." and not dialog.report.isEnabled()
    dialog.start()
    stop = groups(dialog)[0]
    assert stop.text(0) == "Stop (1)" and not stop.icon(0).isNull()
    row = rows(dialog, stop)[0]
    assert row.text(1) == "PX1" and "ATTORNEYS' EYES ONLY" in row.text(0) and not row.icon(0).isNull()
    assert dialog.outcome.text().startswith("Found: 1 reason to stop")
    assert not dialog.looked_for.isVisible()
    dialog.what.click()
    assert dialog.looked_for.isVisible() and "designated or sealed exhibits" in dialog.looked_for.text()
    assert not dialog.bar.isVisible() and dialog.run_button.isEnabled() and dialog.report.isEnabled()


def test_a_finding_opens_its_page(dialog, qtbot):
    dialog.start()
    found = [row for group in groups(dialog) for row in rows(dialog, group)]
    row = next(r for r in found if r.text(1) == "PX1")
    assert not dialog.open_page.isEnabled()
    dialog.tree.setCurrentItem(row)
    assert dialog.words.text() == row.text(0)
    with qtbot.waitSignal(dialog.page_asked) as asked:
        dialog.open_page.click()
    assert asked.args == [1, int(row.text(2) or 0)]


def test_an_override_takes_a_reason_and_stands_beside_the_finding(dialog, matter, monkeypatch):
    dialog.start()
    dialog.tree.setCurrentItem(rows(dialog, groups(dialog)[0])[0])
    monkeypatch.setattr(module.OverrideDialog, "ask", lambda _parent, _findings: None)
    dialog.override.click()
    assert preflight.overrides(matter) == []
    monkeypatch.setattr(module.OverrideDialog, "ask", lambda _parent, _findings: "filed under seal")
    dialog.override.click()
    made = preflight.overrides(matter)
    assert [(one.codes, one.exhibit_ids, one.reason, one.purpose) for one in made] == [
        (("designation-public",), (1,), "filed under seal", "public filing")
    ]
    stop = groups(dialog)[0]
    assert stop.text(0) == "Stop (1, 1 overridden)" and rows(dialog, stop)[0].text(4) == "overridden"
    assert dialog.outcome.text().endswith("Overridden: 1.")


def test_several_findings_are_decided_each_for_its_own_exhibits(dialog, matter):
    dialog.start()
    guessed = [one for one in preflight.check(matter, [1, 2], "public filing") if one.code == "sponsor-missing"]
    stop = [one for one in preflight.check(matter, [1, 2], "public filing") if one.severity == "stop"]
    dialog.decide([*stop, *guessed], "looked at")
    assert {one.codes[0]: one.exhibit_ids for one in preflight.overrides(matter)} == {
        "designation-public": (1,),
        "sponsor-missing": (1, 2),
    }


def test_a_reason_must_be_given(qtbot, themed):
    finding = preflight.PreflightFinding("stop", "covered-text", "Words.", 1, 2)
    dialog = OverrideDialog(None, [finding])
    qtbot.addWidget(dialog)
    assert not dialog.go.isEnabled()
    dialog.reason.setText("  x ")
    assert not dialog.go.isEnabled()
    dialog.reason.setText("looked at")
    assert dialog.go.isEnabled()


def test_the_report_gets_the_same_choices_and_the_export_goes_on(dialog, qtbot):
    dialog.limit.setValue(35)
    dialog.start()
    with qtbot.waitSignal(dialog.report_asked) as asked:
        dialog.report.click()
    assert asked.args == ["public filing", [1, 2], 35]
    with qtbot.waitSignal(dialog.export_asked) as asked:
        dialog.go_on.click()
    assert asked.args == ["exhibit-list"] and not dialog.isVisible()


def test_without_a_selection_every_numbered_exhibit_is_looked_at(matter, runner, qtbot):
    dialog = PreflightDialog(None, matter, runner)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.scope.count() == 1 and not dialog.go_on.isVisible()
    dialog.start()
    named = {row.text(1) for group in groups(dialog) for row in rows(dialog, group)}
    assert named <= {"PX1", "PX2", "(the list)", "2 exhibits"}
    assert "Overridden" not in dialog.outcome.text()


def test_an_error_is_told_and_the_dialog_can_check_again(dialog, runner, matter, qtbot):
    dialog._ids = [99]
    with qtbot.waitSignal(runner.failed):
        dialog.start()
    assert dialog.run_button.isEnabled() and dialog.outcome.text() == "Not checked yet."


def test_a_matter_for_reading_only_takes_no_override(dialog, matter, monkeypatch):
    dialog.start()
    monkeypatch.setattr(type(matter), "read_only", property(lambda _self: True))
    dialog.tree.setCurrentItem(rows(dialog, groups(dialog)[0])[0])
    assert dialog.open_page.isEnabled() and not dialog.override.isEnabled()


def test_it_works_beside_the_window_and_stops_with_the_dialog(matter, themed, qtbot):
    runner = Runner(matter)
    dialog = PreflightDialog(None, matter, runner, [1, 2], "public filing")
    qtbot.addWidget(dialog)
    dialog.show()
    try:
        dialog.start()
        assert dialog.outcome.text() == "Checking …" and dialog.stop.isVisible() and not dialog.run_button.isEnabled()
        qtbot.waitUntil(lambda: dialog.outcome.text().startswith("Found: 1 reason to stop"), timeout=20_000)
        assert not dialog.stop.isVisible() and dialog.run_button.isEnabled()
        stopped = lambda job: job.token.cancelled  # noqa: E731 - the end of the first run may be told only now
        with qtbot.waitSignal(runner.job_finished, timeout=20_000, check_params_cb=stopped):
            dialog.start()
            dialog.close()
        assert not dialog.isVisible()
    finally:
        runner.close()


NO_SPONSOR = "No sponsoring witness is named."


def test_a_kind_is_one_row_that_opens_to_its_places(dialog, qtbot):
    dialog.start()
    row = kind(dialog, NO_SPONSOR)
    assert [row.text(i) for i in range(1, 5)] == ["2 exhibits", "", "2 places", ""] and not row.icon(0).isNull()
    assert not row.isExpanded() and row.toolTip(1) == "PX1, PX2"
    assert row.data(0, Qt.ItemDataRole.AccessibleTextRole) == f"Warning: {NO_SPONSOR}"
    assert [child.text(1) for child in rows(dialog, row)] == ["PX1", "PX2"]
    dialog.tree.setCurrentItem(row)
    assert dialog.words.text() == f"{NO_SPONSOR} 2 places in: PX1, PX2." and not dialog.open_page.isEnabled()
    dialog.tree.itemActivated.emit(row, 0)
    assert row.isExpanded()
    dialog.tree.itemActivated.emit(row, 0)
    assert not row.isExpanded()
    dialog.tree.setCurrentItem(row.child(1))
    with qtbot.waitSignal(dialog.page_asked) as asked:
        dialog.open_page.click()
    assert asked.args == [2, 0]


def test_a_kind_is_overridden_whole_or_for_one_exhibit(dialog, matter, monkeypatch):
    dialog.start()
    monkeypatch.setattr(module.OverrideDialog, "ask", lambda _parent, _findings: "stipulated")
    row = kind(dialog, NO_SPONSOR)
    row.setExpanded(True)
    dialog.tree.setCurrentItem(row.child(0))
    dialog.override.click()
    row = kind(dialog, NO_SPONSOR)
    assert row.text(4) == "1 overridden" and row.isExpanded()
    dialog.tree.setCurrentItem(row)
    row.child(0).setSelected(True)
    assert len(dialog.tree.chosen()) == 2
    dialog.override.click()
    assert kind(dialog, NO_SPONSOR).text(4) == "overridden"
    assert [(one.codes, one.exhibit_ids) for one in preflight.overrides(matter)] == [
        (("sponsor-missing",), (1, 2)), (("sponsor-missing",), (1,))
    ]  # fmt: skip
