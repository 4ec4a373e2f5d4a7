"""What each step of the room does: one function per step, under its name."""

from . import assignments, beside, bindings, corrections, followups, handing, releasing, suggestions, turning, years

__all__ = [
    "assignments", "beside", "bindings", "corrections", "followups", "handing", "releasing", "suggestions", "turning", "years"
]  # fmt: skip
