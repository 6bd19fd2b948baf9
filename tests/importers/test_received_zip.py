"""A .zip nobody can trust: nothing leaves the folder, nothing floods the disk, and what is damaged costs only itself."""

from __future__ import annotations

import stat
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence_app.importers.received_zip import (
    MAX_MEMBERS,
    ReceivedZip,
    _unfit,
    holds_load_file,
    inside_zip,
    members_of,
    refuse_harm,
)
from evidence_app.model.errors import Cancelled, Encrypted, FileProblem, NotFound, StorageProblem, TooBig, Unreadable

GB = 1 << 30


def zipped(path: Path, *members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members:
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, method
            archive.writestr(info, data)
    return path


def unpacked(path: Path, folder: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    folder.mkdir(exist_ok=True)
    with ReceivedZip(path) as archive:
        refused = archive.unpack(folder, lambda *_: None)
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}, refused


def of_size(name: str, size: int, flags: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.file_size, info.flag_bits = size, flags
    return info


@pytest.mark.parametrize(
    "name",
    [
        "../up.txt",
        "a/../../up.txt",
        "/etc/up.txt",
        "C:/up.txt",
        "C:up.txt",
        "\\\\host\\share\\up.txt",
        "a\\..\\..\\up.txt",
        "\\up.txt",
        "..",
    ],
)
def test_no_path_leaves_the_folder(tmp_path, name):
    (tmp_path / "deep").mkdir()
    path = zipped(tmp_path / "v.zip", (name, b"bad"), ("a/good.txt", b"good"))
    made, refused = unpacked(path, tmp_path / "deep" / "out")
    assert set(made) == {"a/good.txt"}
    assert list(refused.values()) == ["Its path leads out of the folder, and it was left out."]
    assert not list(tmp_path.rglob("up.txt")) and not Path("/etc/up.txt").exists()


def test_links_and_devices_are_left_out(tmp_path):
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, kind in (("link.txt", stat.S_IFLNK), ("pipe", stat.S_IFIFO), ("plain.txt", stat.S_IFREG)):
            info = zipfile.ZipInfo(name)
            info.external_attr = (kind | 0o777) << 16
            archive.writestr(info, b"/etc/passwd")
        archive.writestr("link.txt/inside.txt", b"through the link")
    made, refused = unpacked(path, tmp_path / "out")
    assert set(made) == {"plain.txt", "link.txt/inside.txt"} and set(refused) == {"link.txt", "pipe"}
    assert all("link or a device" in why for why in refused.values())
    assert not any(one.is_symlink() for one in (tmp_path / "out").rglob("*"))
    assert not (tmp_path / "out" / "plain.txt").stat().st_mode & stat.S_IXOTH, "no rights are taken over"


def test_names_that_are_one_on_some_computers_are_not_guessed_between(tmp_path):
    composed = "Über.txt"
    names = ("a.txt", "A.TXT", "b.txt", "b.txt", composed, unicodedata.normalize("NFD", composed), "c.txt")
    with pytest.warns(UserWarning, match="Duplicate"):
        path = zipped(tmp_path / "v.zip", *((name, name.encode()) for name in names))
    made, refused = unpacked(path, tmp_path / "out")
    assert set(made) == {"c.txt"} and set(refused) == set(names) - {"c.txt"}
    assert all("cannot be told" in why for why in refused.values())


def test_a_file_that_is_also_a_folder_costs_only_what_cannot_be_written(tmp_path):
    made, refused = unpacked(zipped(tmp_path / "v.zip", ("a", b"1"), ("a/b", b"2"), ("c", b"3")), tmp_path / "out")
    assert set(made) == {"a", "c"} and "cannot be unpacked under its name" in refused["a/b"]


def test_paths_with_backslashes_and_their_folders_are_read(tmp_path):
    made, refused = unpacked(
        zipped(tmp_path / "v.zip", ("V1\\", b""), ("V1\\T\\", b""), ("V1\\T\\a.txt", b"x"), ("./V1/b", b"")),
        tmp_path / "out",
    )
    assert made == {"V1/T/a.txt": b"x", "V1/b": b""} and not refused


def test_a_damaged_member_does_not_stop_the_others(tmp_path):
    path = zipped(tmp_path / "v.zip", ("a", b"first " * 50), ("b", b"second" * 50), ("c", b"third"), method=0)
    path.write_bytes(path.read_bytes().replace(b"secondsecond", b"Secondsecond", 1))
    made, refused = unpacked(path, tmp_path / "out")
    assert set(made) == {"a", "c"} and refused == {"b": "It is damaged in the .zip."}


def test_a_stated_size_that_lies_is_damage(tmp_path):
    path = zipped(tmp_path / "v.zip", ("a", b"0" * 1000))
    size, wrong = (1000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, wrong))
    assert unpacked(path, tmp_path / "out") == ({}, {"a": "It is damaged in the .zip."})


def test_other_ways_of_packing_are_not_unpacked(tmp_path):
    path = zipped(tmp_path / "v.zip", ("a", b"0" * 1000), method=zipfile.ZIP_LZMA)
    assert "packed in a way" in unpacked(path, tmp_path / "out")[1]["a"]


def test_a_bomb_an_encrypted_one_and_one_too_big_are_refused_in_one_sentence():
    pages = [of_size(f"{n}.tif", 50 * GB) for n in range(3)]
    with pytest.raises(TooBig, match=r"150\.0 GB, 1,500 times") as bomb:
        refuse_harm("v.zip", pages, GB // 10, 10_000 * GB)
    assert "unpack it yourself" in bomb.value.hint
    with pytest.raises(TooBig, match=r"needs 300\.2 GB of free disk space .* there are 200\.0 GB") as full:
        refuse_harm("v.zip", pages, 100 * GB, 200 * GB)
    assert "larger disk" in full.value.hint
    with pytest.raises(Encrypted, match="encrypted") as secret:
        refuse_harm("v.zip", [of_size("a", 1), of_size("b", 1, flags=1)], 100, GB)
    assert "password" in secret.value.hint
    with pytest.raises(TooBig, match="files, more than"):
        refuse_harm("v.zip", [of_size("a", 1)] * (MAX_MEMBERS + 1), 100, GB)
    refuse_harm("v.zip", pages, 100 * GB, 400 * GB)
    refuse_harm("v.zip", [of_size("white.tif", 500 << 20)], 1 << 20, 10 * GB)


def test_what_is_no_zip_is_said_to_be_damaged(tmp_path):
    (tmp_path / "v.zip").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(Unreadable, match="not a complete"):
        ReceivedZip(tmp_path / "v.zip")
    assert not holds_load_file(tmp_path / "v.zip")


def test_a_full_disk_stops_it_and_stop_leaves_no_half_file(tmp_path):
    path = zipped(tmp_path / "v.zip", ("a", b"1"), ("b", b"2"), ("c", b"3"))
    out = tmp_path / "out"
    out.mkdir()

    def stop(done: int, _total: int, _name: str) -> None:
        if done == 1:
            raise Cancelled

    with ReceivedZip(path) as archive, pytest.raises(Cancelled):
        archive.unpack(out, stop)
    assert [one.name for one in out.iterdir()] == ["a"]

    def full(done: int, _total: int, _name: str) -> None:
        raise OSError(28, "No space left on device")

    with ReceivedZip(path) as archive, pytest.raises(StorageProblem, match="disk is full"):
        archive.unpack(tmp_path / "other", full)


def test_load_files_are_recognised_by_their_first_bytes(tmp_path):
    table = b"BEGBATES,TEXTPATH\nAB1,a.txt\n"
    assert holds_load_file(zipped(tmp_path / "a.zip", ("V1/load.csv", table), ("V1/a.txt", b"x")))
    assert holds_load_file(zipped(tmp_path / "b.zip", ("V1/v.opt", b"AB1,V1,a.tif,Y,,,1\n")))
    assert not holds_load_file(
        zipped(tmp_path / "c.zip", ("a.txt", b"x"), ("b.dat", b"\0\1"), ("c.csv", b"a,b\n1,2\n"))
    )
    assert not holds_load_file(zipped(tmp_path / "d.zip"))


def test_an_encrypted_production_is_known_by_its_names(tmp_path):
    path = zipped(tmp_path / "v.zip", ("v.dat", b"words"))
    data = path.read_bytes()
    at = data.index(b"PK\x01\x02") + 8
    path.write_bytes(data[:at] + b"\x01" + data[at + 1 :])
    assert holds_load_file(path)
    with ReceivedZip(path) as archive, pytest.raises(Encrypted):
        archive.refuse_harm(10 * GB)


def test_a_place_in_a_zip_is_told_from_one_in_a_folder(tmp_path):
    path = zipped(tmp_path / "v.ZIP", ("a/b.txt", b"words"), ("Über.txt", b"more"))
    (tmp_path / "folder.zip").mkdir()
    assert inside_zip(path / "a" / "b.txt") == (path, "a/b.txt")
    assert inside_zip(tmp_path / "folder.zip" / "b.txt") is None
    with ReceivedZip(path) as archive:
        assert b"".join(archive.blocks("a/b.txt")) == b"words"
        assert b"".join(archive.blocks(unicodedata.normalize("NFD", "Über.txt"))) == b"more"
        with pytest.raises(NotFound, match=r"not in v\.ZIP"):
            next(archive.blocks("a/c.txt"))


def test_names_windows_cannot_use():
    bad = ("CON", "nul.txt", "a.txt:stream", "a?", "end.", "end ")
    assert all(_unfit(name, windows=True) for name in bad) and not any(_unfit(name, windows=False) for name in bad)
    assert _unfit("a\nb", windows=False) and not _unfit("AB 1 (copy).txt", windows=True)


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20), max_size=6))
@example(["..", "a/..", "/", "\\", "c:", ".", "a//b", "\0", "a/./../b"])
@settings(max_examples=100, deadline=None)
def test_whatever_a_member_is_called_it_stays_below_the_folder(names):
    infos = []
    for name in names:
        info = zipfile.ZipInfo("x")
        info.orig_filename = info.filename = name
        infos.append(info)
    for one in members_of(infos):
        target = Path("/room").joinpath(*one.parts)
        if not one.problem:
            assert target != Path("/room") and ".." not in target.parts and target.is_relative_to("/room")


@given(st.binary(max_size=300), st.integers(0, 300))
@settings(max_examples=100, deadline=None)
def test_no_bytes_break_it(noise, place):
    with tempfile.TemporaryDirectory() as name:
        path = zipped(Path(name) / "v.zip", ("V/a.dat", b"BEGBATES,TEXTPATH\n" * 9), ("b", b"words"))
        data = path.read_bytes()
        path.write_bytes(data[:place] + noise[:20] + data[place + len(noise[:20]) :])
        holds_load_file(path)
        try:
            unpacked(path, Path(name) / "out")
        except FileProblem:
            pass
