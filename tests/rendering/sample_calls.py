"""Calls in every state that they can be in, made by the domain's own rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.domain.calls import (
    amendment,
    callbacks,
    closing,
    correction,
    escalation,
    invoicing,
    opening,
    ownership,
    quote_decision,
    triage_flow,
)
from bot.domain.calls.amendment import AmendCall
from bot.domain.calls.call import Call, ClientRef, Note, QuoteChoice
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.opening import NewCall
from bot.domain.calls.triage import DirectoryFacts, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.clients.client import Client
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.outbox.notices import change, claim
from bot.domain.stamp import SYSTEM, Stamp
from tests.rendering.sample_policy import ACME, ALICE, BRUNO, CAMILLE, DENIS, LINK, NOON, POLICY


def stamp(by: str = ALICE, minutes: float = 0) -> Stamp:
    return Stamp(NOON + timedelta(minutes=minutes), by)


def opened(
    request: str = "imprimante HS",
    client: Client = ACME,
    contact: str = "Mme Durand",
    known: DirectoryFacts | None = None,
) -> Call:
    draft = NewCall(
        origin="view:V1",
        stamp=stamp(),
        client=ClientRef(client.code, client.name),
        request=request,
        contact=contact,
        phone="+33472000001",
        source=LINK,
        on_duty=BRUNO,
        account_manager=client.account_manager,
        provisional=client.provisional,
        facts=known or DirectoryFacts(),
    )
    return sent(opening.open_call(draft, "2026-0042", POLICY), NoticeKind.CARD)


def sent(call: Call, *kinds: NoticeKind) -> Call:
    """The call once what is due of these kinds is posted."""
    notices = call.notices
    for notice in notices:
        if notice.kind in kinds and notice.state is DeliveryState.DUE:
            posted = {"state": DeliveryState.SENT, "channel": "C1", "ts": "1.1", "claimed_at": notice.due}
            notices = change(notices, notice.key, **posted)
    return replace(call, notices=notices)


def answered(call: Call, *steps: str, need: str | None = None) -> Call:
    for step in steps:
        node, given = step.split(".")
        call = triage_flow.answer(
            call, stamp(minutes=1), TriageChoice(node, given, need), DirectoryFacts(), POLICY
        )
    return call


def rewound(call: Call) -> Call:
    return triage_flow.rewind(call, stamp(minutes=4), len(call.triage), POLICY)


def waiting(call: Call | None = None) -> Call:
    return sent(escalation.call_level2(call or opened(), stamp(minutes=2), POLICY), NoticeKind.LEVEL2)


def unsolved() -> Call:
    """The deadline's ping, while it is being said."""
    call = opened()
    ping = next(notice for notice in call.notices if notice.kind is NoticeKind.LEVEL2)
    call = replace(call, notices=claim(call.notices, ping.key, ping.due, None))
    return escalation.on_sending(call, ping, ping.due, POLICY.escalation)


def climbed() -> Call:
    """Nobody took it: every reminder was said, and the lead is to be told."""
    call = waiting()
    for kind in (NoticeKind.LEVEL2, *(NoticeKind.REMINDER,) * POLICY.escalation.repeats):
        said = call.newest(kind)
        assert said is not None
        call = sent(escalation.on_sent(call, said, said.due, POLICY.escalation), NoticeKind.REMINDER)
    return call


def taken(call: Call | None = None) -> Call:
    return escalation.take(call or waiting(), stamp(BRUNO, 5))


def handed_back() -> Call:
    return escalation.hand_back(taken(), stamp(BRUNO, 8), POLICY)


def taken_back() -> Call:
    return ownership.take_back(waiting(), stamp(BRUNO, 5), POLICY)


def assigned() -> Call:
    return ownership.assign(opened(), stamp(minutes=2), BRUNO, POLICY)


def held() -> Call:
    return callbacks.hold(opened(), stamp(), NOON + timedelta(hours=2), "le client teste")


def to_call_back() -> Call:
    """The hour has come: the owner is being told."""
    call = held()
    due = next(notice for notice in call.notices if notice.kind is NoticeKind.CALL_BACK)
    call = replace(call, notices=claim(call.notices, due.key, due.due, None))
    return callbacks.on_sending(call, due, due.due, POLICY)


def called_back() -> Call:
    return ownership.call_back(to_call_back(), stamp(BRUNO, 120), POLICY)


def missed() -> Call:
    """Nobody answered the phone: nobody has the call."""
    call = replace(opened(), owner=SYSTEM)
    return callbacks.await_call_back(call, NOON, POLICY)


def corrected() -> Call:
    return sent(
        answered(opened(), "phase.during", "during.bug", "during_bug.correction"), NoticeKind.CORRECTION
    )


def delivered() -> Call:
    return correction.deliver(
        correction.take(corrected(), stamp(BRUNO, 5)), stamp(BRUNO, 9), "corrigé en 5.2"
    )


def to_quote(need: str = "Un 2e dépôt") -> Call:
    return sent(answered(opened(), "phase.during", "during.evolution", need=need), NoticeKind.DECISION)


def repair() -> Call:
    return answered(opened(), "phase.after", "after.problem", "after_problem.client_error")


def assisted() -> Call:
    return answered(opened(), "phase.after", "after.question", "contract.contract")


def closed(call: Call | None = None, minutes: float = 12, form: CloseCall | None = None) -> Call:
    usual = CloseCall(imputation=Imputation.PROJECT, solution="Pilote réinstallé", minutes1=12)
    return closing.close(call or opened(), stamp(minutes=minutes), form or usual, POLICY)


def reopened() -> Call:
    return closing.reopen(closed(waiting()), stamp(minutes=30), POLICY)


def edited() -> Call:
    beta = opening.CallEdit(
        client=ClientRef("BETA", "Beta SARL"),
        request="scanner HS",
        contact=None,
        phone=None,
        account_manager=None,
        facts=DirectoryFacts(),
    )
    return opening.edit(opened(), stamp(), beta, POLICY)


FULL = CloseCall(
    imputation=Imputation.REPAIR,
    solution="Spouleur redémarré",
    diagnosis="File d’impression bloquée",
    level=2,
    minutes1=12,
    minutes2=65,
    announced=True,
    updated=True,
    follow_up="Voir la version 5.2",
    inform_dev=True,
    recipe="Redémarrer le spouleur",
)


def amended(call: Call) -> Call:
    """Corrected by the account manager."""
    form = AmendCall(imputation=Imputation.PROJECT, minutes1=30, minutes2=0, reason="Forfait")
    return amendment.amend(call, stamp(CAMILLE, 90), form, POLICY)


QUOTED = CloseCall(imputation=Imputation.TO_QUOTE, solution="À voir.", minutes1=5)
HELPED = replace(FULL, other=DENIS, other_minutes=25, to_client=True, client_mail="contact@acme.example")

CALLS: dict[str, Callable[[], Call]] = {
    "opened": opened,
    "answered": lambda: answered(opened(), "phase.during", "during.bug"),
    "corrected": corrected,
    "delivered": delivered,
    "withdrawn": lambda: rewound(corrected()),
    "warranty": lambda: answered(opened(), "phase.after", "after.problem", "after_problem.known"),
    "assistance": assisted,
    "training": lambda: answered(opened(), "phase.during", "during.help", "during_help.training"),
    "to quote": to_quote,
    "quote after": lambda: answered(opened(), "phase.after", "after.evolution", need="Un devis"),
    "decided": lambda: quote_decision.decide(to_quote(), stamp(CAMILLE, 60), QuoteChoice.INCLUDED, POLICY),
    "repair": repair,
    "announced": lambda: invoicing.announce(repair(), stamp(minutes=3)),
    "refused": lambda: closing.refuse_invoicing(repair(), stamp(minutes=3), "Refus.", POLICY),
    "held": held,
    "to call back": to_call_back,
    "called back": called_back,
    "adjourned": lambda: callbacks.hold(
        to_call_back(), stamp(minutes=125), NOON + timedelta(hours=5), "absent"
    ),
    "missed": missed,
    "missed and given": lambda: ownership.assign(missed(), stamp(), BRUNO, POLICY),
    "taken back": taken_back,
    "taken back from level 2": lambda: ownership.take_back(taken(), stamp(ALICE, 8), POLICY),
    "assigned": assigned,
    "taken over": lambda: ownership.take_over(opened(), stamp(BRUNO, 3)),
    "waiting": waiting,
    "unsolved": unsolved,
    "climbed": climbed,
    "taken": taken,
    "handed back": handed_back,
    "rewound": lambda: rewound(to_quote()),
    "closed": closed,
    "closed in full": lambda: closed(taken(waiting(repair())), form=FULL),
    "imputed otherwise": lambda: closed(assisted(), form=FULL),
    "helped by another": lambda: closed(taken(waiting(repair())), form=HELPED),
    "mailed again": lambda: closed(
        closing.reopen(closed(form=HELPED), stamp(minutes=30), POLICY), minutes=45, form=HELPED
    ),
    "amended": lambda: amended(closed(taken(waiting(repair())), form=FULL)),
    "discarded": lambda: closing.discard(waiting(), stamp(minutes=3)),
    "reopened": reopened,
    "closed again": lambda: closed(reopened(), minutes=45),
    "edited": edited,
    "helped by the team": lambda: opening.call_team(opened(), stamp(), ACME.technicians),
    "annotated": lambda: opening.add_note(waiting(), Note("1.2", ALICE, f"vu avec <@{BRUNO}> & <!channel>")),
    "provisional": lambda: opened(client=replace(ACME, code="NEUF", name="Neuf SA", provisional=True)),
    "by the clock": lambda: opened().thread_line("unsolved", Stamp(NOON, SYSTEM), after=600),
}
