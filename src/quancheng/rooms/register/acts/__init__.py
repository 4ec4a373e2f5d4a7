"""What each step of the register does: one function per step, under its name, in the module of its subject."""

from . import bindings, seats, terms

__all__ = ["bindings", "seats", "terms"]
