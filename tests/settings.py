"""Settings under test: the site's own, over plain HTTP, with jobs run at once and cheap passwords.

The database's address is a placeholder until tests/conftest.py has started a server of its own.
"""

import os
import tempfile

os.environ.setdefault("DATABASE_URL", "postgresql:///kb?user=kb")
os.environ["KB_SECRET_KEY"] = "only for tests, where nobody keeps a secret"
os.environ["KB_HTTPS"] = "0"
os.environ["KB_STATE"] = os.path.join(tempfile.gettempdir(), "canidistill-no-state")  # noqa: PTH118 - nothing is written there

from kb.conf.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CURRENT_FOR = 0.0
NOTIFY_LOOPBACK = True
OPEN_SCOPES = ["read", "ask", "keep", "jobs"]
ALLOWANCES = {who: {"requests": 10**9, "questions": 10**9} for who in ("anonymous", "token")}
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
