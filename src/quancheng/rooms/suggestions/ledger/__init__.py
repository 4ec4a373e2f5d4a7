"""历年台账: past suggestions from the Excel and CSV files offices have, mapped, tried dry, entered, taken back.

made = upload(actor, congress, file)        # kept by digest, its columns guessed
check(made, congresses)                     # the dry run: a Plan of lines
enter(actor, made, book_of(made), …)        # one act, ended as 历史台账, no duties
take_back(actor, made)                      # until one of its rows is used
"""

from .entering import enter, entered, take_back, used
from .fields import fields
from .imports import again, book_of, change, check, congresses_of, discard, history, mapping_page, of, twins, upload
from .mapping import BadLedger, Reading
from .plan import Line, Plan, plan

__all__ = [
    "BadLedger",
    "Line",
    "Plan",
    "Reading",
    "again",
    "book_of",
    "change",
    "check",
    "congresses_of",
    "discard",
    "enter",
    "entered",
    "fields",
    "history",
    "mapping_page",
    "of",
    "plan",
    "take_back",
    "twins",
    "upload",
    "used",
]
