"""The telephony of one bot, over any store and without Slack."""

from datetime import datetime

from bot.domain.calls.call import Call
from bot.domain.policy import TelephonyPolicy
from bot.domain.rota.week import Week
from bot.domain.telephony.ring import PhoneEventKind
from bot.services.answerers import Answerers
from bot.services.telephony import ALARM, ReceivedEvent, TelephonyService, TelephonyWatch, TelephonyWords
from bot.storage.store import Store
from tests.domain.rota_history import ABC, MONDAY, POLICY
from tests.services.fakes import FakeClock, FakePeople, RecordingNotifier
from tests.services.rota_bots import RotaBot

ACME = "33472000001"


async def _no_link(_number: str, _seconds: float) -> str | None:
    """No card is posted here."""
    return None


class RecordingAlarms:
    """Keeps the last instant for which each alarm was armed."""

    def __init__(self) -> None:
        self.armed: dict[str, datetime] = {}

    def arm(self, id: str, at: datetime) -> None:
        self.armed[id] = at


class PhoneBot:
    """The telephony of one bot; the clock is shared by all of them."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        people = FakePeople(*ABC)
        rota = RotaBot(store.weeks, clock, people)
        self.store, self.clock, self.missed = store, clock, 0
        self.called_back_after: list[float] = []
        self.alarms = RecordingAlarms()
        self.service = TelephonyService(
            calls=store.calls,
            weeks=store.weeks,
            clients=store.clients,
            answerers=Answerers(people=people, colleagues=lambda: ABC),
            rota=rota.rota,
            rota_writer=rota.writer,
            policy=POLICY,
            telephony=TelephonyPolicy(),
            clock=clock,
            notifier=TelephonyWatch(
                notifier=RecordingNotifier(),
                alarms=self.alarms,
                clock=clock,
                observe_called_back=self.called_back_after.append,
            ),
            alarms=self.alarms,
            words=TelephonyWords(missed_request=lambda at: f"manqué à {at:%H:%M}", unknown_client="Inconnu"),
            wait_for_link=_no_link,
            observe_missed=self._count,
        )

    def _count(self) -> None:
        self.missed += 1

    async def hear(self, kind: PhoneEventKind, call: str = "c1", number: str | None = ACME) -> None:
        users = ("Alice",) if kind is PhoneEventKind.ANSWER else ()
        await self.service.receive(ReceivedEvent(kind=kind, call_id=call, number=number, users=users))

    async def wait(self, **by: float) -> None:
        self.clock.advance(**by)
        await self.settle()

    async def settle(self) -> None:
        """Settles the rings, and does what the alarms of opened calls are for."""
        await self.service.settle()
        for id in [id for id in self.alarms.armed if id.startswith(ALARM)]:
            del self.alarms.armed[id]
            await self.service.call_opened(id.removeprefix(ALARM))

    async def week(self) -> Week:
        week = await self.store.weeks.of(MONDAY)
        assert week
        return week

    async def cards(self) -> list[Call]:
        return await self.store.calls.open_calls()
