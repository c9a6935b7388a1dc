"""Any sequence of transitions keeps a call's invariants."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.calls import (
    callbacks,
    closing,
    correction,
    escalation,
    invoicing,
    opening,
    ownership,
    quote_decision,
    triage,
    triage_flow,
)
from bot.domain.calls.call import ClientRef, Note, QuoteChoice, State
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.opening import CallEdit, NewCall
from bot.domain.calls.triage import DirectoryFacts, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.outbox.notice import ESCALATION_KINDS, DelayReason, DeliveryState, NoticeKey, NoticeKind
from bot.domain.outbox.notices import find, ready
from bot.domain.policy import Channels, EscalationPolicy, Policy
from bot.domain.refusals import Refusal
from bot.domain.stamp import Stamp
from tests.support import deliveries

POLICY = Policy(
    channels=Channels("C0SUPPORT", "C0DEV", "C0LINA"),
    zone=ZoneInfo("Europe/Paris"),
    escalation=EscalationPolicy(mention=("S0DEV",), lead="U0ANTHONY"),
    account_manager="U0CAMILLE",
)
PEOPLE = st.sampled_from(["U0ALICE", "U0BRUNO", "U0DAVID"])
FACTS = st.builds(
    DirectoryFacts,
    st.sampled_from([None, "during", "after"]),
    st.sampled_from([None, "contract", "no_contract"]),
)


class AnyTransitions(RuleBasedStateMachine):
    @initialize(facts=FACTS)
    def open(self, facts: DirectoryFacts) -> None:
        self.now = datetime(2026, 11, 24, 11, tzinfo=UTC)
        self.pinged_closed = False
        draft = NewCall(
            origin="o",
            stamp=Stamp(self.now, "U0ALICE"),
            client=ClientRef("A", "Acme"),
            request="HS",
            facts=facts,
        )
        self.facts = facts
        self.call = opening.open_call(draft, "2026-0001", POLICY)

    def apply(self, by: str, rule_) -> None:  # noqa: ANN001
        before = self.call
        try:
            self.call = rule_(Stamp(self.now, by))
        except Refusal:
            assert self.call is before

    @rule(minutes=st.integers(0, 700))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(
        outcome=st.sampled_from(["said", "said", "said", "unsent", "refused", "doubtful"]),
        delay_reason=st.booleans(),
    )
    def the_dispatcher_comes(self, outcome: str, delay_reason: bool) -> None:  # noqa: FBT001
        for notice in ready(self.call.notices, self.now):
            if notice.state is DeliveryState.SENT:
                self.call = deliveries.updated(self.call, notice.key, notice.revision, self.now, POLICY)
                continue
            self.call = deliveries.sending(
                self.call, notice.key, self.now, POLICY, DelayReason.STOPPED if delay_reason else None
            )
            claimed = find(self.call.notices, notice.key)
            if claimed is None or claimed.state is not DeliveryState.SENDING:
                continue
            if claimed.kind in ESCALATION_KINDS and not self.call.is_open:
                self.pinged_closed = True
            self.report(claimed.key, outcome, claimed.revision)

    def report(self, key: NoticeKey, outcome: str, revision: int) -> None:
        ts = f"{self.now.timestamp():.6f}"
        if outcome == "said":
            self.call = deliveries.sent(self.call, key, ("C0", ts, revision), self.now, POLICY)
        elif outcome == "unsent":
            self.call = deliveries.retried(self.call, key, self.now, POLICY)
        elif outcome == "refused":
            self.call = deliveries.rejected(self.call, key, self.now, "is_archived", POLICY)
        else:
            self.call = deliveries.unconfirmed(self.call, key, self.now, POLICY)

    @rule(by=PEOPLE, data=st.data())
    def answer(self, by: str, data: st.DataObject) -> None:
        node = data.draw(st.sampled_from(sorted(triage.TREE)))
        given = TriageChoice(node, data.draw(st.sampled_from(sorted(triage.TREE[node]))), "un besoin")
        self.apply(by, lambda stamp: triage_flow.answer(self.call, stamp, given, self.facts, POLICY))

    @rule(by=PEOPLE)
    def step_back(self, by: str) -> None:
        self.apply(by, lambda stamp: triage_flow.rewind(self.call, stamp, len(self.call.triage), POLICY))

    @rule(by=PEOPLE)
    def call_level2(self, by: str) -> None:
        self.apply(by, lambda stamp: escalation.call_level2(self.call, stamp, POLICY))

    @rule(by=PEOPLE)
    def take(self, by: str) -> None:
        self.apply(by, lambda stamp: escalation.take(self.call, stamp))

    @rule(by=PEOPLE)
    def hand_back(self, by: str) -> None:
        self.apply(by, lambda stamp: escalation.hand_back(self.call, stamp, POLICY))

    @rule(by=PEOPLE)
    def take_back(self, by: str) -> None:
        self.apply(by, lambda stamp: ownership.take_back(self.call, stamp, POLICY))

    @rule(by=PEOPLE, to=PEOPLE)
    def assign(self, by: str, to: str) -> None:
        self.apply(by, lambda stamp: ownership.assign(self.call, stamp, to, POLICY))

    @rule(by=PEOPLE)
    def take_over(self, by: str) -> None:
        self.apply(by, lambda stamp: ownership.take_over(self.call, stamp))

    @rule(by=PEOPLE)
    def call_back(self, by: str) -> None:
        self.apply(by, lambda stamp: ownership.call_back(self.call, stamp, POLICY))

    @rule(by=PEOPLE, minutes=st.integers(-5, 300))
    def hold(self, by: str, minutes: int) -> None:
        until = self.now + timedelta(minutes=minutes)
        self.apply(by, lambda stamp: callbacks.hold(self.call, stamp, until, "teste"))

    @rule(by=PEOPLE)
    def announce(self, by: str) -> None:
        self.apply(by, lambda stamp: invoicing.announce(self.call, stamp))

    @rule(by=PEOPLE)
    def client_refuses(self, by: str) -> None:
        self.apply(by, lambda stamp: closing.refuse_invoicing(self.call, stamp, "Refus.", POLICY))

    @rule(by=PEOPLE, imputation=st.sampled_from([None, *Imputation]), announced=st.booleans())
    def close(self, by: str, imputation: Imputation | None, announced: bool) -> None:  # noqa: FBT001
        form = CloseCall(imputation=imputation, solution=f"Réglé à {self.now}.", announced=announced)
        self.apply(by, lambda stamp: closing.close(self.call, stamp, form, POLICY))

    @rule(by=PEOPLE)
    def discard(self, by: str) -> None:
        self.apply(by, lambda stamp: closing.discard(self.call, stamp))

    @rule(by=PEOPLE)
    def reopen(self, by: str) -> None:
        self.apply(by, lambda stamp: closing.reopen(self.call, stamp, POLICY))

    @rule(by=PEOPLE, choice=st.sampled_from(QuoteChoice))
    def decide(self, by: str, choice: QuoteChoice) -> None:
        self.apply(by, lambda stamp: quote_decision.decide(self.call, stamp, choice, POLICY))

    @rule(by=PEOPLE)
    def undo_decision(self, by: str) -> None:
        self.apply(by, lambda stamp: quote_decision.undo(self.call, stamp, POLICY))

    @rule(by=PEOPLE)
    def take_correction(self, by: str) -> None:
        self.apply(by, lambda stamp: correction.take(self.call, stamp))

    @rule(by=PEOPLE, word=st.sampled_from(["", "corrigé en 5.2"]))
    def deliver_correction(self, by: str, word: str) -> None:
        self.apply(by, lambda stamp: correction.deliver(self.call, stamp, word))

    @rule(by=PEOPLE, code=st.sampled_from(["A", "B"]))
    def edit(self, by: str, code: str) -> None:
        change = CallEdit(
            client=ClientRef(code, code),
            request="HS",
            contact=None,
            phone=None,
            account_manager=None,
            facts=self.facts,
        )
        self.apply(by, lambda stamp: opening.edit(self.call, stamp, change, POLICY))

    @rule(by=PEOPLE)
    def note(self, by: str) -> None:
        self.call = opening.add_note(self.call, Note(f"{self.now.timestamp():.6f}", by, "vu"))

    @invariant()
    def a_closed_call_pings_nobody(self) -> None:
        assert not self.pinged_closed
        if not self.call.is_open:
            assert not [
                n for n in self.call.notices if n.kind in ESCALATION_KINDS and n.state is DeliveryState.DUE
            ]

    @invariant()
    def there_is_one_owner_and_level_2_has_what_it_took(self) -> None:
        assert self.call.owner
        if self.call.state is State.LEVEL2:
            assert self.call.owner == self.call.level2

    @invariant()
    def every_open_call_has_a_deadline_or_a_reason_not_to(self) -> None:
        if self.call.state is State.LEVEL1 and self.call.deadline is not None:
            waiting = {DeliveryState.DUE, DeliveryState.UNCONFIRMED, DeliveryState.SENDING}
            promised = {NoticeKind.LEVEL2} if self.call.callback is None else {NoticeKind.CALL_BACK}
            assert [n for n in self.call.notices if n.kind in promised and n.state in waiting]

    @invariant()
    def a_client_waits_for_a_call_once_at_a_time(self) -> None:
        kinds = (NoticeKind.CALL_BACK, NoticeKind.UNCALLED, NoticeKind.UNCALLED_LEAD)
        due = [n.kind for n in self.call.notices if n.kind in kinds and n.state is DeliveryState.DUE]
        assert len(due) == len(set(due))
        if self.call.state is State.TO_CALL_BACK:
            assert not [
                n for n in self.call.notices if n.kind in ESCALATION_KINDS and n.state is DeliveryState.DUE
            ]
        if not self.call.is_open:
            assert not due
        assert len(self.call.earlier_callbacks) + (self.call.callback is not None) <= callbacks.AT_MOST

    @invariant()
    def one_escalation_runs_at_a_time(self) -> None:
        due = [
            n
            for n in self.call.notices
            if n.kind in {NoticeKind.LEVEL2, NoticeKind.REMINDER} and n.state is DeliveryState.DUE
        ]
        assert len(due) <= 1 or self.call.state is State.WAITING

    @invariant()
    def what_is_awaited_is_asked_and_reminded_of_and_nothing_else_is(self) -> None:
        asked = [n for n in self.call.notices if n.kind in {NoticeKind.DECISION, NoticeKind.UNDECIDED}]
        standing = [n for n in asked if n.state is not DeliveryState.CANCELLED]
        if quote_decision.awaited(self.call):
            assert {n.kind for n in standing} == {NoticeKind.DECISION, NoticeKind.UNDECIDED}
        else:
            assert not [
                n for n in standing if n.kind is NoticeKind.UNDECIDED and n.state is DeliveryState.DUE
            ]

    @invariant()
    def only_a_correction_that_nobody_took_is_reminded_of(self) -> None:
        due = [
            n
            for n in self.call.notices
            if n.kind is NoticeKind.CORRECTION_REMINDER and n.state is DeliveryState.DUE
        ]
        untaken = correction.is_open(self.call) and self.call.correction and not self.call.correction.taken
        assert not due or (untaken and len(due) == 1)

    @invariant()
    def keys_are_unique_and_reports_numbered(self) -> None:
        keys = [n.key for n in self.call.notices]
        assert len(keys) == len(set(keys))
        assert [r.version for r in self.call.reports] == list(range(1, len(self.call.reports) + 1))

    @invariant()
    def closed_means_said_how(self) -> None:
        assert (self.call.state is State.CLOSED) == (self.call.closed is not None)
        assert (self.call.closed is None) == (self.call.close_reason is None)


AnyTransitions.TestCase.settings = settings(stateful_step_count=25)
TestAnyTransitions = AnyTransitions.TestCase
