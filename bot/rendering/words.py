"""French words for values that several surfaces write."""

from bot.domain.month import Month
from bot.rendering.labels import load_labels


def month_words(month: Month) -> str:
    """Returns `novembre 2026`."""
    return f"{load_labels().of('month', month.month)} {month.year}"


def of_month(month: Month) -> str:
    """Returns `de novembre 2026`, or `d’octobre 2026` before a vowel."""
    words = month_words(month)
    return f"d’{words}" if words.startswith(("a", "o")) else f"de {words}"
