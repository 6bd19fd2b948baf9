"""Pages that are files of their own become one file that looks as they did."""

import pytest
from PIL import Image

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


def test_pdfs_and_pictures_are_not_mixed(tmp_path):
    with pytest.raises(Unreadable, match="mixed"):
        join_pages(JoinTask((str(tmp_path / "a.pdf"), str(tmp_path / "b.tif")), str(tmp_path / "joined")))
