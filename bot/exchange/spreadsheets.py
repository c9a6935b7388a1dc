"""What spreadsheets do to text files: how they encode and delimit them, and which cells they take for formulas."""

import re
import unicodedata
from dataclasses import dataclass

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (";", ",", "\t")
"""Those of French and English CSV, and of Excel's «Texte Unicode»; the first wins where no other is more frequent."""

_DIRECTIVE = re.compile(
    r'(?P<before>\s*)"?sep=(?P<delimiter>[^\w\s"]|\t)"?[;,\t]*(?P<end>\r\n|\r|\n|\Z)', re.IGNORECASE
)
_FORMULA = re.compile(r"'*(?:\s*[=+\-@]|[\t\r])")
"""How a cell begins that a spreadsheet takes for a formula, or would without the apostrophes before it."""

_OF_DIGITS = re.compile(r"[+-][0-9][0-9 \xa0\u202f.,]*(?:,[ \xa0\u202f]*\+[0-9][0-9 \xa0\u202f.]*)*")
"""Numbers and telephones, which a spreadsheet shows as they are."""

_WORKBOOKS = (
    (b"PK\x03\x04", "a workbook (xlsx, ods)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook of old Excel (xls)"),
)
WORKBOOK_ENDINGS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
"""How the names of workbooks end."""

SAVE_AS = "save it in Excel as «CSV UTF-8 (délimité par des virgules)» or «CSV (séparateur: point-virgule)»"
"""What to do with a workbook, in the words of Excel's menu."""


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """The text of a file of delimited cells.

    Attributes:
        text: without a byte order mark; a `sep=` line is left empty, so that lines count as in the file.
        delimiter: between cells.
    """

    text: str
    delimiter: str


def workbook_kind(data: bytes) -> str | None:
    """Which kind of workbook the bytes are; None for what is none."""
    return next((kind for start, kind in _WORKBOOKS if data.startswith(start)), None)


def decode(data: bytes) -> DelimitedText:
    """Decodes a file that Excel saved: UTF-8 with or without a byte order mark, UTF-16, or Windows-1252.

    Raises:
        UnicodeDecodeError: it is none of these.
    """
    text = _decoded(data)
    directive = _DIRECTIVE.match(text)
    if directive:
        rest = text[directive.end() :]
        return DelimitedText(f"{directive['before']}{directive['end']}{rest}", directive["delimiter"])
    header = next((line for line in text.splitlines() if line.strip()), "")
    return DelimitedText(text, max(_DELIMITERS, key=header.count))


def without_invisible(text: str) -> str:
    """Returns the text without the characters that nobody sees: controls and format characters (Unicode Cc, Cf).

    White space stays, and so does NUL, which says that the file is damaged.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter for letter in text if not _is_invisible(letter))


def neutralised(text: str) -> str:
    """Returns the text such that no spreadsheet takes it for a formula: with an apostrophe before it, if need be.

    `restored` takes it away; a text that had one itself gets another.
    """
    return f"'{text}" if _FORMULA.match(text) and not _OF_DIGITS.fullmatch(text) else text


def restored(text: str) -> str:
    """Returns the text that `neutralised` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _decoded(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf"} and not letter.isspace() and letter != "\0"
