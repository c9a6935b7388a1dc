"""The one way a document changes: read, decide by a pure rule, compare and set; on conflict decide again."""

import asyncio
from collections.abc import Callable
from weakref import WeakKeyDictionary, WeakValueDictionary

from bot.domain.ports import D, Records, StaleVersionError, StoreUnwritableError
from bot.domain.refusals import StoreRefused, TooBusy, UnknownCall

TRIES = 5

_turns: WeakKeyDictionary[object, WeakValueDictionary[str, asyncio.Lock]] = WeakKeyDictionary()


async def change(records: Records[D], id: str, rule: Callable[[D], D]) -> D:
    """Returns the document as it stands afterwards; a rule that returns what it was given writes nothing.

    Raises:
        UnknownCall: there is no such document.
        Refusal: the rule's, unchanged.
        TooBusy: others were quicker `TRIES` times.
        StoreRefused: the store cannot be written, or not be reached at all.
    """
    async with _turn(records, id):
        for _ in range(TRIES):
            try:
                before = await records.get(id)
                if before is None:
                    raise UnknownCall(id)
                after = rule(before)
                return before if after is before else await records.replace(after, before.version)
            except StaleVersionError:
                continue
            except StoreUnwritableError as error:
                raise StoreRefused from error
    raise TooBusy


def _turn(records: object, id: str) -> asyncio.Lock:
    """Within one bot people and lanes take turns at a document: only what other bots write can come in between."""
    return _turns.setdefault(records, WeakValueDictionary()).setdefault(id, asyncio.Lock())
