"""Personal identifiers a federal filing may show only in part (FRCP 5.2(a)), found by their form and the words beside them.

A filing may include only the last four digits of a social-security number or taxpayer-identification number, the year
of a birth date, a minor's initials, and the last four digits of a financial-account number. What is found here is a
reason to look; what is not found proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from evidence_app.model.pinpoint import find_quote

IdentifierKind = Literal["social-security number", "taxpayer number", "birth date", "account number", "protected name"]

NEAR = 40
"""Characters before a number in which a word such as "EIN" says what the number is."""

_DASH = "[-\u2010\u2011\u2012\u2013]"
_FREE = r"(?<![\w.#/\u2010-\u2013-])"
_END = r"(?![\w/\u2010-\u2013-]|[.,]\d)"
_DASHED_SSN = re.compile(rf"{_FREE}(\d{{3}}){_DASH}(\d{{2}}){_DASH}(\d{{4}}){_END}")
_LOOSE_SSN = re.compile(rf"{_FREE}(\d{{3}}) ?(\d{{2}}) ?(\d{{4}}){_END}")
_SSN_WORDS = re.compile(r"\bS\.?S\.?N\b|\bSS ?#|\bsocial[\s-]+security\b|\bsoc\.? sec\b", re.IGNORECASE)
_EIN = re.compile(rf"{_FREE}(\d{{2}}){_DASH}(\d{{7}}){_END}")
_TAX_WORDS = re.compile(
    r"\bF?EIN\b|\bI?TIN\b|\bemployer\s+(?:id|identification)\b|\btax(?:payer)?[\s-]*(?:id\b|i\.d\.|identification)"
    r"|\bfederal\s+id\b",
    re.IGNORECASE,
)
_OTHER_WORDS = re.compile(r"\b(?:ISBN|ISSN|phone|tel|fax|bates|docket|case no)\W*$", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_FULL_DATE = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})\b|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}\b)"
)
_BIRTH = re.compile(
    r"(?:\bdate\s+of\s+birth\b|\bbirth\s?dates?\b|\bbirthday\b|\bd\.\s?o\.\s?b\.?|\bdob\b|\bborn\b)"
    rf"[^\d.;]{{0,{NEAR}}}?(?P<date>{_FULL_DATE})",
    re.IGNORECASE,
)
_GROUPED_CARD = re.compile(rf"{_FREE}(?:\d{{4}}([ -])\d{{4}}\1\d{{4}}\1\d{{4}}|3\d{{3}}([ -])\d{{6}}\2\d{{4,5}}){_END}")
_PLAIN_CARD = re.compile(rf"{_FREE}\d{{14,19}}{_END}")
_IBAN = re.compile(r"(?<![\w-])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\w-])")
_ACCOUNT = re.compile(
    r"\b(?:account|acct|a/c|checking|savings)\b(?P<label>[\s.]{0,4}(?:(?:numbers?|nos?|num)\b\.?|#)?[\s:#]{0,4}(?:(?:is|was)\b)?[\s:]{0,4})"
    rf"(?P<number>\d(?:[ -]?\d){{5,16}}){_END}",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:1[ -])?\d{3}[ -]\d{3}[ -]\d{4}")
_ISO_DAY = re.compile(r"(?:19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])")
_ITIN_GROUPS = frozenset({*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)})


@dataclass(frozen=True)
class Identifier:
    """Something that looks like a personal identifier. ``shown`` is what may be repeated of it: its last four, a year."""

    kind: IdentifierKind
    start: int
    end: int
    shown: str


def find_identifiers(text: str, names: Iterable[str] = ()) -> list[Identifier]:
    """Everything in ``text`` that looks like a personal identifier, in order, each place once.

    ``names`` are protected names (minors); they are found whole, in any case, also over a line break.
    """
    found: list[Identifier] = []
    for one in (*_numbers(text), *_births(text), *_names(text, names)):
        if all(one.end <= other.start or other.end <= one.start for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _numbers(text: str) -> Iterator[Identifier]:
    yield from _social_security(text)
    yield from _employer(text)
    yield from _cards(text)
    yield from _ibans(text)
    yield from _accounts(text)


def _social_security(text: str) -> Iterator[Identifier]:
    for pattern, needs_words in ((_DASHED_SSN, False), (_LOOSE_SSN, True)):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - NEAR) : match.start()]
            kind = _person_number(*match.groups())
            said = _SSN_WORDS.search(before) or (kind == "taxpayer number" and _TAX_WORDS.search(before))
            if kind and not _OTHER_WORDS.search(before) and (said or not needs_words):
                yield Identifier(kind, *match.span(), f"ends in {match.group(3)}")


def _person_number(area: str, group: str, serial: str) -> IdentifierKind | None:
    """Numbers the Social Security Administration never gives out are none; 9xx are the tax office's (ITIN)."""
    if area in ("000", "666") or group == "00" or serial == "0000":
        return None
    if area < "900":
        return "social-security number"
    return "taxpayer number" if int(group) in _ITIN_GROUPS else None


def _employer(text: str) -> Iterator[Identifier]:
    for match in _EIN.finditer(text):
        if _TAX_WORDS.search(text[max(0, match.start() - NEAR) : match.start()]):
            yield Identifier("taxpayer number", *match.span(), f"ends in {match.group(2)[-4:]}")


def _cards(text: str) -> Iterator[Identifier]:
    for pattern in (_GROUPED_CARD, _PLAIN_CARD):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match.group())
            if _is_card(digits) and luhn(digits):
                yield Identifier("account number", *match.span(), f"ends in {digits[-4:]}")


def _is_card(digits: str) -> bool:
    """Whether a payment network uses numbers that begin and are as long as this (ISO/IEC 7812 issuer ranges)."""
    length, two, three, four = len(digits), int(digits[:2]), int(digits[:3]), int(digits[:4])
    return (
        (digits[0] == "4" and length in (16, 19))
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and length == 16)
        or (two in (34, 37) and length == 15)
        or ((300 <= three <= 305 or two in (36, 38, 39)) and length == 14)
        or ((four == 6011 or two in (62, 65) or 644 <= three <= 649 or 3528 <= four <= 3589) and 16 <= length <= 19)
    )


def luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1): every second digit from the right doubled, sum divisible by 10."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _ibans(text: str) -> Iterator[Identifier]:
    for match in _IBAN.finditer(text):
        plain = match.group().replace(" ", "")
        if 15 <= len(plain) <= 34 and _mod97(plain) == 1:
            yield Identifier("account number", *match.span(), f"ends in {plain[-4:]}")


def _mod97(plain: str) -> int:
    """The check of ISO 13616: first four characters to the end, letters as numbers from A = 10, remainder by 97."""
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97


def _accounts(text: str) -> Iterator[Identifier]:
    for match in _ACCOUNT.finditer(text):
        number, digits = match.group("number"), re.sub(r"\D", "", match.group("number"))
        labelled = bool(match.group("label").strip(" \t\r\n."))
        if _PHONE.fullmatch(number) or _ISO_DAY.fullmatch(number) or not (labelled or len(digits) >= 8):
            continue
        yield Identifier("account number", *match.span("number"), f"ends in {digits[-4:]}")


def _births(text: str) -> Iterator[Identifier]:
    for match in _BIRTH.finditer(text):
        year = re.search(r"\d{4}", match.group("date"))
        yield Identifier("birth date", *match.span("date"), f"year {year.group()}" if year else "a full date")


def _names(text: str, names: Iterable[str]) -> Iterator[Identifier]:
    for name in names:
        for start, end in find_quote(text, name):
            whole = not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
            if whole:
                yield Identifier("protected name", start, end, initials(name))


def initials(name: str) -> str:
    """What FRCP 5.2(a)(3) lets stand of a minor's name: ``A.B.R.``"""
    return "".join(f"{part[0].upper()}." for part in re.findall(r"\w+", name))
