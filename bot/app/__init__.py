"""The composition root: wires the bot, runs it, and stops it."""

from bot.app.running import plan_of, run
from bot.app.storing import database_of, store_of
from bot.app.wiring import Lina, Plan, listening

__all__ = ["Lina", "Plan", "database_of", "listening", "plan_of", "run", "store_of"]
