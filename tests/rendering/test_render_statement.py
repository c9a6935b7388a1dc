"""The month's statement as Slack shows it: within its limits however much there is, whatever people wrote."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import statements
from bot.domain.calls.call import Call, ClientRef
from bot.domain.month import Month
from bot.domain.outbox.notice import DelayReason, Notice, NoticeKey, NoticeKind, Queue
from bot.domain.rota.week import Week, week_id
from bot.domain.statements import ClientStatement
from bot.rendering.renderer import Renderer, SlackMessage
from bot.services.statement_queries import StatementView
from bot.services.timesheets import TimeRow, TimeView
from simulator import inspect_blocks, inspect_view
from tests.rendering.sample_calls import CALLS, QUOTED, amended, closed, stamp, to_quote
from tests.rendering.sample_policy import ACME, CAMILLE, LINK, NOON, POLICY
from tests.rendering.sample_views import NAMES, texts
from tests.rendering.test_render_hostile import HOSTILE

NOVEMBER = Month(2026, 11)
MONDAY = statements.statement_week(NOVEMBER)
SNAPSHOT = Path(__file__).parent / "snapshots" / "statement.txt"

NOTICE = Notice(
    key=NoticeKey(week_id(MONDAY), 1, NoticeKind.STATEMENT, 1),
    kind=NoticeKind.STATEMENT,
    queue=Queue.direct_message(CAMILLE),
    to=CAMILLE,
    due=NOON.replace(day=30),
    facts={"month": "2026-11", "manager": CAMILLE, "page": 1, "pages": 1},
)


def numbered(calls: list[Call], code: str = "ACME", name: str = "Acme Industrie") -> list[Call]:
    return [
        replace(call, number=f"2026-{n:04}", client=ClientRef(code, name)) for n, call in enumerate(calls, 1)
    ]


def client(calls: list[Call], week: Week | None = None, name: str = "Acme Industrie") -> ClientStatement:
    known = statements.validations_of(week, NOVEMBER, "ACME")
    return ClientStatement(
        code="ACME",
        name=name,
        lines=statements.in_order(statements.line_of(call, known) for call in calls),
        contract=ACME.contract,
        left_before=210,
        left_after=-20,
        validation=known[-1].stamp if known else None,
    )


def view(*clients: ClientStatement, page: int = 1, notice: Notice | None = NOTICE) -> StatementView:
    return StatementView(
        month=NOVEMBER,
        policy=POLICY,
        now=NOON.replace(month=12, day=1),
        clients=clients,
        managers=dict.fromkeys((c.code for c in clients), CAMILLE),
        links={line.call.number: LINK for c in clients for line in c.lines},
        pages=tuple(map(tuple, statements.pages(clients))),
        page=page,
        names=NAMES,
        slack_ids={"camille.roy@example.fr": CAMILLE},
        notice=notice,
    )


def passes(message: SlackMessage) -> None:
    inspect_blocks(message.blocks)
    assert len(message.blocks) <= 50
    assert not any("None" in text or "Undefined" in text for text in texts(message.blocks))


def test_as_reviewed(renderer: Renderer):
    calls = numbered(
        [
            CALLS["closed in full"](),
            closed(),
            closed(to_quote(), form=QUOTED),
            CALLS["refused"](),
            CALLS["helped by another"](),
        ]
    )
    decided = [call for call in calls if call.number != "2026-0003"]
    week = statements.validated(Week(monday=MONDAY), NOVEMBER, client(decided), stamp(CAMILLE, 60))
    messages = [
        renderer.notice(view(client(calls))),
        renderer.notice(view(client([amended(decided[0]), *decided[1:]], week))),
    ]
    made = "\n\n".join(f"{m.text}\n\n" + "\n".join(texts(m.blocks)) for m in messages) + "\n"
    for message in messages:
        passes(message)
    if not SNAPSHOT.exists():
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text(made, encoding="utf-8")
        pytest.fail(f"{SNAPSHOT.name} was missing: look at it, then commit it")
    assert made == SNAPSHOT.read_text(encoding="utf-8")


@pytest.mark.parametrize("state", CALLS)
def test_every_state_of_a_call_can_stand_there(renderer: Renderer, state: str):
    passes(renderer.notice(view(client([CALLS[state]()]))))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_people_wrote(renderer: Renderer, text: str):
    def hostile(make: Callable[[], Call]) -> Call:
        call = make()
        return replace(call, request=f"x{text}", client=ClientRef("ACME", f"x{text}"))

    calls = [hostile(make) for make in (closed, CALLS["closed in full"], CALLS["refused"])]
    shown = client(numbered(calls), name=f"x{text}")
    shown = replace(shown, contract=replace(ACME.contract, reference=f"x{text}"))  # type: ignore[type-var]  # it has one
    message = renderer.notice(replace(view(shown), names=dict.fromkeys(NAMES, f"x{text}")))
    passes(message)
    assert not any(ping in part for part in texts(message.blocks) for ping in ("<!channel>", "<@U0EVIL>"))
    passes(renderer.message("statement", view=view(shown, notice=None)))


def test_a_month_of_any_size_fits_on_its_pages(renderer: Renderer):
    clients = [
        replace(client(numbered([closed()] * size, f"C{n}", f"Client {n}")), code=f"C{n}")
        for n, size in enumerate((150, 1, 1, 40, 0, 7))
    ]
    whole = view(*clients)
    for page in range(1, len(whole.pages) + 1):
        message = renderer.notice(replace(whole, page=page))
        passes(message)
        assert f"({page} sur {len(whole.pages)})" in message.text
    passes(renderer.message("statement", view=replace(whole, notice=None)))


def test_a_page_that_is_no_more_and_a_late_one(renderer: Renderer):
    passes(renderer.notice(view(client([closed()]), page=3)))
    late = replace(NOTICE, delay_reason=DelayReason.STOPPED, claimed_at=NOON.replace(month=12, day=3))
    passes(renderer.notice(view(client([closed()]), notice=late)))
    elsewhere = replace(NOTICE, facts={**NOTICE.facts, "instead_of": CAMILLE})
    passes(renderer.notice(view(client([closed()]), notice=elsewhere)))


def test_nothing_to_read(renderer: Renderer):
    passes(renderer.notice(view()))
    passes(renderer.message("statement", view=view(notice=None)))


@pytest.mark.parametrize("state", ["closed", "helped by another", "refused", "amended"])
def test_the_form_of_a_correction(renderer: Renderer, state: str):
    call = CALLS[state]()
    form = renderer.form("amend", call=call, report=call.reports[-1], most=1440, view=None)
    inspect_view(form, "modal")


def test_ones_own_month(renderer: Renderer):
    rows = tuple(
        TimeRow(NOON.date().replace(day=day), call.reports[-1].imputation, 75, ("2026-0001", "2026-0002"))
        for day in range(1, 31)
        for call in (closed(), CALLS["closed in full"]())
    )
    sums = {row.imputation: 75 * 30 for row in rows}
    shown = TimeView(month=NOVEMBER, policy=POLICY, rows=rows, by_imputation=sums)
    passes(renderer.message("time", view=shown))
    passes(renderer.message("time", view=replace(shown, rows=(), by_imputation={})))
