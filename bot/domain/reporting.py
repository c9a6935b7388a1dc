"""To whom a compte rendu goes, and which way is left when one is refused (surface 7)."""

from dataclasses import replace
from datetime import datetime

from bot.domain.acts import Act
from bot.domain.call import Call
from bot.domain.notice import Notice, Progress, What
from bot.domain.notices import change, lane_kind
from bot.domain.policy import House, Way

_LANES = {Way.SLACK: "dm", Way.MAIL: "mail"}


def promise(call: Call, act: Act, house: House, *, inform_dev: bool) -> Call:
    """The newest compte rendu, to each who gets it, once, each in a lane of its own."""
    manager, reporting = call.account_manager or house.account_manager, house.reporting
    recipients: dict[str, str] = {}
    if manager:
        recipients |= {f"{_LANES[way]}:{manager}": manager for way in reporting.ways}
    recipients["service"] = house.channels.service
    if inform_dev:
        recipients["dev"] = house.channels.dev
    if reporting.mail:
        recipients[f"mail:{reporting.mail}"] = reporting.mail
    if reporting.gdp:
        recipients["gdp"] = "gdp"
    for lane, to in recipients.items():
        call = call.say(What.REPORT, lane=lane, to=to, due=act.at, version=len(call.reports))
    return call


def instead(call: Call, notice: Notice, now: datetime, error: str, house: House) -> Call:
    """What was for a person and is refused there: a compte rendu goes by mail, all else to the service, once."""
    call = replace(call, notices=change(call.notices, notice.key, state=Progress.FAILED, error=error))
    others = [n for n in call.notices if _same_word(n, notice)]
    if any(n.state is not Progress.FAILED for n in others):
        return call
    mailed = any(lane_kind(n.lane) == "mail" for n in (notice, *others))
    if notice.what is What.REPORT and house.reporting.mail and not mailed:
        return call.say(What.REPORT, lane=f"mail:{notice.to}", to=notice.to, due=now, **notice.facts)
    facts = {**notice.facts, "instead_of": notice.to}
    return call.say(notice.what, lane="service", to=house.channels.service, due=now, **facts)


def for_a_person(notice: Notice, house: House) -> bool:
    """Rather than for a channel, the service's own mailbox or a tool, which somebody can mend."""
    return lane_kind(notice.lane) in _LANES.values() and notice.to != house.reporting.mail


def _same_word(other: Notice, notice: Notice) -> bool:
    """The same compte rendu, by another way, to the same person."""
    same = other.what is What.REPORT is notice.what and other.facts.get("version") == notice.facts.get(
        "version"
    )
    return same and other.key != notice.key and other.to == notice.to
