"""«Tout reprendre»: the week's technician becomes the owner of what colleagues have at level 1 (surface 7b)."""

from dataclasses import dataclass, replace

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import NoticeKind
from bot.domain.outbox.notices import request_update
from bot.domain.ports import Clock
from bot.domain.refusals import NotOnDuty
from bot.domain.rota.schedule import Schedule
from bot.domain.rota.week import Week
from bot.services.calls import CallService
from bot.services.rota import RotaReader, RotaWriter


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeOverService:
    """Changes the owner of each call, then has the announcement say whose they are."""

    calls: CallService
    rota: RotaReader
    rota_writer: RotaWriter
    clock: Clock

    async def take_over(self, by: str) -> list[Call]:
        """Returns the calls that changed hands; none where there is nothing to take over.

        Raises:
            NotOnDuty: `by` is not this week's technician.
            TooBusy: others changed one of the documents again and again.
            StoreRefused: the store is not writable.
        """
        now = self.clock.now()
        technician = await self.rota.on_duty(now)
        if technician != by:
            raise NotOnDuty(technician)
        taken = await self.calls.take_over(by)
        if taken:
            await self.rota_writer.write(self.rota.monday(now), _announced_anew)
        return taken


def _announced_anew(week: Week, _schedule: Schedule) -> Week:
    return replace(week, notices=request_update(week.notices, (NoticeKind.WEEK, NoticeKind.DUTY)))
