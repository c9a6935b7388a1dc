from datetime import date
from decimal import Decimal

import pytest

from bot.domain.clients.client import Client, Contract, Phase, Phone
from bot.exchange.clients_csv import ClientsFileError, Problem, read_clients, write_clients

HEADER = (
    "code;nom;phase;livre_le;garantie_fin;contrat;contrat_debut;contrat_fin;contrat_heures;"
    "charge_affaire;techniciens;telephones;version_lina;acces_distant;mail"
)
COLUMNS = HEADER.split(";")


def line(**cells: str) -> str:
    return ";".join({"code": "ACME", "nom": "Acme Industrie", **cells}.get(column, "") for column in COLUMNS)


def read(*lines: str) -> list[Client]:
    return read_clients("\r\n".join([HEADER, *lines, ""]).encode())


def problems(data: bytes) -> tuple[Problem, ...]:
    with pytest.raises(ClientsFileError) as refused:
        read_clients(data)
    return refused.value.problems


def refused(*lines: str) -> list[tuple[int, str]]:
    found = problems("\r\n".join([HEADER, *lines, ""]).encode())
    return [(problem.line, problem.column) for problem in found]


FULL = line(
    code="ACME",
    nom="Acmé Industrie",
    phase="livré",
    livre_le="24/11/2025",
    garantie_fin="2026-11-24",
    contrat="C-2026-7",
    contrat_debut="01/01/2026",
    contrat_fin="2026-12-31",
    contrat_heures="7,5",
    charge_affaire="camille@example.fr",
    techniciens="U0ALICE, W0BRUNO",
    telephones="06 12 34 56 78 (Mme Durand), 04 72 00 00 01",
    version_lina="5.1",
    acces_distant="TeamViewer 123 456 789",
    mail="contact@acmé.example.fr",
)
ACME = Client(
    code="ACME",
    name="Acmé Industrie",
    phase=Phase.DELIVERED,
    delivered=date(2025, 11, 24),
    warranty_end=date(2026, 11, 24),
    contract=Contract(
        reference="C-2026-7", start=date(2026, 1, 1), end=date(2026, 12, 31), hours=Decimal("7.5")
    ),
    account_manager="camille@example.fr",
    technicians=("U0ALICE", "W0BRUNO"),
    phones=(Phone(number="+33612345678", contact="Mme Durand"), Phone(number="+33472000001")),
    lina_version="5.1",
    remote_access="TeamViewer 123 456 789",
    mail="contact@acmé.example.fr",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_file_is_read_in_the_encodings_and_line_ends_of_office_software(
    encoding: str, newline: str
) -> None:
    assert read_clients(newline.join([HEADER, FULL, ""]).encode(encoding)) == [ACME]


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_unicode_text_of_excel_is_read(mark: bytes, encoding: str) -> None:
    text = f"{HEADER}\r\n{FULL}\r\n".replace(";", "\t")
    assert read_clients(mark + text.encode(encoding)) == [ACME]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("directive", ["sep={}", "SEP={}", '"sep={}"', "\nsep={}"])
def test_a_first_line_may_name_the_delimiter_and_counts_as_a_line(delimiter: str, directive: str) -> None:
    first = directive.format(delimiter)
    rows = [first, *(quoted(row, delimiter) for row in (HEADER, FULL))]
    assert read_clients("\n".join(rows).encode()) == [ACME]
    rows.append(quoted(line(code="B", phase="fini"), delimiter))
    [problem] = problems("\r\n".join(rows).encode("utf-8-sig"))
    assert (problem.line, problem.column) == (4 + first.count("\n"), "phase")


def quoted(row: str, delimiter: str) -> str:
    return delimiter.join(f'"{cell}"' for cell in row.split(";"))


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\xad", "\u200e", "\u202e", "\x07", "\u2060"])
def test_invisible_characters_are_dropped(hidden: str) -> None:
    cells = [hidden.join(cell) + hidden for cell in FULL.split(";")]
    header = [f"{hidden}{column}" for column in COLUMNS]
    assert read_clients("\n".join([";".join(header), ";".join(cells)]).encode()) == [ACME]


@pytest.mark.parametrize("space", [" ", "\xa0", "\u202f"])
def test_a_cell_may_be_padded_with_any_space(space: str) -> None:
    cells = [f"{space}{cell}{space}" for cell in FULL.split(";")]
    assert read_clients("\n".join([HEADER, ";".join(cells)]).encode()) == [ACME]


def test_commas_may_delimit_when_the_cells_that_hold_some_are_quoted() -> None:
    cells = [f'"{cell}"' if "," in cell else cell for cell in FULL.split(";")]
    assert read_clients(f"{HEADER.replace(';', ',')}\n{','.join(cells)}\n".encode()) == [ACME]


def test_columns_may_stand_in_any_order_and_case() -> None:
    header = ";".join(f" {column.title()} " for column in reversed(COLUMNS))
    assert read_clients(f"{header}\n{';'.join(reversed(FULL.split(';')))}\n".encode()) == [ACME]


def test_a_contract_start_may_be_absent_from_the_header() -> None:
    data = "\n".join(line.replace(";contrat_debut", "").replace(";01/01/2026", "") for line in (HEADER, FULL))
    [client] = read_clients(data.encode())
    assert client.contract == Contract(reference="C-2026-7", end=date(2026, 12, 31), hours=Decimal("7.5"))


def test_what_is_empty_is_unknown() -> None:
    assert read(line()) == [Client(code="ACME", name="Acme Industrie")]


def test_a_reference_alone_is_a_contract_without_end_or_limit() -> None:
    assert read(line(contrat="C1"))[0].contract == Contract(reference="C1")


def test_a_contract_of_one_day_is_one() -> None:
    [client] = read(line(contrat="C1", contrat_debut="2026-11-24", contrat_fin="24/11/2026"))
    assert client.contract is not None
    assert client.contract.valid_on(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("written", "phase"),
    [
        ("projet", Phase.PROJECT),
        ("livré", Phase.DELIVERED),
        ("livre", Phase.DELIVERED),
        ("LIVRÉ", Phase.DELIVERED),
    ],
)
def test_a_phase_is_read_with_or_without_accent(written: str, phase: Phase) -> None:
    assert read(line(phase=written))[0].phase is phase


HOURS = [
    ("40", "40"),
    ("7,5", "7.5"),
    ("7.50", "7.5"),
    ("0", "0"),
    ("1 200", "1200"),
    ("1\xa0200,5", "1200.5"),
    ("12\u202f000.25", "12000.25"),
]


@pytest.mark.parametrize(("written", "hours"), HOURS)
def test_hours_take_a_comma_or_a_point(written: str, hours: str) -> None:
    [client] = read(line(contrat="C1", contrat_heures=written))
    assert client.contract is not None
    assert client.contract.hours == Decimal(hours)


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("4.2", "4.2"),
        ("4,2", "4.2"),
        ("V4.2", "4.2"),
        ("v 5,10,1", "5.10.1"),
        ("5", "5"),
        ("5.1 bêta", "5.1 bêta"),
    ],
)
def test_a_version_is_read_as_excel_and_people_write_it(written: str, version: str) -> None:
    assert read(line(version_lina=written))[0].lina_version == version


@pytest.mark.parametrize(
    "cell",
    [
        "04-févr",
        "04-févr.",
        "févr-26",
        "05-janv",
        "4 mai 2026",
        "12-oct",
        "04/02/2026",
        "2026-02-04",
        "04-02",
    ],
)
def test_a_date_is_no_version(cell: str) -> None:
    [problem] = problems(f"{HEADER}\n{line(version_lina=cell)}\n".encode())
    assert (problem.line, problem.column) == (2, "version_lina")
    assert cell in problem.why
    assert "V4.2" in problem.why


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("0612345678", [("+33612345678", None)]),
        ("06.12.34.56.78(Léa)", [("+33612345678", "Léa")]),
        ("+33 (0)6 12 34 56 78 (Mme Durand (compta))", [("+33612345678", "Mme Durand (compta)")]),
        (
            "06 12 34 56 78 (Durand, Paul),0472000001",
            [("+33612345678", "Durand, Paul"), ("+33472000001", None)],
        ),
        ("+44 20 7946 0018 ()", [("+442079460018", None)]),
        ("+44 20 7946 0018 (/)", [("+442079460018", "/")]),
        ("+49 30 1234 (56)", [("+49301234", "56")]),
        ("06 12 34 56 (78)", [("+33612345678", None)]),
    ],
)
def test_a_phone_may_name_its_contact(written: str, phones: list[tuple[str, str | None]]) -> None:
    assert [(phone.number, phone.contact) for phone in read(line(telephones=written))[0].phones] == phones


def test_names_are_one_line_and_remote_access_keeps_its_lines() -> None:
    [client] = read(line(nom='"Acme\nIndustrie "', acces_distant='"Hôte : a;b\r\nMot : ""x"""'))
    assert client.name == "Acme Industrie"
    assert client.remote_access == 'Hôte : a;b\nMot : "x"'


def test_a_person_named_twice_is_there_once() -> None:
    assert read(line(techniciens="U0A,U0B,U0A"))[0].technicians == ("U0A", "U0B")


def test_empty_lines_are_skipped_and_delimiters_left_out_at_the_end_of_a_line_are_not_missed() -> None:
    rows = ["", line(), ";" * 14, "B;Boulangerie", "", f"{line(code='C')};;", " ; "]
    assert [client.code for client in read(*rows)] == ["ACME", "B", "C"]


def test_a_header_alone_holds_no_client() -> None:
    assert read() == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("code", ""),
        ("code", "C" * 76),
        ("nom", ""),
        ("phase", "fini"),
        ("livre_le", "24-11-2026"),
        ("livre_le", "2026-02-30"),
        ("livre_le", "24/11/26"),
        ("garantie_fin", "11/24/2026"),
        ("garantie_fin", "20261124"),
        ("charge_affaire", "Camille"),
        ("charge_affaire", "u0alice"),
        ("charge_affaire", "U0A, U0B"),
        ("charge_affaire", ","),
        ("techniciens", "U0A, Bruno"),
        ("techniciens", "bruno@example"),
        ("techniciens", "<@U0A>"),
        ("telephones", "06 12 34 56"),
        ("telephones", "06 12 34 56 78, Mme Durand"),
        ("telephones", "Mme Durand (06 12 34 56 78)"),
        ("telephones", "06 12 34 56 78 (Mme Durand"),
        ("telephones", "3,36E+10"),
        ("acces_distant", "x" * 501),
        ("version_lina", "5\0.1"),
        ("charge_affaire", "[camille]@example.fr"),
        ("techniciens", "bruno@example.fr, bruno..b@example.fr"),
        ("mail", "[contact]@example.fr"),
        ("mail", "contact"),
        ("mail", "a@example.fr, b@example.fr"),
    ],
)
def test_a_bad_cell_is_refused_by_line_and_column(column: str, cell: str) -> None:
    assert refused(line(code="GOOD"), line(**{column: cell})) == [(3, column)]


@pytest.mark.parametrize(
    "cell", ["-1", "40 h", "1 00", "1 0000", "1.200,5", "1000000", "NaN", "1e3", "7,", "½"]
)
def test_hours_that_are_no_number_are_refused(cell: str) -> None:
    assert refused(line(contrat="C1", contrat_heures=cell)) == [(2, "contrat_heures")]


def test_a_cell_of_five_hundred_characters_is_read() -> None:
    assert read(line(acces_distant="x" * 500))[0].remote_access == "x" * 500


def test_a_contract_that_ends_before_it_starts_is_refused() -> None:
    row = line(contrat="C1", contrat_debut="2026-11-24", contrat_fin="2026-11-23")
    assert refused(row) == [(2, "contrat_fin")]


@pytest.mark.parametrize(
    ("column", "cell"),
    [("contrat_debut", "2026-01-01"), ("contrat_fin", "2026-12-31"), ("contrat_heures", "10")],
)
def test_terms_without_a_contract_are_refused(column: str, cell: str) -> None:
    assert refused(line(**{column: cell})) == [(2, column)]


def test_a_code_that_is_there_twice_is_refused_with_both_lines() -> None:
    [problem] = problems("\n".join([HEADER, line(), line(code="B"), line(code="acme ")]).encode())
    assert (problem.line, problem.column) == (4, "code")
    assert "line 2" in problem.why


def test_every_problem_of_a_file_is_named_by_line() -> None:
    rows = [
        line(phase="fini", livre_le="hier"),
        line(code="B", contrat_fin="demain"),
        f"{line(code='C')};too;many",
    ]
    assert refused(*rows) == [
        (2, "phase"),
        (2, "livre_le"),
        (3, "contrat_fin"),
        (3, "contrat_fin"),
        (4, "cell 16"),
    ]


def test_a_line_is_counted_as_an_editor_does_where_its_record_starts() -> None:
    rows = [
        line(acces_distant='"un\ndeux\r\ntrois"'),
        "",
        line(code="B", phase="fini", acces_distant='"x\ny"'),
    ]
    assert refused(*rows, line(code="D", phase="fini")) == [(6, "phase"), (8, "phase")]


def test_a_refusal_reads_as_a_list_of_its_problems() -> None:
    with pytest.raises(ClientsFileError) as refusal:
        read(line(phase="fini"), f"{line(code='B')};x")
    assert str(refusal.value).splitlines() == [
        "line 2, phase: 'fini' is neither projet nor livré",
        "line 3, cell 16: 16 cells under a header of 15",
    ]


def header_problems(header: str) -> list[tuple[int, str, str]]:
    return [(found.line, found.column, found.why) for found in problems(f"\n{header}\nACME;Acme\n".encode())]


def test_a_header_must_hold_the_columns_once_and_no_others() -> None:
    assert header_problems(f"{HEADER};fax") == [(2, "fax", "unknown column")]
    assert header_problems(HEADER.replace(";phase", "")) == [(2, "phase", "the column is missing")]
    assert header_problems(f"{HEADER};nom") == [(2, "nom", "the column is there twice")]
    assert header_problems(HEADER.replace("phase", "")) == [
        (2, "", "unknown column"),
        (2, "phase", "the column is missing"),
    ]


def test_a_file_with_another_delimiter_lacks_every_column() -> None:
    found = header_problems(HEADER.replace(";", "|"))
    assert found[0] == (2, HEADER.replace(";", "|")[:40], "unknown column")
    assert len(found) == 14


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b" ; ; \n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert [problem.why for problem in problems(data)] == ["the file is empty"]


def test_a_file_that_is_no_text_is_refused() -> None:
    expected = (Problem(1, "", "the file is neither UTF-8, UTF-16 nor Windows-1252"),)
    assert problems(b"code;nom\n\x81\x8d") == expected
    assert problems(b"\xff\xfe\x00") == expected
    assert problems(b"\xff\xfe\x00\xd8") == expected


@pytest.mark.parametrize("start", [b"PK\x03\x04\x14", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_workbook_is_refused_with_what_to_save_instead(start: bytes) -> None:
    [problem] = problems(start)
    assert "xls" in problem.why
    assert "CSV UTF-8" in problem.why


@pytest.mark.parametrize("row", ['"Acme;x', '"Acme"x;y', f"B;{'x' * 200_000}"])
def test_a_file_whose_quoting_is_broken_is_refused_from_there_on(row: str) -> None:
    assert refused(line(phase="fini"), row, line(code="C")) == [(2, "phase"), (3, "")]


def test_a_header_whose_quoting_is_broken_is_refused() -> None:
    [problem] = problems(f'"{HEADER}'.encode())
    assert (problem.line, problem.column) == (1, "")


def test_a_file_is_written_as_french_excel_opens_it() -> None:
    header, row, end = write_clients([ACME]).decode("utf-8").split("\r\n")
    assert (header, end) == (f"\ufeff{HEADER}", "")
    assert row == (
        "ACME;Acmé Industrie;livré;2025-11-24;2026-11-24;C-2026-7;2026-01-01;2026-12-31;7,5;camille@example.fr;"
        "U0ALICE, W0BRUNO;06 12 34 56 78 (Mme Durand), 04 72 00 00 01;5.1;TeamViewer 123 456 789;"
        "contact@acmé.example.fr"
    )


def test_no_text_is_written_such_that_it_is_a_formula_and_each_is_read_as_it_was() -> None:
    client = Client(code="=1+1", name="@Acme", lina_version="-5", remote_access="+33;x")
    written = write_clients([client])
    assert b"'=1+1;'@Acme;;;;;;;;;;;-5;\"'+33;x\";\r\n" in written
    assert read_clients(written) == [client]


@pytest.mark.parametrize("number", ["+442079460018", "+33612345678"])
def test_a_telephone_of_digits_is_written_as_it_is(number: str) -> None:
    written = write_clients([Client(code="A", name="A", phones=(Phone(number=number), Phone(number=number)))])
    assert b"'" not in written
    with_contact = Client(code="A", name="A", phones=(Phone(number="+442079460018", contact="Max"),))
    assert b"'+44 20 7946 0018 (Max)" in write_clients([with_contact])
    assert read_clients(write_clients([with_contact])) == [with_contact]


def test_a_contact_that_opens_a_parenthesis_is_written_so_that_it_can_be_read() -> None:
    client = Client(code="A", name="A", phones=(Phone(number="+33612345678", contact="Léa (absente, midi"),))
    [again] = read_clients(write_clients([client]))
    assert again.phones == (Phone(number="+33612345678", contact="Léa [absente, midi"),)
