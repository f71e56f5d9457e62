"""What is due for review, and how old a page says its figures are."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from factbook.__main__ import main
from factbook.build import build
from factbook.kinds import Source
from support import GOOD, SECOND, copy_story, good, load_story

COUNT = "data/counts/visitors.yml"
CLAIM = """\
  - id: council-{said}
    value: about {value}
    as_of: {said}
    by: council
    basis: observation
    source: herald-2025-06-02
"""
TEXT = (GOOD / COUNT).read_text(encoding="utf-8")
PAGE = '---\ntitle: Home\n{front}---\n# Home\n\n{{{{ name("council") }}}} counted {{{{ claim("visitors/{claim}") }}}} visitors.\n'


def line(root: Path) -> str:
    [page] = build(root)
    found = re.search(r'<p class="as-of"[^>]*>(.*?)</p>', page.content)
    return re.sub(r"<[^>]+>", "", found[1]) if found else ""


def test_a_page_tells_the_newest_figure_on_it_and_not_in_the_facts(tmp_path: Path) -> None:
    root = good(tmp_path, {COUNT: TEXT + "    status: superseded\n" + CLAIM.format(said="2025-08-01", value=9000)})
    assert line(root) == "The newest figure on this page is as of 1 June 2025."
    (root / "docs/index.md").write_text(PAGE.format(front="", claim="council-2025-08-01"), encoding="utf-8")
    assert line(root) == "The newest figure on this page is as of 1 August 2025."


def test_a_vague_date_makes_no_page_newer(tmp_path: Path) -> None:
    vague = CLAIM.format(said="2025?", value=9000).replace("council-2025?", "council-vague") + "    scope: vague\n"
    page = (
        PAGE.format(front="", claim="council-2025-06-01")
        + '\n{{ name("council") }} counted {{ claim("visitors/council-vague") }} visitors.\n'
    )
    root = good(
        tmp_path,
        {
            COUNT: TEXT.replace("claims:\n", "scopes: [{id: vague, label: so to say}]\nclaims:\n") + vague,
            "docs/index.md": page,
        },
    )
    assert line(root) == "The newest figure on this page is as of 1 June 2025."


def test_a_plan_for_later_makes_no_page_newer(tmp_path: Path) -> None:
    root = good(tmp_path, {COUNT: TEXT.replace("counting: cumulative", "counting: promise")})
    assert line(root) == ""


def test_a_page_tells_when_it_is_looked_at_again_and_no_clock(tmp_path: Path) -> None:
    page = PAGE.format(front="review_by: 2020-02\n", claim="council-2025-06-01")
    root = good(tmp_path, {"docs/index.md": page, COUNT: TEXT + "    review_by: 2020-03-01\n"})
    assert (
        line(root)
        == "The newest figure on this page is as of 1 June 2025. Its editors look at this page again by February 2020."
    )
    [made] = build(root)
    assert "The editors look at this again by 1 March 2020." in made.content, "on its card"
    assert "review_by" not in made.content


def test_today_is_a_parameter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = good(tmp_path, {COUNT: TEXT + "    review_by: 2025-08-01\n"})
    assert main(["--root", str(root), "check", "--stale", "--today", "2025-07-31"]) == 0
    assert capsys.readouterr().out == "nothing is due by 2025-07-31\n"
    assert main(["--root", str(root), "check", "--stale", "--today", "2025-08-01"]) == 1
    assert "(today) [review-due]" in capsys.readouterr().err
    assert main(["--root", str(root), "check", "--stale"]) == 1, "today is after 2025"
    assert f"({(dt.date.today() - dt.date(2025, 8, 1)).days} days ago)" in capsys.readouterr().err
    assert main(["--root", str(root), "check"]) == 0, "what is due stops nobody's other work"


def test_a_broken_fact_is_not_passed_over_in_silence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = good(tmp_path, {COUNT: TEXT.replace("about 4000", "many") + "    review_by: 2025-08-01\n"})
    assert main(["--root", str(root), "check", "--stale", "--today", "2025-08-02"]) == 1
    assert "[field-value]" in capsys.readouterr().err


def test_sources_without_an_archived_copy_are_notes_that_stop_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    sources = load_story(root).of(Source).values()
    addresses = {source.where("url").path: source.url for source in sources if source.url and not source.archived_url}
    assert 2 < len(addresses) < len(sources)

    stale = ["--root", str(root), "check", "--stale", "--today", "2025-07-01"]
    assert main(stale) == 0
    *notes, last = capsys.readouterr().out.splitlines()
    assert last == "nothing is due by 2025-07-01"
    assert [note.partition(":")[0] for note in notes] == sorted(addresses)
    for note, address in zip(notes, (addresses[path] for path in sorted(addresses)), strict=True):
        assert f"https://web.archive.org/save/{address} makes one" in note

    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert main([*stale, "--format", "github"]) == 0
    assert capsys.readouterr().out.count("::notice ") == len(addresses)
    assert summary.read_text(encoding="utf-8").startswith(f"### Notes: {len(addresses)}\n")
    assert main([*stale, "--format", "json"]) == 0
    assert capsys.readouterr().out == "[]\n"
    assert main(["--root", str(root), "check"]) == 0
    assert "archive" not in capsys.readouterr().out
