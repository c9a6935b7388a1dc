"""The mail carrier against real servers: their ways of being spoken to, their refusals, their silence."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.delivery.retry import DeliveryError, FailureKind
from bot.delivery.senders.mail import MailServer, MailTransport
from bot.domain.outbox.notice import NoticeKind
from bot.services.view_models import CallView
from tests.delivery.mail_house import MailHouse, Trust, mail_house, make_trust, part
from tests.rendering.sample_calls import CALLS
from tests.rendering.sample_views import notice_view
from tests.support.transports import delivered
from tests.support.workspace import ALICE

CAMILLE = "camille@example.fr"
LOGIN = {"lina": "secret"}


class AddressBook:
    """Addresses as Slack knows them; an error stands for what it may answer."""

    def __init__(self, **known: str | DeliveryError | None) -> None:
        self._known = known

    async def address(self, reference: str) -> str | None:
        if "@" in reference:
            return reference
        found = self._known.get(reference)
        if isinstance(found, DeliveryError):
            raise found
        return found


BOOK = AddressBook(**{ALICE: "alice@example.fr"})


def to(recipient: str = CAMILLE) -> CallView:
    return notice_view(CALLS["closed in full"](), NoticeKind.REPORT, to=recipient)


async def carried(server: MailServer, page: CallView | None = None, book: AddressBook = BOOK) -> None:
    await delivered(MailTransport(server=server, addresses=book), page or to())


def is_refused(failure: DeliveryError) -> bool:
    return failure.kind is FailureKind.PERMANENT


async def failed(server: MailServer, page: CallView | None = None, book: AddressBook = BOOK) -> DeliveryError:
    with pytest.raises(DeliveryError) as failure:
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


async def test_a_domain_with_accents_is_spoken_to_as_idna():
    async with mail_house() as policy:
        await carried(policy.server, to("camille@société.fr"))
        assert policy.recipients == [["camille@xn--socit-esab.fr"]]


@pytest.mark.parametrize("tls", ["starttls", "tls", "none"])
async def test_one_message_a_recipient_however_the_server_is_spoken_to(tls: str, trusted: Trust):
    async with mail_house(tls=tls, context=trusted.context) as policy:
        await carried(policy.server)
        assert policy.recipients == [[CAMILLE]]
        assert policy.mails[0]["To"] == CAMILLE


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(tls: str, trust: Trust):
    async with mail_house(tls=tls, context=trust.context) as policy:
        failure = await failed(policy.server)
        assert "certificate" in failure.error.lower()
        assert not is_refused(failure)
        assert failure.wait
        assert policy.tries == 0


async def test_a_certificate_of_another_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    other = make_trust(tmp_path, "mail.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.pem))
    async with mail_house(tls="tls", context=other.context) as policy:
        assert "certificate" in (await failed(policy.server)).error.lower()


async def test_without_starttls_nothing_is_said_in_the_clear(trusted: Trust):
    async with mail_house(tls="none") as policy:
        failure = await failed(replace(policy.server, tls="starttls"))
        assert not is_refused(failure)
        assert policy.tries == 0
    assert trusted


@pytest.mark.parametrize("tls", ["starttls", "none"])
async def test_logins(tls: str, trusted: Trust):
    async with mail_house(tls=tls, context=trusted.context, users=LOGIN) as policy:
        await carried(policy.as_user("lina", "secret"))
        assert len(policy.mails) == 1
        wrong = await failed(policy.as_user("lina", "wrong"))
        assert not is_refused(wrong)
        assert wrong.wait
        assert "wrong" not in wrong.error
        assert not is_refused(await failed(policy.server))
        assert len(policy.mails) == 1


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
    async with mail_house(refusals={CAMILLE: answer}) as policy:
        failure = await failed(policy.server)
        assert (is_refused(failure), answer[4:] in failure.error) == (refused, True)


@pytest.mark.parametrize(("answer", "refused"), [("554 5.7.1 spam", True), ("451 4.3.0 later", False)])
async def test_a_refused_message_for_good_or_for_now(answer: str, refused: bool):  # noqa: FBT001  # a table's column
    async with mail_house(answer=answer) as policy:
        assert is_refused(await failed(policy.server)) is refused


async def test_a_dead_server_is_tried_again_soon():
    policy = MailHouse()
    await policy.open()
    server = policy.server
    await policy.close()
    failure = await failed(server)
    assert (is_refused(failure), failure.wait) == (False, None)


async def test_a_server_that_hangs_up_is_tried_again():
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        writer.close()
        await writer.wait_closed()

    listener = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener:
        failure = await failed(MailServer(host="localhost", port=port, tls="none", sender="lina@example.fr"))
    assert not is_refused(failure)


async def test_a_server_may_answer_long_after_it_was_sent_the_message():
    async with mail_house(delay=0.6) as policy:
        transport = MailTransport(server=policy.server, addresses=BOOK, time_limit=0.3)
        await delivered(transport, to())
        assert len(policy.mails) == 1


async def test_a_server_that_never_answers_the_message_may_have_taken_it():
    async with mail_house(delay=30) as policy:
        transport = MailTransport(server=policy.server, addresses=BOOK, answer_within=0.3)
        with pytest.raises(DeliveryError) as failure:
            await delivered(transport, to())
        assert failure.value.kind is FailureKind.AMBIGUOUS


async def test_so_may_one_that_hangs_up_after_it():
    async with mail_house(cuts=True) as policy:
        failure = await failed(policy.server)
        assert failure.kind is FailureKind.AMBIGUOUS
        assert len(policy.mails) == 1


@pytest.mark.parametrize("words", [[], ["EHLO"], ["EHLO", "MAIL"], ["EHLO", "MAIL", "RCPT"]])
@pytest.mark.parametrize("cut", [True, False])
async def test_a_server_that_stops_before_it_was_sent_the_message_has_not_taken_it(
    words: list[str],
    cut: bool,  # noqa: FBT001  # a table's column
):
    answers = [*(["220 hello"] if words else []), *("250 OK" for _ in words)]
    spoken: list[bytes] = []
    ended = asyncio.Event()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            writer.write(f"{answer}\r\n".encode())
            spoken.append(await reader.readline())
        if not cut:
            await reader.read()  # until the client gives up
        writer.close()
        ended.set()

    listener = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    server = MailServer(host="localhost", port=port, tls="none", sender="lina@example.fr")
    async with listener:
        transport = MailTransport(server=server, addresses=BOOK, time_limit=0.5)
        with pytest.raises(DeliveryError) as failure:
            await delivered(transport, to())
        await ended.wait()
    assert failure.value.kind is FailureKind.RETRYABLE
    assert [line[:4].decode() for line in spoken[: len(words)]] == words


async def test_a_line_that_is_a_dot_does_not_end_the_message():
    page = to()
    report = replace(page.call.reports[-1], solution="avant\n.\n.x\naprès")
    view = replace(page, call=replace(page.call, reports=(*page.call.reports[:-1], report)))
    async with mail_house() as policy:
        await carried(policy.server, view)
        [mail] = policy.mails
        assert "après" in part(mail, "plain")


@pytest.mark.parametrize(
    ("known", "refused"),
    [
        (None, True),
        (DeliveryError(FailureKind.PERMANENT, "user_not_found"), True),
        (DeliveryError(FailureKind.RETRYABLE, "ratelimited"), False),
        ("no address", True),
        ("a@b.fr\r\nBcc: all@example.fr", True),
    ],
)
async def test_an_account_manager_without_a_usable_address(
    known: str | DeliveryError | None,
    refused: bool,  # noqa: FBT001  # a table's column
):
    async with mail_house() as policy:
        failure = await failed(policy.server, to("U0GONE"), AddressBook(U0GONE=known))
        assert is_refused(failure) is refused
        assert policy.tries == 0
