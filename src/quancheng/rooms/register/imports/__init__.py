"""Rolls of deputies and lists of units from the Excel files people really have.

made = upload(actor, term, "deputies", file)       # kept sealed, its columns guessed
check(made, term)                                  # the dry run: a Plan of lines and questions
engine.do(actor, matter, "import_roster", …)       # all or nothing, one step of the term's matter
engine.do(actor, matter, "undo_import", …)         # until something of it is used
"""

from .blank import template
from .files import (
    change,
    check,
    decide,
    desk,
    discard,
    entered,
    history,
    mapping_page,
    of,
    running,
    twins,
    upload,
    used,
)  # fmt: skip
from .table import WHAT, BadImport, Line, Plan, Question, Reading

__all__ = [
    "WHAT", "BadImport", "Line", "Plan", "Question", "Reading", "change", "check", "decide", "desk", "discard", "entered",
    "history", "mapping_page", "of", "running", "template", "twins", "upload", "used",
]  # fmt: skip
