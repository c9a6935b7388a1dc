"""The telephony of one bot, over any store and without Slack."""

from datetime import datetime

from bot.domain.calls.call import Call
from bot.domain.policy import TelephonyPolicy
from bot.domain.rota.week import Week
from bot.domain.telephony.ring import PhoneEventKind
from bot.services.answerers import Answerers
from bot.services.telephony import ReceivedEvent, TelephonyService, TelephonyWords
from bot.storage.store import Store
from tests.domain.rota_history import ABC, MONDAY, POLICY
from tests.services.fakes import FakeClock, FakePeople, RecordingNotifier
from tests.services.rota_bots import RotaBot

ACME = "33472000001"


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
            notifier=RecordingNotifier(),
            alarms=self.alarms,
            words=TelephonyWords(missed_request=lambda at: f"manqué à {at:%H:%M}", unknown_client="Inconnu"),
            observe_missed=self._count,
        )

    def _count(self) -> None:
        self.missed += 1

    async def hear(self, kind: PhoneEventKind, call: str = "c1", number: str | None = ACME) -> None:
        users = ("Alice",) if kind is PhoneEventKind.ANSWER else ()
        await self.service.receive(ReceivedEvent(kind=kind, call_id=call, number=number, users=users))

    async def wait(self, **by: float) -> None:
        self.clock.advance(**by)
        await self.service.settle()

    async def week(self) -> Week:
        week = await self.store.weeks.of(MONDAY)
        assert week
        return week

    async def cards(self) -> list[Call]:
        return await self.store.calls.open_calls()
