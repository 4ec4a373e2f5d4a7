"""What each step of the room does: one function per step, under its name."""
from . import assignments, bindings, corrections, followups, suggestions, years

__all__ = ["assignments", "bindings", "corrections", "followups", "suggestions", "years"]
