import io

import pytest
from PIL import Image

from evidence_app.importers.image import on_white_paper
from tests.importers.conftest import encoded, screenshot


@pytest.mark.parametrize(("kind", "media_type"), [
    ("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("TIFF", "image/tiff"), ("GIF", "image/gif"),
    ("BMP", "image/bmp"),
])  # fmt: skip
def test_formats_by_their_bytes_whatever_the_name_says(desk, kind, media_type):
    exhibit = desk.read("looks like.txt", encoded(screenshot(["a"]), kind))
    assert (exhibit.kind, exhibit.media_type, exhibit.status) == ("image", media_type, "ok")
    assert [page.needs_ocr for page in exhibit.pages] == [True]


def test_every_frame_of_a_tiff_is_a_page(desk):
    frames = [screenshot([f"Sheet number {word}"], points=24) for word in ("one", "two", "three")]
    data = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="tiff_deflate")
    exhibit = desk.read("fax.tif", data)
    assert [page.number for page in exhibit.pages] == [1, 2, 3]
    second, third = desk.ocr("fax.tif", data, 2, 3)
    assert (second.number, second.text) == (2, "Sheet number two") and third.text == "Sheet number three"


def test_resolution_gives_the_paper_size_else_screen_pixels(desk):
    scan = desk.read("a.tif", encoded(Image.new("1", (1700, 2200), 1), "TIFF", dpi=(200, 200))).pages[0]
    assert (scan.width, scan.height) == (61200, 79200)
    shot = desk.read("a.png", encoded(Image.new("L", (1280, 720), 255))).pages[0]
    assert (shot.width, shot.height) == (96000, 54000)


def photo(orientation=1, taken="2024:09:18 10:15:33", offset="-07:00"):
    image = screenshot(["The witness signed here"], size=(600, 200), points=24)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[0x9003] = taken
    exif.get_ifd(0x8769)[0x9011] = offset
    return image, exif


def test_orientation_and_time_of_a_photo(desk):
    image, exif = photo(orientation=6)
    data = encoded(image.rotate(90, expand=True), "JPEG", exif=exif, quality=95)
    exhibit = desk.read("IMG.jpg", data)
    assert (exhibit.date, exhibit.date_basis) == ("2024-09-18", "metadata")
    assert exhibit.date_as_stated == "2024:09:18 10:15:33 -07:00"
    assert (exhibit.pages[0].width, exhibit.pages[0].height) == (45000, 15000)
    assert desk.ocr("IMG.jpg", data, 1)[0].text == "The witness signed here"


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "garbage", "2024:13:01 00:00:00"])
def test_a_camera_without_a_clock_gives_no_date(desk, taken):
    image, exif = photo(taken=taken)
    assert desk.read("IMG.jpg", encoded(image, "JPEG", exif=exif)).date == ""


def test_heic(desk):
    pi_heif = pytest.importorskip("pi_heif")
    try:
        heif = pi_heif.from_pillow(screenshot(["a"]))
        out = io.BytesIO()
        heif.save(out)
    except Exception:
        pytest.skip("this build reads HEIC but cannot write it")
    assert desk.read("a.heic", out.getvalue()).kind == "image"


def test_too_many_pixels_is_refused_before_decoding(desk):
    exhibit = desk.read("a.png", encoded(Image.new("1", (20_000, 20_000))))
    assert exhibit.status == "too big" and "pixels" in exhibit.reason and exhibit.pages == ()
    assert desk.read("a.png", encoded(Image.new("1", (50, 50))), max_pixels=1_000).status == "too big"


def test_damage_is_found_at_import(desk):
    data = encoded(screenshot(["words"] * 5))
    cut_off = desk.read("a.png", data[: len(data) // 2])
    assert cut_off.status == "damaged" and "damaged" in cut_off.reason
    assert desk.read("a.png", b"\x89PNG\r\n\x1a\nnothing").status == "damaged"


def test_one_damaged_frame_does_not_cost_the_others(desk):
    frames = [screenshot([f"Sheet {i}"], size=(400, 400)) for i in range(3)]
    data = bytearray(encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw"))
    with Image.open(io.BytesIO(bytes(data))) as image:
        image.seek(1)
        start = image.tag_v2[273][0]
    data[start : start + 200] = b"\xff" * 200
    exhibit = desk.read("a.tif", bytes(data))
    assert exhibit.status == "partial" and exhibit.reason == "1 of 3 pictures in the file are damaged."
    assert [page.needs_ocr for page in exhibit.pages] == [True, False, True]


@pytest.mark.parametrize(("mode", "value", "mid_grey"), [
    ("1", 1, 255), ("L", 100, 100), ("RGB", (100, 100, 100), 100), ("P", 0, 0), ("CMYK", (0, 0, 0, 155), 100),
    ("I;16", 25_700, 100), ("I;16B", 25_700, 100), ("I", 25_700, 100), ("F", 100.0, 100),
    ("RGBA", (0, 0, 0, 0), 255), ("LA", (0, 0), 255), ("RGBA", (0, 0, 0, 155), 100),
])  # fmt: skip
def test_a_picture_of_any_mode_looks_on_paper_as_it_is_meant(mode, value, mid_grey):
    shown = on_white_paper(Image.new(mode, (2, 2), value))
    assert shown.mode in ("1", "L", "RGB")
    assert abs(shown.convert("L").getpixel((0, 0)) - mid_grey) <= 1


def test_a_colour_that_stands_for_see_through_is_white_paper():
    data = encoded(Image.new("RGB", (2, 2), (10, 20, 30)), transparency=(10, 20, 30))
    assert on_white_paper(Image.open(io.BytesIO(data))).getpixel((0, 0)) == (255, 255, 255)
