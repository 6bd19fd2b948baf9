"""An import that is killed loses nothing and leaves nothing half done."""

import zipfile
from pathlib import Path

from tests.journeys import durability
from tests.services.test_importing import make_pdf


def files_to_import(folder: Path, count: int = 60) -> Path:
    folder.mkdir()
    for i in range(count):
        make_pdf(folder / f"PX{i}.pdf", *[f"page {n} of file {i}" for n in range(1, 4)])
    return folder


def production(path: Path, count: int = 80) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(1, count + 1):
            archive.writestr(f"V1/TEXT/AB{i}.txt", f"words of document {i}")
        rows = [f"AB{i},TEXT\\AB{i}.txt" for i in range(1, count + 1)]
        archive.writestr("V1/load.csv", "\n".join(["BEGBATES,TEXTPATH", *rows, ""]))
    return path


def test_kill_9_while_a_production_comes_out_of_its_zip(tmp_path: Path):
    packed = production(tmp_path / "VOL.zip")
    before = packed.read_bytes()
    counts = durability.run(tmp_path, packed, kills=4, longest_s=1.2, seed=20241104)
    assert counts[-1] == 80 and packed.read_bytes() == before
    assert not list((tmp_path / "matter" / "derived").glob("work-*")), "nothing unpacked is left"


def test_kill_9_at_random_moments(tmp_path: Path):
    files = files_to_import(tmp_path / "files")
    counts = durability.run(tmp_path, files, kills=6, longest_s=1.2, seed=20240918)
    assert counts[-1] == 60
