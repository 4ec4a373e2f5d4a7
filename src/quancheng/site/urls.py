"""Every address: one door each, and what belongs to none."""

from django.urls import include, path

from quancheng.doors.frame.urls import shared

urlpatterns = [
    path("", include(shared)),
    path("desk/suggestions/ledger/", include("quancheng.doors.desk.ledger")),
    path("desk/suggestions/statistics/", include("quancheng.doors.desk.statistics")),
    path("desk/rules/", include("quancheng.doors.desk.rulebook")),
    path("desk/year/", include("quancheng.doors.desk.years")),
    path("desk/archive/", include("quancheng.doors.desk.archive")),
    path("desk/", include("quancheng.doors.desk.urls")),
    path("pocket/", include("quancheng.doors.pocket.urls")),
    path("", include("quancheng.doors.portal.deputies")),
]
handler400 = "quancheng.doors.frame.errors.bad_request"
handler403 = "quancheng.doors.frame.errors.forbidden"
handler404 = "quancheng.doors.frame.errors.not_found"
handler500 = "quancheng.doors.frame.errors.broken"
