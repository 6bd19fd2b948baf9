import threading
import time

import pytest

from evidence_app.gui.runner import Background, Runner, SerialRunner, merge
from evidence_app.jobs import Progress
from evidence_app.model.changes import Changes
from evidence_app.model.errors import Cancelled, UserError
from evidence_app.services import tags


@pytest.fixture
def real(matter, qtbot):
    made = Runner(matter)
    yield made
    made.close()


def test_changes_run_elsewhere_in_order_and_report_here(matter, real, qtbot):
    seen, told = [], []
    real.changed.connect(lambda changes: told.append((threading.current_thread(), changes.label)))
    for name in ("one", "two", "three"):
        real.change(tags.add_tag, [1], name, done=lambda _c, n=name: seen.append((threading.current_thread(), n)))
    qtbot.waitUntil(lambda: len(seen) == 3, timeout=3000)
    assert [n for _t, n in seen] == ["one", "two", "three"]
    assert {t for t, _n in seen} | {t for t, _l in told} == {threading.main_thread()}
    assert len(told) == 3


def test_the_window_thread_may_not_write(matter, real):
    with pytest.raises(RuntimeError):
        tags.add_tag(matter, [1], "no")


def test_a_newer_query_drops_the_older_result(real, qtbot):
    first, gate, seen = threading.Event(), threading.Event(), []

    def slow(_matter, value):
        first.set()
        gate.wait(2)
        return value

    real.query("k", slow, "old", done=seen.append)
    assert first.wait(2)
    real.query("k", lambda _m, v: v, "new", done=seen.append)
    qtbot.waitUntil(lambda: seen == ["new"], timeout=3000)
    gate.set()
    qtbot.wait(80)
    assert seen == ["new"]


def test_queries_with_other_keys_are_all_answered(real, qtbot):
    seen = []
    for key in "abc":
        real.query(key, lambda _m, v: v, key, done=seen.append)
    qtbot.waitUntil(lambda: sorted(seen) == ["a", "b", "c"], timeout=3000)


def test_errors_reach_the_window_or_the_one_who_asked(real, qtbot):
    def refuse(_matter):
        raise UserError("No.", "Try otherwise.")

    with qtbot.waitSignal(real.failed, timeout=3000) as caught:
        real.change(refuse)
    assert caught.args[0].message == "No."
    own = []
    real.change(refuse, on_error=own.append)
    real.query("q", refuse, done=lambda _r: None, on_error=own.append)
    qtbot.waitUntil(lambda: len(own) == 2, timeout=3000)


def test_a_job_tells_progress_and_can_be_cancelled(real, qtbot):
    def work(_matter, progress, cancel):
        for i in range(1000):
            progress(Progress(i, 1000, "x"))
            cancel.raise_if_cancelled()
            time.sleep(0.005)

    seen = []
    real.job_progress.connect(lambda job, p: seen.append(p.done))
    job = real.job("Long work", work)
    qtbot.waitUntil(lambda: len(seen) > 3, timeout=3000)
    with qtbot.waitSignal(real.failed, timeout=3000) as caught:
        job.cancel()
    assert isinstance(caught.args[0], Cancelled)
    assert job.state == "cancelled" and real.jobs == []


def test_many_small_changes_of_a_job_are_told_together(matter, real, qtbot):
    told = []
    real.changed.connect(told.append)

    def work(m, progress, cancel):
        for i in range(40):
            tags.add_tag(m, [1], f"t{i}")

    with qtbot.waitSignal(real.job_finished, timeout=5000):
        real.job("Tagging", work)
    assert 1 <= len(told) < 10
    assert len(frozenset().union(*(c.keys["tag"] for c in told))) == 40


def test_after_close_nothing_is_called_any_more(matter, qtbot):
    runner, seen = Runner(matter), []
    runner.query("k", lambda _m: 1, done=seen.append)
    runner.close()
    qtbot.wait(30)
    runner.change(tags.add_tag, [1], "late", done=seen.append)
    assert seen == [] and not any(t.name == "late" for t in tags.tags(matter))


def test_the_serial_runner_has_ended_when_it_returns(matter, qtbot):
    runner, seen = SerialRunner(matter), []
    runner.job_finished.connect(lambda job: seen.append(job.state))
    job = runner.job("j", lambda _m, progress, cancel: 7, done=seen.append)
    assert seen == ["done", 7] and job.result == 7
    failed = []
    runner.failed.connect(failed.append)
    runner.job("bad", lambda _m, progress, cancel: 1 / 0)
    assert isinstance(failed[0], ZeroDivisionError)


def test_merged_changes_know_every_row():
    both = merge(
        Changes(1, "a", {"tag": frozenset({1})}), Changes(2, "b", {"tag": frozenset({2}), "page": frozenset({3})})
    )
    assert both.keys == {"tag": {1, 2}, "page": {3}} and both.entry == 2 and both.label == "b"


def test_background_work_without_a_matter(qtbot):
    good = Background(lambda progress, cancel: 5)
    with qtbot.waitSignal(good.done, timeout=2000) as caught:
        good.start()
    assert caught.args == [5]
    bad = Background(lambda progress, cancel: 1 / 0)
    with qtbot.waitSignal(bad.failed, timeout=2000):
        bad.start()


def test_singletons_survive_thousands_of_signals(qtbot, matter):
    runner = SerialRunner(matter)
    for _ in range(20_000):
        runner.changed.emit(None)


def test_a_long_read_waits_while_the_window_is_at_work(matter, real, qtbot):
    counting = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT count(*) FROM n"
    )
    ended, seen = threading.Event(), []

    def count(matter):
        found = matter.read.value(counting)
        ended.set()
        return found

    real.query("count", count, done=seen.append)
    time.sleep(0.2)  # the window paints: no message is looked at
    assert not ended.is_set()
    qtbot.waitUntil(lambda: seen == [1_000_000], timeout=20_000)
