"""Settings of a test run: a database of its own for every worker, cheap passwords, nothing of the machine's.

The controller of a run names its folder in the environment; the workers inherit it. Nothing is started
here: the first test that needs a database starts it (see tests/cluster.py).
"""

import os
import tempfile
from pathlib import Path

from kulanz.core.database.places import Places
from kulanz.core.database.secrets import ensure_secret
from kulanz.core.database.urls import APP_ROLE, OWNER_ROLE

RUN_VARIABLE = "KULANZ_TEST_RUN"

if RUN_VARIABLE not in os.environ:
    os.environ[RUN_VARIABLE] = tempfile.mkdtemp(prefix=f"kulanz-tests-{os.getpid()}-")
    Path(os.environ[RUN_VARIABLE]).chmod(0o755)
RUN = Path(os.environ[RUN_VARIABLE])
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
WORKER_DATABASE = f"kulanz_{WORKER}"
CLUSTER = Places(RUN / "cluster")

# The passwords are part of the addresses, so they come before the server that will accept them.
for _role in (OWNER_ROLE, APP_ROLE):
    ensure_secret(CLUSTER.secret_file(_role))
for _name in [name for name in os.environ if name.startswith(("KULANZ_", "SMTP_", "PG"))]:
    if _name not in {RUN_VARIABLE, "KULANZ_REQUIRE_ALL", "PG_BIN_DIR"}:
        del os.environ[_name]
os.environ.update(
    KULANZ_ENV_FILE="",
    KULANZ_HOME=str(RUN / f"home-{WORKER}"),
    KULANZ_SECRET_KEY="a key for tests that protects nothing at all",
    KULANZ_LOG_LEVEL="ERROR",
    DATABASE_URL=CLUSTER.url(APP_ROLE, WORKER_DATABASE),
    OWNER_DATABASE_URL=CLUSTER.url(OWNER_ROLE, WORKER_DATABASE),
    PORT="8000",
)

from kulanz.config.settings import *  # noqa: E402, F403  # reads the environment just made

DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405  # one connection is rolled back for each test
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "tests.static_files.StrictStaticFiles"}  # noqa: F405  # nothing is collected
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
