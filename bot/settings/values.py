"""The types of configuration keys: each with its reader, whose refusal says what is allowed."""

import ipaddress
import re
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from bot.domain.policy import WeeklyTime
from bot.settings.section_reader import ElementsRefusedError, Read

_YES, _NO = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = "a whole number above zero and s, m, h or d, such as 10m"
_TIME_OF_DAY = "a time between 00:00 and 23:59, such as 08:30"
_WEEKLY = "a day (mon to sun) and a time, such as mon 08:30"


def parse_duration(text: str) -> timedelta:
    """Parses `10m`: a whole number above zero and its unit, s, m, h or d.

    Raises:
        ValueError: the text is anything else; the message says what is allowed.
    """
    found = re.fullmatch(r"([0-9]{1,6})([smhd])", text)
    if found is None or not int(found[1]):
        raise ValueError(_DURATION)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _duration(value: object) -> timedelta:
    return value if isinstance(value, timedelta) else parse_duration(str(value))


def _time_of_day(value: object) -> time:
    if isinstance(value, time):
        return value
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", str(value))
    if found is None:
        raise ValueError(_TIME_OF_DAY)
    return time(int(found[1]), int(found[2]))


def _weekly_time(value: object) -> WeeklyTime:
    if isinstance(value, WeeklyTime):
        return value
    day, _, at = str(value).partition(" ")
    if day not in _WEEKDAYS:
        raise ValueError(_WEEKLY)
    try:
        return WeeklyTime(_WEEKDAYS.index(day), _time_of_day(at))
    except ValueError as refused:
        raise ValueError(_WEEKLY) from refused


def _phone_number(value: object) -> str:
    from bot.services.phones import exchange_phone

    number = exchange_phone(str(value))
    if number is None:
        raise ValueError("a telephone number, such as +33472000000")
    return number


def _weekday(value: object) -> int:
    if value not in _WEEKDAYS:
        raise ValueError(f"one of {', '.join(_WEEKDAYS)}")
    return _WEEKDAYS.index(str(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("text in quotes")  # noqa: TRY004  # a refusal, as of any other value
    return value


def _zone(value: object) -> str:
    name = _text(value)
    try:
        return ZoneInfo(name).key
    # a name that is a folder, a path outside the zones or unknown: three different errors
    except (OSError, ValueError, KeyError) as refused:
        raise ValueError("an IANA time zone, such as Europe/Paris") from refused


def _ip_address(value: object) -> str:
    try:
        return str(ipaddress.ip_address(_text(value)))
    except ValueError:
        raise ValueError('an address of this machine, such as "127.0.0.1", or "0.0.0.0" for all') from None


def _flag(value: object) -> bool:
    """A boolean of TOML, or a variable's text."""
    text = str(value).lower()
    if text not in _YES | _NO:
        raise ValueError("true or false")
    return text in _YES


def _path(value: object) -> Path:
    return value if isinstance(value, Path) else Path(_text(value))


def _shape(pattern: str, allowed: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(allowed)
        return value

    return check


def _whole(low: int, high: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        text = str(value)
        if not re.fullmatch("[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"a whole number between {low} and {high}")
        return int(text)

    return check


def _one_of(*choices: str) -> Callable[[object], Any]:
    shown = [repr(choice) for choice in choices]

    def check(value: object) -> object:
        if value not in choices:
            raise ValueError(f"{', '.join(shown[:-1])} or {shown[-1]}")
        return value

    return check


def _list_of(read: Read, *checks: Read, single: bool = False) -> Callable[[object], tuple[Any, ...]]:
    """Reads a list; with `single`, one value is a list of it, and empty text an empty list."""

    def read_all(value: object) -> tuple[Any, ...]:
        if single and isinstance(value, str):
            value = [value] if value else []
        if not isinstance(value, list | tuple):
            raise ValueError("a list")  # noqa: TRY004  # a refusal, as of any other value
        elements, refused = [], []
        for each in value:
            try:
                elements.append(read(each))
            except ValueError as error:
                refused.append((each, str(error)))
        if refused:
            raise ElementsRefusedError(refused)
        for check in checks:
            check(elements)
        return tuple(elements)

    return read_all


def _distinct(values: list[object]) -> None:
    if len(set(values)) < len(values):
        raise ValueError("each one once")


def _some(values: list[object]) -> None:
    if not values:
        raise ValueError("at least one day")


def or_blank(read: Read) -> Read:
    """A reader that takes empty text for None."""
    return lambda value: None if value == "" else read(value)


channel_id = _shape("[CG][A-Z0-9]+", "a channel id, such as C0SUPPORT")
user_id = _shape("[UW][A-Z0-9]+", "a user id, such as U0ALICE")
group_id = _shape("S[A-Z0-9]+", "a user group id, such as S0N1")
mention = _shape("[UWS][A-Z0-9]+|here", "a user id, a user group id, or here")
url = _shape(r"https?://[^\s/]+(/\S*)?", "an address that starts with https:// or http://")

Text = Annotated[str, _text]
Flag = Annotated[bool, _flag]
FolderPath = Annotated[Path, _path]
Duration = Annotated[timedelta, _duration]
TimeOfDay = Annotated[time, _time_of_day]
Weekly = Annotated[WeeklyTime, _weekly_time]
Zone = Annotated[str, _zone]
Port = Annotated[int, _whole(1, 65535)]
OptionalPort = Annotated[int | None, _whole(1, 65535)]
Count = Annotated[int, _whole(0, 1000)]

ChannelId = Annotated[str, channel_id]
OptionalUserId = Annotated[str | None, or_blank(user_id)]
OptionalGroupId = Annotated[str | None, or_blank(group_id)]
OptionalWeekly = Annotated[WeeklyTime | None, or_blank(_weekly_time)]
OptionalUrl = Annotated[str | None, or_blank(url)]

Holidays = Annotated[
    str, _shape("[A-Z]{2}(-[A-Z0-9]{1,3})?", "a country or its subdivision, such as FR or FR-57")
]
Version = Annotated[str, _shape(r"[0-9]+(\.[0-9]+)*", 'numbers and points in quotes, such as "5.1"')]
Url = Annotated[str, url]
EmailAddress = Annotated[str, _shape(r"[^@\s]+@[^@\s]+", "an e-mail address, such as lina@example.fr")]
Host = Annotated[str, _shape(r"[^\s/@]+", "a host name, such as smtp.example.fr")]
BindAddress = Annotated[str, _ip_address]
Encryption = Annotated[Literal["starttls", "tls", "none"], _one_of("starttls", "tls", "none")]

Weekdays = Annotated[tuple[int, ...], _list_of(_weekday, _some, _distinct)]
UserIds = Annotated[tuple[str, ...], _list_of(user_id, _distinct)]
PhoneNumbers = Annotated[tuple[str, ...], _list_of(_phone_number, single=True)]
Mentions = Annotated[tuple[str, ...], _list_of(mention, single=True)]
ReportWays = Annotated[tuple[Literal["slack", "mail"], ...], _list_of(_one_of("slack", "mail"))]
