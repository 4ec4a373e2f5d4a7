"""工作台: the addresses of staff."""

from django.urls import path

from quancheng.doors.frame import homes
from quancheng.doors.frame.urls import common

from . import suggestions

app_name = "desk"
urlpatterns = [path("", homes.desk, {"door": "desk"}, "home"), *common("desk"), *suggestions.urlpatterns]
