"""How gunicorn serves the site: `gunicorn -c python:kb.conf.gunicorn kb.conf.wsgi:application`.

Under `manage.py up` it also ends when the launcher is gone, however that ended.
"""

import os

from kb.conf import lifeline, unreadable

bind = os.environ.get("KB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("KB_WORKERS", "2"))
threads = int(os.environ.get("KB_THREADS", "4"))
worker_class = "gthread"
limit_request_line = 8190  # bytes: a question with every fact in the address
timeout = 60  # seconds
graceful_timeout = 10  # seconds
accesslog = None  # addresses hold questions
loglevel = "warning"
logger_class = "kb.conf.logs.WebServerLogger"
control_socket_disable = True


def when_ready(_server: object) -> None:
    """End with the launcher, if there is one."""
    lifeline.watch()


def post_worker_init(_worker: object) -> None:
    """What cannot be read is answered in the form of every other error."""
    unreadable.answer_with_problems()
