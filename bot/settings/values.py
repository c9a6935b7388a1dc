"""The types of configuration keys; each refuses other values with a message that says what it allows."""

import ipaddress
import re
from datetime import time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator

from bot.domain.policy import WeeklyTime
from bot.services.phones import exchange_phone

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
    number = exchange_phone(str(value))
    if number is None:
        raise ValueError("a telephone number, such as +33472000000")
    return number


def _weekday(value: object) -> int:
    if value not in _WEEKDAYS:
        raise ValueError(f"one of {', '.join(_WEEKDAYS)}")
    return _WEEKDAYS.index(str(value))


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    # a name that is a folder, a path outside the zones or unknown: three different errors
    except (OSError, ValueError, KeyError) as refused:
        raise ValueError("an IANA time zone, such as Europe/Paris") from refused


def _shape(pattern: str, allowed: str) -> BeforeValidator:
    def check(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(allowed)
        return value

    return BeforeValidator(check)


def _whole(low: int, high: int) -> BeforeValidator:
    def check(value: object) -> int:
        text = str(value)
        if not re.fullmatch("[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"a whole number between {low} and {high}")
        return int(text)

    return BeforeValidator(check)


def _distinct(values: tuple[object, ...]) -> tuple[object, ...]:
    if len(set(values)) < len(values):
        raise ValueError("each one once")
    return values


def _ip_address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ValueError('an address of this machine, such as "127.0.0.1", or "0.0.0.0" for all') from None


def _some(values: tuple[object, ...]) -> tuple[object, ...]:
    if not values:
        raise ValueError("at least one day")
    return values


def _single(value: object) -> object:
    if isinstance(value, str):
        return [value] if value else []
    return value


def _blank(value: object) -> object:
    return None if value == "" else value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
Weekly = Annotated[WeeklyTime, BeforeValidator(_weekly_time)]
Zone = Annotated[str, AfterValidator(_zone)]
Port = Annotated[int, _whole(1, 65535)]
Count = Annotated[int, _whole(0, 1000)]

ChannelId = Annotated[str, _shape("[CG][A-Z0-9]+", "a channel id, such as C0SUPPORT")]
UserId = Annotated[str, _shape("[UW][A-Z0-9]+", "a user id, such as U0ALICE")]
GroupId = Annotated[str, _shape("S[A-Z0-9]+", "a user group id, such as S0N1")]
Mention = Annotated[str, _shape("[UWS][A-Z0-9]+|here", "a user id, a user group id, or here")]

Holidays = Annotated[
    str, _shape("[A-Z]{2}(-[A-Z0-9]{1,3})?", "a country or its subdivision, such as FR or FR-57")
]
Version = Annotated[str, _shape(r"[0-9]+(\.[0-9]+)*", 'numbers and points in quotes, such as "5.1"')]
Url = Annotated[str, _shape(r"https?://[^\s/]+(/\S*)?", "an address that starts with https:// or http://")]
EmailAddress = Annotated[str, _shape(r"[^@\s]+@[^@\s]+", "an e-mail address, such as lina@example.fr")]
Host = Annotated[str, _shape(r"[^\s/@]+", "a host name, such as smtp.example.fr")]
BindAddress = Annotated[str, AfterValidator(_ip_address)]

Weekday = Annotated[int, BeforeValidator(_weekday)]
Weekdays = Annotated[tuple[Weekday, ...], AfterValidator(_some), AfterValidator(_distinct)]
UserIds = Annotated[tuple[UserId, ...], AfterValidator(_distinct)]
PhoneNumbers = Annotated[tuple[Annotated[str, BeforeValidator(_phone_number)], ...], BeforeValidator(_single)]
Mentions = Annotated[tuple[Mention, ...], BeforeValidator(_single)]
Blank = BeforeValidator(_blank)
