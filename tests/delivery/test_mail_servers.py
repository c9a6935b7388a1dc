"""The mail carrier against real servers: their ways of being spoken to, their refusals, their silence."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.delivery.failures import Kind, SlackFailure
from bot.delivery.mail import MailCarrier, MailServer
from bot.delivery.parcels import NotCarried
from bot.desk.pages import CallPage
from bot.domain.notice import What
from tests.delivery.mail_house import MailHouse, Trust, mail_house, make_trust
from tests.rendering.rendered_calls import CALLS
from tests.rendering.rendered_pages import notice_page

ALICE = "U0ALICE"
CAMILLE = "camille@example.fr"
LOGIN = {"lina": "secret"}


class Book:
    """Addresses as Slack knows them; an error stands for what it may answer."""

    def __init__(self, **known: str | SlackFailure | None) -> None:
        self._known = known

    async def address(self, reference: str) -> str | None:
        if "@" in reference:
            return reference
        found = self._known.get(reference)
        if isinstance(found, SlackFailure):
            raise found
        return found


BOOK = Book(**{ALICE: "alice@example.fr"})


def to(recipient: str = CAMILLE) -> CallPage:
    return notice_page(CALLS["closed in full"](), What.REPORT, to=recipient)


async def carried(server: MailServer, page: CallPage | None = None, book: Book = BOOK) -> None:
    await MailCarrier(server, book).carry(page or to())


async def failed(server: MailServer, page: CallPage | None = None, book: Book = BOOK) -> NotCarried:
    with pytest.raises(NotCarried) as failure:
        await carried(server, page, book)
    return failure.value


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    return make_trust(tmp_path)


@pytest.fixture
def trusted(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> Trust:
    """The system trusts that authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(trust.pem))
    return trust


@pytest.mark.parametrize("tls", ["starttls", "tls", "none"])
async def test_one_message_a_recipient_however_the_server_is_spoken_to(tls: str, trusted: Trust):
    async with mail_house(tls=tls, context=trusted.context) as house:
        await carried(house.server)
        assert house.recipients == [[CAMILLE]]
        assert house.mails[0]["To"] == CAMILLE


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(tls: str, trust: Trust):
    async with mail_house(tls=tls, context=trust.context) as house:
        failure = await failed(house.server)
        assert "certificate" in failure.error.lower()
        assert not failure.refused
        assert failure.wait
        assert house.tries == 0


async def test_a_certificate_of_another_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    other = make_trust(tmp_path, "mail.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.pem))
    async with mail_house(tls="tls", context=other.context) as house:
        assert "certificate" in (await failed(house.server)).error.lower()


async def test_without_starttls_nothing_is_said_in_the_clear(trusted: Trust):
    async with mail_house(tls="none") as house:
        failure = await failed(replace(house.server, tls="starttls"))
        assert not failure.refused
        assert house.tries == 0
    assert trusted


@pytest.mark.parametrize("tls", ["starttls", "none"])
async def test_logins(tls: str, trusted: Trust):
    async with mail_house(tls=tls, context=trusted.context, users=LOGIN) as house:
        await carried(house.as_user("lina", "secret"))
        assert len(house.mails) == 1
        wrong = await failed(house.as_user("lina", "wrong"))
        assert not wrong.refused
        assert wrong.wait
        assert "wrong" not in wrong.error
        assert not (await failed(house.server)).refused
        assert len(house.mails) == 1


def test_a_password_is_not_shown():
    server = MailServer(host="h", port=1, tls="none", sender="a@b.fr", user="lina", password="secret")
    assert "secret" not in repr(server)


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ("550 5.1.1 no such mailbox", True),
        ("450 4.2.0 greylisted", False),
        ("452 4.2.2 mailbox full", False),
    ],
)
async def test_a_refused_recipient_for_good_or_for_now(answer: str, refused: bool):  # noqa: FBT001  # a table's column
    async with mail_house(refusals={CAMILLE: answer}) as house:
        failure = await failed(house.server)
        assert (failure.refused, answer[4:] in failure.error) == (refused, True)


@pytest.mark.parametrize(("answer", "refused"), [("554 5.7.1 spam", True), ("451 4.3.0 later", False)])
async def test_a_refused_message_for_good_or_for_now(answer: str, refused: bool):  # noqa: FBT001  # a table's column
    async with mail_house(answer=answer) as house:
        assert (await failed(house.server)).refused is refused


async def test_a_dead_server_is_tried_again_soon():
    house = MailHouse()
    await house.open()
    server = house.server
    await house.close()
    failure = await failed(server)
    assert (failure.refused, failure.wait) == (False, None)


async def test_a_server_that_hangs_up_is_tried_again():
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        writer.close()
        await writer.wait_closed()

    listener = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener:
        failure = await failed(MailServer(host="localhost", port=port, tls="none", sender="lina@example.fr"))
    assert not failure.refused


@pytest.mark.parametrize(
    ("known", "refused"),
    [
        (None, True),
        (SlackFailure(Kind.DEFINITE, "user_not_found"), True),
        (SlackFailure(Kind.UNSENT, "ratelimited"), False),
        ("no address", True),
        ("a@b.fr\r\nBcc: all@example.fr", True),
    ],
)
async def test_an_account_manager_without_a_usable_address(
    known: str | SlackFailure | None,
    refused: bool,  # noqa: FBT001  # a table's column
):
    async with mail_house() as house:
        failure = await failed(house.server, to("U0GONE"), Book(U0GONE=known))
        assert failure.refused is refused
        assert house.tries == 0
