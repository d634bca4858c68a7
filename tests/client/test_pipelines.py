"""The command lines of docs/ci/ and the hooks, run as a pipeline and as pre-commit run them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bootstrap.checkout import ROOT
from kb.rendering.client_file import client_file

CI = ROOT / "docs" / "ci"
TEACHERS = "teacher llama-3-70b channel=weights\n"
GOOD = '{"teacher": "llama-3-70b", "channel": "weights", "method": "outputs", "student_kind": "classifier", "release": "internal"}\n'
BAD = GOOD.replace("classifier", "general_llm")


def loaded(name: str) -> Any:
    return yaml.safe_load((CI / name).read_text(encoding="utf-8"))


def workflow() -> list[str]:
    """The command lines of the workflow's one job."""
    (job,) = loaded("github-actions.yml")["jobs"].values()
    return [step["run"] for step in job["steps"] if "run" in step]


PIPELINES = {
    "github-actions.yml": workflow,
    "gitlab-ci.yml": lambda: loaded("gitlab-ci.yml")["distillation"]["script"],
    "pipeline.sh": lambda: [(CI / "pipeline.sh").read_text(encoding="utf-8")],
}


def shell(script: str, folder: Path, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, **settings, "PATH": path}
    return subprocess.run(["sh", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", PIPELINES)
@pytest.mark.parametrize(("questions", "status"), [(GOOD, 0), (GOOD + BAD, 1), ("{\n", 3)])
def test_the_command_lines_do_what_they_say(site: str, tmp_path: Path, name: str, questions: str, status: int) -> None:
    (tmp_path / "teachers.txt").write_text(TEACHERS)
    (tmp_path / "distillation.questions.jsonl").write_text(questions)
    summary = tmp_path / "summary.md"
    settings = {"CANIDISTILL_SITE": site, "CANIDISTILL_SHA256": client_file().sha256, "GITHUB_STEP_SUMMARY": str(summary)}
    script = "set -eu\n" + "\n".join(PIPELINES[name]())
    done = shell(script, tmp_path, settings)
    assert done.returncode == status, done.stdout + done.stderr
    if name == "github-actions.yml":
        assert "Pass" in summary.read_text()


@pytest.mark.parametrize("name", PIPELINES)
def test_another_file_than_the_pinned_one_is_not_run(site: str, tmp_path: Path, name: str) -> None:
    settings = {"CANIDISTILL_SITE": site, "CANIDISTILL_SHA256": "0" * 64, "GITHUB_STEP_SUMMARY": os.devnull}
    script = "set -eu\n" + "\n".join(PIPELINES[name]())
    done = shell(script, tmp_path, settings)
    assert (done.returncode, "teachers" in done.stderr) == (1, False)


def test_the_page_names_every_example() -> None:
    page = (CI / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(([^):]+)\)", page)) == {p.name for p in CI.iterdir()} - {"README.md"}


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def hooks(tmp_path: Path) -> Path:
    """This repository, as far as hooks need it."""
    place = tmp_path / "hooks"
    for part in ("client", "kb/rules"):
        shutil.copytree(ROOT / part, place / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (".pre-commit-hooks.yaml", "kb/__init__.py"):
        shutil.copy2(ROOT / file, place / file)
    git(place, "init")
    git(place, "add", "--all")
    git(place, "commit", "--message", "x")
    return place


def test_the_manifest_of_hooks_is_one() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(("questions", "passes"), [(GOOD, True), (BAD, False)])
def test_the_hooks_run_in_another_repository(site: str, hooks: Path, tmp_path: Path, questions: str, *, passes: bool) -> None:
    page = (CI / "README.md").read_text(encoding="utf-8")
    (example,) = (yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL))
    ours = yaml.safe_load((hooks / ".pre-commit-hooks.yaml").read_text())
    assert [h["id"] for h in example["repos"][0]["hooks"]] == [h["id"] for h in ours]
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=hooks, capture_output=True, text=True, check=True).stdout.strip()
    config = yaml.safe_load(yaml.safe_dump(example).replace("https://distill.example.org", site))
    config["repos"][0]["hooks"][0]["args"][1:] = ["--use=student_kind=classifier", "--use=release=internal"]
    config["repos"][0] |= {"repo": str(hooks), "rev": head}
    place = tmp_path / "other"
    place.mkdir()
    (place / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (place / "teachers.txt").write_text(TEACHERS)
    (place / "own.questions.jsonl").write_text(questions)
    git(place, "init")
    git(place, "add", "--all")
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose"]
    env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")}
    done = subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is passes, done.stdout + done.stderr
    assert "PASS" in done.stdout
    assert ("question 1" in done.stdout) is not passes
