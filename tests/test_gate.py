"""What the gate stands on: git alone, whatever files a request brings; and every way out that its messages name."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from factbook.__main__ import main
from factbook.changes import against, gate_problems
from factbook.changes.base import _OF_A_REPOSITORY
from factbook.fact_files import FactFiles
from factbook.formatter import unformatted_files
from factbook.json_schema import modeline
from factbook.kinds import KINDS, Claim, Record, published_fields
from factbook.problems import Problem, Problems
from support import GOOD, ROOT, SECOND, copy_story, good, load_story, overlay, write
from test_changes import CORRECTIONS, TODAY, VISITORS, committed, edited, git, second

SECOND_DAY = dt.date(2025, 6, 20)
"""A day after the newest correction of the second story."""
FIVE = (VISITORS, "value: about 4000", "value: about 5000")
REASON = ("because:  # why, in a sentence", "because: We had misread the report.")


def rules(root: Path, base: str) -> list[str]:
    return [problem.rule for problem in gate_problems(root, base, TODAY)]


def followed(root: Path, problems: list[Problem]) -> Path:
    """The story after what the messages say was pasted."""
    entries = "".join(problem.example for problem in problems if problem.example.startswith("\n- "))
    record = root / CORRECTIONS
    before = record.read_text(encoding="utf-8") if record.exists() else ""
    return write(root, {CORRECTIONS: f"{before}{entries.replace(*REASON)}\n".lstrip("\n")})


def test_requests_with_their_entries_in_files_of_their_own_merge(tmp_path: Path) -> None:
    """Two that add to the end of one file conflict."""
    root = good(tmp_path)
    base = committed(root)
    for name, edit in {"one": FIVE, "two": ("data/organisations/council.yml", "name: ", "name: Great ")}.items():
        git(root, "checkout", "-q", "-b", name, base)
        edited(root, edit)
        followed(root, gate_problems(root, base, TODAY))
        (root / "data/corrections").mkdir()
        (root / CORRECTIONS).rename(root / f"data/corrections/{name}.yml")
        assert rules(root, base) == []
        committed(root)
    git(root, "merge", "-q", "-m", "Merge", "one")
    assert rules(root, base) == []
    (root / "data/corrections/one.yml").unlink()
    assert set(rules(root, base)) == {"correction"}


def test_requests_with_claims_in_files_of_their_own_merge(tmp_path: Path) -> None:
    root = good(tmp_path)
    (root / "data/counts/visitors").mkdir()
    values = (
        "value=about 900",
        "by=council",
        "as_of=2025-06-01",
        "source=herald-2025-06-02",
        "basis=observation",
        "wording=some 900",
    )
    base = committed(root)
    for name in ("one", "two"):
        git(root, "checkout", "-q", "-b", name, base)
        (root / "data/counts/visitors").mkdir(exist_ok=True)  # git keeps no empty folder
        assert main(["--root", str(root), "new", "claim", f"visitors/guild-{name}", *values]) == 0
        assert rules(root, base) == []
        committed(root)
    git(root, "merge", "-q", "-m", "Merge", "one")
    assert rules(root, base) == []
    assert not [each.path for each in unformatted_files(root, []) if "guild" in each.path]
    book = load_story(root)
    one, two = (book.claims[f"visitors/guild-{name}"] for name in ("one", "two"))
    assert one.where().path == "data/counts/visitors/guild-one.yml" and one.value == two.value
    files = FactFiles(book, root)
    files.change(one, {"value": ["about 800"]})
    assert list(files.texts) == ["data/counts/visitors/guild-one.yml"] and "about 800" in files.texts[one.where().path]


def test_claims_in_files_of_their_own_are_the_same_facts(tmp_path: Path) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    base = committed(root)
    whole = (root / "data/counts/visitors.yml").read_text(encoding="utf-8")
    head, claims, tail = re.split(r"(?m)^claims:\n|^(?=assessments:)", whole)
    (root / "data/counts/visitors").mkdir()
    for number, claim in enumerate(re.split(r"(?m)^(?=  - id: )", claims)[1:]):
        write(
            root,
            {
                f"data/counts/visitors/{number:02}.yml": f"{modeline('count', 'data/counts/visitors/0.yml')}\nclaims:\n{claim}"
            },
        )
    write(root, {"data/counts/visitors.yml": head + tail})
    assert gate_problems(root, base, SECOND_DAY) == [] and unformatted_files(root, []) == []
    found = list(load_story(root).claims)
    committed(root)
    git(root, "checkout", "-q", base)
    assert found == list(load_story(root).claims)


def request(tmp_path: Path) -> tuple[Path, str]:
    """A story whose published figure is changed in silence, merged as CI sees it, and the hash of its base."""
    root = good(tmp_path)
    base = committed(root)
    git(root, "checkout", "-q", "-b", "change")
    committed(edited(root, FIVE))
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "Merge", "change")
    return root, base


@pytest.mark.parametrize("name", ["HEAD^1", "origin/main", "main", "HEAD", "change"])
@pytest.mark.parametrize("copied", [True, False], ids=["a copy", "empty"])
def test_a_folder_of_the_base_s_name_is_not_taken_for_it(
    name: str, copied: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, base = request(tmp_path)
    git(root, "update-ref", "refs/remotes/origin/main", base)
    write(root, {f"{name}/data/.keep": ""})
    if copied:
        for part in ("data", "docs"):
            shutil.copytree(root / part, root / name / part, dirs_exist_ok=True)
    monkeypatch.chdir(root)
    wanted = {"HEAD^1": "HEAD^1", "origin/main": "origin/main"}.get(name, base)
    assert rules(root, wanted) == ["correction"]
    assert main(["check", "--against", wanted, "--today", str(TODAY)]) == 1


def test_a_folder_is_taken_where_it_is_asked_for_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, _ = request(tmp_path)
    for command in (["check"], ["diff"]):
        assert main(["--root", str(root), *command, "--against", str(GOOD)]) == 1
        assert "must be a revision that this checkout knows" in capsys.readouterr().err
    assert main(["--root", str(root), "diff", "--against-dir", str(GOOD)]) == 0
    with pytest.raises(SystemExit):
        main(["--root", str(root), "check", "--against-dir", ""])
    assert "must be a folder with a story, found nothing" in capsys.readouterr().err
    assert main(["--root", str(root), "check", "--against-dir", str(tmp_path / "nowhere")]) == 1
    assert "--against-dir:1:1: must be a folder with a story" in capsys.readouterr().err


def test_a_branch_named_like_a_hash_is_not_taken_for_it(tmp_path: Path) -> None:
    root, base = request(tmp_path)
    git(root, "update-ref", f"refs/heads/{base}", "HEAD")
    git(root, "update-ref", f"refs/tags/{base}", "HEAD")
    assert rules(root, base) == ["correction"]


def test_neither_replaced_objects_nor_variables_of_another_repository_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, base = request(tmp_path)
    git(root, "replace", base, git(root, "rev-parse", "HEAD"))
    assert rules(root, base) == ["correction"]
    other = second(tmp_path, name="other")
    committed(other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    assert rules(root, base) == ["correction"], "as in a hook, which runs with these"


def test_every_variable_by_which_git_names_another_repository_is_left_out(tmp_path: Path) -> None:
    """But for one that the gate sets itself, and one of older versions that names no repository."""
    named = set(git(tmp_path, "rev-parse", "--local-env-vars").split())
    assert named - {"GIT_NO_REPLACE_OBJECTS", "GIT_INTERNAL_SUPER_PREFIX"} <= set(_OF_A_REPOSITORY)


def test_what_git_has_not_fetched_of_the_base_is_left_out(tmp_path: Path) -> None:
    """As in a partial clone, whose pictures are fetched when somebody asks for them."""
    root = write(second(tmp_path), {"docs/kite.png": b"a kite"})
    commit = committed(root)
    blob = git(root, "rev-parse", f"{commit}:docs/kite.png")
    (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with against(root, commit) as base:
        assert not (base.root / "docs/kite.png").exists()
        assert (base.root / "mkdocs.yml").read_bytes() == (root / "mkdocs.yml").read_bytes()
        assert base.left_out == ("docs/kite.png",)


def test_a_revision_without_the_story_is_refused_with_the_folder_that_it_lies_in(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("x", encoding="utf-8")
    commit = committed(tmp_path)
    for folder, told in ((tmp_path, "./"), (second(tmp_path, name="inner"), "inner/")):
        with pytest.raises(Problems, match=rf"found none in {re.escape(told)} of"), against(folder, commit):
            raise AssertionError("there is none")


def test_a_repository_among_the_files_of_a_story_is_not_asked(tmp_path: Path) -> None:
    """A folder with HEAD, objects and refs is a bare repository to git, with settings that may run programs."""
    top = tmp_path / "top"
    root = top / "story"
    overlay(GOOD, root)
    base = committed(top)
    edited(root, FIVE)
    committed(top)
    subprocess.run(["git", "clone", "-q", "--bare", str(top), str(tmp_path / "bare")], check=True)
    for path in (tmp_path / "bare").iterdir():
        path.rename(root / path.name)
    config = root / "config"
    config.write_text(config.read_text() + f"\tfsmonitor = touch {tmp_path / 'pwned'}\n")
    with pytest.raises(Problems, match="git cannot be asked"):
        gate_problems(root, base, TODAY)
    assert not (tmp_path / "pwned").exists()


def hidden_link(root: Path) -> None:
    file = root / VISITORS
    file.rename(file.with_name(".visitors.yml"))
    file.symlink_to(".visitors.yml")


def outer_link(root: Path) -> None:
    (root / "notes").mkdir()
    (root / VISITORS).rename(root / "notes/visitors.txt")
    (root / VISITORS).symlink_to("../../notes/visitors.txt")


def chain_of_links(root: Path) -> None:
    outer_link(root)
    (root / "shelf").symlink_to("notes")
    (root / VISITORS).unlink()
    (root / VISITORS).symlink_to("../../shelf/visitors.txt")


@pytest.mark.parametrize("link", [hidden_link, outer_link, chain_of_links])
def test_a_linked_fact_file_of_the_base_is_compared_by_what_it_leads_to(link: object, tmp_path: Path) -> None:
    root = good(tmp_path)
    link(root)  # type: ignore[operator]  # one of the three above
    base = committed(root, "merged, and green")
    target = (root / VISITORS).resolve()
    target.write_text(target.read_text().replace("about 4000", "about 5000"))
    assert main(["--root", str(root), "check", "--against", base]) == 1, "through the link"
    text = target.read_text()
    (root / VISITORS).unlink()
    (root / VISITORS).write_text(text)
    assert rules(root, base) == ["correction"], "and in its place"
    (root / VISITORS).write_text(text.replace("about 5000", "about 4000"))
    assert gate_problems(root, base, TODAY) == [], "a link that gives way to the file itself is no change"


def test_a_linked_record_and_a_linked_folder_are_compared(tmp_path: Path) -> None:
    root = second(tmp_path)
    record, folder = root / CORRECTIONS, root / "data/events"
    record.rename(root / "record.yml")
    record.symlink_to("../record.yml")
    folder.rename(root / "told")
    folder.symlink_to("../told")
    base = committed(root)
    edited(root, ("record.yml", "about 400", "about 500"), ("told/festival.yml", "type: ceremony", "type: trial"))
    for link, target in ((record, root / "record.yml"), (folder, root / "told")):
        link.unlink()
        target.rename(link)
    assert set(rules(root, base)) == {"correction-permanent", "correction"}


@pytest.mark.parametrize("leads", ["/etc/hostname", "../../../outside.yml", "nowhere.yml", "visitors.yml"])
def test_what_leads_nowhere_in_its_tree_fails_and_an_entry_is_the_way_out(leads: str, tmp_path: Path) -> None:
    root = good(tmp_path)
    text = (root / VISITORS).read_text()
    (root / VISITORS).unlink()
    (root / VISITORS).symlink_to(leads)
    base = committed(root)
    (root / VISITORS).unlink()
    (root / VISITORS).write_text(text)
    [problem] = gate_problems(root, base, TODAY)
    assert (problem.rule, problem.place.path) == ("not-compared", VISITORS)
    assert gate_problems(followed(root, [problem]), base, TODAY) == []


def test_another_repository_in_the_tree_of_the_base_fails(tmp_path: Path) -> None:
    root = good(tmp_path)
    inner = committed(second(tmp_path, name="inner"))
    committed(root)
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{inner},data/inner")
    git(root, "commit", "-q", "-m", "A repository inside")
    [problem] = gate_problems(root, "HEAD", TODAY)
    assert (problem.rule, problem.place.path) == ("not-compared", "data/inner")


def test_links_that_multiply_are_not_followed_for_ever(tmp_path: Path) -> None:
    root = good(tmp_path)
    for level in range(8):
        folder = root / f"docs/l{level}"
        folder.mkdir()
        for number in range(8):
            (folder / f"{number}").symlink_to(f"../l{level + 1}")
    (root / "docs/l8").mkdir()
    (root / "docs/l8/page.md").write_text("---\ntitle: A page\n---\n")
    base = committed(root)
    assert "not-compared" in rules(root, base)


def test_names_that_a_machine_takes_for_one_are_not_written_over_each_other(tmp_path: Path) -> None:
    """As on Windows and macOS; here two names that are the same when they are shown."""
    root = good(tmp_path)
    for name in (b"data/events/a\xff.yml", b"data/events/a\xfe.yml"):
        (Path(os.fsdecode(os.fsencode(root) + b"/" + name))).write_text("- id: x\n")
    base = committed(root)
    with against(root, base) as taken:
        assert len(list((taken.root / "data/events").iterdir())) == 3
    assert "not-compared" in rules(root, base)


def test_another_repository_does_not_come_among_the_files(tmp_path: Path) -> None:
    root = good(tmp_path)
    base = committed(root)
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{base},docs/inner")
    git(root, "commit", "-q", "-m", "A repository inside")
    [problem] = gate_problems(root, base, TODAY)
    assert (problem.place.path, problem.message) == (
        "docs/inner",
        "must be files of the story itself, found another repository",
    )


@pytest.mark.skipif(os.name == "nt", reason="the names that are tried")
def test_hidden_files_that_cannot_be_taken_out_do_not_make_each_later_change_fail(tmp_path: Path) -> None:
    root = good(tmp_path, {"docs/.a:b": "x", "data/.c/d\\e": "x"})
    assert gate_problems(root, committed(root), TODAY) == []


KITES = """id: kites
title: Kites in the air
question: How many flew?
unit: kites
counting: observation
definition: Every kite.
claims:
  - id: council-2025-06-01
    value: 17
    as_of: 2025-06-01
    by: council
    basis: observation
    source: herald-2025-06-02
"""
INDEX, QUILL, COUNCIL = "docs/index.md", "data/people/mara-quill.yml", "data/organisations/council.yml"
SENTENCE = """{{ name("council") }} counted {{ claim("visitors/council-2025-06-01") }} visitors after {{ date("festival-opened") }}."""
PAGE = f"""---
title: Home
---
# Home

{SENTENCE}

<del>Others</del> were not there.

{{{{ numbers("visitors") }}}}

{{{{ chart("claims", count="visitors", headline="{{council}} counted {{visitors/council-2025-06-01}} visitors") }}}}
"""
CLERK = "  - title: Clerk\n    as_of: 2025-06-02\n    source: herald-2025-06-02\n"


@pytest.mark.parametrize(
    "edits",
    [
        [(INDEX, 'numbers("visitors")', 'numbers("kites")')],
        [(INDEX, 'count="visitors"', 'count="kites"')],
        [(INDEX, SENTENCE, f'<bdo dir="rtl">{SENTENCE}</bdo>')],
        [(INDEX, SENTENCE, f'<span dir="rtl">{SENTENCE}</span>')],
        [(INDEX, SENTENCE, f'<span aria-hidden="true">{SENTENCE}</span>')],
        [(INDEX, SENTENCE, f"<ruby>x<rp>{SENTENCE}</rp></ruby>")],
        [(INDEX, SENTENCE, f"<del>{SENTENCE}</del>"), (INDEX, "<del>Others</del>", "Others")],
        [(COUNCIL, "name: Town Council", "name: Town Council\nshort: Crier")],
        [(QUILL, "roles:\n", f"roles:\n{CLERK}")],
        [(VISITORS, "value: about 4000", "value: about 4000\n    status: superseded"), (VISITORS, "claims:\n", "claims:\n  - id: later\n    value: 5\n    as_of: 2025-06-02\n    by: council\n    basis: unknown\n    scope: dogs\n    source: herald-2025-06-02\n")],
    ],
    ids=["block", "chart", "turned", "direction", "unread", "ruby", "struck", "short", "first-role", "scope"],
)  # fmt: skip
def test_nothing_published_is_exchanged_hidden_or_renamed_in_silence(
    edits: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    root = good(tmp_path, {"data/counts/kites.yml": KITES, INDEX: PAGE})
    base = committed(root)
    assert gate_problems(root, base, TODAY) == []
    problems = gate_problems(edited(root, *edits), base, TODAY)
    assert problems
    assert {problem.rule for problem in problems} <= {"correction", "rewording"}
    assert gate_problems(followed(root, problems), base, TODAY) == []


@pytest.mark.parametrize(
    "edits",
    [
        [(INDEX, "Others", "All others")],
        [(INDEX, "Others</del> were", "Others</del> <em>were</em>")],
        [(INDEX, '{{ numbers("visitors") }}', 'More:\n\n{{ numbers("visitors") }}\n\n{{ numbers("kites") }}')],
        [(QUILL, "roles:\n", "note: The mayor.\nroles:\n")],
    ],
)
def test_prose_and_what_comes_beside_stays_free(edits: list[tuple[str, str, str]], tmp_path: Path) -> None:
    root = good(tmp_path, {"data/counts/kites.yml": KITES, INDEX: PAGE})
    base = committed(root)
    assert gate_problems(edited(root, *edits), base, TODAY) == []


def test_a_page_of_the_base_that_cannot_be_made_today_fails(tmp_path: Path) -> None:
    root = good(tmp_path, {"docs/old.md": "---\ntitle: Old\n---\n{{ figure('x') }}\n"})
    base = committed(root)
    write(root, {"docs/old.md": "---\ntitle: Old\n---\nNo figures.\n"})
    [problem] = gate_problems(root, base, TODAY)
    assert (problem.rule, problem.place.path) == ("not-compared", "docs/old.md")
    assert gate_problems(followed(root, [problem]), base, TODAY) == []


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second story with a frozen edition, in a repository."""
    story = copy_story(SECOND, tmp_path_factory.mktemp("released") / "story")
    assert main(["--root", str(story), "release", "1.2.0", "--on", "2025-06-12"]) == 0
    committed(story)
    return story


def copied(story: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(story, tmp_path / "story", symlinks=True))


def test_a_new_edition_is_what_the_facts_give(released: Path, tmp_path: Path) -> None:
    root = copied(released, tmp_path)
    edited(root, ("mkdocs.yml", "edition: 1.2.0", "edition: 1.3.0"))
    assert main(["--root", str(root), "release", "1.3.0", "--on", str(TODAY)]) == 0
    assert gate_problems(root, "HEAD", TODAY) == []
    assert [problem.place.path for problem in gate_problems(root, "HEAD", dt.date(2025, 6, 1))] == [
        "docs/releases/1.3.0/datapackage.json"
    ], "frozen on a day to come"
    write(root, {"docs/releases/1.3.0/more.csv": "id\n", "docs/releases/1.3.0/claims.csv": "id\n"})
    assert sorted(problem.place.path for problem in gate_problems(root, "HEAD", TODAY)) == [
        "docs/releases/1.3.0/claims.csv",
        "docs/releases/1.3.0/more.csv",
    ]


def test_an_older_edition_is_not_invented(released: Path, tmp_path: Path) -> None:
    root = copied(released, tmp_path)
    edited(root, ("mkdocs.yml", "edition: 1.2.0", "edition: 1.1.0"))
    assert main(["--root", str(root), "release", "1.1.0", "--on", str(TODAY)]) == 0
    [problem] = gate_problems(root, "HEAD", TODAY)
    assert problem.message == "must come after the newest edition, 1.2.0, found '1.1.0'"


def test_an_edition_is_compared_byte_by_byte_and_not_by_its_sums(released: Path, tmp_path: Path) -> None:
    root = copied(released, tmp_path)
    shutil.rmtree(root / "docs/releases/1.2.0")
    removed = gate_problems(root, "HEAD", TODAY)
    assert {problem.rule for problem in removed} == {"release-frozen"}
    assert len(removed) == len(list((released / "docs/releases/1.2.0").iterdir()))


def test_a_film_of_the_base_is_not_held_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    root = good(tmp_path, {"docs/film.mp4": bytes(30_000_000)})
    base = committed(root)
    tracemalloc.start()
    try:
        assert gate_problems(root, base, TODAY) == []
        assert tracemalloc.get_traced_memory()[1] < 15_000_000
    finally:
        tracemalloc.stop()


def test_the_engine_s_own_files_are_told_from_facts_and_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a story below the top of its checkout, paths are from the story's folder."""
    top = tmp_path / "top"
    overlay(GOOD, top / "story")
    base = committed(top)
    write(top, {"story/docs/new.md": "x", "story/data/.schema/x.json": "{}", ".github/workflows/x.yml": "on: push\n", "data/x.yml": ""})  # fmt: skip
    committed(top)
    assert main(["--root", str(top / "story"), "engine", "--against", base]) == 1
    told = [line.partition(":")[0] for line in capsys.readouterr().err.splitlines() if "[engine-touched]" in line]
    assert told == ["../.github/workflows/x.yml", "../data/x.yml", "data/.schema/x.json"]


@pytest.mark.parametrize("target", ["check", "diff", "engine"])
def test_a_branch_s_name_runs_nothing_in_make(target: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    name = "a';touch${IFS}pwned;'b\"`touch${IFS}pwned`$(touch${IFS}pwned)"
    for how in ("variable", "environment"):
        given = [f"{each}={name}" for each in ("AGAINST", "FORMAT", "STORY")]
        command = ["make", "--silent", "-o", ".venv/site.done", target, "RUN=printf '%s\\n'"]
        if how == "variable":
            given = [each.replace("$", "$$") for each in given]
        run = subprocess.run(
            [*command, *(given if how == "variable" else ())],
            cwd=tmp_path,
            env={**os.environ, **(dict(each.split("=", 1) for each in given) if how == "environment" else {})},
            capture_output=True,
            text=True,
            check=True,
        )
        assert f"--against={name}" in run.stdout.splitlines()
        assert f"--root={name}" in run.stdout.splitlines()
        assert not (tmp_path / "pwned").exists()


V = "data/counts/visitors.yml"
READ_OTHERWISE = {
    "value": (V, "value: about 4000", "value: 4000"),
    "claimant": (V, "by: guild", "by: herald"),
    "date": (V, "as_of: 2025-06-01~", "as_of: 2025-06-01"),
    "relay-added": (V, "- elpida-aeras\n    basis", "- elpida-aeras\n      - herald\n    basis"),
    "relay-filled-in": (V, "by: mara-quill\n", "by: mara-quill\n    through:\n      - herald\n"),
    "basis": (V, "basis: sales figures", "basis: statement"),
    "wording": (V, "wording: several thousand", "wording: many thousand"),
    "scope": (V, "    scope: passed-the-pier-gate\n", ""),
    "title": (V, "title: Visitors of the kite festival", "title: Visitors of Lower Fennick"),
    "question": (V, "came to the kite festival?", "came?"),
    "definition": (V, "each counted once", "each counted twice"),
    "counting": (V, "counting: cumulative", "counting: stock"),
    "unit": (V, "unit: visitors", "unit: visits"),
    "assessment": (V, "kind: scope", "kind: precision"),
    "opinion": (V, "because: String is sold", "because: String was sold"),
    "confidence": (V, "confidence: medium", "confidence: high"),
    "source-address": ("data/sources/herald-2025-06-02.yml", "2025/06/02/crowd", "2025/06/03/crowd"),
    "source-quality": ("data/sources/herald-2025-06-02.yml", "quality: A", "quality: C"),
    "source-title": ("data/sources/herald-2025-06-02.yml", "watch kites", "watched kites"),
    "organisation-name": ("data/organisations/constabulary.yml", "name: Fennick Constabulary", "name: The Constabulary"),
    "side": ("data/organisations/constabulary.yml", "side: town-hall", "side: newsrooms"),
    "side-filled-in": ("data/people/yusuf-al-rih.yml", "roles:", "side: newsrooms\nroles:"),
    "person-name": ("data/people/mara-quill.yml", "name: Mara Quill", "name: Maria Quill"),
    "person-role": ("data/people/mara-quill.yml", "title: Mayor of Lower Fennick", "title: Reeve of Lower Fennick"),
    "event-title": ("data/events/festival.yml", "The largest kite takes off", "The oldest kite takes off"),
    "event-date": ("data/events/festival.yml", "date: 2025-06-01~", "date: 2025-06-01"),
    "other-reading": ("data/events/bridge.yml", "date: 2025-06-10", "date: 2025-06-11"),
    "statement": ("data/statements/weather.yml", "The wind was ordered", "The wind was bought"),
    "voice": ("data/statements/weather.yml", "voice: speculation", "voice: reported"),
    "coordinates": ("data/places.yml", "lat: 54.32", "lat: 54.33"),
    "glossary": ("data/glossary.yml", "who pass one gate", "who pass a gate twice"),
    "name-of-a-side": ("data/sides.yml", "name: The festival", "name: The guild"),
}  # fmt: skip
"""An edit for each sort of field that a reader would read otherwise, of the second story."""


@pytest.mark.parametrize("edit", READ_OTHERWISE.values(), ids=READ_OTHERWISE)
def test_what_a_reader_would_read_otherwise_takes_an_entry(edit: tuple[str, str, str], tmp_path: Path) -> None:
    root = second(tmp_path)
    base = committed(root)
    problems = gate_problems(edited(root, edit), base, SECOND_DAY)
    assert [problem.rule for problem in problems] == ["correction"]
    assert gate_problems(followed(root, problems), base, SECOND_DAY) == []


COMPLETED = {
    "archived": ("data/sources/radio-2025-06-01.yml", "quality:", "archived_url: https://archive.example.org/radio\nquality:"),
    "spelling": ("data/people/mara-quill.yml", "  - Mara Quille", "  - Mara Quille\n  - Marah Quill"),
    "document": (V, "wording: some 4,000", "wording: some 4,000\n      - source: radio-2025-06-01"),
    "plan": (V, "basis: sales figures\n", "basis: sales figures\n    review_by: 2025-12-01\n"),
    "opinion": ("data/events/bridge.yml", "because: Both accounts name the paint.", "because:  Both accounts name the paint."),
    "literal": (V, "with a nought too many", 'with {"a nought"} too many'),
    "dashes": (V, "definition: Everybody who was on", "definition: Everybody  who was on"),
}  # fmt: skip
"""Edits that complete what was published, or set it otherwise."""


@pytest.mark.parametrize("edit", COMPLETED.values(), ids=COMPLETED)
def test_what_only_completes_a_fact_takes_none(edit: tuple[str, str, str], tmp_path: Path) -> None:
    root = second(tmp_path)
    base = committed(root)
    assert gate_problems(edited(root, edit), base, SECOND_DAY) == []


def test_an_embed_that_other_sites_show_is_kept(tmp_path: Path) -> None:
    root = second(tmp_path)
    base = committed(root)
    page = next(path for path in sorted((root / "docs").rglob("*.md")) if "embed(" in path.read_text(encoding="utf-8"))
    call = re.search(r"\{\{ embed\(.*?\) \}\}", page.read_text(encoding="utf-8"))
    assert call
    problems = gate_problems(edited(root, (page.relative_to(root).as_posix(), call[0], "")), base, SECOND_DAY)
    assert [problem.rule for problem in problems] == ["rewording"]
    assert gate_problems(followed(root, problems), base, SECOND_DAY) == []


@pytest.mark.parametrize("cls", [*KINDS.values(), Claim], ids=lambda cls: cls.kind)
def test_every_field_is_published_but_the_id_and_the_editors_own(cls: type[Record]) -> None:
    assert set(cls.model_fields) - published_fields(cls).keys() <= {"id", "review_by", "rank", "colour", "colour_dark"}
