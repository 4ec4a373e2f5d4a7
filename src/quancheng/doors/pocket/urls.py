"""代表端: the addresses of deputies."""

from django.urls import path

from quancheng.doors.frame import homes
from quancheng.doors.frame.urls import common

from . import register, suggestions

app_name = "pocket"
urlpatterns = [
    path("", homes.pocket, {"door": "pocket"}, "home"),
    *common("pocket"),
    *suggestions.urlpatterns,
    *register.urlpatterns,
]
