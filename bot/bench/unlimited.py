"""`lina run` without its own rate limits: for a workspace that has none, where many people are measured at once."""

from bot.start import run_bot

if __name__ == "__main__":
    run_bot(limited=False)
