"""The options of the «Client» select."""

from collections.abc import Sequence

from bot.domain.clients.client import Client
from bot.domain.clients.matching import fold
from bot.rendering.elements import OPTION, OPTION_VALUE, OPTIONS, Element, option
from bot.rendering.labels import load_labels
from bot.rendering.text import clean, cut

NEW_CLIENT = "new:"
"""Begins the value of the option that creates a client; the name follows."""


def client_option(client: Client) -> Element:
    """Returns the option of a known client; its value is the code."""
    code = f" ({client.code})"
    return option(cut(clean(client.name), max(1, OPTION - len(code))) + code, client.code)


def new_client_option(typed: str) -> Element:
    """Returns the option that creates a client under the name that was typed."""
    name = " ".join(clean(typed).split())[: OPTION_VALUE - len(NEW_CLIENT)]
    return option(load_labels().of("option", "new_client").format(name=name), f"{NEW_CLIENT}{name}")


def client_options(clients: Sequence[Client], typed: str) -> list[Element]:
    """Returns the options of the clients found, and of a new one unless what was typed names one of them exactly."""
    typed = _without_prefix(typed)
    wanted = fold(typed)
    known = any(wanted in _names(client) for client in clients)
    offered = [client_option(client) for client in clients[: OPTIONS - 1]]
    return offered if known or not wanted else [*offered, new_client_option(typed)]


def _without_prefix(typed: str) -> str:
    """The name alone where somebody types the whole option, «Nouveau client : Roux»."""
    prefix, _, _ = load_labels().of("option", "new_client").partition("{name}")
    words = typed.strip()
    return words[len(prefix) :] if fold(words).startswith(fold(prefix)) else words


def _names(client: Client) -> set[str]:
    return {fold(client.code), fold(client.name), fold(f"{client.name} ({client.code})")}
