"""The reading room's bars: a 400-page PDF opens in a second, the next page is there in a tenth of one.

Allowance: twice the bar, because the test machine may be busy.
"""

import statistics
import time

import pytest
import typst

from evidence_app.gui.drawing.image_cache import CACHE_BYTES
from evidence_app.gui.runner import Runner
from evidence_app.gui.viewer.viewer import Viewer
from tests.gui.conftest import add_exhibit

ALLOWANCE = 2
PAGES = 400


@pytest.fixture
def long_exhibit(empty_matter, tmp_path):
    words = "The member agrees that private messages stay private and the company promises to ask. " * 20
    source = "\n#pagebreak()\n".join(f"= Page {number}\n{words}" for number in range(1, PAGES + 1))
    stored = empty_matter.originals.add_bytes(typst.compile(f'#set page(paper: "us-letter")\n{source}'.encode()))
    return add_exhibit(empty_matter, "Long", (words,) * PAGES, original_sha256=stored.sha256)


@pytest.mark.slow
def test_opening_and_turning_pages(empty_matter, long_exhibit, messages, themed, qtbot):
    runner = Runner(empty_matter)
    viewer = Viewer(empty_matter, runner, messages)
    viewer.resize(1000, 800)
    qtbot.addWidget(viewer)
    viewer.show()

    def seconds(ask, number):
        began = time.perf_counter()
        ask()
        qtbot.waitUntil(lambda: drawn(number), timeout=10_000)
        return time.perf_counter() - began

    def drawn(number):
        opened = viewer._opened
        return (
            bool(opened)
            and viewer.current_page == number
            and (viewer.view.drawings().key(number, opened.original.sha256) in viewer.renderer.cache)
        )

    assert seconds(lambda: viewer.open_exhibit(long_exhibit), 1) < 1 * ALLOWANCE
    turns = [seconds(lambda n=number: viewer.view.go_to(n), number) for number in range(2, 42)]
    assert statistics.median(turns) < 0.1 * ALLOWANCE
    assert viewer.renderer.cache.bytes <= CACHE_BYTES
    viewer.renderer.close()
    runner.close()
