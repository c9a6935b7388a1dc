import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.text import escape
from bot.services.slack_markup import as_typed, mentioned_users, readable, unescape, with_user_names


@given(st.text())
def test_unescaping_undoes_what_the_bot_escapes(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text())
def test_what_was_typed_comes_back_from_slack_s_escaping(typed: str) -> None:
    plain = typed.replace("\0", "").encode("utf-8", "replace").decode()
    assert as_typed(escape(plain)) == plain


@given(st.text(st.characters(), max_size=20))
def test_what_is_kept_can_be_shown_and_stored(typed: str) -> None:
    kept = as_typed(typed)
    assert "\0" not in kept
    assert kept.encode().decode() == kept


def test_only_people_are_named_and_other_markup_stays() -> None:
    text = "<@U1|al> et <@U2>, <!here> <#C1|support> <https://a.fr|site>"
    assert mentioned_users(text) == {"U1", "U2"}
    assert (
        with_user_names(text, {"U1": "Alice"}) == "@Alice et @U2, <!here> <#C1|support> <https://a.fr|site>"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U1> et <@U2|bob>", "@Alice et @bob"),
        ("<@U3>", "@U3"),
        ("<#C1|support> <#C2>", "#support #C2"),
        ("<!here> <!subteam^S1|@dev> <!subteam^S1>", "@here @dev @subteam"),
        (
            "<https://a.fr|le site> <https://a.fr> <https://a.fr|https://a.fr>",
            "le site (https://a.fr) https://a.fr https://a.fr",
        ),
        ("<mailto:a@b.fr|a@b.fr> <tel:+33472000001|04 72>", "a@b.fr 04 72 (tel:+33472000001)"),
        ("3 < 4 > 2, <b>, <@>", "3 < 4 > 2, <b>, <@>"),
    ],
)
def test_a_message_is_read_as_a_person_does(written: str, read: str) -> None:
    assert readable(written, {"U1": "Alice"}) == read
