"""Logs without questions: what people ask is theirs, so no query string and no text of an error reaches a log."""

import logging
import os
import re
import traceback
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist
from gunicorn.glogging import Logger as GunicornLogger

OF_CODE = (ImportError, SyntaxError, AttributeError, NameError, ImproperlyConfigured, TemplateDoesNotExist)  # not of people's input
QUERY = re.compile(r"\?[^\s'\"]*")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class NoQuestions(logging.Filter):
    """Cuts what follows a question mark in any address of a message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without query strings."""
        record.msg, record.args = QUERY.sub("?…", record.getMessage()), None
        return True


class PlainFormatter(logging.Formatter):
    """One line a record; of an error its kind and place, and its words only where KB_DEBUG is 1."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's name
        """Where it happened; the last line names the kind of error alone, unless that kind cannot hold a question."""
        if os.environ.get("KB_DEBUG") == "1" or ei[0] is None or issubclass(ei[0], OF_CODE):
            return super().formatException(ei)
        return "".join(traceback.format_tb(ei[2])) + ei[0].__qualname__


class WebServerLogger(GunicornLogger):  # type: ignore[misc]
    """gunicorn's logger under the same rule."""

    def setup(self, cfg: object) -> None:
        """Add the filter and the formatter to gunicorn's own handlers."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(NoQuestions())
            handler.setFormatter(PlainFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
