"""What the procedures of suggestions name and the room decides: bearers, days, joins, phases."""

from . import days, joins  # noqa: F401  they bind themselves
from .bearers import WHY, congress, evaluators, government_office, handler, people
from .standing import PHASES, lead_parts

__all__ = ["PHASES", "WHY", "congress", "evaluators", "government_office", "handler", "lead_parts", "people"]
