"""Between reviews: what somebody should know of since the last run, told once to each channel.

A run: ``find`` the signals that hold → ``state`` says which of them are news to whom → ``render`` and ``deliver`` them → remember
what was delivered.
"""

from pipeline.watch.find import find_signals, look_at
from pipeline.watch.signal import Look, Signal
from pipeline.watch.state import Memory, memory

__all__ = ["Look", "Memory", "Signal", "find_signals", "look_at", "memory"]
