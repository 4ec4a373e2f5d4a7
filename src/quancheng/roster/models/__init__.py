"""Who sits where: areas, bodies, terms, sessions, people, mandates, posts, accounts, personal data."""

from .accounts import Account, Accounts, Login, SeatCard
from .imports import SheetImport
from .people import Mandate, MandateQuery, Person, Post, PostQuery, StrokePlace
from .personal import Look, PersonalData
from .places import Area, Body, Session, Term

__all__ = [
    "Account", "Accounts", "Area", "Body", "Login", "Look", "Mandate", "MandateQuery", "Person", "PersonalData", "Post",
    "PostQuery", "SeatCard", "Session", "SheetImport", "StrokePlace", "Term",
]  # fmt: skip
