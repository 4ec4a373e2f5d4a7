"""Addresses every door has, and those that belong to none."""

from django.urls import URLPattern, path, register_converter

from . import batch, card, devices, homes, login, looks, matters, papers, second_factor, steps, uploads


class Id:
    """A key of a row: never a number no database can hold."""

    regex = "[0-9]{1,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Ref:
    """A matter's public reference."""

    regex = "[0-9a-z]{4,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Name(Ref):
    """A step's or a procedure's id."""

    regex = "[a-z][a-z0-9_]{0,39}"


register_converter(Id, "id")
register_converter(Ref, "ref")
register_converter(Name, "name")


def common(door: str) -> list[URLPattern]:
    """What desk and pocket have alike."""
    it = {"door": door}
    return [
        path("matters/<ref:ref>/", matters.matter, it, "matter"),
        path("matters/<ref:ref>/do/<name:name>/", steps.do, it, "do"),
        path("begin/<name:kind>/<slug:slug>/", steps.begin, it, "begin"),
        path("facts/<id:fact>/correct/", steps.correct, it, "correct"),
        path("facts/<id:fact>/revoke/", matters.revoke, it, "revoke"),
        path("batch/<name:name>/", batch.batch, it, "batch"),
        path("notices/", homes.notice_list, it, "notices"),
        path("search/", homes.search_page, it, "search"),
        path("papers/<id:paper>/", papers.one, it, "paper"),
        path("papers/<id:paper>/sign-back/", papers.sign_back, it, "sign_back"),
        path("papers/reissue/", papers.reissue, it, "reissue"),
        path("looks/", looks.looks, it, "looks"),
        path("logins/", devices.mine, it, "logins"),
        path("logins/end/", devices.end, it, "end_logins"),
        path("logins/<id:login>/end/", devices.end, it, "end_login"),
    ]


shared = [
    path("", login.landing, name="landing"),
    path("login/", login.login_page, name="login"),
    path("login/as/<id:account>/", login.login_as, name="login_as"),
    path("login/code/", second_factor.code_page, name="code"),
    path("login/second/", second_factor.set_up, name="second_factor"),
    path("card/", card.card_page, name="card"),
    path("card/pin/", card.change_pin, name="change_pin"),
    path("card/<str:token>", card.scan, name="scan"),
    path("card/<str:token>/", card.scan),
    path("logout/", login.logout_page, name="logout"),
    path("password/", login.password_page, name="password"),
    path("large-type/", login.large_type, name="large_type"),
    path("papers/<id:paper>.<name:ending>", papers.typed, name="paper_file"),
    path("files/", uploads.upload, name="upload"),
    path("files/<id:file>/", uploads.download, name="file"),
    path("drafts/", homes.save_draft, name="drafts"),
    path("go/<ref:ref>/", matters.go, name="go"),
]
