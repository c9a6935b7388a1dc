"""Functions of templates that look at a call, so that templates hold words and no rules."""

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.calls import callbacks, correction, invoicing
from bot.domain.calls.call import Call, CloseReason, Report, State
from bot.domain.calls.ownership import take_over
from bot.domain.calls.quote_decision import awaited, choices
from bot.domain.calls.triage import TREE, Effect, Imputation, Leaf, current_step, phase_of
from bot.domain.clients.client import Client, Phase, Phone
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind
from bot.domain.stamp import Stamp
from bot.domain.statements import ClientStatement
from bot.rendering.elements import Element, button
from bot.rendering.labels import load_labels
from bot.services.view_models import CallView


def question_of(call: Call) -> str | None:
    """Returns the node of the triage whose question is asked now; None when there is none."""
    step = current_step(call.triage)
    return step if isinstance(step, str) else None


def answer_buttons(call: Call, node: str) -> list[Element]:
    """Returns a button for each answer to the question."""
    labels = load_labels()
    return [
        button(labels.of(f"answer.{node}", answer), f"answer:{answer}", f"{call.number} {node} {answer}")
        for answer in TREE[node]
    ]


def path_of(call: Call) -> list[tuple[str, str]]:
    """Returns the answers given: node and answer of each."""
    return [(given.node, given.answer) for given in call.triage]


def path_from(fact: str) -> list[tuple[str, str]]:
    """Parses the path in a TRIAGE notice's facts: `phase.during during.bug`."""
    steps = (step.split(".") for step in fact.split())
    return [(node, answer) for node, answer in steps]


def leaf_of(path: list[tuple[str, str]]) -> Leaf | None:
    """Returns the leaf that a path has reached; None before it has."""
    if not path:
        return None
    node, answer = path[-1]
    step = TREE[node][answer]
    return step if isinstance(step, Leaf) else None


def advises_update(path: list[tuple[str, str]]) -> bool:
    """Returns whether the client's LINA should be updated."""
    leaf = leaf_of(path)
    return leaf is not None and leaf.effect is Effect.ADVISE_UPDATE


def decision_buttons(call: Call) -> list[Element]:
    """Returns a button for each choice of the account manager."""
    labels = load_labels()
    return [button(labels.of("choice", choice), f"decide:{choice}", call.number) for choice in choices(call)]


def owes_announcement(call: Call) -> bool:
    """Returns whether the client has yet to be told that the work is invoiced."""
    return call.is_open and invoicing.announcement_required(call, call.imputation)


def will_be_called(call: Call) -> bool:
    """Returns whether level 2 will be called at the deadline."""
    ping = call.newest(NoticeKind.LEVEL2)
    coming = ping is not None and ping.state is not DeliveryState.SENT
    return call.state is State.LEVEL1 and call.deadline is not None and coming


def phone_on_file(call: Call, client: Client | None) -> Phone | None:
    """Returns the number of the client's file to call where the call has none: the contact's, else the first."""
    if call.phone or client is None:
        return None
    of_contact = (phone for phone in client.phones if phone.contact and phone.contact == call.contact)
    return next(of_contact, next(iter(client.phones), None))


def in_project(call: Call, client: Client | None) -> bool:
    """Returns whether the client's project is running: no contract of assistance counts then."""
    phase = phase_of(call.triage)
    return phase == "during" or (phase is None and client is not None and client.phase is Phase.PROJECT)


def expired_contract(call: Call, client: Client | None, zone: ZoneInfo) -> date | None:
    """Returns when the client's contract ended, for a call that was opened later; else None."""
    end = client.contract.end if client and client.contract else None
    return end if end and end < call.opened.at.astimezone(zone).date() else None


def primary_button(call: Call) -> str | None:
    """Returns the action of the card's one primary button: what comes next; None where nothing is sure."""
    if call.state is State.TO_CALL_BACK:
        return "call_back"
    if owes_announcement(call):
        return "announced"
    return "close" if call.imputation and not awaited(call) else None


def may_hold(call: Call) -> bool:
    """Returns whether one more callback can be planned."""
    return len(call.earlier_callbacks) + (call.callback is not None) < callbacks.AT_MOST


def can_take_over(open_calls: Iterable[CallView], person: str) -> bool:
    """Returns whether «Tout reprendre» would give this person any of the calls."""
    return any(take_over(row.call, Stamp(row.now, person)) is not row.call for row in open_calls)


def is_discarded(call: Call) -> bool:
    """Returns whether the call was opened by mistake."""
    return call.close_reason is CloseReason.DISCARDED


def is_newest(call: Call, notice: Notice) -> bool:
    """Returns whether no later notice of this kind took this one's place."""
    newest = call.newest(notice.kind)
    return newest is not None and newest.key == notice.key


def ping_is_over(call: Call, notice: Notice) -> bool:
    """Returns whether a ping asks nothing any more: handed back, taken back, handed over, or escalated anew since."""
    said = call.state is State.LEVEL1 and notice.state is DeliveryState.SENT
    ended = "over" in notice.facts or said or call.state in {State.HANDED, State.CLOSED}
    return ended or not is_newest(call, notice)


def awaits_decision(call: Call, notice: Notice) -> bool:
    """Returns whether this notice is the one whose decision is awaited."""
    return awaited(call) and is_newest(call, notice)


def awaits_correction(call: Call, notice: Notice) -> bool:
    """Returns whether this notice is the one whose correction is awaited."""
    return correction.is_open(call) and is_newest(call, notice)


def expired_warranty(report: Report, client: Client | None, zone: ZoneInfo) -> date | None:
    """Returns when the warranty ended, for work imputed to it although it had; else None."""
    end = client.warranty_end if client and report.imputation is Imputation.WARRANTY else None
    return end if end and end < report.stamp.at.astimezone(zone).date() else None


def minutes_of(clients: Iterable[ClientStatement]) -> dict[Imputation, tuple[int, int]]:
    """Returns the minutes of several clients at level 1 and at level 2, by imputation."""
    sums: dict[Imputation, tuple[int, int]] = {}
    for client in clients:
        for imputation, (level1, level2) in client.minutes.items():
            before = sums.get(imputation, (0, 0))
            sums[imputation] = before[0] + level1, before[1] + level2
    return {imputation: sums[imputation] for imputation in Imputation if imputation in sums}


def to_decide(clients: Iterable[ClientStatement]) -> int:
    """Returns how many calls await a decision."""
    return sum(line.undecided for client in clients for line in client.lines)


def to_announce(clients: Iterable[ClientStatement]) -> int:
    """Returns how many calls are to be invoiced without the client having been told."""
    return sum(line.unannounced for client in clients for line in client.lines)


def same_person(one: str, other: str, slack_ids: Mapping[str, str]) -> bool:
    """Returns whether both references, Slack ids or e-mail addresses, are of one person."""
    return slack_ids.get(one, one) == slack_ids.get(other, other)
