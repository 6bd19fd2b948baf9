"""Which character a byte of Rich Text is: by the code page of its font, and for symbol fonts by their own tables."""

from __future__ import annotations

import codecs

WESTERN = "cp1252"
SYMBOLS, DINGBATS, UNKNOWN_DINGBATS = "symbol font", "wingdings", "other dingbats"
PICTURE_FONTS = (SYMBOLS, DINGBATS, UNKNOWN_DINGBATS)
"""Stand where a codec's name stands, for fonts whose letters are pictures."""

_CHARSETS = {
    0: WESTERN, 77: "mac_roman", 78: "shift_jis", 79: "cp949", 80: "gb2312", 81: "big5", 82: "cp1361", 83: "cp1255",
    84: "cp1256", 85: "mac_greek", 86: "mac_turkish", 87: "cp874", 88: "mac_latin2", 89: "mac_cyrillic", 128: "cp932",
    129: "cp949", 130: "cp1361", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 181: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""``\\fcharset`` of a font, after the specification's table; 1 means the document's own code page, 2 a symbol font."""
_CODE_PAGES = {708: "iso8859_6", 709: "iso8859_6", 819: "latin-1", 936: "gbk", 1361: "cp1361", 10000: "mac_roman",
               10001: "shift_jis", 10004: "cp1256", 10005: "cp1255", 10006: "mac_greek", 10007: "mac_cyrillic",
               10029: "mac_latin2", 10081: "mac_turkish", 54936: "gb18030", 65001: "utf-8"}  # fmt: skip
_SYMBOL_FONT = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(b"\"$'*-@\\^~\xa0", "∀∃∋∗−≅∴⊥∼€", strict=True)),
    **dict(zip(range(0xA1, 0xBD), "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…", strict=True)),
    **dict(zip(range(0xC4, 0xD9), "⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬", strict=True)),
    **dict(zip(b"\xd9\xda\xdb\xde\xe2\xe3\xe4\xe5\xf2", "∧∨⇔⇒®©™∑∫", strict=True)),
}
_WINGDINGS = {0x20: " ", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x72: "❒", 0x76: "❖", 0x78: "☒", 0x9F: "•",
              0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"}  # fmt: skip
"""The bullets and boxes of lists and forms; the rest are pictures."""
BULLETS = frozenset("•·▪●■o❑❒❖➢→✓-–—*") | {"\uf0b7"}


def of_code_page(number: int | None) -> str:
    """The codec of a Windows code page; ``ascii`` when nobody knows it, so that its other bytes are told as unknown."""
    name = _CODE_PAGES.get(number or 0, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "ascii"


def of_font(name: str, charset: int | None, documents: str) -> str:
    """The codec of a font by what the font table says of it; ``documents`` is the document's own."""
    if charset == 2 or charset is None:
        plain = name.strip().lower()
        if plain in ("symbol", "symbolps"):
            return SYMBOLS
        if plain == "wingdings":
            return DINGBATS
        if charset == 2 and ("ding" in plain or plain in ("marlett", "mt extra")):
            return UNKNOWN_DINGBATS
    return _CHARSETS.get(charset if charset is not None else -1, documents)


def decoded(data: bytes, codec: str) -> str:
    """The characters of bytes; U+FFFD for those without a meaning. Western bytes that are UTF-8 are read as that."""
    if codec in PICTURE_FONTS:
        return "".join(pictured(byte, codec) for byte in data)
    if codec == WESTERN and not data.isascii():
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return data.decode(codec, "replace")


def pictured(byte: int, codec: str) -> str:
    """What a letter of a symbol font shows, as the character that looks so; U+FFFD for a picture without one."""
    if codec == SYMBOLS:
        return _SYMBOL_FONT.get(byte, chr(byte) if byte < 0x80 else "\ufffd")
    return _WINGDINGS.get(byte, "\ufffd") if codec == DINGBATS else " " if byte == 0x20 else "\ufffd"
