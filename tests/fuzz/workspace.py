"""The workspace and the configuration of the demo, without rate limits."""

from dataclasses import replace
from datetime import timedelta

from bot.delivery.rate_limit import Limits
from bot.demo import plan
from bot.demo.samples import WORKSPACE

SEED = WORKSPACE
PLAN = replace(plan(timedelta(minutes=10)), limits=Limits.lifted())
