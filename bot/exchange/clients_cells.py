"""The cells of a client file: dates, hours, people, phone numbers, read and written."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import accumulate

from bot.domain.clients.client import Phase, Phone
from bot.domain.clients.matching import fold
from bot.services.mail_addresses import mail_route
from bot.services.phones import NO_BREAK_SPACE, normalise_phone, show_phone

LONGEST_CODE = 75
"""Characters of a client's code; Slack accepts no more in the value of an option, which carries a code."""

_DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"),
)
_THOUSANDS = re.compile(r"(?<=[0-9])[ \xa0\u202f](?=[0-9]{3}(?![0-9]))")
_HOURS = re.compile(r"[0-9]{1,6}(?:[.,][0-9]+)?")
_VERSION = re.compile(r"(?:v(?:ersion)?[.\s]*)?([0-9]+(?:[.,][0-9]+)*)", re.IGNORECASE)
_MONTH = r"(?:janv?|fe[vb]r?|mars?|a[vp]r|ma[iy]|jui?n|jui?l|aou?t?|aug|sept?|oct|nov|dec)[a-z]*"
_LIKE_A_DATE = re.compile(
    rf"[0-9]{{1,4}}([-/])[0-9]{{1,2}}(\1[0-9]{{1,4}})?|([0-9]{{1,2}}[-. ]*)?{_MONTH}\.?([-. ]*[0-9]{{2,4}})?"
)
"""Folded text that Excel made of something such as 4.2, or that was meant as a date."""

_SLACK_ID = re.compile("[UW][A-Z0-9]+")
_PHASES = {"projet": Phase.PROJECT, "livre": Phase.DELIVERED}


class CellError(ValueError):
    """A cell cannot be read; the message says why."""


def one_line(cell: str) -> str:
    """Returns the text with each run of white space as one space."""
    return " ".join(cell.split())


def code(cell: str) -> str:
    """Reads a client's code.

    Raises:
        CellError: it is too long.
    """
    text = one_line(cell)
    if len(text) > LONGEST_CODE:
        raise CellError(f"a code has at most {LONGEST_CODE} characters, this one {len(text)}")
    return text


def phase(cell: str) -> Phase:
    """Reads `projet` or `livré`.

    Raises:
        CellError: it is neither.
    """
    known = _PHASES.get(fold(cell))
    if known is None:
        raise CellError(f"{cell!r} is neither projet nor livré")
    return known


def day(cell: str) -> date:
    """Reads a date such as 2026-11-24 or 24/11/2026.

    Raises:
        CellError: it is none.
    """
    found = next((match for shape in _DATES if (match := shape.fullmatch(cell))), None)
    if found is None:
        raise CellError(f"{cell!r} is not a date such as 2026-11-24 or 24/11/2026")
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise CellError(f"{cell!r} is no day of the calendar") from None


def hours(cell: str) -> Decimal:
    """Reads a number of hours such as 40, 7,5 or 1 200.

    Raises:
        CellError: it is none, or has more than six digits before the comma.
    """
    digits = _THOUSANDS.sub("", cell)
    if not _HOURS.fullmatch(digits):
        raise CellError(f"{cell!r} is not a number of hours such as 40 or 7,5")
    return Decimal(digits.replace(",", "."))


def version(cell: str) -> str:
    """Reads a version of LINA: 4.2 for `4.2`, `4,2` or `V4.2`, other text as it is.

    Raises:
        CellError: it is a date, which Excel makes of 4.2.
    """
    numbered = _VERSION.fullmatch(cell)
    if numbered:
        return numbered[1].replace(",", ".")
    if _LIKE_A_DATE.fullmatch(fold(cell)):
        raise CellError(
            f"{cell!r} is a date, as Excel makes of 4.2: write V4.2, or format the column as text"
        )
    return cell


def people(cell: str) -> tuple[str, ...]:
    """Reads Slack ids and e-mail addresses between commas; returns each once.

    Raises:
        CellError: one is neither.
    """
    found = _listed(cell)
    for person in found:
        if not (_SLACK_ID.fullmatch(person) or mail_route(person)):
            raise CellError(f"{person!r} is neither a Slack id (U… or W…) nor an e-mail address")
    return tuple(dict.fromkeys(found))


def one_person(cell: str) -> str:
    """Reads one Slack id or e-mail address.

    Raises:
        CellError: there is none, or more than one.
    """
    found = people(cell)
    if len(found) != 1:
        raise CellError(f"one person is expected here, not {len(found)}")
    return found[0]


def mail(cell: str) -> str:
    """Reads an e-mail address.

    Raises:
        CellError: it is none.
    """
    if not mail_route(cell):
        raise CellError(f"{cell!r} is no e-mail address such as contact@example.fr")
    return cell


def phones(cell: str) -> tuple[Phone, ...]:
    """Reads `06 12 34 56 78 (Mme Durand), 04 72 00 00 01`; a comma within parentheses belongs to the contact.

    Raises:
        CellError: one is no phone number.
    """
    return tuple(map(_phone, _listed(cell)))


def written_hours(value: Decimal | None) -> str:
    """Writes hours with a comma, because French Excel takes 7.5 for the seventh of May."""
    return "" if value is None else f"{value:f}".replace(".", ",")


def written_phones(values: Iterable[Phone]) -> str:
    """Writes phone numbers as `phones` reads them."""
    return ", ".join(map(_written_phone, values))


def _written_phone(phone: Phone) -> str:
    number = show_phone(phone.number).replace(NO_BREAK_SPACE, " ")
    return f"{number} ({_bracketed(phone.contact)})" if phone.contact else number


def _bracketed(contact: str) -> str:
    """Returns the contact such that the parentheses around it remain the outermost."""
    return contact if _balanced(contact) else contact.translate(str.maketrans("()", "[]"))


def _balanced(text: str) -> bool:
    depths = list(accumulate({"(": 1, ")": -1}.get(letter, 0) for letter in text))
    return not depths or (min(depths) >= 0 and depths[-1] == 0)


def _phone(item: str) -> Phone:
    # The contact is looked for first: (0), (2) or (/) could be of a number too.
    for opening in re.finditer(r"\(", item if item.endswith(")") else ""):
        number = normalise_phone(item[: opening.start()])
        if number:
            return Phone(number=number, contact=one_line(item[opening.end() : -1]) or None)
    number = normalise_phone(item)
    if number is None:
        raise CellError(f"{item!r} is not a phone number such as 06 12 34 56 78 (Mme Durand)")
    return Phone(number=number)


def _listed(cell: str) -> list[str]:
    items, depth = [""], 0
    for letter in cell:
        depth = max(0, depth + {"(": 1, ")": -1}.get(letter, 0))
        if letter == "," and not depth:
            items.append("")
        else:
            items[-1] += letter
    return [item.strip() for item in items if item.strip()]
