"""How the benchmarks measure: the limit, then ours, in turn, until enough undisturbed samples are there."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

FOREIGN = 0.2  # share of the machine taken by others above which a sample does not count
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Figure:
    """One line of the table. Times in milliseconds for one operation; `cpu` is ours and the database server's together."""

    row: int
    work: str
    database: str
    ours: float
    cpu: float
    limit: float
    limit_cpu: float
    samples: int
    dropped: int
    goal: str
    met: bool | None = None
    note: str = ""
    wall: bool = False

    @property
    def ratio(self) -> float:
        """Ours against the limit, by CPU, for wall time on a shared machine says too little; by time where a disk decides."""
        ours, limit = (self.ours, self.limit) if self.wall else (self.cpu, self.limit_cpu)
        return ours / limit if limit else 0.0


@dataclass
class Series:
    """What was measured of one kind of work."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    dropped: int = 0


def server_pid() -> int | None:
    """The process that serves our connection, if it is one of this machine."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    return pid if Path(f"/proc/{pid}/stat").exists() else None


def _ticks(pid: int | None) -> float:
    """Seconds of CPU a server process has used, and those that worked beside it and have ended."""
    if pid is None:
        return 0.0
    with suppress(OSError):
        own = _stat(pid)
        parent = _stat(own[1])  # helpers of one query are children of the server, which adds up what they have used
        return (own[11] + own[12] + parent[13] + parent[14]) / TICK
    return 0.0


def _stat(pid: int) -> list[int]:
    """The numbers of a process from its parent's id on."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [0, *map(int, words[1:])]


def _own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _busy() -> float:
    """Seconds of CPU the whole machine has used, waiting and idling left out."""
    words = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return sum(int(n) for at, n in enumerate(words[:8]) if at not in (3, 4)) / TICK


def sample(work: Callable[[], object], times: int, into: Series, pid: int | None, always: bool) -> None:
    """Do the work that many times; a disturbed sample counts only with `always`."""
    wall, own, server, busy = time.perf_counter(), _own(), _ticks(pid), _busy()
    for _ in range(times):
        work()
    spent, server = time.perf_counter() - wall, _ticks(pid) - server
    own = _own() - own
    foreign = (_busy() - busy - own - server) / (spent * (os.cpu_count() or 1))
    if foreign > FOREIGN and not always:
        into.dropped += 1
        return
    into.wall.append(spent / times * 1000)
    into.cpu.append((own + server) / times * 1000)


def compare(
    ours: Callable[[], object], limit: Callable[[], object], samples: int, seconds: float = 0.25
) -> tuple[Series, Series]:
    """Both kinds of work in turn. After three times as many disturbed samples, disturbed ones count too."""
    found = Series(), Series()
    pid = server_pid()
    times = []
    for work in (ours, limit):
        for _ in range(3):
            work()
        begun = time.perf_counter()
        work()
        times.append(max(1, round(seconds / (time.perf_counter() - begun))))
    for at in range(4 * samples):
        if min(len(s.wall) for s in found) >= samples:
            break
        for work, many, into in ((limit, times[1], found[1]), (ours, times[0], found[0])):
            sample(work, many, into, pid, at >= 3 * samples)
    return found


def figure(
    row: int,
    work: str,
    ours: Callable[[], object],
    limit: Callable[[], object],
    samples: int,
    goal: str,
    note: str = "",
) -> Figure:
    """Measure and keep the medians."""
    from django.db import connection

    mine, bound = compare(ours, limit, samples)
    return Figure(
        row, work, {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor], median(mine.wall), median(mine.cpu),
        median(bound.wall), median(bound.cpu), len(mine.wall), mine.dropped + bound.dropped, goal, note=note,
    )  # fmt: skip
