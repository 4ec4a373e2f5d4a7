"""Whether the roster knows somebody already: by number, by name and birth, or by what the user says."""

from collections.abc import Iterable, Mapping

from quancheng.roster.models import Person

from ..forms.fields import who_words
from .table import NEW, Choice, Line, Plan, Question, Reading

CHUNK = 500


def namesakes(names: Iterable[str]) -> dict[str, list[Person]]:
    """Persons of the whole roster by name, oldest first: asked once for a whole file."""
    found: dict[str, list[Person]] = {}
    wanted = sorted({name for name in names if name})
    for start in range(0, len(wanted), CHUNK):
        for person in Person.objects.filter(name__in=wanted[start : start + CHUNK]).order_by("pk"):
            found.setdefault(person.name, []).append(person)
    return found


def possible(said: Mapping[str, object], same: Iterable[Person]) -> list[Person]:
    """Those of the name whose birth and sex do not speak against it."""

    def against(person: Person, key: str) -> bool:
        typed, kept = said.get(key), getattr(person, key)
        return bool(typed and kept and typed != kept)

    return [p for p in same if not any(against(p, k) for k in ("sex", "born_year", "born_month"))]


def surely(said: Mapping[str, object], person: Person) -> bool:
    """Whether year and month of birth agree; the year alone is no proof."""
    born = (person.born_year, person.born_month)
    return None not in born and born == (said.get("born_year"), said.get("born_month"))


def ask(line: Line, made: Plan, reading: Reading, name: str, same: list[Person], part: str = "") -> Person | None:
    """Let the user say which namesake it is; open, the row is refused. `part` tells two persons of one row apart."""
    key = f"who:{line.sheet}:{line.row}{part}"
    choices = (*(Choice(str(p.pk), f"就是{who_words(p)}") for p in same), Choice(NEW, "是另一个人，新登记"))
    answer = reading.decided.get(key, "")
    answer = answer if any(c.value == answer for c in choices) else ""
    made.questions.append(Question(key, f"第 {line.row} 行“{name}”，名册里有同名的人", choices, answer))
    if not answer:
        line.refuse(f"名册里有叫“{name}”的人，看不出是不是同一个人，请在上面选定。")
    return next((p for p in same if str(p.pk) == answer), None)
