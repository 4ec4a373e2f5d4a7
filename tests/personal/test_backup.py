"""The restore drill: with the key, without it, and with another one; on SQLite and PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from journeys.front_door import BACKEND, plain
from quancheng.record import backup
from quancheng.roster import boxes, keys, personal, resealing
from quancheng.roster.models import Account, Person

from .conftest import AT, DAY
from .invented import MALE, PHONE

ON_POSTGRES = "DATABASE_URL" in os.environ
pytestmark = [
    pytest.mark.skipif(ON_POSTGRES and not shutil.which("pg_dump"), reason="needs PostgreSQL's client tools"),
]


@pytest.fixture
def filled(committed_db: str, key: keys.Ring, home: Path, settings: Any) -> Person:
    """A home with one person's data, one look, a second factor and a stored file."""
    settings.MEDIA_ROOT = home / "files"
    (home / "files" / "ab").mkdir(parents=True)
    (home / "files" / "ab" / "abcd").write_bytes(b"a picture")
    ma = Person.objects.create(name="马德福", sex="m")
    personal.put(ma, id_number=MALE, phone=PHONE, address="石桥镇大河村3组")
    personal.look(None, ma, ["phone"], "催办", at=AT)
    account = Account.objects.create("ma", ma)
    account.totp = boxes.seal("roster_account", account.pk, "totp", "JBSWY3DP")
    account.save()
    return ma


def elsewhere(held: Path, tmp_path: Path, settings: Any) -> backup.Held:
    """Bring it back on a new machine: an empty home, an empty database."""
    settings.QUANCHENG_HOME = tmp_path / "new"
    settings.MEDIA_ROOT = tmp_path / "new" / "files"
    (tmp_path / "new").mkdir()
    if ON_POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    else:
        connection.close()
        for path in Path(connection.settings_dict["NAME"]).parent.glob(
            Path(connection.settings_dict["NAME"]).name + "*"
        ):
            path.unlink()
    return backup.restore(held)


def page() -> str:
    client = Client()
    client.force_login(Account.objects.get(login="ma"), backend=BACKEND)
    answer = client.get("/pocket/looks/")
    assert answer.status_code == 200
    return plain(answer)


def test_the_backup_holds_no_key_and_no_open_value(filled: Person, key: keys.Ring, tmp_path: Path) -> None:
    held = tmp_path / "held.tar"
    made = backup.backup(held)
    assert dict(made.sealed) == {key.current.id: 4} and not made.closed
    with tarfile.open(held) as tar:
        names = tar.getnames()
        assert "files/ab/abcd" in names and not [n for n in names if "key" in n]
        whole = b"".join(tar.extractfile(n).read() for n in names)  # type: ignore[union-attr]
    written = keys.path().read_bytes()
    assert b"manifest" not in written and key.current.id.encode() in whole
    secrets = [v for k in (key.current.box, key.current.mark) for v in (k, k.hex().encode())]
    secrets += [line for line in written.split(b'"') if len(line) == 44]
    assert len(secrets) == 6
    assert not [
        s for s in [*secrets, MALE.encode(), PHONE.encode(), "大河村".encode()] if s in whole + held.read_bytes()
    ]


def test_a_key_among_the_files_stops_the_backup(filled: Person, home: Path, tmp_path: Path, settings: Any) -> None:
    settings.QUANCHENG_KEYS = str(home / "files" / "keys")
    with pytest.raises(backup.BadBackup, match="QUANCHENG_KEYS"):
        backup.backup(tmp_path / "held.tar")
    assert not (tmp_path / "held.tar").exists()


def test_restored_without_the_key_then_with_it(filled: Person, key: keys.Ring, tmp_path: Path, settings: Any) -> None:
    held, safe = tmp_path / "held.tar", tmp_path / "usb.key"
    backup.backup(held)
    shutil.copy(keys.path(), safe)
    done = elsewhere(held, tmp_path, settings)
    assert done.closed == {key.current.id: 4}
    found = page()
    assert found.count("已封存") == 4, "three values and the sentence"
    assert "看了手机号，用途：催办" in found, "who looked is there all the same"
    with pytest.raises(personal.BadKey):
        personal.put(filled, phone="13900000000")
    keys.path().parent.mkdir()
    shutil.copy(safe, keys.path())
    assert "138****0000" in page() and "已封存" not in page()
    assert personal.look(None, filled, personal.FIELDS, "核对名册", at=AT)["id_number"] == MALE
    assert personal.find(id_number=MALE) == [filled] and not resealing.missing()


def test_restored_beside_another_key(filled: Person, key: keys.Ring, tmp_path: Path, settings: Any) -> None:
    held = tmp_path / "held.tar"
    backup.backup(held)
    elsewhere(held, tmp_path, settings)
    keys.new(DAY)
    assert page().count("已封存") == 4 and dict(resealing.missing()) == {key.current.id: 4}
    personal.put(filled, phone="13900000000")
    assert "139****0000" in page() and page().count("已封存") == 3
