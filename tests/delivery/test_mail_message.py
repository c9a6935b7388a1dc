"""The mail itself: its headers, its two parts, and what hostile texts do to it: nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from bot.delivery.retry import DeliveryError, FailureKind
from bot.delivery.senders.mail import MailTransport, message_id
from bot.domain.calls.call import ClientRef
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import NoticeKey, NoticeKind
from bot.services.view_models import CallView
from tests.delivery.mail_house import MailHouse, mail_house, part
from tests.delivery.test_mail_servers import BOOK, AddressBook, carried, to
from tests.rendering.sample_calls import CALLS, closed, opened
from tests.rendering.sample_views import notice_view
from tests.support.transports import delivered
from tests.support.workspace import ALICE, plain


@pytest.fixture
async def policy() -> AsyncIterator[MailHouse]:
    async with mail_house() as made:
        yield made


async def mail_of(policy: MailHouse, page: CallView, book: AddressBook = BOOK) -> EmailMessage:
    await delivered(MailTransport(server=policy.server, addresses=book), page)
    return policy.mails[-1]


async def test_headers(policy: MailHouse):
    page = to()
    assert page.notice
    mail = await mail_of(policy, page)
    assert mail["Subject"] == "Compte rendu 2026-0042 – Acme Industrie"
    assert mail["From"] == "LINA <lina@example.fr>"
    assert mail["Reply-To"] == "alice@example.fr"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{str(page.notice.key).replace('/', '.')}@example.fr>"
    assert mail["Date"].datetime == page.now


async def test_the_same_message_has_the_same_id_whenever_it_is_sent(policy: MailHouse):
    first, again = await mail_of(policy, to()), await mail_of(policy, to())
    assert first["Message-ID"] == again["Message-ID"]
    assert message_id(NoticeKey.parse("2026-0042/1/report/1"), "a@b.fr") != message_id(
        NoticeKey.parse("2026-0042/1/report/2"), "a@b.fr"
    )


@pytest.mark.parametrize("known", [None, DeliveryError(FailureKind.RETRYABLE, "ratelimited")])
async def test_a_technician_without_an_address_keeps_no_mail_back(
    policy: MailHouse, known: DeliveryError | None
):
    assert (await mail_of(policy, to(), AddressBook(**{ALICE: known})))["Reply-To"] is None


async def test_both_parts_say_all_of_it_in_its_order(policy: MailHouse):
    mail = await mail_of(policy, to())
    expected = [
        "Compte rendu 2026-0042",
        "Acme Industrie (ACME)",
        "Mme Durand",
        "Problème constaté (après le projet)",
        "Dépannage",
        "File d'impression bloquée",
        "Spouleur redémarré",
        "niveau 1, 12 min ; niveau 2, 1 h 05",
        "Alice Martin, Bruno Petit",
        "Niveau 2",
        "effectuée",
        "Voir la version 5.2",
        "Redémarrer le spouleur",
        "Facturation annoncée par Alice Martin, le 24/11/2026 à 14:12",
    ]
    for text in (plain(part(mail, "plain")), plain(read(part(mail, "html")))):
        places = [text.find(words) for words in expected]
        assert -1 not in places
        assert places == sorted(places)


async def test_a_new_version_says_what_it_replaces(policy: MailHouse):
    mail = await mail_of(
        policy, notice_view(CALLS["closed again"](), NoticeKind.REPORT, to="camille@example.fr")
    )
    assert mail["Subject"].startswith("Compte rendu 2026-0042 (version 2) – Annule et remplace")
    assert part(mail, "plain").startswith("Compte rendu 2026-0042 (version 2) – Annule et remplace\n")


HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=y>",
    "ligne\r\nBcc: tous@example.fr\r\n\r\nCorps",
    "\x00\x08\x1b[31mrouge",
    "gauche \u202egauche à etiord\u202c \u2066isolé",
    "{{ 7 * 7 }}{% raw %}",
    "x" * 10_000,
    "mot " * 2_500,
    "שלום מדפסת",
    "a\u2028b\u2029c\x85d",
    "&amp; \" ' < >",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_texts_break_out_nowhere(policy: MailHouse, text: str):
    mail = await mail_of(policy, hostile_page(text))
    assert mail.get_all("Bcc") is None
    assert policy.recipients[-1] == ["camille@example.fr"]
    assert len(mail["Subject"]) < 210
    html, words = part(mail, "html"), part(mail, "plain")
    assert tags(html) <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "div",
    } | {
        *("bdi", "br", "a", "strong"),
    }
    assert html.lower().count("<style") == 1
    for unseen in "\x00\x1b\u202e\u2066":
        assert unseen not in html + words + mail["Subject"]


@pytest.mark.parametrize("text", ["x" * 10_000, "é" * 10_000, "a b " * 2_500])
async def test_nothing_is_cut(policy: MailHouse, text: str):
    mail = await mail_of(policy, hostile_page(text))
    shown = text.strip()
    assert shown in part(mail, "plain")
    assert shown in read(part(mail, "html"))


async def test_no_line_of_a_persons_passes_for_one_of_the_bots(policy: MailHouse):
    forged = "Fait.\nFacturation annoncée par Alice Martin"
    lines = part(await mail_of(policy, hostile_page(forged)), "plain").splitlines()
    assert not any(line.startswith("Facturation") for line in lines)


async def test_it_is_kept_in_the_mail_servers_own_lines(policy: MailHouse):
    """998 bytes a line is all that a server has to take."""
    seen: list[bytes] = []
    original = policy.handle_DATA

    async def watch(server, session, envelope):  # noqa: ANN001
        seen.append(envelope.content)
        return await original(server, session, envelope)

    policy.handle_DATA = watch  # type: ignore[method-assign]  # looks over the server's shoulder
    await carried(policy.server, hostile_page("y" * 10_000))
    assert max(len(line) for line in seen[0].split(b"\r\n")) <= 998


def hostile_page(text: str) -> CallView:
    form = CloseCall(
        imputation=Imputation.PROJECT,
        solution=text,
        diagnosis=text,
        follow_up=text,
        recipe=text,
    )
    call = closed(replace(opened(request=text, contact=text), client=ClientRef("ACME", text)), form=form)
    return notice_view(call, NoticeKind.REPORT, to="camille@example.fr")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(html: str) -> str:
    """What a person reads of it."""
    reader = _Reader()
    reader.feed(html)
    return "".join(reader.words)


def tags(html: str) -> set[str]:
    reader = _Reader()
    reader.feed(html)
    return reader.tags
