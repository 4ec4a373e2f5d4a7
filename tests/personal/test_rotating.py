"""A new key for everything: whole, broken off and gone on with, and what nobody here can open is left alone."""

from __future__ import annotations

import io
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from quancheng.roster import boxes, keys, personal, resealing
from quancheng.roster.models import Account, Person, PersonalData

from .conftest import DAY
from .invented import MALE, PHONE, id_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(key: keys.Ring) -> list[Person]:
    """Five people with an ID number and a phone, the last also with a second factor."""
    made = [Person.objects.create(name=f"代表{n}") for n in range(5)]
    for n, person in enumerate(made):
        personal.put(person, id_number=id_of("m", order=n), phone=f"1380000000{n}")
    account = Account.objects.create("last", made[-1])
    account.totp = boxes.seal("roster_account", account.pk, "totp", "JBSWY3DP")
    account.save()
    return made


def everything() -> list[dict[str, str]]:
    return [personal._open([pk])[pk] for pk in PersonalData.objects.order_by("pk").values_list("pk", flat=True)]


def secret() -> str | None:
    account = Account.objects.get(login="last")
    return boxes.unseal("roster_account", account.pk, "totp", account.totp)


def test_everything_opens_under_the_new_key_and_the_old_one_goes(key: keys.Ring, people: list[Person]) -> None:
    before, seen = everything(), []
    done = resealing.rotate(DAY, lambda n, of: seen.append((n, of)))
    assert (done.resealed, done.closed, done.gone, done.went_on) == (11, 0, (key.current.id,), False)
    assert seen[-1] == (6, 6)
    assert keys.demand().versions == (keys.demand().current,) and keys.demand().current.id == done.key != key.current.id
    assert resealing.standing() == Counter({done.key: 11}) and not resealing.missing()
    assert everything() == before and secret() == "JBSWY3DP"
    assert personal.find(phone="13800000003") == [people[3]], "marks are made anew"


def test_broken_off_and_gone_on_with(key: keys.Ring, people: list[Person], monkeypatch: Any) -> None:
    before = everything()
    monkeypatch.setattr(resealing, "BATCH", 2)

    def enough(done: int, of: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resealing.rotate(DAY, enough)
    ring = keys.demand()
    assert len(ring.versions) == 2 and set(resealing.standing()) == {v.id for v in ring.versions}
    assert everything() == before, "in the middle everything opens"
    assert [personal.find(phone=f"1380000000{n}") for n in range(5)] == [[p] for p in people], "and is found"
    with pytest.raises(personal.Taken):
        personal.put(people[0], id_number=id_of("m", order=4))
    done = resealing.rotate(DAY)
    assert done.went_on and done.key == ring.current.id and done.gone == (key.current.id,)
    assert everything() == before and set(resealing.standing()) == {done.key}


def test_what_cannot_be_opened_is_left_and_its_key_named(key: keys.Ring, people: list[Person]) -> None:
    lost, before = key.current.id, everything()
    keys.path().unlink()
    keys.new(DAY)
    personal.put(people[0], phone=PHONE)
    done = resealing.rotate(DAY)
    assert (done.resealed, done.closed) == (1, 10) and resealing.missing() == Counter({lost: 10})
    paper = keys.on_paper(key.current)
    keys.take_in(keys.from_paper(paper))
    assert everything()[1:] == before[1:] and not resealing.missing()
    done = resealing.rotate(DAY)
    assert done.went_on and done.gone == (lost,) and everything()[1:] == before[1:]


def test_a_box_that_does_not_read_back_stops_the_rotation(people: list[Person], monkeypatch: Any) -> None:
    before = {p.pk: bytes(p.phone or b"") for p in PersonalData.objects.all()}
    monkeypatch.setattr(
        resealing.boxes, "seal", lambda *_: b"\x01" + bytes.fromhex(keys.demand().current.id) + b"0" * 40
    )
    with pytest.raises(resealing.Unsound):
        resealing.rotate(DAY)
    assert {p.pk: bytes(p.phone or b"") for p in PersonalData.objects.all()} == before
    assert len(keys.demand().versions) == 2, "the old key is still there"


class TestCommand:
    """What the administrator reads."""

    def said(self, *args: str) -> str:
        out = io.StringIO()
        call_command("key", *args, stdout=out, stderr=out)
        return out.getvalue()

    def refused(self, *args: str) -> str:
        err = io.StringIO()
        with pytest.raises(SystemExit) as left:
            call_command("key", *args, stdout=io.StringIO(), stderr=err)
        assert left.value.code == 1
        return err.getvalue()

    def test_new_show_rotate(self, home: Path, ma: Person) -> None:
        assert "quancheng key new" in self.said("show")
        said = self.said("new")
        assert str(keys.path()) in said and "U 盘" in said and "备份里没有密钥" in said
        assert "没有覆盖" in self.refused("new")
        personal.put(ma, id_number=MALE, phone=PHONE)
        ring = keys.demand()
        said = self.said("show")
        assert f"{ring.current.id}  " in said and "在用  封存 2 项" in said
        said = self.said("rotate")
        assert "重新封存 2 项" in said and f"旧密钥 {ring.current.id}" in said and "旧副本就不要销毁" in said
        keys.write(keys.Ring((keys.Version.new(DAY),)))
        said = self.said("show")
        assert "这里没有这个密钥  封存 2 项" in said and "已封存" in said

    def test_a_new_key_beside_what_an_old_one_sealed(self, key: keys.Ring, ma: Person) -> None:
        personal.put(ma, phone=PHONE)
        keys.path().unlink()
        assert f"已有 1 项用密钥 {key.current.id} 封存" in self.said("new")

    def test_the_key_itself_is_shown_only_on_a_terminal(self, key: keys.Ring, monkeypatch: Any) -> None:
        letters = [line[3:] for line in keys.on_paper(key.current)]
        assert not [line for line in letters if line in self.said("show")]
        assert "只在终端" in self.refused("show", "--paper")
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        said = self.said("show", "--paper")
        assert all(line in said for line in letters) and "不要拍照" in said

    def test_typed_in_from_paper(self, key: keys.Ring, monkeypatch: Any) -> None:
        paper = "\n".join(keys.on_paper(key.current))
        keys.path().unlink()
        monkeypatch.setattr(sys, "stdin", io.StringIO(paper.replace("A", "B", 1) + "\n"))
        assert "抄得不对" in self.refused("enter") and not keys.path().exists()
        monkeypatch.setattr(sys, "stdin", io.StringIO(paper + "\n\n"))
        assert key.current.id in self.said("enter") and keys.demand() == key
