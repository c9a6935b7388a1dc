"""Telephone numbers as people write them, in E.164 form and back; without a prefix they are French."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from bot.domain.clients.matching import without_separators

NO_BREAK_SPACE = "\u00a0"
_FRANCE = 33
_WRITTEN = re.compile(r"[+(]?[0-9][0-9\s().\-/]*")
_NUMBER_END = re.compile(r"(?<=[0-9])(?!\w)")
_NATIONAL_DIGITS = 9
"""A French number has so many without its first 0; more without a 0 or `+` are E.164 without its `+`."""

_LONGEST = 40  # fifteen digits at most, and what separates them


def normalise_phone(text: str) -> str | None:
    """`+33612345678` for `06 12 34 56 78`, `06.12.34.56.78`, `+33 (0)6 12 34 56 78`; else None."""
    written = " ".join(text.split())  # the library knows no narrow no-break space
    if not _WRITTEN.fullmatch(written):
        return None
    try:
        number = phonenumbers.parse(written, "FR")
    except NumberParseException:
        return None
    if not (_in_french_plan(number) or phonenumbers.is_valid_number(number)):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def exchange_phone(text: str) -> str | None:
    """As `normalise_phone`, of what telephone exchanges write: E.164 with or without `+`, or a French number."""
    number = text.strip()
    lacks_plus = number[:1] not in {"+", "0", "("} and len(re.sub(r"\D", "", number)) > _NATIONAL_DIGITS
    return normalise_phone(f"+{number}" if lacks_plus else number)


def leading_phone(text: str) -> tuple[str, str] | None:
    """The number that the text begins with, in E.164 form, and the rest as it was typed."""
    typed = text.strip()
    run = _WRITTEN.match(typed)
    if not run:
        return None
    longest = min(run.end(), _LONGEST)
    ends = [end.start() for end in _NUMBER_END.finditer(typed) if end.start() <= longest]
    for end in reversed(ends):
        number = normalise_phone(typed[:end])
        if number:
            return number, without_separators(typed[end:])
    return None


def show_phone(e164: str) -> str:
    """`06 12 34 56 78` for a French number, `+49 30 123456` for another, with no-break spaces."""
    number = phonenumbers.parse(e164)
    national = number.country_code == _FRANCE
    shape = PhoneNumberFormat.NATIONAL if national else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape).replace(" ", NO_BREAK_SPACE)


def _in_french_plan(number: phonenumbers.PhoneNumber) -> bool:
    # The library knows only ranges already given out: new ones, and those kept for examples, are numbers too.
    national = phonenumbers.national_significant_number(number)
    return number.country_code == _FRANCE and re.fullmatch(r"[1-9][0-9]{8}", national) is not None
