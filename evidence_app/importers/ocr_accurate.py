"""The optional accurate OCR engine (rapidocr) for pages the first engine is unsure of. Import fails when it is absent.

It needs about 1 GB of memory and 4 GB of address space: give the pool that runs it such a limit.
Its line-direction classifier stays off: it turns long lines upside down and returns rubbish.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy  # type: ignore[import-not-found]
import rapidocr  # type: ignore[import-not-found]
from PIL import Image

from evidence_app.importers.ocr import OcrText
from evidence_app.model.errors import MissingTool
from evidence_app.model.pages import Word


@functools.lru_cache(maxsize=1)
def _engine() -> Any:
    _refuse_download()
    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
    return rapidocr.RapidOCR(params={"Global.use_cls": False, "Global.log_level": "critical", **threads})


def _refuse_download() -> None:
    """The engine fetches missing models from the network; the program never does that."""
    folder = Path(rapidocr.__file__).parent / "models"
    for kind in ("det", "rec"):
        if not any(folder.glob(f"*_{kind}_*.onnx")):
            raise MissingTool("The accurate OCR engine has no model.", "Reinstall it with its models.")


def recognise_accurately(picture: Image.Image) -> OcrText:
    """One pass; a text line per line found, from top to bottom, words with their share of the line's box."""
    found = _engine()(numpy.asarray(picture.convert("RGB")))
    lines = sorted(zip(found.boxes, found.txts, found.scores, strict=True), key=_top) if found.txts else []
    text, words, weight, total = "", [], 0, 0.0
    for box, line, score in lines:
        text = f"{text}\n" if text else ""
        words += _words(line, len(text), box, round(score * 100))
        text += line
        weight += len(line)
        total += len(line) * score * 100
    return OcrText(text, tuple(words), round(total / weight) if weight else -1)


def _top(line: tuple[Any, str, float]) -> tuple[float, float]:
    box = line[0]
    return round(min(corner[1] for corner in box) / 10), min(corner[0] for corner in box)


def _words(line: str, offset: int, box: Any, confidence: int) -> list[Word]:
    """Boxes by the words' share of the characters: the engine gives boxes per line."""
    left, right = min(corner[0] for corner in box), max(corner[0] for corner in box)
    top, bottom = round(min(corner[1] for corner in box)), round(max(corner[1] for corner in box))
    step = (right - left) / max(1, len(line))
    words, start = [], 0
    for word in line.split():
        start = line.index(word, start)
        end = start + len(word)
        x0, x1 = round(left + start * step), round(left + end * step)
        words.append(Word(offset + start, offset + end, x0, top, x1, bottom, confidence))
        start = end
    return words
