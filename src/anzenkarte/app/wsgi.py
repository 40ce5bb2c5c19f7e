"""The workspace as a WSGI application."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anzenkarte.app.settings")

django_application = get_wsgi_application()

from anzenkarte.app.limits import whole  # noqa: E402 - the settings must stand first

application = whole(django_application)
