"""Renders the forms, filled with what is known already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from bot.domain.calls import invoicing
from bot.domain.calls.amendment import most
from bot.domain.calls.call import Call
from bot.domain.calls.closing import minutes_spent, solved_at
from bot.domain.calls.triage import Imputation
from bot.rendering.options import NEW_CLIENT, client_option
from bot.rendering.renderer import Renderer, SlackView
from bot.services.levels import Closer
from bot.services.parsing import ParsedCommand
from bot.services.view_models import CallView
from handlers.payloads import ViewState


@dataclass(frozen=True, kw_only=True, slots=True)
class CallFields:
    """The first values of «Nouvel appel» and «Modifier l’appel».

    Attributes:
        private_metadata: of a new call, `source_of`'s JSON; of an edited one, its number.
        client_option: the option of the client; None leaves the select empty, as None does for the fields below.
        contact: the caller's name.
        phone: the caller's number, in E.164.
        request: what the client asks for.
        new_client: whether a new client was chosen, of which phase and contract are asked.
        solved: whether «Déjà résolu» is ticked.
    """

    private_metadata: str
    client_option: dict[str, Any] | None = None
    contact: str | None = None
    phone: str | None = None
    request: str | None = None
    new_client: bool = False
    solved: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportFields:
    """The first values of «Compte rendu».

    Attributes:
        private_metadata: the call's number.
        imputation: None when the triage has not reached one.
        owed: whether the form asks that the invoicing was announced to the client.
        version: of the compte rendu that the form writes, from 1.
        diagnosis: None leaves the field empty, as it does for `solution`, `follow_up` and `recipe`.
        solution: of an earlier version, and the thread's notes since, one a line.
        level: who solved it, 1 or 2.
        updated: whether the client's LINA was updated.
        lina_version: the version that was installed, if one was.
        minutes1: minutes that level 1 spent.
        minutes2: minutes that level 2 spent.
        follow_up: what remains to be done.
        inform_dev: whether the report is posted in the dev channel too.
        recipe: what level 1 can do by itself next time.
        other: the Slack id of somebody else who helped; None for nobody.
        other_minutes: that person's minutes; None for none.
        client_mail: whether the client can be sent a word by mail.
    """

    private_metadata: str
    imputation: Imputation | None
    owed: bool
    version: int
    diagnosis: str | None
    solution: str | None
    level: int
    updated: bool
    lina_version: str | None
    minutes1: int
    minutes2: int
    follow_up: str | None
    inform_dev: bool
    recipe: str | None
    other: str | None = None
    other_minutes: int | None = None
    client_mail: bool = False


def blank_form(renderer: Renderer, request: str | None = None, source: str | None = None) -> SlackView:
    """Returns «Nouvel appel»; `source` is the link of the message that it is opened from."""
    prefill = CallFields(private_metadata=_source(source), request=request)
    return renderer.form("new_call", prefill=prefill)


def chosen_client_form(renderer: Renderer, form: ViewState) -> SlackView:
    """Returns «Nouvel appel» as it is filled in, with the fields of a new client where one was chosen."""
    option = form.option("client")
    prefill = CallFields(
        private_metadata=form.metadata,
        client_option=option,
        contact=form.text("contact"),
        phone=form.text("phone"),
        request=form.text("request"),
        new_client=option is not None and str(option["value"]).startswith(NEW_CLIENT),
        solved=form.ticked("solved"),
    )
    return renderer.form("new_call", prefill=prefill)


def parsed_form(renderer: Renderer, parsed: ParsedCommand, source: str | None = None) -> SlackView:
    """Returns «Nouvel appel» with what was understood of a command or a message.

    One candidate is proposed, of several none; `source` is the message's link.
    """
    client = parsed.client or (parsed.candidates[0] if len(parsed.candidates) == 1 else None)
    prefill = CallFields(
        private_metadata=_source(source),
        client_option=client_option(client) if client else None,
        contact=parsed.contact,
        phone=parsed.phone,
        request=parsed.request or None,
    )
    return renderer.form("new_call", prefill=prefill)


def edit_form(renderer: Renderer, view: CallView) -> SlackView:
    """Returns «Modifier l’appel»."""
    call = view.call
    prefill = CallFields(
        private_metadata=call.number,
        client_option=client_option(view.client) if view.client else None,
        contact=call.contact,
        phone=call.phone,
        request=call.request,
    )
    return renderer.form("edit_call", prefill=prefill)


def hold_form(renderer: Renderer, view: CallView) -> SlackView:
    """Returns the form of the callback, which proposes an hour from now, rounded down to five minutes."""
    proposed = view.now + timedelta(hours=1)
    whole = proposed.replace(minute=proposed.minute // 5 * 5, second=0, microsecond=0)
    return renderer.form("hold", number=view.call.number, until=whole)


def assign_form(renderer: Renderer, view: CallView, members: Mapping[str, str]) -> SlackView:
    """Returns the form that gives the call to a member of the rota; `members` are names by Slack id."""
    return renderer.form("assign", number=view.call.number, members=members)


def need_form(renderer: Renderer, view: CallView, node: str, answer: str) -> SlackView:
    """Returns the form that asks for the client's need before this answer of the triage is given."""
    return renderer.form("need", private_metadata=f"{view.call.number} {node} {answer}")


def report_form(
    renderer: Renderer, view: CallView, closer: Closer, imputation: Imputation | None = None
) -> SlackView:
    """Returns «Compte rendu», filled from the triage, the notes, an earlier version and the time that has passed.

    Args:
        renderer: renders it.
        view: the call.
        closer: who closes it.
        imputation: the one chosen in the form since; None for the call's own.
    """
    call = view.call
    chosen = imputation or call.imputation
    last = call.reports[-1] if call.reports else None
    minutes1, minutes2 = minutes_spent(call, view.now, developer=closer.developer)
    prefill = ReportFields(
        private_metadata=call.number,
        imputation=chosen if chosen is not Imputation.DROPPED else None,
        owed=invoicing.announcement_required(call, chosen),
        version=len(call.reports) + 1,
        diagnosis=last.diagnosis if last else None,
        solution=_solution(call),
        level=last.level if last else solved_at(call, closer.id, developer=closer.developer),
        updated=bool(last and last.updated),
        lina_version=(last.lina_version if last else None) or view.policy.latest_version,
        minutes1=minutes1,
        minutes2=minutes2,
        follow_up=last.follow_up if last else None,
        inform_dev=bool(last and last.inform_dev),
        recipe=last.recipe if last else None,
        other=last.other.person if last and last.other else None,
        other_minutes=last.other.minutes if last and last.other else None,
        client_mail=bool(view.client and view.client.mail and view.policy.reporting.mail),
    )
    return renderer.form("report", prefill=prefill, view=view)


def _solution(call: Call) -> str | None:
    """What the last version says, and the notes that were written since."""
    last = call.reports[-1] if call.reports else None
    since = last.stamp.at.timestamp() if last else 0.0
    notes = [note.text for note in call.notes if float(note.ts) > since]
    return "\n".join([*([last.solution] if last else []), *notes]) or None


def amend_form(renderer: Renderer, call: Call) -> SlackView:
    """Returns «Corriger l’appel», filled from the last version of the compte rendu."""
    report = call.reports[-1]
    return renderer.form("amend", call=call, report=report, most=most(report))


def source_of(metadata: str) -> str | None:
    """Returns the link of the message that «Nouvel appel» was opened from; None for none, and for other metadata."""
    try:
        kept = orjson.loads(metadata or "{}")
    except orjson.JSONDecodeError:
        return None
    return str(kept["source"]) if isinstance(kept, dict) and kept.get("source") else None


def _source(link: str | None) -> str:
    return orjson.dumps({"source": link} if link else {}).decode()
