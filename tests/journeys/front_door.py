"""The front door for stories: a person with a browser that has no JavaScript."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

from quancheng.record.models import Matter
from quancheng.roster.models import Account

from .county import County

BACKEND = "quancheng.doors.frame.login.PasswordBackend"


def plain(answer: HttpResponse) -> str:
    """The words of a page, tags and runs of white space gone."""
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@dataclass
class Visitor:
    """One person at one door of the product."""

    county: County
    name: str
    door: str = "desk"
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        person = self.county.people[self.name]
        account, _ = Account.objects.get_or_create(person=person, defaults={"login": f"u{person.pk}", "password": "!"})
        self.client.force_login(account, backend=BACKEND)

    def get(self, path: str) -> HttpResponse:
        return self.client.get(path if path.startswith("/") else f"/{self.door}/{path}")

    def see(self, path: str) -> str:
        """The words of a page that must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return plain(answer)

    def step_path(self, matter: Matter, name: str, for_: str = "") -> str:
        query = ""
        if for_:
            holder = self.county.people.get(for_)
            query = f"?for=p{holder.pk}" if holder else f"?for=b{self.county.bodies[for_].pk}"
        return f"/{self.door}/matters/{matter.ref}/do/{name}/{query}"

    def post(self, path: str, **data: Any) -> HttpResponse:
        """Send a form as a browser would: rows as indexed inputs."""
        flat: dict[str, Any] = {}
        for key, value in data.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                flat |= {f"{key}-{n}-{k}": v for n, row in enumerate(value) for k, v in row.items()}
            else:
                flat[key] = value
        return self.client.post(path, flat)

    def do(self, matter: Matter, name: str, *, for_: str = "", **data: Any) -> HttpResponse:
        """Do a step: open its page, which must offer it, and send the form. It must be done."""
        path = self.step_path(matter, name, for_)
        assert self.get(path).status_code == 200, f"{self.name} is not offered {name}"
        if for_:
            data.setdefault("paper_kept", "人大办铁皮柜")
        answer = self.post(path, **data)
        assert answer.status_code == 302, plain(answer)[:1500]
        return answer

    def refused(self, matter: Matter, name: str, *, for_: str = "", **data: Any) -> str:
        """Try a step that is not lawful now; the words of the refusal."""
        answer = self.post(self.step_path(matter, name, for_), **data)
        assert answer.status_code == 422, (answer.status_code, plain(answer)[:800])
        return plain(answer)


def last(county: County, title: str = "") -> Matter:
    """The newest root suggestion."""
    rows = Matter.objects.unguarded("a test looks").filter(kind="suggestions").order_by("-pk")
    found = (rows.filter(title=title) if title else rows).select_related("body", "root").first()
    assert found
    return found
