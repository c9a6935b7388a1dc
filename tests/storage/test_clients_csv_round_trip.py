import csv
import io
import re
from datetime import date
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clients.client import Client, Contract, Phase, Phone
from bot.domain.clients.phone_numbers import canonical
from bot.exchange.clients_csv import ClientsFileError, Problem, read_clients, write_clients
from bot.exchange.spreadsheets import neutralised, restored

WRITABLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf"], include_characters="\n\t")
ONE_LINE = st.text(WRITABLE, min_size=1, max_size=75).map(lambda text: " ".join(text.split()))
FORMULAS = st.from_regex(r"'{0,2}[=+@-][0-9A-Z(),+]{1,8}\)", fullmatch=True)
NAMES = ONE_LINE.filter(bool) | FORMULAS
TEXTS = st.none() | st.text(WRITABLE, max_size=500).map(lambda text: text.strip() or None)
VERSIONS = st.none() | st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,2}){0,3}( bêta)?", fullmatch=True)
DAYS = st.none() | st.dates()
PEOPLE = st.from_regex(r"[UW][A-Z0-9]{1,10}|[a-z]{1,8}(\.[a-z]{1,4})?@[a-z]{1,8}\.fr", fullmatch=True)
MAILS = st.sampled_from(["a@b.fr", "contact+lina@société.fr", "+a@x.fr", "'a@b.fr"])
CONTACTS = st.none() | NAMES.filter(lambda text: not {"(", ")"} & {*text})
NUMBERS = st.integers(100_000_000, 999_999_999).map("+33{}".format).map(canonical) | st.just("+442079460018")
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
    lina_version=VERSIONS,
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


@given(CLIENTS)
def test_no_cell_that_is_written_is_a_formula(client: Client) -> None:
    [_, *rows] = csv.reader(
        io.StringIO(write_clients([client]).decode("utf-8-sig"), newline=""), delimiter=";"
    )
    for cell in chain.from_iterable(rows):
        assert not cell.startswith(("=", "@", "\t", "\r"))
        assert not re.match("[+-].*[^0-9 \xa0\u202f.,+]", cell, re.DOTALL)


@given(
    clients=st.lists(CLIENTS, max_size=3, unique_by=lambda client: client.code.casefold()),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from([";", ",", "\t"]),
    directive=st.booleans(),
)
def test_what_is_saved_again_in_another_form_reads_as_the_same_clients(
    clients: list[Client], encoding: str, delimiter: str, *, directive: bool
) -> None:
    written = io.StringIO(write_clients(clients).decode("utf-8-sig"), newline="")
    again = io.StringIO(f"sep={delimiter}\r\n" if directive else "", newline="")
    again.seek(0, io.SEEK_END)
    csv.writer(again, delimiter=delimiter).writerows(csv.reader(written, delimiter=";"))
    assert read_clients(again.getvalue().encode(encoding)) == clients


@given(st.text(st.characters(codec="utf-8"), max_size=20) | FORMULAS)
def test_what_is_neutralised_is_restored(text: str) -> None:
    assert restored(neutralised(text)) == text


def read_or_refused(data: bytes) -> tuple[list[Client], tuple[Problem, ...]]:
    try:
        return read_clients(data), ()
    except ClientsFileError as refusal:
        return [], refusal.problems


def test_the_first_and_the_last_day_are_written_with_four_digits() -> None:
    client = Client(code="A", name="A", delivered=date.min, warranty_end=date.max)
    assert read_clients(write_clients([client])) == [client]
