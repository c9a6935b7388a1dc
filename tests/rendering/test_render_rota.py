"""What people read of the rota: announcements, answers, proposals, absences, and the sentences in between."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.outbox.notice import WORKSPACE_SETTINGS, Notice, NoticeKey, NoticeKind, Queue
from bot.domain.rota.schedule import Shift
from bot.domain.rota.week import Absence, AssignmentReason, Reassignment, Swap, SwapOutcome, Week
from bot.domain.rota.working_weeks import WEEK
from bot.domain.stamp import Stamp
from bot.rendering.labels import load_labels, read_toml
from bot.rendering.renderer import Renderer
from bot.services.rota_queries import RotaEntry, RotaRow, RotaView, SwapFormView
from bot.services.view_models import LastWeek, WeekView
from tests.domain.rota_history import ABC, ALICE, BRUNO, CHLOE, MONDAY, POLICY
from tests.rendering.sample_views import buttons, shown, tokens
from tests.support.workspace import plain

NAMES = {ALICE: "Alice", BRUNO: "Bruno", CHLOE: "Chloé <!channel>"}
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ASKED = Swap(
    id="1", asked=Stamp(NOW, BRUNO), to=CHLOE, mine=MONDAY, theirs=MONDAY + WEEK, word="<!here> merci"
)
AWAY = Absence(
    id="1", person=BRUNO, start=date(2026, 11, 24), until=date(2026, 11, 27), stamp=Stamp(NOW, ALICE)
)
MOVED = Reassignment("absence 1", MONDAY, BRUNO, None)
WEEKS = Week(
    monday=MONDAY, turn=BRUNO, person=CHLOE, members=ABC, swaps=(ASKED,), absences=(AWAY,), moves=(MOVED,)
)


def view(week: Week, what: NoticeKind, queue: str = f"dm:{CHLOE}", **facts: Any) -> WeekView:
    to = queue.removeprefix("dm:") if queue.startswith("dm:") else "C0LINA"
    return WeekView(
        week=week,
        policy=POLICY,
        now=NOW,
        follows=ALICE,
        open_calls=(),
        last_week=LastWeek(closed=2, solved_at_level1=1),
        names=NAMES,
        notice=Notice(
            key=NoticeKey("week:2026-11-23", 1, what, 1),
            kind=what,
            queue=Queue.parse(queue),
            to=to,
            due=NOW,
            facts=facts,
        ),
    )


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (AssignmentReason.TURN, "Niveau 1 :* *Chloé &lt;!channel&gt;*\n"),
        (AssignmentReason.SWAP, "*Chloé &lt;!channel&gt;* – échange avec Bruno\n"),
        (AssignmentReason.DEBT, "*Chloé &lt;!channel&gt;* – rend sa semaine à Bruno\n"),
        (AssignmentReason.ABSENCE, "*Chloé &lt;!channel&gt;* – remplace Bruno, absent\n"),
        (AssignmentReason.GONE, "*Chloé &lt;!channel&gt;* – remplace Bruno, dont le compte est désactivé\n"),
    ],
)
def test_the_announcement_says_why(renderer: Renderer, why: AssignmentReason, said: str):
    week = replace(WEEKS, reason=why, instead_of=BRUNO)
    assert said in shown(renderer.notice(view(week, NoticeKind.WEEK)))


def test_the_announcement_names_closed_accounts_and_a_week_off(renderer: Renderer):
    around = replace(view(WEEKS, NoticeKind.WEEK), gone=(BRUNO, CHLOE), off_next=True)
    message = renderer.notice(around)
    assert "Compte désactivé dans Slack :* Bruno, Chloé &lt;!channel&gt;, à retirer" in shown(message)
    assert "Semaine suivante :* aucun jour ouvré, donc pas d'annonce" in shown(message)
    assert "<!channel>" not in tokens(message)


def test_a_proposal_is_put_to_the_other_and_followed_by_who_asks(renderer: Renderer):
    asked = renderer.notice(view(WEEKS, NoticeKind.SWAP, swap="1"))
    assert "vous propose un échange" in shown(asked)
    assert buttons(asked) == {"swap": ["Accepter", "Refuser"]}
    assert "<!here>" not in tokens(asked)
    mine = renderer.notice(view(WEEKS, NoticeKind.SWAP, f"dm:{BRUNO}", swap="1"))
    assert "Vous proposez un échange à *Chloé &lt;!channel&gt;*" in shown(mine)
    assert buttons(mine) == {"swap": ["Retirer la proposition"]}


def test_a_proposal_that_slack_refuses_to_the_other_is_answered_in_the_service(renderer: Renderer):
    message = renderer.notice(view(WEEKS, NoticeKind.SWAP, "service", swap="1", instead_of=CHLOE))
    assert buttons(message) == {"swap": ["Accepter", "Refuser"]}
    assert "Message destiné à *Chloé &lt;!channel&gt;*" in shown(message)


@pytest.mark.parametrize("outcome", list(SwapOutcome))
def test_a_settled_proposal_has_no_buttons_and_says_how_it_ended(renderer: Renderer, outcome: SwapOutcome):
    settled = replace(ASKED, outcome=outcome, settled=Stamp(NOW, CHLOE))
    message = renderer.notice(view(replace(WEEKS, swaps=(settled,)), NoticeKind.SWAP, swap="1"))
    assert buttons(message) == {}
    assert re.search("Accepté par|Refusé par|retirée par|sans réponse", shown(message))


def test_an_absence_says_what_moves_and_is_taken_back_from_a_direct_message(renderer: Renderer):
    message = renderer.notice(view(WEEKS, NoticeKind.ABSENCE, absence="1"))
    assert "du 24/11/2026 au 27/11/2026, déclarée par *Alice*" in shown(message)
    assert "• Semaine 48 (du 23 au 27/11/2026) : personne, à la place de *Bruno*" in shown(message)
    assert buttons(message) == {"absence": ["Retirer l'absence"]}
    assert buttons(renderer.notice(view(WEEKS, NoticeKind.ABSENCE, "service", absence="1"))) == {}
    taken_back = replace(WEEKS, absences=(AWAY.taken_back(Stamp(NOW, BRUNO), NOW.date()),))
    removed = renderer.notice(view(taken_back, NoticeKind.ABSENCE, absence="1"))
    assert buttons(removed) == {}
    assert "Retirée par *Bruno*" in shown(removed)


def test_an_absence_that_moves_nothing_says_so_and_one_s_own_names_one_person(renderer: Renderer):
    own = replace(AWAY, stamp=Stamp(NOW, BRUNO))
    words = shown(
        renderer.notice(view(replace(WEEKS, moves=(), absences=(own,)), NoticeKind.ABSENCE, absence="1"))
    )
    assert "Aucune semaine de niveau 1 ne change de mains." in words
    assert "déclarée par" not in words


def test_the_technician_is_told_what_to_have_at_hand(renderer: Renderer):
    policy = replace(POLICY, help_desk="PC au fond", drive="https://drive.example.fr")
    said = shown(renderer.notice(replace(view(WEEKS, NoticeKind.DUTY, before=None), policy=policy)))
    assert "Vous êtes au niveau 1" in said
    assert "PC au fond" in said
    handed = shown(renderer.notice(view(WEEKS, NoticeKind.DUTY, before=BRUNO)))
    assert "à la place de *Bruno*" in handed
    assert "restent à qui les suit" in handed


EVENTS: dict[str, dict[str, Any]] = {
    **{
        f"swap_{outcome}": {"by": BRUNO, "to_whom": CHLOE, "mine": "2026-11-23", "theirs": "2026-11-30"}
        for outcome in SwapOutcome
    },
    **{
        f"{kind}_refused": {"target": "S0N1", "error": "permission_denied"}
        for kind in sorted(WORKSPACE_SETTINGS)
    },
    "absence_removed": {"by": ALICE, "person": BRUNO, "absence": "1"},
    "week_changed": {"monday": "2026-11-23", "by": ALICE, "before": BRUNO, "after": CHLOE, "why": "absence"},
    "nobody": {"monday": "2026-11-23"},
    "orphaned": {"person": BRUNO, "calls": "2026-0001 2026-0002"},
    "swap_one_sided": {"person": BRUNO, "mine": "2026-11-23", "theirs": "2026-11-30"},
}


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_its_sentence(renderer: Renderer, event: str):
    said = shown(renderer.notice(view(WEEKS, NoticeKind.ROTA_LINE, event=event, **EVENTS[event])))
    assert re.search(r"\w.*[.)]$", said.removesuffix("\nDésigner…").removesuffix("\nTout reprendre"))
    assert "None" not in said


def test_there_is_no_sentence_without_an_event():
    assert set(read_toml("rota.toml")) == set(EVENTS)


@pytest.mark.parametrize(("before", "after"), [(BRUNO, None), (None, CHLOE)])
def test_a_change_from_or_to_nobody_is_a_sentence_too(
    renderer: Renderer, before: str | None, after: str | None
):
    facts = {**EVENTS["week_changed"], "before": before, "after": after, "by": None, "event": "week_changed"}
    said = shown(renderer.notice(view(WEEKS, NoticeKind.ROTA_LINE, **facts)))
    assert "None" not in said
    assert ("personne n'est disponible" in said) == (after is None)


@pytest.mark.parametrize("why", list(AssignmentReason))
def test_every_reason_has_its_words(why: AssignmentReason):
    assert load_labels().of("why", why)
    assert load_labels().of("calendar_why", why) or why is AssignmentReason.TURN


def rows(count: int) -> tuple[RotaRow, ...]:
    shifts = [
        Shift(monday=MONDAY + i * WEEK, turn=BRUNO, person=BRUNO if i else None, members=ABC)
        for i in range(count)
    ]
    return tuple(
        RotaRow(shift=duty, changed=duty.person is None, was=CHLOE, announced_at=None, moved=False)
        for duty in shifts
    )


def test_the_answer_holds_many_proposals_and_absences(renderer: Renderer):
    swaps = tuple(RotaEntry(MONDAY, replace(ASKED, id=str(n))) for n in range(15))
    absences = tuple(RotaEntry(MONDAY, replace(AWAY, id=str(n))) for n in range(15))
    around = RotaView(
        reader=CHLOE, policy=POLICY, now=NOW, rows=rows(8), swaps=swaps, absences=absences, names=NAMES
    )
    message = renderer.message("rota", view=around)
    assert len(message.blocks) <= 50
    assert "personne – aucun jour ouvré, pas d'annonce – *changé*, c'était <@U0CHLOE>" in shown(message)
    assert list(buttons(message))[-1] == "rota"


def test_the_form_offers_weeks_within_slack_s_limits(renderer: Renderer):
    shifts = tuple(row.shift for row in rows(27)[1:])
    view = renderer.form("swap", view=SwapFormView(mine=shifts, theirs=shifts, names={BRUNO: "Bruno" * 30}))
    mine, theirs, word = (block["element"] for block in view["blocks"])
    assert len(mine["options"]) == len(theirs["options"]) == 26
    assert max(len(option["text"]["text"]) for option in theirs["options"]) <= 75
    assert plain(mine["initial_option"]["text"]["text"]) == "Semaine 49 (du 30/11 au 04/12/2026)"
    assert word["type"] == "plain_text_input"


@pytest.mark.parametrize(
    ("monday", "title"),
    [
        (date(2026, 11, 23), "Semaine 48 (du 23 au 27/11/2026)"),
        (date(2026, 11, 30), "Semaine 49 (du 30/11 au 04/12/2026)"),
        (date(2026, 12, 28), "Semaine 53 (du 28/12/2026 au 01/01/2027)"),
    ],
)
def test_a_week_is_named_by_its_number_and_its_days(renderer: Renderer, monday: date, title: str):
    assert title in shown(renderer.notice(view(replace(WEEKS, monday=monday), NoticeKind.NEXT)))
