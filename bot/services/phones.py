"""Telephone numbers as people write them, in E.164 form and back; without a prefix they are French."""

import re
from typing import TYPE_CHECKING

from bot.domain.clients.matching import without_separators
from bot.domain.clients.phone_numbers import canonical

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

NO_BREAK_SPACE = "\u00a0"
_FRANCE = 33
_DIALLED_IN_FRANCE = {_FRANCE, 262, 590, 594, 596}
_DIRECTION_MARKS = (
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_HYPHENS = "\u2010\u2011\u2012\u2013\u2212"
_TYPED_PLAINLY = str.maketrans(dict.fromkeys(_DIRECTION_MARKS) | dict.fromkeys(_HYPHENS, "-"))
_WRITTEN = re.compile(r"[+(]?[0-9][0-9\s().\-/]*")
_NUMBER_END = re.compile(r"(?<=[0-9])(?!\w)")
_NATIONAL_DIGITS = 9
"""A French number has so many without its first 0; more without a 0 or `+` are E.164 without its `+`."""

_LONGEST = 40  # fifteen digits at most, and what separates them


def normalise_phone(text: str) -> str | None:
    """`+33612345678` for `06 12 34 56 78`, `06.12.34.56.78`, `+33 (0)6 12 34 56 78`; else None."""
    written = " ".join(typed_plainly(text).split())  # the library knows no narrow no-break space
    if not _WRITTEN.fullmatch(written):
        return None
    import phonenumbers

    try:
        number = phonenumbers.parse(written, "FR")
    except phonenumbers.NumberParseException:
        return None
    if not (_in_french_plan(number) or phonenumbers.is_valid_number(number)):
        return None
    return canonical(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def typed_plainly(text: str) -> str:
    """The text without the marks of a writing direction, and with plain hyphens."""
    return text.translate(_TYPED_PLAINLY)


def find_phone(text: str) -> str | None:
    """The first number anywhere in the text, in E.164 form."""
    import phonenumbers

    plainly = " ".join(typed_plainly(text).split())
    for found in phonenumbers.PhoneNumberMatcher(plainly, "FR", leniency=phonenumbers.Leniency.POSSIBLE):
        if number := normalise_phone(found.raw_string):
            return number
    return None


def exchange_phone(text: str) -> str | None:
    """As `normalise_phone`, of what telephone exchanges write: E.164 with or without `+`, or a French number."""
    number = text.strip()
    lacks_plus = number[:1] not in {"+", "0", "("} and len(re.sub(r"\D", "", number)) > _NATIONAL_DIGITS
    return normalise_phone(f"+{number}" if lacks_plus else number)


def leading_phone(text: str) -> tuple[str, str] | None:
    """The number that the text begins with, in E.164 form, and the rest as it was typed."""
    typed = typed_plainly(text).strip()
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
    import phonenumbers

    number = phonenumbers.parse(e164)
    national = number.country_code in _DIALLED_IN_FRANCE
    shapes = phonenumbers.PhoneNumberFormat
    shape = shapes.NATIONAL if national else shapes.INTERNATIONAL
    return phonenumbers.format_number(number, shape).replace(" ", NO_BREAK_SPACE)


def type_phone(text: str | None) -> str | None:
    """A number as a person types it: plain spaces; what is no E.164 number as it is."""
    if not text or not text.startswith("+") or normalise_phone(text) is None:
        return text
    return show_phone(text).replace(NO_BREAK_SPACE, " ")


def _in_french_plan(number: "PhoneNumber") -> bool:
    import phonenumbers

    # The library knows only ranges already given out: new ones, and those kept for examples, are numbers too.
    national = phonenumbers.national_significant_number(number)
    return number.country_code == _FRANCE and re.fullmatch(r"[1-9][0-9]{8}", national) is not None
