"""lina.toml and the environment: what is read, and how what is wrong is said."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, fields, replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policy import WeeklyTime
from bot.settings import (
    ChannelsSection,
    EscalationSection,
    RotaSection,
    Secrets,
    Settings,
    SettingsError,
    load_settings,
    parse_duration,
)

CHANNELS = '[channels]\nsupport = "C0SUPPORT"\ndev = "C0DEV"\nservice = "C0LINA"\n'
MAIL = '[mail]\nhost = "h"\nsender = "lina@integrateur.fr"\nservice = "service@integrateur.fr"\n'

EXAMPLE = Path(__file__).parents[2] / "lina.example.toml"

Load = Callable[..., Settings]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load the settings of a file with these lines, and of these variables."""

    def read(lines: str = "", **env: str) -> Settings:
        path = tmp_path / "lina.toml"
        path.write_text(lines + "\n" if "[channels]" in lines else f"{lines}\n{CHANNELS}", "utf-8")
        return load_settings({"LINA_CONFIG": str(path), **env})

    return read


@pytest.fixture
def refused(load: Load) -> Callable[..., str]:
    """The words of the refusal of these lines and variables."""

    def read(lines: str = "", **env: str) -> str:
        with pytest.raises(SettingsError) as caught:
            load(lines, **env)
        return str(caught.value)

    return read


def test_the_three_channels_are_enough(load: Load) -> None:
    settings = load()
    assert asdict(settings.channels) == {"support": "C0SUPPORT", "dev": "C0DEV", "service": "C0LINA"}
    assert settings.timezone == "Europe/Paris"
    assert settings.rota.members == ()
    assert settings.rota.announce == WeeklyTime(weekday=0, at=time(8, 30))
    assert settings.rota.holidays == "FR"
    assert (settings.rota.usergroup, settings.rota.reminder) == (None, None)
    assert asdict(settings.escalation) == {
        "after": timedelta(minutes=10),
        "repeat": timedelta(minutes=5),
        "repeats": 3,
        "mention": (),
        "lead": None,
    }
    assert (settings.hours, settings.mail, settings.gdp, settings.statement) == (None, None, None, None)
    assert asdict(settings.report) == {"account_manager": None, "by": (), "client_copy": False}
    assert settings.lina.latest_version == "5.1"
    assert settings.lina.drive is None
    assert settings.http.bind == "127.0.0.1"
    assert settings.store.path == Path("data")
    assert settings.secrets.slack_api_url == "https://slack.com/api/"


def test_the_example_is_a_configuration_with_the_defaults_it_prints(load: Load) -> None:
    lines = EXAMPLE.read_text("utf-8")
    bare, shown = load(), load(lines)
    without_lists = replace(
        shown,
        rota=replace(shown.rota, members=()),
        escalation=replace(shown.escalation, mention=()),
        report=replace(shown.report, by=()),
    )
    assert without_lists == bare


def test_the_example_with_all_its_options_is_a_configuration_too(load: Load) -> None:
    lines = re.sub(r"^# (?=\[|\w+ = )", "", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    settings = load(lines)
    assert settings.rota.reminder == WeeklyTime(weekday=4, at=time(16))
    assert settings.escalation.lead == "U0ANTHONY"
    assert settings.hours is not None
    assert settings.hours.days == (0, 1, 2, 3, 4)
    assert (settings.hours.start, settings.hours.end) == (time(8), time(18))
    assert settings.mail is not None
    assert (settings.mail.host, settings.mail.port, settings.mail.tls) == ("smtp.example.fr", 587, "starttls")
    assert settings.gdp is not None
    assert settings.statement is not None
    assert settings.statement.at == time(9)
    assert {field.name for field in fields(settings)} - {"secrets"} == tomllib.loads(lines).keys()


def test_a_variable_is_put_over_the_file(load: Load) -> None:
    settings = load(
        '[escalation]\nafter = "20m"\nlead = "U0ANTHONY"\nmention = ["S0DEV"]',
        LINA_ESCALATION__AFTER="3s",
        LINA_ESCALATION__LEAD="",
        LINA_ROTA__MEMBERS='["U0ALICE", "U0BRUNO"]',
        LINA_MAIL__HOST="127.0.0.1",
        LINA_MAIL__PORT="2525",
        LINA_MAIL__SENDER="lina@integrateur.fr",
        LINA_MAIL__SERVICE="service@integrateur.fr",
        LINA_HOURS__FROM="09:15",
        LINA_TIMEZONE="Indian/Reunion",
        LINA_LOG="debug",
        PATH="/bin",
    )
    assert settings.escalation.after == timedelta(seconds=3)
    assert settings.escalation.lead is None
    assert settings.escalation.mention == ("S0DEV",)
    assert settings.rota.members == ("U0ALICE", "U0BRUNO")
    assert settings.mail is not None
    assert (settings.mail.host, settings.mail.port) == ("127.0.0.1", 2525)
    assert settings.hours is not None
    assert (settings.hours.start, settings.hours.end) == (time(9, 15), time(18))
    assert settings.timezone == "Indian/Reunion"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"here"', ("here",)),
        ('"S0DEV"', ("S0DEV",)),
        ('""', ()),
        ("[]", ()),
        ('["S0DEV", "U0ANTHONY"]', ("S0DEV", "U0ANTHONY")),
    ],
)
def test_whom_to_mention_may_be_one_or_several(load: Load, written: str, read: tuple[str, ...]) -> None:
    assert load(f"[escalation]\nmention = {written}").escalation.mention == read
    assert load(LINA_ESCALATION__MENTION=written.strip('"')).escalation.mention == read


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            '[escalation]\nafter = "10 minutes"',
            'escalation.after: "10 minutes" given; allowed: a whole number above zero and s, m, h or d',
        ),
        ("[escalation]\nrepeat = 5", "escalation.repeat: 5 given; allowed: a whole number above zero and s"),
        ('[escalation]\nrepeat = "0m"', 'escalation.repeat: "0m" given; allowed: a whole number above zero'),
        (
            "[escalation]\nrepeats = true",
            "escalation.repeats: true given; allowed: a whole number between 0 and",
        ),
        (
            '[escalation]\nmention = ["S0DEV", "@dev"]',
            'escalation.mention: "@dev" given; allowed: a user id, a',
        ),
        ('[escalation]\nlead = "anthony"', 'escalation.lead: "anthony" given; allowed: a user id, such as'),
        (
            "[escalation]\naftr = 1",
            "escalation.aftr: unknown key; allowed: after, repeat, repeats, mention, lead",
        ),
        ("[escalaton]\n", "escalaton: unknown key; allowed: timezone, channels, rota, escalation, hours, "),
        ('[secrets]\nslack_bot_token = "xoxb-1"', "secrets: unknown key; allowed: timezone, channels"),
        ('timezone = "Europe/Pari"', 'timezone: "Europe/Pari" given; allowed: an IANA time zone, such as'),
        ('timezone = "Europe"', 'timezone: "Europe" given; allowed: an IANA time zone'),
        ("timezone = 1", "timezone: 1 given; allowed: text in quotes"),
        (
            '[channels]\nsupport = "#support"\ndev = "C1"\nservice = "C2"',
            'channels.support: "#support" given; allowed',
        ),
        (
            '[channels]\nsupport = "C0"\ndev = "C1"',
            "channels.service: missing, and required: see lina.example.toml",
        ),
        ('[rota]\nmembers = "U0ALICE"', 'rota.members: "U0ALICE" given; allowed: a list'),
        ('[rota]\nmembers = ["alice"]', 'rota.members: "alice" given; allowed: a user id, such as U0ALICE'),
        ('[rota]\nmembers = ["U1", "U1"]', 'rota.members: ["U1", "U1"] given; allowed: each one once'),
        (
            '[rota]\nannounce = "lundi 8h30"',
            'rota.announce: "lundi 8h30" given; allowed: a day (mon to sun) and a',
        ),
        (
            '[rota]\nreminder = "fri 25:00"',
            'rota.reminder: "fri 25:00" given; allowed: a day (mon to sun) and a',
        ),
        (
            '[rota]\nholidays = "France"',
            'rota.holidays: "France" given; allowed: a country or its subdivision',
        ),
        ('[rota]\nusergroup = "U1"', 'rota.usergroup: "U1" given; allowed: a user group id'),
        (
            '[hours]\nfrom = "18:00"\nto = "18:00"',
            'hours: {"from": "18:00", "to": "18:00"} given; allowed: a time in from that is before the one in to',
        ),
        ('[hours]\nfrom = "8h"', 'hours.from: "8h" given; allowed: a time between 00:00 and 23:59'),
        ("[hours]\ndays = []", "hours.days: [] given; allowed: at least one day"),
        ('[hours]\ndays = ["lun"]', 'hours.days: "lun" given; allowed: one of mon, tue, '),
        ('[hours]\ndays = ["sat", "sat"]', 'hours.days: ["sat", "sat"] given; allowed: each one once'),
        ('[hours]\nfrom = "19:00"', 'hours: {"from": "19:00"} given; allowed: a time in from that is before'),
        ('[hours]\nstart = "08:00"', "hours.start: unknown key; allowed: days, from, to"),
        ('[report]\nby = ["fax"]', "report.by: \"fax\" given; allowed: 'slack' or 'mail'"),
        ('[mail]\nsender = "l@a.fr"\nservice = "s@a.fr"', "mail.host: missing, and required"),
        ('[mail]\nhost = "h"\nservice = "s@a.fr"', "mail.sender: missing, and required"),
        ('[mail]\nhost = "h"\nsender = "l@a.fr"', "mail.service: missing, and required"),
        (
            MAIL + "port = 70000",
            "mail.port: 70000 given; allowed: a whole number between 1 and 65535",
        ),
        (MAIL + 'tls = "ssl"', "mail.tls: \"ssl\" given; allowed: 'starttls', 'tls' or 'none'"),
        (
            '[mail]\nhost = "h"\nservice = "s@a.fr"\nsender = "lina"',
            'mail.sender: "lina" given; allowed: an e-mail address',
        ),
        ("[gdp]\n", "gdp.url: missing, and required"),
        (
            '[gdp]\nurl = "gdp.example.fr"',
            'gdp.url: "gdp.example.fr" given; allowed: an address that starts with',
        ),
        (
            '[telephony]\nnumbers = ["accueil"]',
            'telephony.numbers: "accueil" given; allowed: a telephone number, such as +33472000000',
        ),
        ("[telephony]\nnumber = 1", "telephony.number: unknown key; allowed: numbers, missed"),
        (
            "[lina]\nlatest_version = 5.1",
            "lina.latest_version: 5.1 given; allowed: numbers and points in quotes",
        ),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(refused: Callable[..., str], lines: str, said: str) -> None:
    line = refused(lines)
    assert line.startswith(said)
    assert "\n" not in line


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        (
            "LINA_ESCALATION__AFTER",
            "soon",
            'escalation.after (LINA_ESCALATION__AFTER): "soon" given; allowed: a',
        ),
        (
            "LINA_ESCALATION__AFTR",
            "3s",
            "escalation.aftr (LINA_ESCALATION__AFTR): unknown key; allowed: after, ",
        ),
        (
            "LINA_ESCALATON__AFTER",
            "3s",
            "escalaton (LINA_ESCALATON__AFTER): unknown key; allowed: timezone, ",
        ),
        ("LINA_AFTER", "3s", "after (LINA_AFTER): unknown key; allowed: timezone, "),
        (
            "LINA_ESCALATION",
            "3s",
            'escalation (LINA_ESCALATION): "3s" given; allowed: a section with its keys',
        ),
        (
            "LINA_ROTA__MEMBERS",
            '["U1"',
            'rota.members (LINA_ROTA__MEMBERS): "[\\"U1\\"" given; allowed: a list',
        ),
        ("LINA_MAIL__PORT", "x", 'mail.port (LINA_MAIL__PORT): "x" given; allowed: a whole number between'),
        (
            "SLACK_API_URL",
            "slack",
            'slack_api_url (SLACK_API_URL): "slack" given; allowed: an address that starts',
        ),
    ],
)
def test_a_wrong_variable_is_named(refused: Callable[..., str], variable: str, value: str, said: str) -> None:
    assert refused(MAIL, **{variable: value}).startswith(said)


def test_a_section_given_as_one_variable_is_refused_though_its_keys_are_given_too(
    refused: Callable[..., str],
) -> None:
    said = refused(LINA_ESCALATION="x", LINA_ESCALATION__AFTER="3s")
    assert said.startswith("escalation (LINA_ESCALATION")
    assert "allowed: a section with its keys" in said


def test_several_problems_are_several_lines(refused: Callable[..., str]) -> None:
    lines = refused('timezone = "Mars"\n[escalation]\nafter = "x"\nrepeat = "y"').splitlines()
    assert [line.split(":")[0] for line in lines] == ["timezone", "escalation.after", "escalation.repeat"]


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.toml: no such file; copy lina\.example\.toml there"):
        load_settings({"LINA_CONFIG": str(tmp_path / "absent.toml")})


def test_the_file_is_lina_toml_here_unless_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lina.toml").write_text(CHANNELS, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_settings({}).channels.dev == "C0DEV"


def test_the_environment_is_the_process_own_unless_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.toml").write_text(CHANNELS, "utf-8")
    monkeypatch.setenv("LINA_CONFIG", str(tmp_path / "other.toml"))
    monkeypatch.setenv("LINA_STORE__PATH", "elsewhere")
    assert load_settings().store.path == Path("elsewhere")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[channels\n", r"lina\.toml: .*line 1"),
        (CHANNELS.encode("utf-16"), r"lina\.toml: .*codec can't decode"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "lina.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=said):
        load_settings({"LINA_CONFIG": str(path)})


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=str(tmp_path)):
        load_settings({"LINA_CONFIG": str(tmp_path)})


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lina.toml"
    path.write_bytes(CHANNELS.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_settings({"LINA_CONFIG": str(path)}).channels.service == "C0LINA"


def test_a_clock_of_toml_is_one_too(load: Load) -> None:
    hours = load("[hours]\nfrom = 07:30:00").hours
    assert hours is not None
    assert hours.start == time(7, 30)


def test_settings_can_be_made_in_code() -> None:
    settings = Settings(
        channels=ChannelsSection(support="C0SUPPORT", dev="C0DEV", service="C0LINA"),
        escalation=EscalationSection(after=timedelta(seconds=3)),
        rota=RotaSection(members=("U0ALICE",), reminder=WeeklyTime(4, time(16))),
    )
    assert settings.escalation.after == timedelta(seconds=3)
    assert settings.rota.reminder == WeeklyTime(weekday=4, at=time(16))
    assert settings.secrets.slack_bot_token is None


def test_nothing_can_be_changed(load: Load) -> None:
    settings = load()
    for frozen, key in (
        (settings, "timezone"),
        (settings.escalation, "after"),
        (settings.secrets, "gdp_token"),
    ):
        with pytest.raises(FrozenInstanceError, match=key):
            setattr(frozen, key, None)


def test_secrets_come_from_the_environment_and_are_never_shown(load: Load) -> None:
    public = {"slack_api_url", "port"}
    names = [field.name for field in fields(Secrets) if field.name not in public]
    settings = load(**{name.upper(): f"hush-{name}" for name in names})
    for name in names:
        assert getattr(settings.secrets, name).reveal() == f"hush-{name}"
    shown = (repr(settings), str(settings), f"{settings.secrets}", json.dumps(asdict(settings), default=str))
    assert not [text for text in shown if "hush" in text]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('["+33472000000"]', ("+33472000000",)),
        ('["33472000000", "04 72 00 00 01"]', ("+33472000000", "+33472000001")),
        ('"04.72.00.00.00"', ("+33472000000",)),
        ("[]", ()),
    ],
)
def test_numbers_are_written_as_exchanges_and_people_do(
    load: Load, written: str, read: tuple[str, ...]
) -> None:
    section = load(f"[telephony]\nnumbers = {written}").telephony
    assert section is not None
    assert (section.numbers, section.missed) == (read, True)


def test_an_empty_secret_is_none(load: Load) -> None:
    settings = load(SLACK_APP_TOKEN="", SLACK_API_URL="")
    assert settings.secrets.slack_app_token is None
    assert settings.secrets.slack_api_url == "https://slack.com/api/"


def test_another_slack_may_be_named_without_its_last_slash(load: Load) -> None:
    assert (
        load(SLACK_API_URL="http://127.0.0.1:8765/api").secrets.slack_api_url == "http://127.0.0.1:8765/api/"
    )


def test_the_tokens_are_asked_for_only_by_what_needs_them(load: Load) -> None:
    given_both = load(SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1").secrets
    assert (given_both.require_bot_token(), given_both.require_app_token()) == ("xoxb-1", "xapp-1")
    neither = load().secrets
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN: missing"):
        neither.require_bot_token()
    with pytest.raises(SettingsError, match=r"^SLACK_APP_TOKEN: missing"):
        neither.require_app_token()
    with pytest.raises(SettingsError, match=r"^TELEPHONY_TOKEN: missing"):
        neither.require_telephony_token()
    with pytest.raises(SettingsError, match=r"^TELEPHONY_TOKEN: not shown; allowed: .* without / "):
        load(TELEPHONY_TOKEN="a/b").secrets.require_telephony_token()
    assert load(TELEPHONY_TOKEN="a+b=").secrets.require_telephony_token() == "a+b="


@given(st.integers(1, 999_999), st.sampled_from([("s", 1), ("m", 60), ("h", 3600), ("d", 86400)]))
def test_a_duration_is_a_number_and_its_unit(count: int, unit: tuple[str, int]) -> None:
    letter, seconds = unit
    assert parse_duration(f"{count}{letter}") == timedelta(seconds=count * seconds)


@given(st.text().filter(lambda text: not re.fullmatch("[0-9]+[smhd]", text)))
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="a whole number above zero and s, m, h or d"):
        parse_duration(text)
