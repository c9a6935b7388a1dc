"""E-mail addresses as people write them, and as a mail server takes them."""

import re

import idna

LONGEST = 254
"""Characters of an address (RFC 5321, 4.5.3.1.3, less the angle brackets)."""

_LOCAL = re.compile(r"(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@")


def mail_route(address: str) -> str | None:
    """Returns the address with its domain as IDNA, such as `lea@xn--socit-esab.fr`; None for what is no address.

    The part before the @ is a dot-atom in ASCII (RFC 5322, 3.2.3): quoted ones, comments and groups are refused.
    """
    local = _LOCAL.match(address)
    if not local:
        return None
    try:
        domain = idna.encode(address[local.end() :], uts46=True, std3_rules=True).decode("ascii")
    except idna.IDNAError:
        return None
    route = f"{local[0]}{domain}"
    # A name of one label is of a private network, a name of digits at the end an address of the internet.
    whole = re.fullmatch(r"[^.]+(?:\.[^.]+)*\.(?![0-9]+\Z)[^.]+", domain)
    return route if whole and len(route) <= LONGEST else None
