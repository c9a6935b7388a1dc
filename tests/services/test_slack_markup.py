import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.text import escape
from bot.services.slack_markup import as_typed, mentioned_users, readable, unescape


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


def test_the_people_mentioned_are_those_of_the_markup() -> None:
    assert mentioned_users("<@U1|al> et <@U2>, <!here> <#C1|support> @Alice") == {"U1", "U2"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U1> et <@U2|bob>", "@Alice et @bob"),
        ("<@U3>", "@U3"),
        ("<#C1|support> <#C2> <#C3|>", "#support #… #…"),
        ("<!here> <!subteam^S1|@dev> <!subteam^S1> <!channel|channel>", "@here @dev @… channel"),
        ("<!date^1764000000^{date} à {time}|24/11/2026 à 10:12>", "24/11/2026 à 10:12"),
        (
            "<https://a.fr|le site> <https://a.fr> <https://a.fr|https://a.fr>",
            "le site (https://a.fr) https://a.fr https://a.fr",
        ),
        ("<mailto:a@b.fr|a@b.fr> <mailto:a@b.fr> <mailto:a@b.fr|Mme A>", "a@b.fr a@b.fr Mme A (a@b.fr)"),
        ("<tel:0472000001|04 72 00 00 01> <tel:+33472000001>", "04 72 00 00 01 +33472000001"),
        ("<http://acme.fr|acme.fr> <https://a.fr/x?a=1&b=2>", "acme.fr https://a.fr/x?a=1&b=2"),
        (":printer: HS ;-)", ":printer: HS ;-)"),
        ("3 < 4 > 2, <b>, <@>", "3 < 4 > 2, <b>, <@>"),
    ],
)
def test_a_message_is_read_as_a_person_does(written: str, read: str) -> None:
    assert readable(written, {"U1": "Alice"}) == read
