"""Nothing that comes in breaks anything: one middleware, tried at every door."""

import json

import pytest
from django.test import RequestFactory

from quancheng.doors.frame.middleware import BAD, clean

from .people import County
from .test_steps import BEGIN, text

NASTY = ["\x00", "\ud800", "a\x1bb", "\x7f", "路\x00\x01灯"]
NUMBERS = ["9" * 30, "-1", "0", "9223372036854775808", "１２", "1e9"]


@pytest.mark.parametrize("nasty", NASTY)
def test_cleaning_goes_deep(nasty: str) -> None:
    cleaned = clean({nasty: [nasty, {"x": nasty}], "n": 1})
    assert not BAD.search(json.dumps(cleaned, ensure_ascii=False))


def test_lines_and_tabs_stay() -> None:
    assert clean("一\n二\t三\r\n") == "一\n二\t三\r\n"


@pytest.mark.parametrize("door", ["desk", "pocket"])
@pytest.mark.parametrize("number", NUMBERS)
def test_impossible_numbers_are_pages_that_are_not_there(county: County, door: str, number: str) -> None:
    client = county.at(county.clerk)
    for url in (
        f"/{door}/facts/{number}/correct/",
        f"/files/{number}/",
        f"/{door}/begin/toys/yunling/?for=p{number}",
        f"/{door}/matters/{number}/",
    ):
        assert client.get(url).status_code in (404, 403), url
    assert client.get(f"/{door}/notices/?done={number}").status_code == 200
    assert client.post(f"/{door}/notices/", {"id": number}).status_code == 302


def test_nul_is_taken_out_of_what_is_kept(county: County) -> None:
    answer = county.at(county.deputy).post(BEGIN, {"title": "关于\x00路灯的建议", "text": "暗\x07"}, follow=True)
    assert "关于路灯的建议" in text(answer)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nbroken", "multipart/form-data"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf', "multipart/form-data; boundary="),
        (b"{" * 100_000, "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"\xff\xfe", "application/json"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(county: County, body: bytes, kind: str) -> None:
    answer = county.at(county.deputy).generic("POST", BEGIN, body, kind)
    assert answer.status_code == 400 and "读不出来" in text(answer)


def test_too_many_fields_and_too_long_a_text(county: County) -> None:
    client = county.at(county.deputy)
    many = client.post(BEGIN, {f"f{n}": "" for n in range(6100)})
    assert many.status_code == 400 and "分几次" in text(many)
    long = client.post(BEGIN, {"title": "长", "text": "长" * (5 * 2**20)})
    assert long.status_code == 400 and "作为附件上传" in text(long)


def test_an_absurd_length_is_refused_unread(county: County) -> None:
    answer = county.at(county.deputy).post("/files/", {"file": ""}, headers={"content-length": str(10**10)})
    assert answer.status_code == 400 and "一次上传太大" in text(answer)


def test_a_draft_of_nonsense(county: County) -> None:
    client = county.at(county.deputy)
    sent = {
        "draft-name": "toys.raise_toy",
        "draft-body": "yunling",
        "needs": "[[[",
        "needs-0-many": "x" * 9999,
        "files": "../../etc",
    }
    assert client.post("/drafts/", sent).status_code == 200
    assert client.get(BEGIN).status_code == 200
    for broken in ("[1, 2]", "[{", '[{"what": {"a": 1}}]', "[null]"):
        assert client.post("/drafts/", sent | {"needs": broken}).status_code == 200
        assert client.get(BEGIN).status_code == 200, broken
        assert client.post(BEGIN, {"title": "t", "text": "x", "needs": broken}).status_code in (302, 422), broken


def test_years_no_calendar_has(county: County) -> None:
    client = county.at(county.deputy)
    for day in ("0000-01-01", "10000-01-01", "2026-02-30", "1900-01-01", "9999-12-31", "昨天"):
        answer = client.post(BEGIN, {"title": "t", "text": "x", "on": day})
        assert answer.status_code in (302, 422), day


def test_the_actor_of_nobody_sees_nothing(db: object) -> None:
    from django.contrib.auth.models import AnonymousUser

    from quancheng.doors.frame.middleware import actor_of

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert actor_of(request).keys == ()
