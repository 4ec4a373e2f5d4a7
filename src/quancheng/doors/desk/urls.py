"""工作台: the addresses of staff."""

from django.urls import path

from quancheng.doors.frame import homes, papers
from quancheng.doors.frame.urls import common

from . import accounts, calling, handings, handovers, register, roster_import, suggestions

app_name = "desk"
urlpatterns = [
    path("", homes.desk, {"door": "desk"}, "home"),
    path("papers/", papers.listing, {"door": "desk"}, "papers"),
    path("papers/compare/", papers.compare, {"door": "desk"}, "compare"),
    *common("desk"),
    *suggestions.urlpatterns,
    *calling.urlpatterns,
    *handings.urlpatterns,
    *handovers.urlpatterns,
    *register.urlpatterns,
    *roster_import.urlpatterns,
    *accounts.urlpatterns,
]
