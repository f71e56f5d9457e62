"""Two versions of a story compared: what changed for readers, and what may not change in silence.

A folder of ``cases/changes`` holds the files that differ from ``cases/good``: in ``base`` those of both versions, in
``now`` those of the new one; ``gone.txt`` lists files that the new one has no longer, ``expected.txt`` is what
``check --against-dir`` prints (``REWRITE=1`` writes it anew; read the difference), with TODAY for today. Where there is
``arguments.txt``, both are commits of one repository, and it has the command.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from factbook.__main__ import main
from factbook.build import build
from factbook.changes import against, compare, gate_problems, read_version
from factbook.changes.comparison import Comparison
from factbook.changes.fact_changes import FieldChange
from factbook.changes.file_changes import FileChange, compare_files
from factbook.changes.new_corrections import cut
from factbook.changes.report import FORMATS
from factbook.kinds import KINDS, Claim, Fact, published_fields
from factbook.kinds.field_marks import PublishedField
from factbook.problems import Problems
from support import CASES, GOOD, ROOT, SECOND, good, overlay, problems_of, write

CHANGES = sorted(path for path in (CASES / "changes").iterdir() if path.is_dir())
TODAY = dt.date(2025, 6, 12)
ENGINE = "only facts and pages changed"
CORRECTIONS = "data/corrections.yml"
VISITORS = "data/counts/visitors.yml"


def versions(case: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The two versions of a case, as folders."""
    base, now = tmp_path / "base", tmp_path / "now"
    for root, layers in ((base, ("base",)), (now, ("base", "now"))):
        overlay(GOOD, root)
        for layer in layers:
            if (case / layer).is_dir():
                overlay(case / layer, root)
    for path in (case / "gone.txt").read_text().split() if (case / "gone.txt").exists() else ():
        (now / path).unlink()
    return base, now


def git(root: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody."""
    who = ["-c", "user.name=Mara Quill", "-c", "user.email=mara@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(root), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def committed(root: Path, message: str = "A version") -> str:
    """Commit all of a folder, in a repository of its own where it is in none yet; the commit."""
    if not (root / ".git").exists():
        git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


def in_git(base: Path, now: Path) -> Path:
    """The new version as the second commit of a repository whose first is the old one."""
    committed(base)
    (base / ".git").rename(now / ".git")
    committed(now)
    return now


def second(tmp_path: Path, *edits: tuple[str, str, str], name: str = "now") -> Path:
    """A copy of the second story with some texts replaced: ``(path, old, new)``."""
    root = tmp_path / name
    overlay(SECOND, root)
    return edited(root, *edits)


def edited(root: Path, *edits: tuple[str, str, str]) -> Path:
    for path, old, new in edits:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {path}"
        (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    return root


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def differ(base: Path, now: Path) -> dict[str, Any]:
    """What differs, as JSON."""
    comparison = compare("base", (), read_version(base), read_version(now))
    plain: dict[str, Any] = json.loads(FORMATS["json"](comparison))
    return plain


@pytest.mark.parametrize("case", CHANGES, ids=lambda case: case.name)
def test_what_changes_in_silence_is_refused(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base, now = versions(case, tmp_path)
    arguments = ["check", f"--against-dir={base}", f"--today={TODAY}"]
    if (case / "arguments.txt").exists():
        arguments = (case / "arguments.txt").read_text().split()
        now = in_git(base, now)
    code = main(["--root", str(now), *arguments])
    out, err = capsys.readouterr()
    printed = err.replace(str(TODAY), "TODAY").replace(str(base), "BASE")
    if os.environ.get("REWRITE"):
        (case / "expected.txt").write_text(printed, encoding="utf-8")
    assert printed == (case / "expected.txt").read_text(encoding="utf-8")
    first = out.partition("\n")[0]  # a file out of its usual form is shown below
    clean = ENGINE if arguments[0] == "engine" else r"no problems in \d+ pages"
    assert code == (1 if printed else 0)
    assert re.fullmatch("" if printed else clean, first)


@pytest.mark.parametrize(
    "name",
    ["value-in-silence", "withdrawn-in-silence", "misreport-in-silence", "unit", "role-removed", "meaning-in-words"],
)
def test_the_entry_of_a_message_can_be_pasted_as_it_is(name: str, tmp_path: Path) -> None:
    base, now = versions(CASES / "changes" / name, tmp_path)
    problems = gate_problems(now, base, TODAY)
    entries = "".join(problem.example for problem in problems).lstrip("\n") + "\n"
    write(now, {CORRECTIONS: entries})
    assert f"{CORRECTIONS}:8:11: because: must have a value" in problems_of(now), "a reason is still asked for"
    write(now, {CORRECTIONS: entries.replace("because:  # why, in a sentence", "because: We had misread the report.")})
    assert gate_problems(now, base, TODAY) == []
    assert problems_of(now) == ""


def test_what_cannot_be_read_of_the_base_fails_unless_an_entry_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = good(tmp_path, {VISITORS: "id: visitors\nheading: Of another time\n"})
    now = tmp_path / "now"
    overlay(GOOD, now)
    [problem] = gate_problems(now, base, TODAY)
    assert problem.place.path == VISITORS
    assert problem.message.startswith(f"must be compared with {base}, and cannot be, found there: must ")
    reason = "because: The field was called otherwise then."
    write(now, {CORRECTIONS: problem.example.replace("because:  # why, in a sentence", reason) + "\n"})
    assert gate_problems(now, base, TODAY) == []
    plain = differ(base, now)
    assert [fact["fact"] for fact in plain["facts"]] == ["data-counts-visitors-yml-2025-06-12"], (
        "what could not be read is neither new nor gone"
    )
    assert plain["not_compared"]["whole"] is False
    assert any("heading" in line for line in plain["not_compared"]["base"])
    assert main(["--root", str(now), "diff", "--against-dir", str(base)]) == 0
    assert "conflicts and pages, as" in capsys.readouterr().out


def test_a_broken_new_version_is_compared_as_far_as_it_goes_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, now = second(tmp_path, name="base"), second(tmp_path, (VISITORS, "unit: visitors", "unit: guests"))
    edited(now, ("data/events/festival.yml", "type: ceremony", "kind: ceremony"))
    assert main(["--root", str(now), "diff", "--against-dir", str(base)]) == 1
    out, err = capsys.readouterr()
    assert "unit: visitors → guests" in out
    assert "removed" not in out, "an event that cannot be read is not gone"
    assert "data/events/festival.yml:5:3: must be a field of an event, found 'kind'" in err


def test_the_diff_tells_facts_conflicts_sentences_charts_and_cards(tmp_path: Path) -> None:
    base = second(tmp_path, name="base")
    now = second(
        tmp_path,
        (VISITORS, "value: about 4000", "value: about 5000"),
        ("docs/index.md", "Read [how", "One more sentence. Read [how"),
    )
    plain = differ(base, now)
    [fact] = plain["facts"]
    assert (fact["kind"], fact["fact"], fact["how"], fact["path"]) == (
        "claim",
        "visitors/constabulary-2025-06-01",
        "changed",
        VISITORS,
    )
    assert fact["fields"] == [{"field": "value", "old": "about 4,000", "new": "about 5,000", "published": True}]
    pair = ["visitors/constabulary-2025-06-01", "visitors/mayor-2025-06-02"]
    assert {"count": "visitors", "claims": pair, "before": "precision", "after": "unexplained"} in plain["conflicts"]
    home = next(page for page in plain["pages"] if page["page"] == "index.md")
    assert {
        "before": "Fennick Constabulary counted about 4,000 visitors on 1 June 2025; International Guild of Kite Flyers says at least 9,000.",
        "after": "Fennick Constabulary counted about 5,000 visitors on 1 June 2025; International Guild of Kite Flyers says at least 9,000.",
        "facts": ["constabulary", "visitors/constabulary-2025-06-01", "guild", "visitors/guild-2025-06-05"],
    } in home["sentences"]
    assert {"before": None, "after": "One more sentence.", "facts": []} in home["sentences"]
    [chart] = home["charts"]
    assert chart["chart"] == "claims-visitors"
    assert [row for row in chart["removed"] if "about 4,000" in row]
    assert [row for row in chart["added"] if "about 5,000" in row]
    shares = next(card for card in plain["cards"] if card["before"].startswith("about 23 %"))
    assert shares["after"].startswith("about 18 %")
    assert shares["facts"] == ["young-visitors/constabulary-2025-06-01", "visitors/constabulary-2025-06-01"]
    assert "counts/visitors.md" in [page["page"] for page in plain["pages"]]


@pytest.mark.parametrize(
    ("edits", "how", "fields"),
    [
        ([("data/sides.yml", "", "- id: onlookers\n  name: Onlookers\n")], {"onlookers": "added"}, []),
        ([(VISITORS, "    status: superseded\n", "")], {"visitors/constabulary-2025-05-31": "changed"}, ["status"]),
        (
            [("data/people/mara-quill.yml", "also_spelled:\n  - Mara Quille\n", "")],
            {"mara-quill": "changed"},
            ["also_spelled"],
        ),
        (
            [("data/places.yml", "name: ", "name: New ")],
            {"lower-fennick": "changed"},
            ["name"],
        ),
    ],
    ids=["added", "status", "list", "name"],
)
def test_each_fact_is_told_once(
    edits: list[tuple[str, str, str]], how: dict[str, str], fields: list[str], tmp_path: Path
) -> None:
    base = second(tmp_path, name="base")
    plain = differ(base, second(tmp_path, *edits))
    assert {fact["fact"]: fact["how"] for fact in plain["facts"]} == how
    assert [field["field"] for fact in plain["facts"] for field in fact["fields"]] == fields


def test_moved_files_and_spelling_are_no_change(tmp_path: Path) -> None:
    base, now = second(tmp_path, name="base"), second(tmp_path)
    (now / "data/events/bridge.yml").rename(now / "data/events/of-the-bridge.yml")
    edited(now, (VISITORS, 'at: "03:15"', "at: 03:15"), (VISITORS, "id: visitors\ntitle", "# A remark\ntitle"))
    edited(now, (VISITORS, "place: pier\n", "place: pier\nid: visitors\n"))
    plain = differ(base, now)
    assert {key: value for key, value in plain.items() if key in ("facts", "conflicts", "pages", "cards")} == {
        "facts": [],
        "conflicts": [],
        "pages": [],
        "cards": [],
    }


def test_a_page_under_another_name_is_told_as_moved(tmp_path: Path) -> None:
    base, now = second(tmp_path, name="base"), second(tmp_path)
    (now / "docs/story/the-count.md").rename(now / "docs/story/counting.md")
    edited(now, ("docs/index.md", "story/the-count.md", "story/counting.md"))
    pages = {page["page"]: page for page in differ(base, now)["pages"]}
    assert pages["story/counting.md"]["was"] == "story/the-count.md"
    assert pages["story/counting.md"]["sentences"] == []
    assert None not in pages


def test_what_falls_with_a_source_is_told(tmp_path: Path) -> None:
    base = second(tmp_path, name="base")
    now = second(
        tmp_path, ("data/sources/guild-2025-06-05.yml", "read: ", "status: withdrawn\nbecause: Taken back.\nread: ")
    )
    [fall] = differ(base, now)["falls"]
    assert fall["source"] == "guild-2025-06-05"
    assert {"visitors/guild-2025-06-05", "record-flight"} <= set(fall["facts"])
    assert "visitors/constabulary-2025-06-01" not in fall["facts"]
    assert [line["sentence"] for line in fall["sentences"] if line["page"] == "index.md"] == [
        "Fennick Constabulary counted about 4,000 visitors on 1 June 2025; International Guild of Kite Flyers says at least 9,000."
    ]
    refused = "\n".join(map(str, gate_problems(now, base, TODAY)))
    assert "with it fall: " in refused
    assert "docs/index.md: “Fennick Constabulary counted" in refused


def test_the_json_has_its_documented_shape(tmp_path: Path) -> None:
    base, now = second(tmp_path, name="base"), second(tmp_path, (VISITORS, "value: about 4000", "value: about 5000"))
    plain = differ(base, now)
    assert plain["shape"] == 1
    assert {name: sorted(part[0]) for name, part in plain.items() if isinstance(part, list) and part} == {
        "facts": ["fact", "fields", "how", "kind", "line", "path", "wording"],
        "conflicts": ["after", "before", "claims", "count"],
        "pages": ["charts", "lists", "markup", "page", "sentences", "title", "was"],
        "cards": ["after", "before", "facts", "pages"],
    }
    assert plain["not_compared"] == {"whole": True, "base": [], "here": [], "left_out": []}
    assert plain["falls"] == []


def test_markdown_is_inert(tmp_path: Path) -> None:
    base = second(tmp_path, name="base")
    evil = "<script>alert(1)</script> @everyone `x` [y](https://example.org) ![z](z)"
    now = second(tmp_path, ("data/organisations/guild.yml", "name: ", f"name: {evil} "))
    write(now, {"docs/`<b>@everyone.md": f"---\ntitle: Odd\n---\n{evil}\n"})
    printed = FORMATS["markdown"](compare("base", (), read_version(base), read_version(now)))
    assert "alert" in printed
    words = re.sub(r"`[^`\n]*`", "", printed.replace("\\`", ""))
    assert not re.search(r"(?<!\\)[<@]|(?<!\\)\]\(", words), "no tag, mention or link of the data's own"

    page = FORMATS["html"](compare("base", (), read_version(base), read_version(now)))
    assert page.count("alert") == printed.count("alert")
    assert set(re.findall(r"<(\w+)", page)) <= set("html meta title style h1 h2 p ul li code".split())
    assert "default-src 'none'" in page and "src=" not in page.replace("default-src", "") and "href=" not in page


@pytest.mark.real_story
def test_a_change_of_the_real_story_is_found_and_refused(tmp_path: Path) -> None:
    now = tmp_path / "now"
    for folder in ("data", "docs"):
        shutil.copytree(ROOT / folder, now / folder)
    shutil.copy(ROOT / "mkdocs.yml", now)  # whose navigation names the engine's pages
    count = next(path for path in sorted((now / "data/counts").iterdir()) if "value: " in path.read_text())
    text = count.read_text(encoding="utf-8")
    count.write_text(re.sub(r"value: .*", "value: 987654", text, count=1), encoding="utf-8")
    problems = gate_problems(now, ROOT, TODAY)
    assert [problem.rule for problem in problems] == ["correction"]
    assert "'987,654'" in problems[0].message
    old, new = read_version(ROOT), read_version(now)
    assert FORMATS["text"](compare("base", (), old, old)) == "Against base: nothing differs."
    told = json.loads(FORMATS["json"](compare("base", (), old, new)))
    assert [fact["fact"].partition("/")[0] for fact in told["facts"]] == [count.stem]
    pages = [page["page"] for page in told["pages"]]
    assert f"counts/{count.stem}.md" in pages
    assert [path for path in pages if "987,654" not in new.pages[path].page.whole().content] == []


def test_a_revision_is_read_from_git_without_its_attributes(tmp_path: Path) -> None:
    root = second(tmp_path)
    write(root, {".gitattributes": "data export-ignore\n*.yml eol=crlf text\n"})
    commit = committed(root)
    git(root, "tag", "v1")
    edited(root, (VISITORS, "value: about 4000", "value: about 5000"))
    with against(root, "HEAD") as base:
        assert [fact["fact"] for fact in differ(base.root, root)["facts"]] == ["visitors/constabulary-2025-06-01"]
        read = contents(base.root)
    for wanted in ("HEAD", "v1", "main", commit[:8], "HEAD^{/version}"):
        with against(root, wanted) as base:
            assert base.name == (commit[:7] if wanted == commit[:8] else f"{wanted} ({commit[:7]})")
            assert base.left_out == ()
            assert contents(base.root) == read
        assert not base.root.exists(), "nothing stays behind"


def test_a_story_below_the_top_of_its_checkout(tmp_path: Path) -> None:
    root = second(tmp_path, name="site/kites")
    commit = committed(tmp_path / "site")
    with against(root, "HEAD") as base:
        assert sorted(path.name for path in base.root.iterdir()) == ["data", "docs", "mkdocs.yml"]
        assert differ(base.root, root)["facts"] == []
    assert commit


def test_a_branch_is_compared_with_where_it_left_the_base(tmp_path: Path) -> None:
    root = second(tmp_path)
    committed(root)
    git(root, "checkout", "-q", "-b", "change")
    git(root, "checkout", "-q", "main")
    edited(root, ("data/sides.yml", "", "- id: onlookers\n  name: Onlookers\n"))
    committed(root)
    git(root, "checkout", "-q", "change")
    assert gate_problems(root, "main", TODAY) == [], "what main added since was not deleted here"


def test_a_shallow_clone_knows_what_was_fetched(tmp_path: Path) -> None:
    origin = second(tmp_path, name="origin")
    committed(origin)
    edited(origin, (VISITORS, "value: about 4000", "value: about 5000"))
    committed(origin)
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", f"file://{origin}", str(tmp_path / "clone")],
        check=True,
        capture_output=True,
    )
    clone = tmp_path / "clone"
    with pytest.raises(Problems, match="fetch"):
        gate_problems(clone, "HEAD~1", TODAY)
    git(clone, "fetch", "-q", "--depth=2", "origin", "main")
    assert [problem.rule for problem in gate_problems(clone, "HEAD~1", TODAY)] == ["correction"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("nowhere", "must be a revision that this checkout knows, found 'nowhere'"),
        ("no/such/folder", "found 'no/such/folder'"),
        ("--output=stolen", "found '--output=stolen'"),
        ("-n", "found '-n'"),
        ("", "found nothing"),
        (" ", "found nothing"),
        ("HEAD\n--all", "found 'HEAD\\n--all'"),
        ("HEAD\0", "found 'HEAD\\x00'"),
        ("HEAD:data", "found 'HEAD:data'"),
        ("$(touch stolen)", "found '$(touch stolen)'"),
        ("x" * 5000, "found 'xxx"),
        ("main..HEAD", "found 'main..HEAD'"),
        ("empty", "must be a revision with a story, found none in ./ of 'empty'"),
    ],
)
def test_a_base_that_is_none_is_refused_in_a_line(wanted: str, said: str, tmp_path: Path) -> None:
    root = second(tmp_path)
    committed(root)
    tree = subprocess.run(["git", "-C", str(root), "mktree"], input="", capture_output=True, text=True, check=True)
    git(root, "tag", "empty", git(root, "commit-tree", "-m", "Nothing", tree.stdout.strip()))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Problems) as refused, against(root, wanted):
        pass
    [problem] = refused.value.problems
    assert said in problem.message
    assert "\n" not in problem.message
    assert sorted(tmp_path.rglob("*")) == before, "nothing was written"


def test_a_folder_without_git_is_refused_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    root = second(tmp_path)
    with (
        pytest.raises(Problems, match=r"git cannot be asked for 'HEAD': it says: .*not a git repository"),
        against(root, "HEAD"),
    ):
        pass
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problems, match="git cannot be asked for 'HEAD': it is not installed"), against(root, "HEAD"):
        pass


def test_links_in_a_revision_are_left_out_and_told(tmp_path: Path) -> None:
    root = second(tmp_path)
    (tmp_path / "secret.yml").write_text("id: secret\nname: Secret\ntype: company\n")
    (root / "data/organisations/secret.yml").symlink_to(tmp_path / "secret.yml")
    (root / "docs/outside").symlink_to(tmp_path)
    committed(root)
    for link in ("data/organisations/secret.yml", "docs/outside"):
        (root / link).unlink()
    with against(root, "HEAD") as base:
        assert base.left_out == ("data/organisations/secret.yml", "docs/outside")
        assert not any(path.is_symlink() for path in base.root.rglob("*"))
        assert read_version(base.root).unread == ()


def test_a_name_that_leads_out_of_its_tree_is_left_out(tmp_path: Path) -> None:
    root = second(tmp_path)
    committed(root)
    blob = git(root, "rev-parse", f"HEAD:{VISITORS}")
    inner = (
        subprocess.run(
            ["git", "-C", str(root), "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
            input=b"100644 ../../stolen.yml\0" + bytes.fromhex(blob),
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .strip()
    )
    outer = subprocess.run(
        ["git", "-C", str(root), "mktree"],
        input=f"040000 tree {inner}\tdata\n040000 tree {git(root, 'rev-parse', 'HEAD:docs')}\tdocs\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    git(root, "tag", "evil", git(root, "commit-tree", "-m", "Evil", outer))
    with pytest.raises(Problems, match="found none"), against(root, "evil"):
        pass
    assert not list(tmp_path.rglob("stolen.yml"))


def test_a_link_to_a_base_and_links_in_it(tmp_path: Path) -> None:
    base, now = second(tmp_path, name="base"), second(tmp_path)
    (tmp_path / "link").symlink_to(base)
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    (base / "data/organisations/passwd.yml").symlink_to("/etc/passwd")
    with against(now, tmp_path / "link") as found:
        plain = differ(found.root, now)
    assert plain["facts"] == []
    assert any("found a link" in line for line in plain["not_compared"]["base"])
    with pytest.raises(Problems), against(now, tmp_path / "broken"):
        pass


@pytest.mark.parametrize("cls", [*KINDS.values(), Claim], ids=lambda cls: cls.kind)
def test_every_amount_and_date_of_a_fact_is_published(cls: type[Fact]) -> None:
    if cls.kind == "correction":
        return  # the record itself, of which nothing may change
    dated = [name for name, field in cls.model_fields.items() if re.search("Amount|Edtf", str(field.annotation))]
    assert set(dated) - {"review_by"} <= set(published_fields(cls)), (
        "when we look again is our plan, and no part of the fact"
    )


def test_corrections_show_on_the_pages_concerned(second_pages: dict[str, Any]) -> None:
    """Every page with a link to the corrected claim, or a card of it, and every embed with such a link, tells of it."""
    shown, printing = set(), set()
    for path, page in second_pages.items():
        embed = path.startswith("charts/")
        notices = page.all("p") if embed else [e for e in page.all("aside") if e.attributes.get("class") == "corrected"]
        links = {each.attributes.get("href", "") for each in page.all("a")}
        cards = {each.attributes.get("id", "") for each in page.all("section")}
        claim = "constabulary-2025-06-01"
        here = path == "counts/visitors/index.html"
        if here or f"card-visitors--{claim}" in cards or any(href.endswith(f"/visitors/#{claim}") for href in links):
            printing.add(path)
        if any("orrected" in each.text and "about 4,000" in each.text for each in notices):
            shown.add(path)
    assert shown == printing - {"corrections/index.html"}
    assert {
        "index.html",
        "story/the-count/index.html",
        "sources/herald-2025-06-02/index.html",
        "claimants/constabulary/index.html",
        "disagreements/index.html",
        "counts/visitors/index.html",
        "charts/counts/visitors/number/embed/index.html",
    } <= shown
    text = next(
        each.text for each in second_pages["index.html"].all("aside") if each.attributes.get("class") == "corrected"
    )
    assert "Before: about 400" in text
    assert "After: about 4,000" in text


def test_the_card_of_a_superseded_figure_names_what_replaced_it(tmp_path: Path) -> None:
    """Of the next figure and the newest, linked; of another scope by its words; and who says otherwise by name."""
    page = '---\ntitle: Home\ndescription: All.\n---\n# Home\n\n{{ name("council") }}: {{ claim("visitors/one") }}, {{ claim("visitors/two") }}\n'
    claims = """id: visitors
title: Visitors of the festival
question: How many came?
unit: visitors
counting: cumulative
definition: Everybody on the ground.
claims:
  - {id: one, value: 1, as_of: 2025-05-01, by: council, basis: unknown, source: herald-2025-06-02, status: superseded}
  - {id: two, value: 2, wording: two in all, as_of: 2025-05-02, by: council, basis: unknown, source: herald-2025-06-02, status: superseded}
  - {id: three, value: 3, as_of: 2025-05-03, said_on: 2025-05-04, by: council, basis: unknown, source: herald-2025-06-02}
  - {id: four, value: 9, as_of: 2025-05-02, by: mara-quill, basis: unknown, source: herald-2025-06-02}
"""
    root = good(tmp_path, {"docs/index.md": page, VISITORS: claims})
    made = next(page for page in build(root) if page.path == "index.md").whole().content
    first, second = (
        re.sub(r"<[^>]*>", "", text)
        for text in re.findall(r'(?s)<section class="card" id="card-visitors--.*?</section>', made)
    )
    assert "Replaced by 2, 2 May 2025; the newest is 3, 3 May 2025" in first
    assert "Replaced by 3, 3 May 2025" in second and "newest" not in second
    assert "“two in all”" in second or "In the source’s wordstwo in all" in second
    assert "Who says otherwise" in second and "Mara Quill: 9, 2 May 2025" in second


GOLDEN = CASES / "reports"
"""A report of all that a comparison can tell, in each format."""


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The second story against itself with facts, pages, charts, settings and files of each sort changed."""
    tmp_path = tmp_path_factory.mktemp("everything")
    figures = [(VISITORS, f"value: {old}", f"value: {new}") for old, new in (("about 1200", "about 1300"), ("about 4000", "about 4100"), ("3800 to 4300", "3800 to 4400"), ("at least 9000", "at least 9100"))]  # fmt: skip
    now = second(
        tmp_path,
        *figures,
        (VISITORS, "    scope: passed-the-pier-gate\n", ""),
        (VISITORS, "    kind: scope\n", "    kind: precision\n"),
        (VISITORS, "wording: several thousand", "wording: many thousand"),
        ("data/people/mara-quill.yml", "also_spelled:\n  - Mara Quille\n", ""),
        ("data/places.yml", "name: Lower Fennick", "name: Upper Fennick"),
        ("data/sides.yml", "", "- id: onlookers\n  name: Onlookers\n"),
        ("data/sources/radio-2025-06-01.yml", "quality: A", "quality: A\nstatus: withdrawn\nbecause: It was made up."),
        ("docs/index.md", "do not agree on", "disagree on"),
        ("docs/index.md", "Read [how the count was made](story/the-count.md).", "A new sentence. See [the places](places.md) and ![a kite](kite.png)."),
        ("docs/index.md", "# How many came to see the kites?", "## How many came to see the kites? {: #came }"),
        ("mkdocs.yml", "edition: 1.2.0", "edition: 1.3.0"),
        ("mkdocs.yml", "  - [Quill, Kwill, Quille]", "  - [Quill, Kwill]"),
        ("mkdocs.yml", 'site_url: ""\n', ""),
    )  # fmt: skip
    (now / "docs/glossary.md").rename(now / "docs/words.md")
    write(now, {"docs/kite.png": b"x", "docs/new.md": "---\ntitle: New\n---\n# New\n\nOne sentence. Another.\n", "overrides/main.html": "x", "scripts/x.py": "x", ".github/workflows/x.yml": "x", "notes.txt": "x", "docs/list.csv": "x"})  # fmt: skip
    base = second(tmp_path, name="base")
    write(base, {".cache/x": "x"})
    return compare("base", ("data/link.yml",), read_version(base), read_version(now), compare_files(base, now))


@pytest.mark.parametrize("format", FORMATS)
def test_all_that_a_comparison_can_tell(format: str, everything: Comparison) -> None:
    """``REWRITE=1`` writes the report anew; read the difference. Of lines in lists and tables, their number stands for all."""
    written = FORMATS[format](everything).rstrip("\n") + "\n"
    if format == "json":
        plain = json.loads(written)
        for page in plain["pages"]:
            page["lists"] = len(page["lists"])
        written = json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / f"everything.{format}"
    if os.environ.get("REWRITE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


def test_what_is_told_of_each_case_stays_as_it_is(tmp_path: Path) -> None:
    """``REWRITE=1`` writes anew what is told of each case, forth and back; read the difference."""
    told = []
    for case in CHANGES:
        for old, new in permutations(versions(case, tmp_path / case.name)):
            also = compare_files(old, new)
            comparison = compare(old.name, (), read_version(old), read_version(new, migrate=old.name == "now"), also)
            told += [f"# {case.name}", FORMATS["text"](comparison)]
            told += [re.sub(r'.*"lists": .*\n', "", FORMATS["json"](comparison))] * (
                not (comparison.old.whole and comparison.new.whole)
            )
    written, path = "\n".join(told) + "\n", GOLDEN / "cases.txt"
    if os.environ.get("REWRITE"):
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "mark", "takes_back"),
    [
        ("a", "b", PublishedField(), True),
        ("a", "b", None, False),
        ("a", None, PublishedField(), True),
        (None, "b", PublishedField(), False),
        (None, "b", PublishedField(default_meaning="all"), True),
        (("a", "b"), ("a", "b", "c"), PublishedField(), False),
        (("a", "b"), ("b", "a"), PublishedField(), True),
        (("a", "b"), ("a",), PublishedField(), True),
        ((), ("a",), PublishedField(), False),
        ("A “word” – more", 'A "word" -  more', PublishedField(prose=True), False),
        ("A “word” – more", 'A "word" -  more', PublishedField(), True),
        (0.0, 1.0, PublishedField(), True),
    ],
)
def test_when_a_change_takes_something_back(
    old: object, new: object, mark: PublishedField | None, takes_back: bool
) -> None:
    assert FieldChange(("field",), old, new, mark).takes_back is takes_back


def test_a_long_text_is_quoted_from_before_where_it_differs() -> None:
    before = "word " * 100 + "old end"
    after = "word " * 100 + "new end"
    assert cut("short", "also short") == ("short", "also short")
    assert cut("a" * 300, "b") == ("a" * 300, "b")
    assert cut("a" * 301, "b") == ("a" * 299 + "…", "b")
    assert cut(before, after) == tuple("…" + "word " * 8 + f"{end} end" for end in ("old", "new"))
    assert cut(before, before + " more") == ("…" + before[-42:], "…" + before[-42:] + " more")
    assert [len(text) for text in cut("a " + "b" * 400, "a " + "c" * 400)] == [300, 300]


@pytest.mark.parametrize(
    ("path", "sort"),
    [
        ("docs/a.md", "page file"),
        ("docs/a.PNG", "picture"),
        ("docs/a.csv", "attachment"),
        ("docs/releases/1.0.0/a.csv", "release file"),
        ("data/a.md", "fact file"),
        ("data/a.png", "fact file"),
        ("overrides/a.png", "theme file"),
        ("scripts/a.md", "code file"),
        (".github/workflows/a.yml", "workflow file"),
        (".github/a.md", "workflow file"),
        ("../a.md", "outside file"),
        ("a.md", "other file"),
        *((f"docs/a.{suffix}", "picture") for suffix in ("avif", "gif", "ico", "jpeg", "jpg", "svg", "webp")),
    ],
)
def test_what_sort_of_file_is_touched(path: str, sort: str) -> None:
    assert FileChange(path, "added").sort == sort
