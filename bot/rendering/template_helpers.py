"""What a template asks about a call, so that it holds words and no rules."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.calls import invoicing
from bot.domain.calls.call import Call, CloseReason, Report, State
from bot.domain.calls.quote_decision import awaited, choices
from bot.domain.calls.triage import TREE, Effect, Imputation, Leaf, standing
from bot.domain.clients.client import Client
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind
from bot.rendering.elements import Element, button
from bot.rendering.labels import load_labels


def question_of(call: Call) -> str | None:
    """The node whose question is asked now."""
    step = standing(call.triage)
    return step if isinstance(step, str) else None


def answer_buttons(call: Call, node: str) -> list[Element]:
    labels = load_labels()
    return [
        button(labels.of(f"answer.{node}", answer), f"answer:{answer}", f"{call.number} {node} {answer}")
        for answer in TREE[node]
    ]


def path_of(call: Call) -> list[tuple[str, str]]:
    return [(given.node, given.answer) for given in call.triage]


def path_from(fact: str) -> list[tuple[str, str]]:
    """The path of a TRIAGE notice: `phase.during during.bug`."""
    steps = (step.split(".") for step in fact.split())
    return [(node, answer) for node, answer in steps]


def leaf_of(path: list[tuple[str, str]]) -> Leaf | None:
    """The leaf that a path has reached."""
    if not path:
        return None
    node, answer = path[-1]
    step = TREE[node][answer]
    return step if isinstance(step, Leaf) else None


def advises_update(path: list[tuple[str, str]]) -> bool:
    leaf = leaf_of(path)
    return leaf is not None and leaf.effect is Effect.ADVISE_UPDATE


def asks_correction(call: Call) -> bool:
    """Whether the call was handed over to the development rather than to the account manager."""
    leaf = leaf_of(path_of(call))
    return leaf is not None and leaf.effect is Effect.ASK_CORRECTION


def decision_buttons(call: Call) -> list[Element]:
    labels = load_labels()
    return [button(labels.of("choice", choice), f"decide:{choice}", call.number) for choice in choices(call)]


def owes_announcement(call: Call) -> bool:
    """Whether the client has yet to be told that the work is invoiced."""
    return call.is_open and invoicing.owed(call, call.imputation)


def will_be_called(call: Call) -> bool:
    """Whether the deadline will call level 2."""
    ping = call.newest(NoticeKind.LEVEL2)
    coming = ping is not None and ping.state is not DeliveryState.SENT
    return call.state is State.LEVEL1 and call.deadline is not None and coming


def is_discarded(call: Call) -> bool:
    return call.close_reason is CloseReason.DISCARDED


def is_newest(call: Call, notice: Notice) -> bool:
    """Whether no later notice of this kind took this one's place."""
    newest = call.newest(notice.kind)
    return newest is not None and newest.key == notice.key


def stands_at_level1(call: Call, notice: Notice) -> bool:
    """A ping whose call is level 1's again: handed back, reopened, or taken up again since."""
    said = call.state is State.LEVEL1 and notice.state is DeliveryState.SENT
    return said or not is_newest(call, notice)


def awaits_decision(call: Call, notice: Notice) -> bool:
    return awaited(call) and is_newest(call, notice)


def expired_warranty(report: Report, client: Client | None, zone: ZoneInfo) -> date | None:
    """When the warranty ended that the work was booked on nevertheless."""
    end = client.warranty_end if client and report.imputation is Imputation.WARRANTY else None
    return end if end and end < report.stamp.at.astimezone(zone).date() else None
