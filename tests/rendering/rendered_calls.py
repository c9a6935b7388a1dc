"""Calls in every state that they can be in, made by the domain's own rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.domain import closing, deciding, escalation, invoicing, opening, sorting
from bot.domain.acts import CLOCK, Act, Caller, Choice, Note
from bot.domain.call import Call
from bot.domain.client import Client
from bot.domain.closing import Closing
from bot.domain.notice import Progress, What
from bot.domain.notices import change, claim
from bot.domain.opening import Draft
from bot.domain.sorting import Given
from bot.domain.triage import Imputation, Known
from tests.rendering.rendered_house import ACME, ALICE, BRUNO, CAMILLE, HOUSE, LINK, NOON


def act(by: str = ALICE, minutes: float = 0) -> Act:
    return Act(NOON + timedelta(minutes=minutes), by)


def opened(
    request: str = "imprimante HS",
    client: Client = ACME,
    contact: str = "Mme Durand",
    known: Known | None = None,
) -> Call:
    draft = Draft(
        origin="view:V1",
        act=act(),
        client=Caller(client.code, client.name),
        request=request,
        contact=contact,
        phone="+33472000001",
        source=LINK,
        on_duty=BRUNO,
        account_manager=client.account_manager,
        provisional=client.provisional,
        known=known or Known(),
    )
    return sent(opening.open_call(draft, "2026-0042", HOUSE), What.CARD)


def sent(call: Call, *whats: What) -> Call:
    """The call once what is due of these kinds is posted."""
    notices = call.notices
    for notice in notices:
        if notice.what in whats and notice.state is Progress.DUE:
            posted = {"state": Progress.SENT, "channel": "C1", "ts": "1.1", "since": notice.due}
            notices = change(notices, notice.key, **posted)
    return replace(call, notices=notices)


def answered(call: Call, *steps: str, need: str | None = None) -> Call:
    for step in steps:
        node, given = step.split(".")
        call = sorting.answer(call, act(minutes=1), Given(node, given, need), Known(), HOUSE)
    return call


def rewound(call: Call) -> Call:
    return sorting.rewind(call, act(minutes=4), len(call.triage), HOUSE)


def waiting(call: Call | None = None) -> Call:
    return sent(escalation.call_level2(call or opened(), act(minutes=2), HOUSE), What.LEVEL2)


def unsolved() -> Call:
    """The deadline's ping, while it is being said."""
    call = opened()
    ping = next(notice for notice in call.notices if notice.what is What.LEVEL2)
    call = replace(call, notices=claim(call.notices, ping.key, ping.due, None))
    return escalation.on_claim(call, ping, ping.due, HOUSE.ladder)


def climbed() -> Call:
    """Nobody took it: every reminder was said, and the lead is to be told."""
    call = waiting()
    for what in (What.LEVEL2, *(What.REMINDER,) * HOUSE.ladder.repeats):
        said = call.newest(what)
        assert said is not None
        call = sent(escalation.on_said(call, said, said.due, HOUSE.ladder), What.REMINDER)
    return call


def taken(call: Call | None = None) -> Call:
    return escalation.take(call or waiting(), act(BRUNO, 5))


def handed_back() -> Call:
    return escalation.hand_back(taken(), act(BRUNO, 8), HOUSE)


def corrected() -> Call:
    return sent(answered(opened(), "phase.during", "during.bug", "during_bug.correction"), What.CORRECTION)


def to_quote(need: str = "Un 2e dépôt") -> Call:
    return sent(answered(opened(), "phase.during", "during.evolution", need=need), What.DECISION)


def repair() -> Call:
    return answered(opened(), "phase.after", "after.problem", "after_problem.client_error")


def assisted() -> Call:
    return answered(opened(), "phase.after", "after.question", "contract.contract")


def closed(call: Call | None = None, minutes: float = 12, form: Closing | None = None) -> Call:
    usual = Closing(imputation=Imputation.PROJECT, solution="Pilote réinstallé", minutes1=12)
    return closing.close(call or opened(), act(minutes=minutes), form or usual, HOUSE)


def reopened() -> Call:
    return closing.reopen(closed(waiting()), act(minutes=30), HOUSE)


def edited() -> Call:
    beta = opening.Edit(
        client=Caller("BETA", "Beta SARL"),
        request="scanner HS",
        contact=None,
        phone=None,
        account_manager=None,
        known=Known(),
    )
    return opening.edit(opened(), act(), beta, HOUSE)


FULL = Closing(
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

CALLS: dict[str, Callable[[], Call]] = {
    "opened": opened,
    "answered": lambda: answered(opened(), "phase.during", "during.bug"),
    "corrected": corrected,
    "withdrawn": lambda: rewound(corrected()),
    "warranty": lambda: answered(opened(), "phase.after", "after.problem", "after_problem.known"),
    "assistance": assisted,
    "training": lambda: answered(opened(), "phase.during", "during.help", "during_help.training"),
    "to quote": to_quote,
    "quote after": lambda: answered(opened(), "phase.after", "after.evolution", need="Un devis"),
    "decided": lambda: deciding.decide(to_quote(), act(CAMILLE, 60), Choice.INCLUDED),
    "repair": repair,
    "announced": lambda: invoicing.announce(repair(), act(minutes=3)),
    "refused": lambda: closing.refuse_invoicing(repair(), act(minutes=3), "Refus.", HOUSE),
    "held": lambda: escalation.hold(opened(), act(), NOON + timedelta(hours=2), "le client teste"),
    "waiting": waiting,
    "unsolved": unsolved,
    "climbed": climbed,
    "taken": taken,
    "handed back": handed_back,
    "rewound": lambda: rewound(to_quote()),
    "closed": closed,
    "closed in full": lambda: closed(taken(waiting(repair())), form=FULL),
    "imputed otherwise": lambda: closed(assisted(), form=FULL),
    "discarded": lambda: closing.discard(waiting(), act(minutes=3)),
    "reopened": reopened,
    "closed again": lambda: closed(reopened(), minutes=45),
    "edited": edited,
    "helped by the team": lambda: opening.call_team(opened(), act(), ACME.technicians),
    "annotated": lambda: opening.note(waiting(), Note("1.2", ALICE, f"vu avec <@{BRUNO}> & <!channel>")),
    "provisional": lambda: opened(client=replace(ACME, code="NEUF", name="Neuf SA", provisional=True)),
    "by the clock": lambda: opened().line("unsolved", Act(NOON, CLOCK), after=600),
}
