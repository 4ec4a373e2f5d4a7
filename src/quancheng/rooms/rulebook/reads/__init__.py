"""Queries for the room's pages. What has been adopted is for everybody inside; a draft only for those who see its matter."""

from quancheng.law.rules import BadNorm

from .imports import BadImport, looked_at
from .places import (
    above,
    choosable,
    congresses,
    drafts,
    history,
    listed,
    now,
    row_seen,
    rule_now,
)
from .printed import adopted_as, changes, keeps, norm_page, printed, shipped
from .sample import sample, shows

__all__ = [
    "BadImport",
    "BadNorm",
    "above",
    "adopted_as",
    "changes",
    "choosable",
    "congresses",
    "drafts",
    "history",
    "keeps",
    "listed",
    "looked_at",
    "norm_page",
    "now",
    "printed",
    "row_seen",
    "rule_now",
    "sample",
    "shipped",
    "shows",
]
