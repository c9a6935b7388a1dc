"""What counts as an e-mail address, and how its domain goes to a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.mail_addresses import LONGEST, mail_route


@pytest.mark.parametrize(
    ("written", "route"),
    [
        ("camille@example.fr", "camille@example.fr"),
        ("Camille.D+lina@Example.fr", "Camille.D+lina@example.fr"),
        ("lea@société.fr", "lea@xn--socit-esab.fr"),
        ("lea@SOCIÉTÉ.fr", "lea@xn--socit-esab.fr"),
        ("lea@xn--socit-esab.fr", "lea@xn--socit-esab.fr"),
    ],
)
def test_an_address_goes_to_a_server_with_its_domain_as_idna(written: str, route: str) -> None:
    assert mail_route(written) == route


@pytest.mark.parametrize(
    "written",
    [
        "",
        "camille",
        "[camille]@example.fr",
        "<camille@example.fr>",
        "léa@example.fr",
        "camille@example",
        "camille@[192.0.2.1]",
        "camille@192.0.2.1",
        "camille@example..fr",
        "camille@-example.fr",
        "camille@exam_ple.fr",
        "camille@example.fr\n",
        "camille..d@example.fr",
        ".camille@example.fr",
        "camille d@example.fr",
        "a@example.fr, b@example.fr",
        f"{'c' * 65}@example.fr",
        f"camille@{'e' * 64}.fr",
        f"camille@{'e.' * 130}fr",
    ],
)
def test_what_no_server_could_route_is_no_address(written: str) -> None:
    assert mail_route(written) is None


@given(st.text(max_size=300) | st.from_regex(r"[^@]{1,70}@[^@]{1,70}", fullmatch=True))
def test_a_route_is_ascii_and_its_own_route(written: str) -> None:
    route = mail_route(written)
    if route is not None:
        assert route.isascii()
        assert len(route) <= LONGEST
        assert mail_route(route) == route
