"""What each step of the register does: one function per step, under its name, in the module of its subject."""

from . import accounts, bindings, bodies, imports, personal, posts, seats, standing, terms

__all__ = ["accounts", "bindings", "bodies", "imports", "personal", "posts", "seats", "standing", "terms"]
