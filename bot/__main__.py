"""`python -m bot` is `lina`."""

from bot.cli import main

main()
