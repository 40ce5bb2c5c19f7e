"""Settings of test runs: everything in a folder of this run; quick password hashes; no forced writes to disk."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_FOLDER = tempfile.mkdtemp(prefix="anzenkarte-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["ANZENKARTE_HOME"] = _FOLDER
os.environ["ANZENKARTE_SYNC"] = "0"

from anzenkarte.app.settings import *  # noqa: E402, F403 - the folder must be named first
from anzenkarte.app.settings import DATABASES  # noqa: E402 - as above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
if "sqlite3" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["TEST"] = {"NAME": f"{_FOLDER}/test.sqlite3"}
