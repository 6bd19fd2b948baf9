"""An import that is killed loses nothing and leaves nothing half done."""

from pathlib import Path

from tests.journeys import durability
from tests.services.test_importing import make_pdf


def files_to_import(folder: Path, count: int = 60) -> Path:
    folder.mkdir()
    for i in range(count):
        make_pdf(folder / f"PX{i}.pdf", *[f"page {n} of file {i}" for n in range(1, 4)])
    return folder


def test_kill_9_at_random_moments(tmp_path: Path):
    files = files_to_import(tmp_path / "files")
    counts = durability.run(tmp_path, files, kills=6, longest_s=1.2, seed=20240918)
    assert counts[-1] == 60
