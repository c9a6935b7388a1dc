"""The composition root: wires the bot, runs it, and stops it."""

from bot.app.configured import plan_of
from bot.app.connecting import answering, listening
from bot.app.plan import Plan
from bot.app.running import run
from bot.app.storing import database_of, store_of
from bot.app.wiring import Lina

__all__ = ["Lina", "Plan", "answering", "database_of", "listening", "plan_of", "run", "store_of"]
