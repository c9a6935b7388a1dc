"""The decision tree of the seed (5.1 and 5.2) as data, and how a trail of answers walks it.

A node is a question; an answer leads to the next node or to a leaf. The words people read for them stand in
`templates/labels.toml`, under the same names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Imputation(StrEnum):
    """Where the time is booked."""

    PROJECT = "project"
    SUPPLEMENT = "supplement"
    WARRANTY = "warranty"
    REPAIR = "repair"
    ASSISTANCE = "assistance"
    TO_QUOTE = "to_quote"
    DROPPED = "dropped"


class Effect(StrEnum):
    """What reaching a leaf asks for, besides the imputation."""

    ASK_CORRECTION = "ask_correction"
    ASK_DECISION = "ask_decision"
    ADVISE_UPDATE = "advise_update"
    ANNOUNCE_INVOICING = "announce_invoicing"


HANDS_OVER = frozenset({Effect.ASK_CORRECTION, Effect.ASK_DECISION})
"""What is not level 1's to solve does not run the clock."""


@dataclass(frozen=True, slots=True)
class Leaf:
    imputation: Imputation
    effect: Effect | None = None
    need: bool = False
    """The answer opens the form «Besoin du client» first."""


Step = str | Leaf

_DECIDE = Leaf(Imputation.TO_QUOTE, Effect.ASK_DECISION)
_EVOLUTION = Leaf(Imputation.TO_QUOTE, Effect.ASK_DECISION, need=True)
_INVOICED = Leaf(Imputation.REPAIR, Effect.ANNOUNCE_INVOICING)

ROOT = "phase"

TREE: Mapping[str, Mapping[str, Step]] = {
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
    node: str
    answer: str
    source: Source
    by: str | None
    at: datetime


Trail = tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class DirectoryFacts:
    """What the directory answers by itself, on the day of opening; None where it does not know.

    `contract` is the answer of that node: a contract valid that day with hours left, or none. `warranty_end`
    answers nothing: a warranty that is over is told, and changes no imputation.
    """

    phase: str | None = None
    contract: str | None = None
    warranty_end: date | None = None

    def of(self, node: str) -> str | None:
        return {"phase": self.phase, "contract": self.contract}.get(node)


def standing(trail: Trail) -> Step:
    """Where a trail has led: the node whose question is asked now, or the leaf that was reached."""
    step: Step = ROOT
    for given in trail:
        if not isinstance(step, str):
            break
        step = TREE[step][given.answer]
    return step


def needs_need(node: str, answer: str) -> bool:
    """Whether this answer opens the form «Besoin du client» first."""
    step = TREE[node][answer]
    return isinstance(step, Leaf) and step.need


def settle(trail: Trail, known: DirectoryFacts, at: datetime) -> Trail:
    """Adds the answers that the directory gives, as far as they lead."""
    while isinstance(step := standing(trail), str) and (fact := known.of(step)):
        trail = (*trail, Answer(step, fact, Source.FACT, None, at))
    return trail


def without_last(trail: Trail) -> Trail:
    """Undoes the last answer of a person, with the facts that followed from it; empty of those, unchanged."""
    last = next((i for i in reversed(range(len(trail))) if trail[i].source is Source.PERSON), None)
    return trail if last is None else trail[:last]


def answered_by_person(trail: Trail) -> bool:
    return any(given.source is Source.PERSON for given in trail)


def phase_of(trail: Trail) -> str | None:
    return next((given.answer for given in trail if given.node == ROOT), None)
