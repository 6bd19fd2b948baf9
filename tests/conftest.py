"""What every test may ask for: a real matter in a temporary folder, and the real sample files when they are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evidence_app.services.matter import Matter, create_matter

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings of the person who runs it."""
    monkeypatch.setenv("EVIDENCE_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def matter(tmp_path: Path) -> Iterator[Matter]:
    """An empty matter, open for writing."""
    with create_matter(tmp_path / "matter", "Rivera v. Example Corp.") as opened:
        yield opened


@pytest.fixture
def add_exhibit(matter: Matter) -> Callable[..., int]:
    """Add an exhibit with the given page texts straight to the tables, as an import would."""
    from evidence_app.storage.page_text import index_page

    def add(title: str = "Policy", *texts: str, **columns: object) -> int:
        with matter.operation("Seed an exhibit") as tx:
            row = {"title": title, "number_sort": "~", "page_count": len(texts), "file_name": f"{title}.pdf", **columns}
            exhibit_id = tx.insert("exhibit", row)
            for number, text in enumerate(texts, 1):
                source = "layer" if text else "none"
                values = {"exhibit_id": exhibit_id, "number": number, "text": text, "source": source}
                page_id = tx.insert("page", values)
                if text:
                    index_page(tx, page_id, text)
        return exhibit_id

    return add


@pytest.fixture
def sample() -> Callable[[str], Path]:
    """A real sample file by its name below the samples folder; the test is skipped where the folder is absent."""

    def find(name: str) -> Path:
        path = SAMPLES / name
        if not path.exists():
            pytest.skip("the sample files are not here")
        return path

    return find
