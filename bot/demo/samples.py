"""What the demo is filled with: its clients, its past calls, its people, its guided tour."""

from bot.demo.clients import clients
from bot.demo.guide import GUIDE
from bot.demo.past import as_past, past_calls
from bot.demo.people import LEAD, TECHNICIANS, WORKSPACE

__all__ = ["GUIDE", "LEAD", "TECHNICIANS", "WORKSPACE", "as_past", "clients", "past_calls"]
