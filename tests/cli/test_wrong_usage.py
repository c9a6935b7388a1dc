"""What a person can mend is said in one clear line, and the exit code tells it from a check that failed."""

import pytest

from tests.cli.terminal import CHANNELS, Terminal


@pytest.mark.parametrize(
    ("configuration", "variables", "said"),
    [
        (CHANNELS + '[escalation]\nafter = "10 min"\n', {}, ["escalation.after", '"10 min"', "such as 10m"]),
        (
            CHANNELS + '[escalation]\naftre = "10m"\n',
            {},
            ["escalation.aftre", "unknown key", "after, repeat"],
        ),
        ('timezone = "Paris"\n' + CHANNELS, {}, ["timezone", '"Paris"', "Europe/Paris"]),
        ("[channels]\n", {}, ["channels.support", "missing"]),
        ("[channels\n", {}, ["lina.toml"]),
        (CHANNELS, {"LINA_ESCALATION__AFTRE": "3s"}, ["LINA_ESCALATION__AFTRE", "unknown key", "after"]),
        (CHANNELS, {"LINA_ESCALATION__AFTER": "soon"}, ["LINA_ESCALATION__AFTER", '"soon"', "such as 10m"]),
        (CHANNELS, {"LINA_LOG": "loud"}, ["LINA_LOG", "loud", "warning"]),
        (CHANNELS, {"LINA_CONFIG": "elsewhere.toml"}, ["elsewhere.toml", "no such file"]),
        (CHANNELS, {"SLACK_API_URL": "slack.com"}, ["SLACK_API_URL", "https://"]),
    ],
)
def test_a_wrong_configuration_names_what_is_wrong_and_what_is_allowed(
    terminal: Terminal, configuration: str, variables: dict[str, str], said: list[str]
):
    terminal.write("lina.toml", configuration)
    terminal.env = variables
    done = terminal.lina("store", "check")
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    first = done.err.splitlines()[0]
    assert first.startswith("lina: ")
    assert all(words in first for words in said), first


def test_each_thing_that_is_wrong_has_its_line(terminal: Terminal):
    terminal.write("lina.toml", 'timezone = "Paris"\n' + CHANNELS + '[escalation]\nrepeats = "often"\n')
    done = terminal.lina("run")
    assert done.code == 2
    zone, repeats = done.err.splitlines()
    assert "timezone" in zone
    assert "escalation.repeats" in repeats


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["manifest", "--format", "toml"], "--format"),
        (["demo", "--after", "10 minutes", "--no-browser"], "--after"),
        (["clients", "import", "nowhere.csv"], "nowhere.csv"),
        (["fly"], "fly"),
        (["calls", "show"], "Missing argument"),
        (["run", "--loud"], "--loud"),
    ],
)
def test_a_wrong_word_is_a_wrong_usage(terminal: Terminal, words: list[str], said: str):
    done = terminal.lina(*words)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-secret"}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_a_missing_token_is_named_and_no_secret_is_shown(
    terminal: Terminal, given: dict[str, str], missing: str
):
    terminal.env = given
    done = terminal.lina("run")
    assert (done.code, done.out) == (2, "")
    assert missing in done.line
    assert "xoxb-secret" not in done.err
    assert not terminal.data.exists()


def test_no_command_at_all_is_the_help(terminal: Terminal):
    done = terminal.lina()
    assert "Usage: " in done.out + done.err
    for command in ("demo", "run", "manifest", "clients", "calls", "store"):
        assert command in done.out + done.err
