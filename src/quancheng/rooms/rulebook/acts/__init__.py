"""What each step of a local norm does."""

from . import bindings, norms  # noqa: F401
