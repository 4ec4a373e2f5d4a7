"""What each step of the register does: one function per step, under its name, in the module of its subject."""

from . import bindings, bodies, posts, seats, standing, terms

__all__ = ["bindings", "bodies", "posts", "seats", "standing", "terms"]
