"""One page of every kind, by name: what is tried on each is tried on all of them. Of records, the one that has most to say."""

from __future__ import annotations

from pathlib import Path

from kb.rules.shapes import KINDS

FIXTURES = Path(__file__).parents[1] / "fixtures"
CLAUSE = "llama-3-community-license@2024-04-18/no-improving-other-models"
WEIGHTS = "channel=weights&method=outputs"
VERDICTS = {
    "prohibited": f"/ask/?teacher=llama-3-70b&{WEIGHTS}&student_kind=general_llm&release=internal&purpose=commercial",
    "conditional": f"/ask/?teacher=deepseek-r1&{WEIGHTS}&student_kind=task_llm"
    "&student_base=llama-3.1-8b&release=weights&purpose=commercial&country=JP",
    "permitted": f"/ask/?teacher=deepseek-r1&{WEIGHTS}&student_kind=classifier&release=internal",
    "undetermined": "/ask/?teacher=gpt-4o&channel=api&method=outputs&student_kind=general_llm",
    "high-risk": "/ask/?teacher=gpt-4o&channel=web&method=outputs&student_kind=general_llm&release=service&competes=true",
}
ASKING = {
    "home": "/",
    "form": "/ask/",
    "form-begun": "/ask/?teacher=gpt-4o&channel=app&edit=1",
    "check": "/check/",
    "sign-in": "/account/login/",
}
READING = {
    "record": "/record/",
    "version": "/instruments/openai-terms-of-use@2023-12-14/",
    "day": "/instruments/openai-terms-of-use:2023-06-01/",
    "before-any-text": "/instruments/openai-terms-of-use:1990-01-01/",
    "clause": f"/instruments/{CLAUSE}/",
    "case-drawn": "/cases/hiq-v-linkedin/",
    "law-drawn": "/laws/eu-ai-act/",
    "versions-compared": "/instruments/openai-terms-of-use/compare/2023-03-14..2023-12-14/",
    "texts-compared": "/compare/?a=llama-3-community-license&b=gemma-terms",
    "texts-to-compare": "/compare/",
    "found": "/search/?q=distill",
    "found-corrected": "/search/?q=antropic+terms",
    "found-nothing": "/search/?q=xyzzyqux",
    "list-narrowed": "/models/?weights=open&q=llama&sort=-released",
    "list-empty": "/models/?q=xyzzyqux",
}
OVERVIEWS = {
    "matrix": "/matrix/",
    "matrix-images": "/matrix/?makes=image",
    "teachers": "/teachers/",
    "teachers-none": "/teachers/?q=xyzzyqux",
    "teachers-compared": "/teachers/compare/?teacher=gpt-4o&teacher=deepseek-r1&teacher=llama-3-70b&teacher=llama-3.1-8b",
    "timeline": "/timeline/",
    "timeline-long": "/timeline/?from=1890&to=2027",
    "timeline-month": "/timeline/?from=2025-03&to=2025-03",
    "coverage": "/coverage/",
    "coverage-texts": "/coverage/texts/",
    "coverage-records": "/coverage/not-held/",
    "coverage-providers": "/coverage/providers/",
}
ABOUT = {
    "cite-clause": "/cite/?of=llama-3-community-license@2024-04-18%23no-improving-other-models",
    "cite-law": "/cite/?of=law:eu-ai-act",
    "feeds": "/feeds/",
    "patterns": "/patterns/",
    "api": "/api/v1/docs/",
    "api-verdicts": "/api/v1/docs/verdicts/",
    "api-types": "/api/v1/docs/types/",
    "api-type": "/api/v1/docs/types/Verdict/",
    "builders": "/builders/",
    "odrl": "/ns/odrl/",
    "sign in": "/account/login/",
    "about": "/about/",
    **{f"about-{name}": f"/about/{name}/" for name in ("method", "terms", "privacy", "licenses", "accessibility")},
}
REFUSALS = {
    "no-such-page": ("/nothing/", 404),
    "no-such-record": ("/models/gpt-4oo/", 404),
    "no-such-model": (f"/ask/?teacher=llama-3-70c&{WEIGHTS}&student_kind=classifier", 400),
    "no-such-time": ("/timeline/?from=abc", 400),
}


def fullest(kind: str) -> str:
    """The slug of the longest record of a kind."""
    return max((FIXTURES / kind).glob("*.yaml"), key=lambda file: (file.stat().st_size, file.stem)).stem


RECORDS = {f"{kind}-fullest": f"/{kind}/{fullest(kind)}/" for kind in KINDS} | {f"{kind}-listed": f"/{kind}/" for kind in KINDS}
PAGES = ASKING | VERDICTS | READING | RECORDS | OVERVIEWS | ABOUT
EVERY_PAGE = {name: (address, 200) for name, address in PAGES.items()} | REFUSALS
