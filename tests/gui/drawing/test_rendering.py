import io

import pytest
import typst
from PIL import Image
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QImage, QPainter

from evidence_app.gui.drawing.image_cache import DrawingKey, ImageCache
from evidence_app.gui.drawing.originals_drawn import OpenOriginals, Original
from evidence_app.gui.drawing.rendering import AHEAD, VISIBLE, Renderer, Wish
from evidence_app.importers.image_copy import PictureTask, picture_to_pdf
from evidence_app.model.errors import Encrypted, TooBig, Unreadable

PAGE = '#set page(width: 200pt, height: 100pt, margin: 0pt)\n#rect(width: 100%, height: 50%, fill: rgb("{}"))'


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "two.pdf"
    path.write_bytes(typst.compile((PAGE.format("#ff0000") + "\n#pagebreak()\n" + PAGE.format("#0000ff")).encode()))
    return Original("a" * 64, path, "pdf")


def colour(image: QImage, x: int, y: int):
    at = image.pixelColor(x, y)
    return at.red(), at.green(), at.blue()


def test_a_pdf_page_and_a_part_of_it(pdf):
    with_files = OpenOriginals()
    whole = with_files.draw(pdf, 2, 400, 200, None)
    assert (whole.width(), whole.height()) == (400, 200)
    assert colour(whole, 200, 20) == (0, 0, 255) and colour(whole, 200, 190) == (255, 255, 255)
    part = with_files.draw(pdf, 2, 400, 200, (100, 90, 50, 60))
    assert (part.width(), part.height()) == (50, 60)
    assert colour(part, 5, 2) == (0, 0, 255) and colour(part, 5, 50) == (255, 255, 255)
    with_files.close()


def test_originals_are_not_changed_and_bad_ones_are_named(pdf, tmp_path):
    before = pdf.path.read_bytes()
    pdf.path.chmod(0o400)
    files = OpenOriginals()
    files.draw(pdf, 1, 50, 25, None)
    assert pdf.path.read_bytes() == before
    with pytest.raises(Unreadable):
        files.draw(pdf, 7, 50, 25, None)
    with pytest.raises(TooBig):
        files.draw(pdf, 1, 100_000, 100_000, None)
    broken = tmp_path / "broken"
    broken.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(Unreadable):
        files.draw(Original("b" * 64, broken, "pdf"), 1, 50, 25, None)
    with pytest.raises(Unreadable):
        files.draw(Original("c" * 64, broken, "image"), 1, 50, 25, None)
    files.close()


def test_a_file_with_a_password_asks_for_it(pdf, tmp_path, qapp, qtbot):
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=pdf.path)
    writer.encrypt("open sesame", algorithm="AES-256")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    original = Original("d" * 64, locked, "pdf")
    with pytest.raises(Encrypted):
        OpenOriginals().draw(original, 1, 40, 20, None)
    renderer = Renderer()
    key = DrawingKey(original.sha256, 1, 40, 20)
    with qtbot.waitSignal(renderer.failed):
        renderer.want(renderer, [Wish(VISIBLE, original, key)])
    assert renderer.failure(key).password
    renderer.set_password(original.sha256, "open sesame")
    with qtbot.waitSignal(renderer.drawn):
        renderer.want(renderer, [Wish(VISIBLE, original, key)])
    assert key in renderer.cache
    renderer.close()


def test_pictures_stand_upright_and_every_tiff_frame_is_a_page(tmp_path):
    red, blue = Image.new("RGB", (40, 20), "red"), Image.new("RGB", (40, 20), "blue")
    tiff = tmp_path / "scan.tif"
    red.save(tiff, save_all=True, append_images=[blue])
    files = OpenOriginals()
    assert colour(files.draw(Original("e" * 64, tiff, "image"), 2, 80, 40, None), 9, 9) == (0, 0, 255)
    photo, exif = tmp_path / "photo.jpg", Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    half = Image.new("RGB", (40, 20), "white")
    half.paste("black", (0, 0, 20, 20))
    half.save(photo, exif=exif, quality=95)
    drawn = files.draw(Original("f" * 64, photo, "image"), 1, 20, 40, None)
    assert sum(colour(drawn, 10, 5)) < 60 and sum(colour(drawn, 10, 35)) > 700
    files.close()


def test_see_through_becomes_paper(tmp_path):
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    path = tmp_path / "clear.png"
    path.write_bytes(out.getvalue())
    files = OpenOriginals()
    assert colour(files.draw(Original("1" * 64, path, "image"), 1, 10, 10, None), 5, 5) == (255, 255, 255)


@pytest.mark.parametrize(("name", "mode", "value", "more", "seen"), [
    ("deep.tif", "I;16B", 25_700, {}, 100), ("clear.png", "RGB", (10, 20, 30), {"transparency": (10, 20, 30)}, 255),
])  # fmt: skip
def test_a_copy_of_a_picture_shows_what_the_screen_shows(tmp_path, name, mode, value, more, seen):
    path, copy = tmp_path / name, tmp_path / "copy.pdf"
    Image.new(mode, (60, 40), value).save(path, **more)
    picture_to_pdf(PictureTask(str(path), str(copy), name, paper=False))
    files = OpenOriginals()
    for original in (Original("3" * 64, path, "image"), Original("4" * 64, copy, "pdf")):
        assert colour(files.draw(original, 1, 60, 40, None), 30, 20) == (seen,) * 3
    files.close()


def test_a_highlight_multiplied_onto_a_picture_has_its_own_colour(tmp_path, qapp):
    """Pictures have whole alpha; with none, a highlight on white came out red and the words under it green."""
    path = tmp_path / "shot.png"
    Image.new("RGB", (30, 10), "white").save(path)
    files = OpenOriginals()
    drawn = files.draw(Original("2" * 64, path, "image"), 1, 30, 10, None)
    assert all(drawn.pixel(x, 5) >> 24 == 255 for x in range(30))
    target = QImage(30, 10, QImage.Format.Format_ARGB32_Premultiplied)
    target.fill(0xFFFFFFFF)
    painter = QPainter(target)
    painter.drawImage(0, 0, drawn)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.fillRect(0, 0, 30, 10, QColor(255, 160, 40))
    painter.end()
    assert colour(target, 15, 5) == (255, 160, 40)


def test_the_cache_keeps_to_its_limit_and_drops_the_oldest():
    cache = ImageCache(limit=3 * 400)
    keys = [DrawingKey("a" * 64, n, 10, 10) for n in range(1, 6)]
    for key in keys:
        cache.put(key, QImage(10, 10, QImage.Format.Format_RGB32))
        cache.get(keys[0])
    assert cache.bytes <= 1200
    assert keys[0] in cache and keys[4] in cache and keys[1] not in cache
    assert cache.stand_in("a" * 64, 5) is not None and cache.stand_in("a" * 64, 2) is None


class Hearer(QObject):
    def __init__(self):
        super().__init__()
        self.keys = []

    def hear(self, key):
        self.keys.append(key)


def test_what_was_scrolled_past_is_never_drawn(pdf, qapp, qtbot):
    renderer, hearer = Renderer(), Hearer()
    renderer.drawn.connect(hearer.hear)
    past = [Wish(VISIBLE, pdf, DrawingKey(pdf.sha256, 1, 1500 + n, 750)) for n in range(200)]
    now = [
        Wish(AHEAD, pdf, DrawingKey(pdf.sha256, 2, 60, 30)),
        Wish(VISIBLE, pdf, DrawingKey(pdf.sha256, 1, 60, 30)),
    ]
    renderer.want(renderer, past)
    renderer.want(renderer, now)
    qtbot.waitUntil(lambda: now[0].key in hearer.keys, timeout=5000)
    assert hearer.keys.index(now[1].key) < hearer.keys.index(now[0].key)
    assert len(hearer.keys) < 20
    renderer.close()
