"""`tend demo`: a room of its own, with a sample company, a clock to move, and Tend at work."""

from bot.demo.rehearsal import run_rehearsal
from bot.demo.room import run_demo

__all__ = ["run_demo", "run_rehearsal"]
