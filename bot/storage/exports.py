"""One row a call, for invoicing: the same cells in every format, what is still to be done first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain import deciding, invoicing
from bot.domain.acts import Act, Ending, Report
from bot.domain.call import Call
from bot.rendering.labels import load_labels
from bot.rendering.papers import seen

COLUMNS = (
    "numero",
    "ouvert_le",
    "clos_le",
    "code",
    "client",
    "nature",
    "imputation",
    "decision",
    "minutes_n1",
    "minutes_n2",
    "niveau",
    "technicien",
    "developpeur",
    "charge_affaire",
    "facturation_annoncee_par",
    "facturation_annoncee_le",
    "mise_a_jour",
    "solution",
)
MINUTES = ("minutes_n1", "minutes_n2")

Cell = str | int | datetime | None
Row = Mapping[str, Cell]
"""A cell by column; instants are without a zone, in the house's. None is an empty cell."""


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    month: int

    @classmethod
    def read(cls, text: str) -> "Month":
        """`2026-11`.

        Raises:
            ValueError: it is none.
        """
        day = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007  # a month has no zone
        if f"{day:%Y-%m}" != text:
            raise ValueError(text)
        return cls(day.year, day.month)

    def holds(self, instant: datetime) -> bool:
        return (instant.year, instant.month) == (self.year, self.month)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """`names` are people by Slack id or e-mail address; `account_manager` is for clients without one."""

    zone: ZoneInfo
    names: Mapping[str, str]
    account_manager: str | None = None

    def rows(self, calls: Iterable[Call]) -> list[Row]:
        """Undecided and unannounced ones first, each part by number."""
        ordered = sorted(calls, key=lambda call: (not (_undecided(call) or _unannounced(call)), call.number))
        return [self._row(call) for call in ordered]

    def belongs(self, call: Call, month: Month | None) -> bool:
        """By closing; open calls always, and never one that was opened by mistake."""
        if call.closed is None:
            return True
        if call.ending is Ending.DISCARDED:
            return False
        return month is None or month.holds(call.closed.at.astimezone(self.zone))

    def _row(self, call: Call) -> Row:
        report = call.reports[-1] if call.reports and not call.is_open else None
        labels = load_labels()
        level = report.level if report else 2 if call.level2 else 1
        cells: dict[str, Cell] = {
            "numero": call.number,
            "ouvert_le": self._local(call.opened),
            "clos_le": self._local(call.closed),
            "code": call.client.code,
            "client": call.client.name,
            "nature": _nature(call),
            "imputation": labels.of("imputation", call.imputation) if call.imputation else None,
            "decision": _decision(call),
            "minutes_n1": report.minutes1 if report else None,
            "minutes_n2": report.minutes2 if report else None,
            "niveau": level,
            **self._people(call, report),
            "facturation_annoncee_le": self._announced(call),
            "mise_a_jour": labels.of("export", "yes" if report and report.updated else "no"),
            "solution": report.solution if report else None,
        }
        return {column: _tidy(cells[column]) for column in COLUMNS}

    def _people(self, call: Call, report: Report | None) -> dict[str, Cell]:
        return {
            "technicien": self._name(report.level1 if report else call.level1),
            "developpeur": self._name(report.level2 if report else call.level2),
            "charge_affaire": self._name(call.account_manager or self.account_manager),
            "facturation_annoncee_par": self._name(call.invoicing.act.by if call.invoicing else None),
        }

    def _announced(self, call: Call) -> Cell:
        if _unannounced(call):
            return load_labels().of("export", "to_announce")
        return self._local(call.invoicing.act) if call.invoicing else None

    def _name(self, person: str | None) -> str | None:
        return self.names.get(person, person) if person else None

    def _local(self, act: Act | None) -> datetime | None:
        local = act.at.astimezone(self.zone) if act else None
        return local.replace(tzinfo=None, second=0, microsecond=0) if local else None


def written(cell: Cell) -> str | int | None:
    """As it stands in a text file."""
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell


def _nature(call: Call) -> str | None:
    answer = next((a for a in call.triage if a.node in {"during", "after"}), None)
    return load_labels().of(f"answer.{answer.node}", answer.answer) if answer else None


def _decision(call: Call) -> str | None:
    if _undecided(call):
        return load_labels().of("export", "to_decide")
    return load_labels().of("choice", call.decision.choice) if call.decision else None


def _undecided(call: Call) -> bool:
    return deciding.awaited(call)


def _unannounced(call: Call) -> bool:
    return invoicing.owed(call, call.imputation)


def _tidy(cell: Cell) -> Cell:
    return (seen(cell) or None) if isinstance(cell, str) else cell
