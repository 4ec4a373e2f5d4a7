"""The application that the server runs; on SQLite the clock's daily work is a thread of this process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quancheng.site.settings")
application = get_wsgi_application()

from quancheng.demo.day import follow  # noqa: E402
from quancheng.procedure import daily  # noqa: E402

follow()
if os.environ.get(daily.IN_THE_SERVER) == "1":
    daily.start()
