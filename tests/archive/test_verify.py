"""One flipped bit anywhere in a volume is found, and laid to the file it is in."""

import random
from pathlib import Path

import pytest
from django.core.management import call_command

from archive.story import closed
from archive.test_volume import archived, unpacked
from journeys.county import County
from quancheng.papers.archive import bag_check, export
from quancheng.papers.archive.models import Volume

PLACES = 12  # bits tried in each file


@pytest.fixture
def volume(county: County) -> Volume:
    return archived(county, closed(county))


@pytest.fixture
def folder(volume: Volume, tmp_path: Path) -> Path:
    return unpacked(volume, tmp_path)


def flip(content: bytes, at: int) -> bytes:
    changed = bytearray(content)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


def test_a_whole_volume_is_found_whole(volume: Volume, folder: Path) -> None:
    found = bag_check.look(folder)
    assert not found.faults and not found.notes
    assert (found.code, found.digest, found.files) == (volume.code, volume.digest, len(list(folder.rglob("*.*"))))


def test_one_bit_in_any_file_names_that_file(folder: Path) -> None:
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    chance, tried = random.Random(7), 0
    for name, content in files.items():
        bits = len(content) * 8
        for at in {0, 7, bits - 1, bits // 2, *(chance.randrange(bits) for _ in range(PLACES))}:
            found = bag_check.look_into(files | {name: flip(content, at)})
            assert [n for n, _ in found.faults] == [name], (name, at, found.faults)
            tried += 1
    assert tried > 300


def test_one_bit_in_any_list_names_the_list(folder: Path) -> None:
    """The lists are the hard part: every bit of the smallest, and many of the others."""
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    for name, step in (("tagmanifest-sha256.txt", 1), ("bagit.txt", 1), ("manifest-sha256.txt", 37), ("sm3.txt", 41)):
        for at in range(0, len(files[name]) * 8, step):
            found = bag_check.look_into(files | {name: flip(files[name], at)})
            assert [n for n, _ in found.faults] == [name], (name, at, found.faults)


def test_a_missing_and_an_additional_file_are_named(folder: Path) -> None:
    (folder / "data/大事记.html").unlink()
    (folder / "data/便条.txt").write_text("后来放进去的", "utf-8")
    faults = dict(bag_check.look(folder).faults)
    assert faults == {"data/大事记.html": "缺少这个文件", "data/便条.txt": "多出来的文件，归档时没有"}


def test_bits_of_a_zip(volume: Volume, tmp_path: Path) -> None:
    """Of the stored zip too: in what a file holds it names the file; in the wrapping it says so."""
    whole, path = export.stored(volume), tmp_path / "a.zip"
    path.write_bytes(whole)
    assert not bag_check.look(path).faults and not bag_check.look(path).notes
    chance = random.Random(11)
    for at in (chance.randrange(len(whole) * 8) for _ in range(60)):
        path.write_bytes(flip(whole, at))
        try:
            found = bag_check.look(path)
        except bag_check.NotAVolume:
            continue
        assert found.faults or found.notes, at


def test_the_command_says_which(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify", str(folder))
    assert "全部相符" in (said := capsys.readouterr().out) and "与本机归档时的记录一致" in said
    path = folder / "data/大事记.html"
    path.write_bytes(flip(path.read_bytes(), 4321))
    with pytest.raises(SystemExit) as ended:
        call_command("verify", str(folder))
    assert ended.value.code == 1 and "data/大事记.html：内容与归档时不同" in capsys.readouterr().err


def test_what_is_no_volume_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK no zip")
    (tmp_path / "folder").mkdir()
    for name in ("x.zip", "folder", "gone"):
        with pytest.raises(SystemExit):
            call_command("verify", str(tmp_path / name))
    said = capsys.readouterr().err
    assert "x.zip 打不开" in said and "不是归档件的文件夹" in said
