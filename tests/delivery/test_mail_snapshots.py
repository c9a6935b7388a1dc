"""The compte rendu of each imputation as everybody gets it, beside a reviewed copy of it.

A copy that is missing is written, to be looked at before it is committed, and the test fails.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from bot.domain.calls.call import Call
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import NoticeKind
from bot.rendering.gdp import GdpRenderer
from bot.rendering.mail import MailRenderer
from bot.rendering.renderer import Renderer
from bot.services.view_models import CallView
from tests.rendering.sample_calls import CALLS, answered, closed, opened
from tests.rendering.sample_views import notice_view, texts

COPIES = Path(__file__).parent / "snapshots"

SHORT = CloseCall(imputation=Imputation.PROJECT, solution="Pilote réinstallé", minutes1=12)


def as_imputed(imputation: Imputation, *steps: str, need: str | None = None) -> Call:
    call = answered(opened(), *steps, need=need) if steps else opened()
    return closed(call, form=replace(SHORT, imputation=imputation))


REPORTS: dict[str, Callable[[], Call]] = {
    "project": lambda: as_imputed(Imputation.PROJECT, "phase.during", "during.bug", "during_bug.fixed"),
    "supplement": lambda: as_imputed(
        Imputation.SUPPLEMENT, "phase.during", "during.evolution", need="Un 2e dépôt"
    ),
    "warranty": lambda: as_imputed(
        Imputation.WARRANTY, "phase.after", "after.problem", "after_problem.known"
    ),
    "repair": CALLS["closed in full"],
    "assistance": lambda: as_imputed(
        Imputation.ASSISTANCE, "phase.after", "after.question", "contract.contract"
    ),
    "to_quote": lambda: as_imputed(Imputation.TO_QUOTE, "phase.after", "after.evolution", need="Un devis"),
    "dropped": CALLS["refused"],
    "version_2": CALLS["closed again"],
    "amended": CALLS["amended"],
    "helped": CALLS["helped by another"],
}


def slack(page: CallView) -> str:
    message = Renderer().notice(page)
    return f"{message.text}\n\n" + "\n".join(texts(message.blocks)) + "\n"


def gdp(page: CallView) -> str:
    return orjson.dumps(orjson.loads(GdpRenderer().report(page)), option=orjson.OPT_INDENT_2).decode() + "\n"


TO_CLIENTS: dict[str, Callable[[], Call]] = {
    "client": CALLS["helped by another"],
    "client_version_2": CALLS["mailed again"],
}


def client_mail(page: CallView) -> str:
    mail = MailRenderer().client_report(page)
    return f"{mail.subject}\n\n{mail.text}"


CLIENT_FORMS: dict[str, Callable[[CallView], str]] = {
    "mail.txt": client_mail,
    "mail.html": lambda page: MailRenderer().client_report(page).html,
}

FORMS: dict[str, Callable[[CallView], str]] = {
    "slack.txt": slack,
    "mail.txt": lambda page: f"{MailRenderer().report(page).subject}\n\n{MailRenderer().report(page).text}",
    "mail.html": lambda page: MailRenderer().report(page).html,
    "gdp.json": gdp,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("imputation", REPORTS)
def test_as_reviewed(imputation: str, form: str):
    page = notice_view(REPORTS[imputation](), NoticeKind.REPORT)
    is_reviewed(f"{imputation}.{form}", FORMS[form](page))


@pytest.mark.parametrize("form", CLIENT_FORMS)
@pytest.mark.parametrize("name", TO_CLIENTS)
def test_what_the_client_reads_as_reviewed(name: str, form: str):
    page = notice_view(TO_CLIENTS[name](), NoticeKind.CLIENT_REPORT)
    is_reviewed(f"{name}.{form}", CLIENT_FORMS[form](page))


def is_reviewed(name: str, made: str) -> None:
    copy = COPIES / name
    if not copy.exists():
        copy.write_text(made, encoding="utf-8")
        pytest.fail(f"{copy.name} was missing: look at it, then commit it")
    assert made == copy.read_text(encoding="utf-8")


def test_every_imputation_is_there():
    assert set(Imputation) <= set(REPORTS)
    reports = {f"{i}.{form}" for i in REPORTS for form in FORMS}
    mails = {f"{name}.{form}" for name in TO_CLIENTS for form in CLIENT_FORMS}
    assert {copy.name for copy in COPIES.iterdir()} == reports | mails
