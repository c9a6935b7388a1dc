from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clients.client import Client, Contract, Phase, Phone
from bot.exchange.clients_csv import ClientsFileError, Problem, read_clients, write_clients

WRITABLE = st.characters(codec="utf-8", exclude_characters="\0\r")
ONE_LINE = st.text(WRITABLE, min_size=1, max_size=75).map(lambda text: " ".join(text.split()))
NAMES = ONE_LINE.filter(bool)
TEXTS = st.none() | st.text(WRITABLE, max_size=500).map(lambda text: text.strip() or None)
DAYS = st.none() | st.dates()
PEOPLE = st.from_regex(r"[UW][A-Z0-9]{1,10}|[a-z]{1,8}(\.[a-z]{1,4})?@[a-z]{1,8}\.fr", fullmatch=True)
MAILS = st.sampled_from(["a@b.fr", "contact+lina@société.fr", "+a@x.fr", "'a@b.fr"])
CONTACTS = st.none() | NAMES.filter(lambda text: not {"(", ")"} & {*text})
NUMBERS = st.integers(100_000_000, 999_999_999).map("+33{}".format) | st.just("+442079460018")
PHONES = st.builds(Phone, number=NUMBERS, contact=CONTACTS)


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    start, end = draw(DAYS), draw(DAYS)
    if start and end:
        start, end = sorted((start, end))
    hours = draw(st.none() | st.decimals(min_value=0, max_value=10_000, places=2))
    return Contract(reference=draw(NAMES), start=start, end=end, hours=hours)


CLIENTS = st.builds(
    Client,
    code=NAMES,
    name=NAMES,
    phase=st.none() | st.sampled_from(Phase),
    delivered=DAYS,
    warranty_end=DAYS,
    contract=st.none() | contracts(),
    account_manager=st.none() | PEOPLE,
    technicians=st.lists(PEOPLE, max_size=3, unique=True).map(tuple),
    phones=st.lists(PHONES, max_size=3).map(tuple),
    lina_version=TEXTS,
    remote_access=TEXTS,
    mail=st.none() | MAILS,
    provisional=st.just(False),  # noqa: FBT003  # the value of the field
    contract_known=st.just(True),  # noqa: FBT003  # the value of the field
)


@given(st.lists(CLIENTS, max_size=5, unique_by=lambda client: client.code.casefold()))
def test_what_is_written_reads_as_the_same_clients(clients: list[Client]) -> None:
    assert read_clients(write_clients(clients)) == clients


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_the_bytes_the_answer_is_clients_or_a_refusal(data: bytes) -> None:
    clients, problems = read_or_refused(write_clients([]) + data)
    assert all(client.code and client.name for client in clients)
    assert all(problem.line >= 1 and problem.why for problem in problems)


def read_or_refused(data: bytes) -> tuple[list[Client], tuple[Problem, ...]]:
    try:
        return read_clients(data), ()
    except ClientsFileError as refusal:
        return [], refusal.problems


def test_the_first_and_the_last_day_are_written_with_four_digits() -> None:
    client = Client(code="A", name="A", delivered=date.min, warranty_end=date.max)
    assert read_clients(write_clients([client])) == [client]
