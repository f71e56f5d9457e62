"""What runs on GitHub: workflows that only call make, with no more rights than they need; forms, templates, owners."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from factbook.exports.data import releases
from factbook.kinds import VOCABULARIES
from factbook.kinds.claims import Claim
from support import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = {path.name: path for path in sorted((GITHUB / "workflows").iterdir())}
FORMS = {path.name: path for path in sorted((GITHUB / "ISSUE_TEMPLATE").iterdir()) if path.name != "config.yml"}
PINNED = re.compile(r"(?P<action>actions/[\w-]+)@[0-9a-f]{40} # v\d+(\.\d+){0,2}")
"""An action of GitHub's own, by the whole commit of the release named behind it."""
MAKE = re.compile(r'^make (--silent )?(?P<target>[a-z-]+)( [A-Z]+=[\w/.-]+)*( >> "\$GITHUB_STEP_SUMMARY"| > [a-z.]+)?$')
ACTIONLINT = ("actionlint",)
ZIZMOR = ("zizmor", "--offline", "--no-progress", "--no-config", "--no-ignores", "--pedantic", "--strict-collection")


def read(path: Path) -> Any:
    """A YAML file with every scalar as text, as YAML 1.1 takes the key ``on`` for true."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def lint(command: tuple[str, ...], *paths: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name(command[0])
    arguments = [str(program), *command[1:], *map(str, paths)]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, path in WORKFLOWS.items():
        for job, body in read(path)["jobs"].items():
            yield name, job, body


def steps() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, job, body in jobs():
        for step in body["steps"]:
            yield name, job, step


def test_actionlint_has_nothing_to_say() -> None:
    run = lint(ACTIONLINT, *WORKFLOWS.values())
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_zizmor_has_nothing_to_say() -> None:
    run = lint(ZIZMOR, GITHUB)
    assert run.returncode == 0, run.stdout + run.stderr
    for name in [*WORKFLOWS, "dependabot.yml"]:
        assert re.search(rf"completed .*{re.escape(name)}", run.stderr), f"{name} was not looked at"


@pytest.mark.parametrize(("command", "says"), [(ACTIONLINT, "potentially untrusted"), (ZIZMOR, "template-injection")])
def test_the_linters_would_find_a_branch_name_in_a_command(command: tuple[str, ...], says: str, tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    good = WORKFLOWS["pull-request.yml"].read_text(encoding="utf-8")
    bad = folder / "bad.yml"
    bad.write_text(good.replace("FORMAT=github", "AGAINST=${{ github.head_ref }}"), encoding="utf-8")
    run = lint(command, bad)
    assert run.returncode != 0
    assert says in run.stdout


def test_nothing_is_suppressed() -> None:
    assert [path.name for path in GITHUB.rglob("*") if re.fullmatch(r"(zizmor|actionlint)\.ya?ml", path.name)] == []
    assert not (ROOT / "zizmor.yml").exists()
    for path in [*WORKFLOWS.values(), GITHUB / "dependabot.yml"]:
        assert not re.search(r"zizmor: *ignore|actionlint|shellcheck disable", path.read_text(encoding="utf-8")), path


def unpinned(text: str) -> list[str]:
    """The actions in workflows that are not pinned, and the pins of one that is pinned in several ways."""
    used = {line.split("uses:")[1].strip() for line in text.splitlines() if "uses:" in line}
    pins = {use: match["action"] for use in used if (match := PINNED.fullmatch(use))}
    return sorted(use for use in used if use not in pins or [*pins.values()].count(pins[use]) > 1)


def test_every_action_is_pinned_by_its_whole_commit_and_everywhere_alike() -> None:
    """Whatever the commit is: a request of Dependabot, which changes all the pins of an action, is green by itself."""
    workflows = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS.values())
    assert workflows.count("uses:") > 10 and unpinned(workflows) == []
    pin, other = (f"uses: actions/checkout@{digit * 40} # v7.0.1" for digit in "ab")
    assert unpinned(f"{pin}\n{pin}") == []
    branches = ["actions/checkout@main", f"actions/checkout@{'a' * 39} # v7.0.1", f"actions/checkout@{'a' * 40}"]
    for wrong in (*branches, f"stranger/checkout@{'a' * 40} # v7.0.1"):
        assert unpinned(f"{pin}\nuses: {wrong}") == [wrong]
    assert len(unpinned(f"{pin}\n{other}")) == 2


def windows_lines() -> list[str]:
    """What the README tells an editor on Windows to type."""
    block = re.search(r"```bat\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block
    return block[1].splitlines()


def test_each_step_is_one_make_command_or_a_line_of_the_readme() -> None:
    commands = [(name, job, step["run"]) for name, job, step in steps() if "run" in step]
    assert [run for _, job, run in commands if job == "windows"] == windows_lines()
    others = {run: MAKE.match(run) for _, job, run in commands if job != "windows"}
    assert [run for run, match in others.items() if match is None] == []
    targets = {match["target"] for match in others.values() if match}
    assert targets == {
        "audit",
        "check",
        "diff",
        "engine",
        "links",
        "mutants",
        "release",
        "site",
        "stale",
        "test",
        "test-story",
        "test-thorough",
    }


@pytest.mark.parametrize("run", sorted({step["run"] for _, job, step in steps() if "run" in step and job != "windows"}))
def test_each_make_command_knows_how_to_set_itself_up(run: str, tmp_path: Path) -> None:
    """In a copy without ``.venv``: all that the target needs can be made, and it is listed in ``make help``."""
    for path in ROOT.iterdir():
        if path.name != ".venv":
            (tmp_path / path.name).symlink_to(path)
    command = shlex.split(run.partition(" >")[0])
    dry = subprocess.run([*command, "--dry-run"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert dry.returncode == 0, dry.stderr
    assert "-m venv .venv" in dry.stdout
    assert "--require-hashes -r requirements.txt" in dry.stdout
    target = next(word for word in command[1:] if re.fullmatch(r"[a-z][a-z-]*", word))
    listed = subprocess.run(["make", "help"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert f"make {target} " in listed.stdout


def test_tests_without_a_browser_leave_out_the_browser_alone(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements.txt", "requirements-test.txt"):
        shutil.copy(ROOT / name, tmp_path)
    plan = {
        value: subprocess.run(
            ["make", "--dry-run", "test", f"BROWSER={value}"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for value in ("yes", "no")
    }
    assert [line for line in plan["yes"] if line not in plan["no"]] == [
        ".venv/bin/python tests/browser/find.py || sh tests/browser/install.sh",
        ".venv/bin/python -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder --durations=10 ",
    ]
    assert [line for line in plan["no"] if line not in plan["yes"]] == [
        ".venv/bin/python -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder --durations=10 --ignore=tests/browser"
    ]


def test_rights_are_given_job_by_job_and_only_to_read() -> None:
    assert all(read(path)["permissions"] == {} for path in WORKFLOWS.values())
    rights = {(name, job): body["permissions"] for name, job, body in jobs()}
    assert rights.pop(("publish.yml", "deploy")) == {"pages": "write", "id-token": "write"}
    assert rights.pop(("publish.yml", "build")) == {"contents": "read", "pages": "read"}
    assert all(given == {"contents": "read"} for given in rights.values()), rights


def test_the_job_that_may_deploy_runs_none_of_our_code() -> None:
    (deploy,) = [body for name, job, body in jobs() if (name, job) == ("publish.yml", "deploy")]
    assert [step.get("uses", "").partition("@")[0] for step in deploy["steps"]] == ["actions/deploy-pages"]
    assert deploy["environment"]["name"] == "github-pages"


def test_a_stranger_s_pull_request_meets_no_secret_and_no_right() -> None:
    assert read(WORKFLOWS["pull-request.yml"])["on"] == "pull_request"
    for path in WORKFLOWS.values():
        assert not re.search(r"pull_request_target|workflow_run|\bsecrets\b", re.sub(r"#.*", "", path.read_text())), (
            path
        )
    for name, job, step in steps():
        assert "${{" not in step.get("run", ""), (name, job)
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false", (name, job)


@pytest.mark.parametrize("job", ["facts", "engine"])
def test_a_request_is_judged_by_the_engine_of_its_base(job: str) -> None:
    """The base, by its hash, is the folder in which everything runs; the request lies in it as data."""
    body = read(WORKFLOWS["pull-request.yml"])["jobs"][job]
    base, request = (step["with"] for step in body["steps"] if step.get("uses", "").startswith("actions/checkout@"))
    assert base == {"ref": "${{ github.event.pull_request.base.sha }}", "persist-credentials": "false"}
    assert request == {"path": "request", "fetch-depth": "0", "persist-credentials": "false"}
    assert body["env"]["AGAINST"] == "${{ github.event.pull_request.base.sha }}"
    assert set(body["env"]) <= {"AGAINST", "SITE_URL"}, "nothing else of the request gets in"
    runs = [step for step in body["steps"] if "run" in step]
    assert runs and all(" STORY=request " in step["run"] and "working-directory" not in step for step in runs)
    assert all(step.get("if", "${{ !cancelled() }}") == "${{ !cancelled() }}" for step in body["steps"])
    assert "continue-on-error" not in str(body)
    setup = next(step["with"] for step in body["steps"] if step.get("uses", "").startswith("actions/setup-python@"))
    assert setup["cache-dependency-path"] == "requirements*.txt", "the locks of the base"


def test_a_change_of_facts_runs_the_story_s_test_and_no_other() -> None:
    """A change of the engine runs its suite; ``make test`` is not in the run that every request starts."""
    ignored = read(WORKFLOWS["engine.yml"])["on"]["pull_request"]["paths-ignore"]
    assert ignored == ["data/**", "docs/**", "overrides/**", "mkdocs.yml"]
    runs = {name: {step["run"] for flow, _, step in steps() if flow == name and "run" in step} for name in WORKFLOWS}
    assert runs["engine.yml"] == {"make test"}
    assert "make test-story" in runs["pull-request.yml"] and "make test" not in runs["pull-request.yml"]


def test_what_is_published_comes_out_of_no_cache() -> None:
    for name, job, step in steps():
        if name not in ("engine.yml", "pull-request.yml"):
            assert not step.get("uses", "").startswith("actions/cache@"), (name, job)
            assert "cache" not in step.get("with", {}), (name, job)


def test_each_job_ends_and_older_runs_give_way() -> None:
    assert all(int(body["timeout-minutes"]) <= 60 for _, _, body in jobs())
    waits = {name: read(path)["concurrency"]["cancel-in-progress"] for name, path in WORKFLOWS.items()}
    assert {name for name, waiting in waits.items() if waiting == "true"} == set(WORKFLOWS) - {"publish.yml"}


def test_every_supported_python_is_tested_and_the_browser_on_one() -> None:
    (test,) = [body for _, job, body in jobs() if job == "test"]
    rows = test["strategy"]["matrix"]["include"]
    assert [row["python"] for row in rows] == ["3.11", "3.12", "3.13", "3.14"]
    assert f'requires-python = ">={rows[0]["python"]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [row["browser"] for row in rows].count("yes") == 1


def fields(form: Path) -> dict[str, dict[str, Any]]:
    return {field["id"]: field for field in read(form)["body"] if field["type"] != "markdown"}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_one_that_github_takes(name: str) -> None:
    """By the syntax for GitHub's form schema (docs.github.com, "Syntax for issue forms")."""
    form = read(FORMS[name])
    assert set(form) <= {"name", "description", "title", "labels", "body"}
    assert form["name"] and form["description"]
    ids = [field.get("id") for field in form["body"] if field["type"] != "markdown"]
    labels = [field["attributes"]["label"] for field in form["body"] if field["type"] != "markdown"]
    assert len(set(ids)) == len(ids) and len(set(labels)) == len(labels)
    assert ids and all(re.fullmatch(r"[\w-]+", str(one)) for one in ids)
    for field in form["body"]:
        known = {"markdown": {"value"}, "dropdown": {"label", "description", "options", "default"}}
        assert set(field["attributes"]) <= known.get(field["type"], {"label", "description", "placeholder"}), field
        assert field["type"] in ("markdown", "input", "textarea", "dropdown")
        assert field.get("validations", {"required": "true"}) == {"required": "true"}


def test_an_error_report_takes_the_fact_and_the_page_from_the_link() -> None:
    report = fields(FORMS["error.yml"])
    assert {"fact", "page"} <= set(report)
    assert all(report[name]["type"] == "input" for name in ("fact", "page"))  # only these are filled in from an address
    assert "validations" not in report["fact"]  # a page has errors that are no fact's


def test_a_new_fact_is_asked_for_what_a_claim_needs() -> None:
    asked = fields(FORMS["new-fact.yml"])
    assert set(asked) - {"count"} <= set(Claim.model_fields)
    needed = {name for name, field in Claim.model_fields.items() if field.is_required()} - {"id"}
    assert needed | {"count", "through", "wording", "said_on", "at"} <= set(asked)
    assert {name for name, field in asked.items() if "validations" in field} >= needed
    assert sorted(asked["basis"]["attributes"]["options"]) == sorted(VOCABULARIES["basis"])


def test_a_pull_request_offers_both_templates() -> None:
    offered = re.findall(r"template=([\w-]+\.md)", (GITHUB / "pull_request_template.md").read_text(encoding="utf-8"))
    assert sorted(offered) == sorted(path.name for path in (GITHUB / "PULL_REQUEST_TEMPLATE").iterdir())
    assert len(offered) == 2


@pytest.mark.real_story
def test_owners_are_rules_that_github_can_read_for_files_that_exist() -> None:
    """Rules wait behind ``# `` until the accounts are known; in force or not, their form and their files are checked."""
    lines = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.removeprefix("# ") for line in lines if re.match(r"(# )?[*/]", line)]
    assert {rule.split()[0] for rule in rules} >= {"*", "/data/", "/docs/", "/scripts/", "/.github/"}
    assert [line for line in lines if line and not line.startswith("#")] in ([], rules), "either all rules or none"
    for rule in rules:
        pattern, *owners = rule.split()
        written_later = pattern == f"/{releases.releases_folder(Path()).as_posix()}/"
        assert pattern == "*" or written_later or list(ROOT.glob(pattern.strip("/"))), rule
        assert owners and all(re.fullmatch(r"@[A-Za-z0-9-]+(/[\w.-]+)?", owner) for owner in owners), rule
    in_force = [line for line in lines if line and not line.startswith("#")]
    assert not any("@OWNER" in line for line in in_force), "name your own accounts"


def test_new_versions_are_proposed_after_they_have_rested() -> None:
    updates = {update["package-ecosystem"]: update for update in read(GITHUB / "dependabot.yml")["updates"]}
    assert set(updates) == {"pip", "github-actions"}
    assert all(int(update["cooldown"]["default-days"]) >= 7 for update in updates.values())


def test_what_is_made_is_kept_out_of_the_repository() -> None:
    def git(*words: str) -> list[str]:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()

    made = [".cache", ".venv", "site"]
    assert git("ls-files", "README.md") == ["README.md"]
    assert git("ls-files", *made) == []
    assert git("check-ignore", *(f"{each}/" for each in made)) == [f"{each}/" for each in made]
