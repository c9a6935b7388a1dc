"""The decision tree of the seed (5.1 and 5.2) as data, and where a trail of answers leads in it.

A node is a question; an answer leads to the next node or to a leaf. The words people read for them stand in
`templates/labels.toml`, under the same names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Imputation(StrEnum):
    """What the time of a call is booked on (seed 5.1 and 5.2)."""

    PROJECT = "project"
    SUPPLEMENT = "supplement"
    WARRANTY = "warranty"
    REPAIR = "repair"
    ASSISTANCE = "assistance"
    TO_QUOTE = "to_quote"
    DROPPED = "dropped"


class Effect(StrEnum):
    """What reaching a leaf does, besides setting the imputation."""

    ASK_CORRECTION = "ask_correction"
    ASK_DECISION = "ask_decision"
    ADVISE_UPDATE = "advise_update"
    ANNOUNCE_INVOICING = "announce_invoicing"


HANDS_OVER = frozenset({Effect.ASK_CORRECTION, Effect.ASK_DECISION})
"""The effects that hand the call over: it is no longer for level 1 to solve, and its deadline stops."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """The end of a path through the tree.

    Attributes:
        imputation: what the time is booked on.
        effect: what else happens; None for nothing.
        need: whether the answer that leads here opens the form «Besoin du client» first.
    """

    imputation: Imputation
    effect: Effect | None = None
    need: bool = False


Step = str | Leaf
"""The name of a node, or a leaf."""

_DECIDE = Leaf(Imputation.TO_QUOTE, Effect.ASK_DECISION)
_EVOLUTION = Leaf(Imputation.TO_QUOTE, Effect.ASK_DECISION, need=True)
_INVOICED = Leaf(Imputation.REPAIR, Effect.ANNOUNCE_INVOICING)

ROOT = "phase"
"""The node of the first question."""

TREE: Mapping[str, Mapping[str, Step]] = {  # node → answer → what follows
    "phase": {"during": "during", "after": "after"},
    "during": {"bug": "during_bug", "help": "during_help", "evolution": _EVOLUTION},
    "during_bug": {
        "fixed": Leaf(Imputation.PROJECT),
        "correction": Leaf(Imputation.PROJECT, Effect.ASK_CORRECTION),
    },
    "during_help": {"advice": Leaf(Imputation.PROJECT), "training": _DECIDE},
    "after": {"problem": "after_problem", "question": "contract", "evolution": _EVOLUTION},
    "after_problem": {
        "known": Leaf(Imputation.WARRANTY, Effect.ADVISE_UPDATE),
        "client_error": _INVOICED,
        "other_cause": _INVOICED,
    },
    "contract": {"contract": Leaf(Imputation.ASSISTANCE), "no_contract": _INVOICED},
}


class Source(StrEnum):
    """Where an answer comes from: the client directory, or a person."""

    FACT = "fact"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a triage.

    Attributes:
        node: whose question it answers.
        answer: one of that node's answers in `TREE`.
        source: who gave it.
        by: Slack id; None where the directory answered.
        at: aware UTC.
    """

    node: str
    answer: str
    source: Source
    by: str | None
    at: datetime


Trail = tuple[Answer, ...]
"""The answers of a call's triage, in order."""


@dataclass(frozen=True, slots=True)
class DirectoryFacts:
    """What the directory answers of a call's triage, on the day the call was opened (seed 5.2.2).

    Attributes:
        phase: the answer of that node, `during` or `after`; None where the directory does not say.
        contract: the answer of that node, `contract` (valid that day, with hours left) or `no_contract`; None where
            the directory does not say.
        warranty_end: the warranty's last day, None where there is none. It answers no question: a warranty that is
            over changes no imputation, but the account manager is told.
    """

    phase: str | None = None
    contract: str | None = None
    warranty_end: date | None = None

    def of(self, node: str) -> str | None:
        """The directory's answer to the question of a node; None where it has none."""
        return {"phase": self.phase, "contract": self.contract}.get(node)


def current_step(trail: Trail) -> Step:
    """Where a trail leads: the node whose question is asked now, or the leaf that was reached."""
    step: Step = ROOT
    for given in trail:
        if not isinstance(step, str):
            break
        step = TREE[step][given.answer]
    return step


def asks_for_need(node: str, answer: str) -> bool:
    """Whether this answer opens the form «Besoin du client» first."""
    step = TREE[node][answer]
    return isinstance(step, Leaf) and step.need


def apply_facts(trail: Trail, facts: DirectoryFacts, at: datetime) -> Trail:
    """The trail with the answers that the directory gives from here on; `at` is aware UTC."""
    while isinstance(step := current_step(trail), str) and (fact := facts.of(step)):
        trail = (*trail, Answer(step, fact, Source.FACT, None, at))
    return trail


def without_last_answer(trail: Trail) -> Trail:
    """The trail without a person's last answer and the facts that followed it; unchanged where no person answered."""
    last = next((i for i in reversed(range(len(trail))) if trail[i].source is Source.PERSON), None)
    return trail if last is None else trail[:last]


def answered_by_person(trail: Trail) -> bool:
    """Whether a person gave any of the answers."""
    return any(given.source is Source.PERSON for given in trail)


def phase_of(trail: Trail) -> str | None:
    """`during` or `after`; None where the first question has no answer yet."""
    return next((given.answer for given in trail if given.node == ROOT), None)
