import re

from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.blocks import parse_lines, prose, section
from bot.rendering.text import (
    Mrkdwn,
    clean,
    cut,
    cut_mrkdwn,
    escape,
    finalize,
    quote,
    split_mrkdwn,
)

limits = st.integers(min_value=2, max_value=40)


@given(st.text())
def test_what_is_escaped_holds_nothing_that_slack_reads(text: str) -> None:
    escaped = escape(text)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", escaped)


def test_what_is_escaped_is_not_escaped_again() -> None:
    assert finalize(escape("R&D")) == "R&amp;D"
    assert finalize(Mrkdwn("<@U1>")) == "<@U1>"
    assert finalize(12) == "12"


@given(st.text(), limits)
def test_a_cut_text_fits_and_begins_as_it_did(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


mrkdwn = st.lists(
    st.sampled_from(["<@U0ALICE>", "<https://a.fr|lien>", "&amp;", "&lt;", "&gt;", "mot ", "\n", "é"])
).map("".join)


@given(mrkdwn, limits)
def test_no_mention_link_or_escape_is_cut_in_two(text: str, limit: int) -> None:
    short = cut_mrkdwn(text, limit)
    assert len(short) <= limit
    assert not re.search(r"<[^>]*…|&[a-z]*…", short)


@given(mrkdwn, st.integers(min_value=25, max_value=60))
def test_pieces_hold_the_whole_text_between_line_ends(text: str, limit: int) -> None:
    parts = split_mrkdwn(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")
    assert not any(re.search(r"<[^>]*\Z|&[a-z]*\Z", part) for part in parts)


def test_pieces_end_even_where_nothing_may_be_cut() -> None:
    assert "".join(split_mrkdwn("<" + "x" * 100, 10)) == "<" + "x" * 100


def test_an_unsendable_text_is_not_empty() -> None:
    assert clean(" \x00\ud800\n ") == "–"
    assert clean("a\tb\nc") == "a\tb\nc"


def test_every_line_of_a_quotation_is_quoted() -> None:
    assert quote("a\nb <c>\u2028d") == "> a\n> b &lt;c&gt;\n> d"


def test_a_section_is_cut_and_prose_is_not() -> None:
    text = "mot " * 2000
    (short,) = parse_lines(section(caller=lambda: text))
    whole = parse_lines(prose(lambda: text))
    assert len(short["text"]["text"]) <= 3000
    assert short["text"]["verbatim"] is True
    assert "".join(block["text"]["text"] for block in whole).count("mot") == 2000
