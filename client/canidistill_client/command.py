"""The command line. Exit status: 0 pass, 1 fail, 2 cannot judge, 3 bad input; the worst of several, bad input first."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from canidistill_client.errors import BAD_INPUT, CANNOT_JUDGE, FAIL, PASS, ClientError, InputError
from canidistill_client.offline import Record
from canidistill_client.online import Site
from canidistill_client.questions import as_typed, facts_of, lines_of
from canidistill_client.wire import TIMEOUT
from kb.rules.explain import EXPLAIN
from kb.rules.plain import in_plain_text
from kb.rules.verdict import ENGINE, RISK_RANK
from kb.rules.vocabulary import RISKS, VERDICTS

OUTCOMES = {"pass": PASS, "fail": FAIL, "cannot_judge": CANNOT_JUDGE}
REPORTS = ("text", "json", "sarif", "junit", "markdown")
WORST = (BAD_INPUT, FAIL, CANNOT_JUDGE, PASS)
INTERRUPTED, NOBODY_READS = 130, 141  # as shells say it
ABOUT = "May I distill from this model? Ask an instance, or a downloaded revision without one."
SETTINGS = """environment: CANIDISTILL_SITE, CANIDISTILL_RECORD in place of --site, --record; CANIDISTILL_TOKEN: a token of the instance;
HTTPS_PROXY, NO_PROXY. Exit status: 0 pass, 1 fail, 2 cannot judge, 3 bad input."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    try:
        options = parser().parse_args(argv)
        status: int = options.do(options)
        sys.stdout.flush()
    except ClientError as error:
        return told(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return NOBODY_READS
        tell(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def tell(words: str) -> None:
    """Say something on standard error; standard output is the answer's own."""
    sys.stderr.write(f"{words}\n")


def told(error: ClientError) -> int:
    """Say what went wrong, each fact at fault in a line; the exit status that it stands for."""
    tell(str(error))
    for wrong in error.problem.get("errors", ()):
        tell(f"  {wrong.get('fact') or wrong.get('parameter') or wrong.get('field')}: {wrong.get('problem')}{_accepted(wrong)}")
    return error.status


def _accepted(wrong: Mapping[str, Any]) -> str:
    return f" (accepted: {', '.join(map(str, wrong['accepted'][:12]))})" if wrong.get("accepted") else ""


class _Parser(argparse.ArgumentParser):
    """Ends with the status of bad input, not with argparse's own, which means something else here."""

    def error(self, message: str) -> Any:
        """Say what is wrong, and end."""
        self.print_usage(sys.stderr)
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    whole = _Parser("canidistill", description=ABOUT, epilog=SETTINGS)
    whole.add_argument("--version", action="version", version=f"canidistill client, engine {ENGINE}")
    commands = whole.add_subparsers(required=True, metavar="command")
    one = _command(commands, "ask", ask, "ask one question: ask teacher=gpt-4o channel=api …")
    one.add_argument("facts", nargs="+", metavar="fact=value")
    one.add_argument("--json", action="store_true", help="the verdict as JSON, byte for byte as an instance gives it")
    many = _command(commands, "batch", batch, "ask many: questions as JSON Lines in, results as JSON Lines out")
    many.add_argument("files", nargs="*", default=["-"], help="files of questions; standard input if none is named")
    many.add_argument("--quiet", action="store_true", help="print only the questions that do not pass, in words")
    for asking in (one, many):
        _sources(asking, record=True)
        asking.add_argument("--revision", help="answer by this published revision")
        asking.add_argument("--explain", choices=EXPLAIN, help="how much is shown (full if not given)")
        asking.add_argument("--include", help="flips, alternatives, both with a comma between, or neither (--include=)")
        asking.add_argument("--fail-on", default="prohibited", help="verdicts that fail, with commas between (undetermined: cannot judge)")
    document = _command(commands, "check", check, "check bills of materials, cards, training configurations and lists")
    document.add_argument("files", nargs="+", help="documents; - for standard input")
    document.add_argument("--use", action="append", default=[], metavar="fact=value", help="a fact of the use; repeat it for each")
    document.add_argument("--format", default="auto", help="of the documents: auto, cyclonedx, spdx, card, training_config, plain_list")
    document.add_argument("--report", choices=REPORTS, default="text")
    _sources(document)
    for gated in (one, many, document):
        gated.add_argument("--max-risk", choices=RISKS, default="medium", help="a higher risk fails (medium if not given)")
    copy = _command(commands, "download", download, "put a revision into a folder, to be asked with --record")
    copy.add_argument("folder", type=Path)
    copy.add_argument("--revision", default="current")
    _sources(copy)
    return whole


def _command(commands: Any, name: str, do: Any, words: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words, epilog=SETTINGS)
    made.set_defaults(do=do)
    return made


def _sources(command: argparse.ArgumentParser, *, record: bool = False) -> None:
    command.add_argument("--site", default=os.environ.get("CANIDISTILL_SITE", ""), help="the address of an instance")
    command.add_argument("--timeout", type=float, default=TIMEOUT, help="seconds without a byte (60 if not given)")
    if record:
        held = os.environ.get("CANIDISTILL_RECORD")
        command.add_argument("--record", type=Path, default=held and Path(held), help="a downloaded revision: no network is used")


def _site(options: argparse.Namespace) -> Site:
    if not options.site:
        raise InputError("Name an instance: --site https://distill.example.org, or CANIDISTILL_SITE.")
    return Site(options.site, os.environ.get("CANIDISTILL_TOKEN", ""), timeout=options.timeout)


def _source(options: argparse.Namespace) -> Site | Record:
    if not options.record:
        return _site(options)
    record = Record.open(options.record)
    if record.engine != ENGINE:
        tell(f"The revision came from engine {record.engine}, this is engine {ENGINE}: answers may differ from the instance's.")
    return record


def _wanted(options: argparse.Namespace) -> dict[str, str]:
    """What is told of how to answer."""
    return {name: x for name in ("revision", "explain", "include") if (x := getattr(options, name)) is not None}


def status_of(answer: Mapping[str, Any], options: argparse.Namespace) -> int:
    """The exit status that one answer stands for. What is no verdict is bad input, or was not judged."""
    fails = options.fail_on.split(",")
    if unknown := set(fails) - {"", *VERDICTS}:
        raise InputError(f"--fail-on takes {', '.join(VERDICTS)}, not {', '.join(sorted(unknown))}.")
    if "verdict" not in answer:
        return BAD_INPUT if 400 <= answer.get("status", 0) < 500 else CANNOT_JUDGE  # noqa: PLR2004 - HTTP
    if answer["verdict"] in fails or RISK_RANK[answer["risk"]] > RISK_RANK[options.max_risk]:
        return FAIL
    return CANNOT_JUDGE if answer["verdict"] == "undetermined" else PASS


def worst(statuses: Iterable[int]) -> int:
    """The worst of several, pass where there are none."""
    return min(statuses, key=WORST.index, default=PASS)


def each(names: Iterable[str], do: Callable[[str], int]) -> int:
    """The worst status of several files. One that cannot be read does not keep the others from being judged."""
    found = []
    for name in names:
        try:
            found.append(do(name))
        except InputError as error:
            found.append(told(error))
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            found.append(told(InputError(str(error))))
    return worst(found)


def ask(options: argparse.Namespace) -> int:
    """One question."""
    text = _source(options).ask_json(facts_of(options.facts), **_wanted(options))
    answer = json.loads(text)
    status = status_of(answer, options)
    sys.stdout.write(f"{text if options.json or 'left_out' in answer else in_plain_text(answer)}\n")
    return status


def batch(options: argparse.Namespace) -> int:
    """Many questions, all files by one source."""
    source = _source(options)
    return each(options.files, lambda name: _batch(source, name, options))


def _batch(source: Site | Record, name: str, options: argparse.Namespace) -> int:
    found = set()
    with sys.stdin if name == "-" else Path(name).open(encoding="utf-8") as opened:
        for line in source.lines(lines_of(opened, name), **_wanted(options)):
            answer = json.loads(line)
            status = status_of(answer, options)
            found.add(status)
            if not options.quiet:
                sys.stdout.write(f"{line}\n")
            elif status != PASS:
                sys.stdout.write(f"{name}: question {answer['number']}: {answer.get('headline') or answer.get('detail')}\n")
    return worst(found)


def check(options: argparse.Namespace) -> int:
    """Documents, one after the other."""
    if len(options.files) > 1 and options.report not in ("text", "json"):
        raise InputError(f"A report as {options.report} is of one document: name one file.")
    site, use = _site(options), as_typed(facts_of(options.use))
    return each(options.files, lambda name: _check(site, name, use, options))


def _check(site: Site, name: str, use: Mapping[str, Any], options: argparse.Namespace) -> int:
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        document = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8: byte {error.start + 1} begins no character.") from error
    found = site.check(document, use, format=options.format, name=name, report=options.report, max_risk=options.max_risk)
    report = found.pop("report", None)
    sys.stdout.write(f"{name}: {report['text']}" if options.report == "text" else report["text"] if report else json.dumps(found) + "\n")
    return OUTCOMES.get(found["outcome"], CANNOT_JUDGE)


def download(options: argparse.Namespace) -> int:
    """A revision into a folder."""
    name = _site(options).download(options.folder, options.revision, tell)
    sys.stdout.write(f"{name}\n")
    return PASS
