"""Every document of the room: what stands on it. How it is set is the trunk's; wording and letterhead are local rules."""

from quancheng.papers.keeping import bind

from . import chasing, handing, keepers, replies, reports, sheets  # noqa: F401

bind("suggestions", "assignments", "handling_years")
