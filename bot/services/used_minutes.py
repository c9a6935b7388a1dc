"""What a client has used of a contract."""

from bot.domain.clients.client import Client
from bot.domain.ports import Calls


async def used_minutes(calls: Calls, client: Client) -> int:
    """Whole minutes booked as assistance since the client's contract began; 0 without a contract.

    The same as `assistance_minutes` of all the client's stats, from the sums that the store keeps.
    """
    if client.contract is None:
        return 0
    return await calls.assistance_minutes(client.code, client.contract.start)
