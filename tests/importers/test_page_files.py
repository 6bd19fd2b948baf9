"""Pages that are files of their own become one file that looks as they did."""

import struct

import pikepdf
import pytest
from PIL import Image

from evidence_app.importers.image_copy import PictureTask, picture_to_pdf
from evidence_app.importers.page_files import JoinTask, join_pages
from evidence_app.model.errors import Unreadable


def test_pictures_of_any_mode_are_pages_of_one_tiff(tmp_path):
    pages = (("a.tif", "1", 1, 255), ("b.tif", "I;16B", 25_700, 100), ("c.png", "RGBA", (0, 0, 0, 0), 255))
    for name, mode, value, _seen in pages:
        Image.new(mode, (60, 40), value).save(tmp_path / name)
    made = join_pages(JoinTask(tuple(str(tmp_path / name) for name, *_rest in pages), str(tmp_path / "joined")))
    with Image.open(made) as joined:
        for number, (*_page, seen) in enumerate(pages):
            joined.seek(number)
            assert joined.convert("L").getpixel((5, 5)) == seen


def test_each_page_keeps_its_own_resolution_and_so_its_size_on_paper(tmp_path):
    scans = (
        ("fax.tif", (1728, 2200), (204, 196)),
        ("letter.png", (2550, 3300), (300, 300)),
        ("shot.png", (960, 480), None),
    )
    for name, size, dpi in scans:
        Image.new("1", size, 1).save(tmp_path / name, **({"dpi": dpi} if dpi else {}))
    alone = [_points(str(tmp_path / name), tmp_path)[0] for name, *_rest in scans]
    made = join_pages(JoinTask(tuple(str(tmp_path / name) for name, *_rest in scans), str(tmp_path / "joined")))
    assert _points(made, tmp_path) == alone
    assert [round(width) for width, _height in alone] == [610, 612, 720]
    with Image.open(made) as joined:
        assert joined.info["dpi"] == (204, 196)


def test_a_resolution_that_makes_no_sense_does_not_stop_a_page(tmp_path):
    Image.new("1", (960, 480)).save(tmp_path / "a.tif", dpi=(300, 300))
    stated = struct.pack("<II", 300, 1)
    data = (tmp_path / "a.tif").read_bytes()
    assert data.count(stated) == 2
    (tmp_path / "a.tif").write_bytes(data.replace(stated, struct.pack("<II", 300, 0)))
    made = join_pages(JoinTask((str(tmp_path / "a.tif"),) * 2, str(tmp_path / "joined")))
    assert _points(made, tmp_path) == [(720.0, 360.0)] * 2


def _points(picture, tmp_path):
    """Width and height of its pages in PDF points."""
    copy = picture_to_pdf(PictureTask(picture, str(tmp_path / "pages.pdf"), "picture", paper=False))
    with pikepdf.open(copy.path) as pdf:
        return [tuple(map(float, page.mediabox[2:])) for page in pdf.pages]


def test_pdfs_and_pictures_are_not_mixed(tmp_path):
    with pytest.raises(Unreadable, match="mixed"):
        join_pages(JoinTask((str(tmp_path / "a.pdf"), str(tmp_path / "b.tif")), str(tmp_path / "joined")))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_picture_is_the_same_pixels_the_other_way_up(tmp_path, turn):
    for name in ("a.tif", "b.tif"):
        picture = Image.new("1", (60, 40), 1)
        picture.putpixel((0, 0), 0)
        picture.putpixel((5, 0), 0)
        picture.save(tmp_path / name, dpi=(204, 196))
    paths = tuple(str(tmp_path / name) for name in ("a.tif", "b.tif"))
    made = join_pages(JoinTask(paths, str(tmp_path / "joined"), {(paths[1], 0): turn}))
    black = {90: {(39, 0), (39, 5)}, 180: {(59, 39), (54, 39)}, 270: {(0, 59), (0, 54)}}[turn]
    with Image.open(made) as joined:
        assert joined.size == (60, 40) and joined.getpixel((0, 0)) == 0, "the page before stays as it is"
        joined.seek(1)
        size = joined.size
        seen = {(x, y) for x in range(size[0]) for y in range(size[1]) if not joined.getpixel((x, y))}
        assert (size, seen) == ((60, 40) if turn == 180 else (40, 60), black)
        assert joined.info["dpi"] == ((204, 196) if turn == 180 else (196, 204))


def test_pages_of_pdfs_are_turned_one_by_one_on_top_of_their_own_turn(tmp_path):
    path = str(tmp_path / "a.pdf")
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page(page_size=(200, 100))
        pdf.pages[1].rotate(270, relative=False)
        pdf.save(path)
    made = join_pages(JoinTask((path,), str(tmp_path / "joined"), {(path, 2): 180, (path, 3): 90}))
    with pikepdf.open(made) as joined:
        assert [int(page.get("/Rotate", 0)) % 360 for page in joined.pages] == [0, 90, 90]
