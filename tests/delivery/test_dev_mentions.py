"""One mention in `dev` within `repeat`."""

from datetime import UTC, datetime, timedelta

from bot.delivery.dev_mentions import DevMentions
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKey, NoticeKind, Queue, QueueKind

NINE = datetime(2026, 11, 30, 8, tzinfo=UTC)
REPEAT = timedelta(minutes=5)


def notice(kind: NoticeKind, n: int, state: DeliveryState = DeliveryState.SENDING) -> Notice:
    key = NoticeKey(f"2026-{n:04}", 1, kind, 1)
    return Notice(key=key, kind=kind, queue=Queue(QueueKind.DEV), to="C0DEV", due=NINE, state=state)


def reminder(n: int) -> Notice:
    return notice(NoticeKind.REMINDER, n)


def test_six_reminders_of_one_minute_mention_once_and_an_attempt_made_again_says_the_same():
    mentions = DevMentions(REPEAT)
    said = [mentions.claim(reminder(n), NINE + timedelta(seconds=n), None) for n in range(6)]
    assert said == [True, False, False, False, False, False]
    assert mentions.claim(reminder(0), NINE + timedelta(seconds=30), None)
    assert not mentions.claim(reminder(3), NINE + timedelta(minutes=4, seconds=59), None)
    assert mentions.claim(reminder(3), NINE + REPEAT, None)


def test_a_ping_always_mentions_and_spares_the_reminders_of_its_time():
    mentions = DevMentions(REPEAT)
    assert mentions.claim(notice(NoticeKind.LEVEL2, 1), NINE, None)
    assert mentions.claim(notice(NoticeKind.LEVEL2, 2), NINE, None)
    assert not mentions.claim(reminder(3), NINE + timedelta(minutes=1), None)


def test_a_ping_that_is_only_updated_counts_as_no_mention():
    mentions = DevMentions(REPEAT)
    assert mentions.claim(notice(NoticeKind.LEVEL2, 1, DeliveryState.SENT), NINE, None)
    assert mentions.claim(reminder(2), NINE, None)


def test_the_pings_of_before_a_restart_count():
    mentions = DevMentions(REPEAT)
    assert not mentions.claim(reminder(1), NINE, NINE - timedelta(minutes=4))
    assert mentions.claim(reminder(1), NINE, NINE - REPEAT)
