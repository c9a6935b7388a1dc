"""The French numbering plan overseas: `0692…` is dialled in France, and `+262692…` is the same number."""

_OVERSEAS = {
    **dict.fromkeys(("262", "263", "269", "639", "692", "693", "976"), "+262"),
    **dict.fromkeys(("590", "690", "691"), "+590"),
    **dict.fromkeys(("594", "694"), "+594"),
    **dict.fromkeys(("596", "696", "697"), "+596"),
}
"""The country's prefix by the first digits of the national number; https://www.arcep.fr (plan de numérotation)."""

_INVENTED = "63998"
"""Numbers for films and examples, which are dialled nowhere."""

_FRANCE = "+33"
_NATIONAL_LENGTH = 9


def canonical(e164: str) -> str:
    """The one E.164 form of a number: that of its territory where it is one of France overseas."""
    national = e164.removeprefix(_FRANCE)
    if not e164.startswith(_FRANCE) or len(national) != _NATIONAL_LENGTH or national.startswith(_INVENTED):
        return e164
    prefix = _OVERSEAS.get(national[:3])
    return f"{prefix}{national}" if prefix else e164
