"""Kill an import in the middle and look at what is left: used by the test (a few kills) and the benchmark (many)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from evidence_app.services import importing, integrity
from evidence_app.services.matter import Matter, create_matter, open_matter
from evidence_app.services.received import holds_production, import_received, receive

IMPORT = """
import sys
from pathlib import Path
from evidence_app.services import importing
from evidence_app.services.matter import open_matter
from evidence_app.services.received import holds_production, import_received, receive
if __name__ == "__main__":
    with open_matter(Path(sys.argv[1])) as matter:
        if importing.unfinished(matter):
            importing.resume(matter)
        elif holds_production(Path(sys.argv[2])):
            import_received(matter, receive(matter, Path(sys.argv[2])))
        else:
            importing.import_paths(matter, [Path(sys.argv[2])])
"""


def importing_process(script: Path, matter: Path, files: Path) -> subprocess.Popen[bytes]:
    """A separate process that imports, or resumes what an earlier one left."""
    script.write_text(IMPORT, encoding="utf-8")
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen([sys.executable, str(script), str(matter), str(files)], env=environment)


def kill_once(folder: Path, files: Path, after_s: float) -> bool:
    """Start an import into ``folder/matter`` (or go on with it), kill -9 it after some seconds; True when it was killed."""
    process = importing_process(folder / "import_child.py", folder / "matter", files)
    try:
        process.wait(after_s)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def check(matter: Matter) -> int:
    """Assert that nothing is half there; returns the number of exhibits."""
    read = matter.read
    halves = read.tuples(
        "SELECT e.id, e.page_count, count(p.id) FROM exhibit e LEFT JOIN page p ON p.exhibit_id = e.id "
        "GROUP BY e.id HAVING e.page_count != count(p.id)"
    )
    assert not halves, f"half exhibits: {halves}"
    lost = read.tuples("SELECT id FROM import_item WHERE status IN ('imported', 'partial') AND exhibit_id IS NULL")
    assert not lost, f"items without their exhibit: {lost}"
    unindexed = read.value("SELECT count(*) FROM page WHERE text != '' AND id NOT IN (SELECT page_id FROM page_search)")
    assert not unindexed
    report = integrity.verify(matter)
    assert report.clean, report.problems
    return int(read.value("SELECT count(*) FROM exhibit"))


def run(folder: Path, files: Path, kills: int, longest_s: float, seed: int) -> list[int]:
    """Kill one import again and again at random moments, checking each time; at the end let it finish and check again.

    Returns the number of exhibits after each kill, which never falls.
    """
    chance = random.Random(seed)
    create_matter(folder / "matter", "Killed v. Again").close()
    counts = [0]
    for _ in range(kills):
        kill_once(folder, files, chance.uniform(0.05, longest_s))
        with open_matter(folder / "matter") as matter:
            assert not matter.read_only
            counts.append(check(matter))
            assert counts[-1] >= counts[-2]
    with open_matter(folder / "matter") as matter:
        if importing.unfinished(matter):
            importing.resume(matter)
        elif not counts[-1] and holds_production(files):
            import_received(matter, receive(matter, files))
        elif not counts[-1]:
            importing.import_paths(matter, [files])
        counts.append(check(matter))
        assert not importing.unfinished(matter)
    return counts
