"""`lina run` without its own rate limits: for a workspace that has none, where many people are measured at once."""

import asyncio
import os

from bot import logs
from bot.app.run import run
from bot.delivery.rate_limit import Limits
from bot.settings import load_settings

if __name__ == "__main__":
    logs.configure(os.environ)
    asyncio.run(run(load_settings(), limits=Limits.lifted()))
