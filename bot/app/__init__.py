"""The composition root: wires the bot, runs it, and stops it."""

from bot.app.running import plan_of, run
from bot.app.wiring import Lina, Plan, listening

__all__ = ["Lina", "Plan", "listening", "plan_of", "run"]
