"""The pool keeps its promise: a crash, a hang or a stop costs one task."""

import itertools
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evidence_app.jobs import CancelToken, Progress, ProgressMeter, SerialPool, WorkerPool
from evidence_app.model.errors import Cancelled


def work(task, emit):
    if task == "hang":
        time.sleep(60)
    if task == "crash":
        os.abort()
    if task == "bad":
        raise ValueError("not a PDF")
    if task == "memory":
        return len(bytearray(3 << 30))
    if task == "300 MB":
        return len(b"x" * (300 << 20))
    if task == "slow but alive":
        for i in range(8):
            time.sleep(0.2)
            emit("progress", i, 8)
    if task == "unpicklable":
        return lambda: None
    if task == "pid":
        return os.getpid()
    return str(task).upper()


def double(task, emit):
    return task * 2


@pytest.fixture(scope="module")
def pool():
    with WorkerPool(2, silence_limit_s=1.0) as pool:
        yield pool


def by_task(results):
    return dict(results)


def test_crash_hang_error_and_memory_cost_one_task_each(pool):
    tasks = ["a", "crash", "b", "hang", "bad", "memory", "unpicklable", *[f"f{i}" for i in range(10)]]
    got = by_task(pool.run(tasks, work))
    assert set(got) == set(tasks)
    assert got["crash"].status == "crashed" and "SIGABRT" in got["crash"].message
    assert got["hang"].status == "timeout"
    assert (got["bad"].status, got["bad"].message) == ("error", "ValueError: not a PDF")
    assert got["memory"].status == "error" and "memory" in got["memory"].message
    assert got["unpicklable"].status == "error"
    good = [t for t in tasks if t in {"a", "b"} or t.startswith("f")]
    assert [got[t].value for t in good] == [t.upper() for t in good]


def test_heartbeats_keep_a_slow_task_alive_and_reach_the_caller(pool):
    heard = []
    got = by_task(pool.run(["slow but alive"], work, on_partial=lambda task, data: heard.append((task, *data))))
    assert got["slow but alive"].value == "SLOW BUT ALIVE"
    assert heard == [("slow but alive", "progress", i, 8) for i in range(8)]


def test_children_stay_warm_between_runs(pool):
    first = {outcome.value for _, outcome in pool.run(["pid"] * 8, work)}
    second = {outcome.value for _, outcome in pool.run(["pid"] * 8, work)}
    assert second & first and os.getpid() not in first | second


def test_tasks_are_pulled_as_results_are_taken(pool):
    pulled = []
    tasks = (pulled.append(i) or f"t{i}" for i in itertools.count())
    results = pool.run(tasks, work)
    for _ in range(5):
        next(results)
    results.close()
    assert len(pulled) <= 5 + 4


def test_submitted_tasks_join_the_run_with_another_function(pool):
    got = []
    for task, outcome in pool.run(["mail"], work):
        got.append((task, outcome.value))
        if task == "mail":
            pool.submit(21, double)
    assert got == [("mail", "MAIL"), (21, 42)]


def test_cancel_stops_running_tasks_and_the_pool_lives_on(pool):
    cancel, started, got = CancelToken(), time.monotonic(), []
    for task, outcome in pool.run(["quick", "hang", "hang", *["x"] * 50], work, cancel):
        got.append((task, outcome.status))
        cancel.cancel()
    assert time.monotonic() - started < 15, "the tasks hang for a minute"
    assert ("quick", "ok") in got and ("hang", "cancelled") in got and len(got) < 10
    assert by_task(pool.run(["again"], work))["again"].value == "AGAIN"


def test_leaving_the_loop_early_frees_the_slots(pool):
    for _task, _outcome in pool.run(["a", "hang", "hang"], work):
        break
    started = time.monotonic()
    assert by_task(pool.run(["b"], work))["b"].value == "B"
    assert time.monotonic() - started < 15, "nobody waits for what hangs"


def test_a_child_killed_while_idle_costs_nothing():
    with WorkerPool(1) as pool:
        pid = by_task(pool.run(["pid"], work))["pid"].value
        os.kill(pid, 9)
        time.sleep(0.1)
        got = by_task(pool.run(["pid"], work))["pid"]
        assert got.status == "ok" and got.value != pid


def test_a_big_parent_does_not_make_its_children_look_worn_out():
    ballast = bytearray(400 << 20)
    ballast[:: 1 << 12] = b"x" * len(ballast[:: 1 << 12])
    with WorkerPool(1, memory_limit_bytes=512 << 20) as pool:
        assert len({outcome.value for _, outcome in pool.run(["pid"] * 3, work)}) == 1
    del ballast


def test_a_child_that_held_much_memory_is_replaced():
    with WorkerPool(1, memory_limit_bytes=512 << 20) as pool:
        before, used, after = (outcome.value for _, outcome in pool.run(["pid", "300 MB", "pid"], work))
    assert used == 300 << 20 and before != after


def test_submit_outside_a_run_is_refused(pool):
    with pytest.raises(RuntimeError):
        pool.submit("x", work)


ORPHAN_SCRIPT = """
import os, sys, time
from evidence_app.jobs import WorkerPool
from tests.test_jobs import tell_pid_and_sleep
if __name__ == "__main__":
    def told(task, data):
        print(data[0], flush=True)
        os.kill(os.getpid(), 9)
    list(WorkerPool(1).run(["x"], tell_pid_and_sleep, on_partial=told))
"""


def tell_pid_and_sleep(task, emit):
    emit(os.getpid())
    time.sleep(60)


def test_a_killed_parent_leaves_no_child_behind(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(ORPHAN_SCRIPT)
    root = Path(__file__).resolve().parents[1]
    env = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=30, env=env, cwd=root)
    pid = int(done.stdout)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and alive(pid):
        time.sleep(0.05)
    assert not alive(pid)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_serial_pool_has_the_same_calls():
    heard, got = [], []
    with SerialPool() as pool:
        for task, outcome in pool.run(["slow but alive", "bad"], work, on_partial=lambda t, d: heard.append(d)):
            got.append((task, outcome.status))
            if task == "bad":
                pool.submit(2, double)
    assert got == [("slow but alive", "ok"), ("bad", "error"), (2, "ok")] and len(heard) == 8


def test_serial_pool_stops_between_tasks():
    cancel, got = CancelToken(), []
    for task, _ in SerialPool().run(["a", "b"], work, cancel):
        got.append(task)
        cancel.cancel()
    assert got == ["a"]


def test_cancel_token_raises_the_expected_error():
    cancel = CancelToken()
    cancel.raise_if_cancelled()
    cancel.cancel()
    with pytest.raises(Cancelled):
        cancel.raise_if_cancelled()


def test_progress_says_rate_and_remaining_time():
    assert Progress(50, 200, "pages", 10.0).rate == 5.0
    assert Progress(50, 200, "pages", 10.0).remaining_s == 30.0
    assert Progress(0, 200).remaining_s is None and Progress(3, 0, "", 1.0).remaining_s is None


def test_progress_meter_drops_reports_but_never_the_last():
    told = []
    meter = ProgressMeter(told.append, total=1000)
    for i in range(1, 1001):
        meter.tell(i)
    assert told[-1].done == 1000 and len(told) < 50
