"""The site's own settings, with the endpoints beside it that its own are measured against. Only `bench/api.py` serves with these."""

from kb.conf.settings import *  # noqa: F403

ROOT_URLCONF = "api_urls"
