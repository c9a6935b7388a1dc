"""Any sequence of moves keeps a call's invariants."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain import closing, deciding, escalation, invoicing, opening, saying, sorting, triage
from bot.domain.acts import Act, Caller, Choice, Note
from bot.domain.call import State
from bot.domain.closing import Closing
from bot.domain.notice import LADDER, Late, Progress, What
from bot.domain.notices import find, ready
from bot.domain.opening import Draft, Edit
from bot.domain.policy import Channels, House, Ladder
from bot.domain.refusals import Refusal
from bot.domain.saying import Posted
from bot.domain.sorting import Given
from bot.domain.triage import Imputation, Known

HOUSE = House(
    channels=Channels("C0SUPPORT", "C0DEV", "C0LINA"),
    zone=ZoneInfo("Europe/Paris"),
    ladder=Ladder(mention=("S0DEV",), lead="U0ANTHONY"),
    account_manager="U0CAMILLE",
)
PEOPLE = st.sampled_from(["U0ALICE", "U0BRUNO", "U0DAVID"])
KNOWN = st.builds(
    Known, st.sampled_from([None, "during", "after"]), st.sampled_from([None, "contract", "no_contract"])
)


class AnyMoves(RuleBasedStateMachine):
    @initialize(known=KNOWN)
    def open(self, known: Known) -> None:
        self.now = datetime(2026, 11, 24, 11, tzinfo=UTC)
        self.pinged_closed = False
        draft = Draft(
            origin="o", act=Act(self.now, "U0ALICE"), client=Caller("A", "Acme"), request="HS", known=known
        )
        self.known = known
        self.call = opening.open_call(draft, "2026-0001", HOUSE)

    def move(self, by: str, rule_) -> None:  # noqa: ANN001
        before = self.call
        try:
            self.call = rule_(Act(self.now, by))
        except Refusal:
            assert self.call is before

    @rule(minutes=st.integers(0, 700))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(
        outcome=st.sampled_from(["said", "said", "said", "unsent", "refused", "doubtful"]), late=st.booleans()
    )
    def the_courier_comes(self, outcome: str, late: bool) -> None:  # noqa: FBT001
        for notice in ready(self.call.notices, self.now):
            if notice.state is Progress.SENT:
                self.call = saying.redrawn(self.call, notice.key, notice.face)
                continue
            self.call = saying.claimed(self.call, notice.key, self.now, Late.STOPPED if late else None, HOUSE)
            claimed = find(self.call.notices, notice.key)
            if claimed is None or claimed.state is not Progress.SENDING:
                continue
            if claimed.what in LADDER and not self.call.is_open:
                self.pinged_closed = True
            self.report(claimed.key, outcome, claimed.face)

    def report(self, key: str, outcome: str, face: int) -> None:
        ts = f"{self.now.timestamp():.6f}"
        if outcome == "said":
            self.call = saying.said(self.call, key, Posted("C0", ts, face), self.now, HOUSE)
        elif outcome == "unsent":
            self.call = saying.unsent(self.call, key, self.now, None, "ratelimited")
        elif outcome == "refused":
            self.call = saying.refused(self.call, key, self.now, "is_archived", HOUSE)
        else:
            self.call = saying.doubtful(self.call, key, None, "timeout")

    @rule(by=PEOPLE, data=st.data())
    def answer(self, by: str, data: st.DataObject) -> None:
        node = data.draw(st.sampled_from(sorted(triage.TREE)))
        given = Given(node, data.draw(st.sampled_from(sorted(triage.TREE[node]))), "un besoin")
        self.move(by, lambda act: sorting.answer(self.call, act, given, self.known, HOUSE))

    @rule(by=PEOPLE)
    def step_back(self, by: str) -> None:
        self.move(by, lambda act: sorting.rewind(self.call, act, len(self.call.triage), HOUSE))

    @rule(by=PEOPLE)
    def call_level2(self, by: str) -> None:
        self.move(by, lambda act: escalation.call_level2(self.call, act, HOUSE))

    @rule(by=PEOPLE)
    def take(self, by: str) -> None:
        self.move(by, lambda act: escalation.take(self.call, act))

    @rule(by=PEOPLE)
    def hand_back(self, by: str) -> None:
        self.move(by, lambda act: escalation.hand_back(self.call, act, HOUSE))

    @rule(by=PEOPLE, minutes=st.integers(-5, 300))
    def hold(self, by: str, minutes: int) -> None:
        until = self.now + timedelta(minutes=minutes)
        self.move(by, lambda act: escalation.hold(self.call, act, until, "teste"))

    @rule(by=PEOPLE)
    def announce(self, by: str) -> None:
        self.move(by, lambda act: invoicing.announce(self.call, act))

    @rule(by=PEOPLE)
    def client_refuses(self, by: str) -> None:
        self.move(by, lambda act: closing.refuse_invoicing(self.call, act, "Refus.", HOUSE))

    @rule(by=PEOPLE, imputation=st.sampled_from([None, *Imputation]), announced=st.booleans())
    def close(self, by: str, imputation: Imputation | None, announced: bool) -> None:  # noqa: FBT001
        form = Closing(imputation=imputation, solution=f"Réglé à {self.now}.", announced=announced)
        self.move(by, lambda act: closing.close(self.call, act, form, HOUSE))

    @rule(by=PEOPLE)
    def discard(self, by: str) -> None:
        self.move(by, lambda act: closing.discard(self.call, act))

    @rule(by=PEOPLE)
    def reopen(self, by: str) -> None:
        self.move(by, lambda act: closing.reopen(self.call, act, HOUSE))

    @rule(by=PEOPLE, choice=st.sampled_from(Choice))
    def decide(self, by: str, choice: Choice) -> None:
        self.move(by, lambda act: deciding.decide(self.call, act, choice))

    @rule(by=PEOPLE)
    def undo_decision(self, by: str) -> None:
        self.move(by, lambda act: deciding.undo(self.call, act, HOUSE))

    @rule(by=PEOPLE, code=st.sampled_from(["A", "B"]))
    def edit(self, by: str, code: str) -> None:
        change = Edit(
            client=Caller(code, code),
            request="HS",
            contact=None,
            phone=None,
            account_manager=None,
            known=self.known,
        )
        self.move(by, lambda act: opening.edit(self.call, act, change, HOUSE))

    @rule(by=PEOPLE)
    def note(self, by: str) -> None:
        self.call = opening.note(self.call, Note(f"{self.now.timestamp():.6f}", by, "vu"))

    @invariant()
    def a_closed_call_pings_nobody(self) -> None:
        assert not self.pinged_closed
        if not self.call.is_open:
            assert not [n for n in self.call.notices if n.what in LADDER and n.state is Progress.DUE]

    @invariant()
    def there_is_one_owner_and_level_2_has_what_it_took(self) -> None:
        assert self.call.owner
        if self.call.state is State.LEVEL2:
            assert self.call.owner == self.call.level2

    @invariant()
    def every_open_call_has_a_deadline_or_a_reason_not_to(self) -> None:
        if self.call.state is State.LEVEL1 and self.call.deadline is not None:
            waiting = {Progress.DUE, Progress.DOUBTFUL, Progress.SENDING}
            assert [n for n in self.call.notices if n.what is What.LEVEL2 and n.state in waiting]

    @invariant()
    def one_ladder_runs_at_a_time(self) -> None:
        due = [
            n for n in self.call.notices if n.what in {What.LEVEL2, What.REMINDER} and n.state is Progress.DUE
        ]
        assert len(due) <= 1 or self.call.state is State.WAITING

    @invariant()
    def what_is_awaited_is_asked_and_reminded_of_and_nothing_else_is(self) -> None:
        asked = [n for n in self.call.notices if n.what in {What.DECISION, What.UNDECIDED}]
        standing = [n for n in asked if n.state is not Progress.CANCELLED]
        if deciding.awaited(self.call):
            assert {n.what for n in standing} == {What.DECISION, What.UNDECIDED}
        else:
            assert not [n for n in standing if n.what is What.UNDECIDED and n.state is Progress.DUE]

    @invariant()
    def keys_are_unique_and_reports_numbered(self) -> None:
        keys = [n.key for n in self.call.notices]
        assert len(keys) == len(set(keys))
        assert [r.version for r in self.call.reports] == list(range(1, len(self.call.reports) + 1))

    @invariant()
    def closed_means_said_how(self) -> None:
        assert (self.call.state is State.CLOSED) == (self.call.closed is not None)
        assert (self.call.closed is None) == (self.call.ending is None)


AnyMoves.TestCase.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestAnyMoves = AnyMoves.TestCase
