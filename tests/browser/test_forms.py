"""The forms: what is filled in becomes files that the check takes, with the engine's own messages on the way."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from factbook.changes import gate_problems
from factbook.exports.forms import forms_file
from factbook.formatter import format_text
from factbook.loading import kind_of_file
from factbook.site import Repository
from factbook.values import Amount, BadValue, Edtf
from page_checks import violations
from playwright.sync_api import Page
from serving import served
from support import SECOND, copy_story, load_story, problems_of, write

TOWN = Repository.of("https://github.com/town/kites", "edit/main/docs/")


@pytest.fixture(scope="module")
def home(second_site: Path) -> Iterator[str]:
    with served(second_site) as url:
        yield url


def opened(tab: Callable[..., Page], home: str, repository: Repository | None = None) -> Page:
    page = tab()
    data = forms_file(load_story(SECOND), repository)
    page.route("**/edit/forms.json", lambda route: route.fulfill(body=data, content_type="application/json"))
    page.goto(f"{home}edit/?kind=claim&count=visitors")
    page.get_by_role("heading", name="A claim").wait_for()
    return page


def test_a_claim_with_a_new_source_and_a_new_organisation_is_green(
    tab: Callable[..., Page], home: str, tmp_path: Path
) -> None:
    """Filled in with the keyboard, by the labels that a screen reader speaks."""
    page = opened(tab, home, TOWN)
    page.get_by_role("button", name="Make the files").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("status").inner_text() == "6 fields have to be mended."
    assert page.evaluate("document.activeElement.name") == "value"
    claim = page.locator(".forms-first")
    claim.get_by_label("Value needed").fill("about 5,000")
    page.keyboard.press("Tab")
    assert "without separators between digits, found “about 5,000”. For example: about 5000" in page.inner_text(
        ".forms-first"
    )
    claim.get_by_label("Value needed").fill("about 5000")
    claim.get_by_label("As of needed").fill("2025-06-01")
    claim.get_by_label("By needed").fill("Lower Fennick Town Council")
    claim.get_by_label("Basis needed").select_option("statement")
    claim.get_by_role("button", name="New source").press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "A source"
    source = page.locator(".forms-others .forms-fact").nth(0)
    source.get_by_label("Type needed").select_option("article")
    source.get_by_label("Quality needed").select_option("B")
    source.get_by_label("Read needed").select_option("whole")
    source.get_by_text("more fields").press("Enter")
    source.get_by_label("Title", exact=True).fill("“5,000” came: a 'count', it says \\ #1")
    source.get_by_label("Published", exact=True).fill("2025-06-04")
    source.get_by_role("button", name="New organisation").first.press("Enter")
    publisher = page.locator(".forms-others .forms-fact").nth(1)
    publisher.get_by_label("Name needed").fill("Ürban Kite-Post")
    publisher.get_by_label("Type needed").select_option("outlet")
    assert claim.get_by_label("By needed").input_value() == "council"
    assert claim.get_by_label("Source needed").input_value() == "urban-kite-post-2025-06-04"
    page.get_by_role("button", name="Make the files").press("Enter")
    steps = page.locator(".forms-steps li")
    headings = steps.locator("h3").all_inner_texts()
    assert headings == ["Make data/organisations/urban-kite-post.yml", "Make data/sources/urban-kite-post-2025-06-04.yml", "Add to data/counts/visitors.yml", "Create the pull request"]  # fmt: skip
    links = [link.get_attribute("href") or "" for link in steps.locator("a.forms-go").all()]
    assert links[0].startswith("https://github.com/town/kites/new/main?filename=data%2Forganisations%2Furban-kite-post.yml&value=%23%20yaml")  # fmt: skip
    assert links[2] == "https://github.com/town/kites/edit/main/data/counts/visitors.yml"
    page.get_by_label("The address of your branch").fill("https://github.com/me/kites/tree/patch-1")
    assert steps.locator("a.forms-go").nth(2).get_attribute("href") == "https://github.com/me/kites/edit/patch-1/data/counts/visitors.yml"  # fmt: skip

    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    root = copy_story(SECOND, tmp_path / "story")
    for number, heading in enumerate(headings[:3]):
        path, text = heading.split(" ")[-1], steps.nth(number).locator("textarea").input_value()
        if heading.startswith("Make"):
            assert format_text(text, path, str(kind_of_file(path))) == text, "as 'factbook format' has it"
            write(root, {path: text})
            continue
        there = re.search(r"line (\d+), which says “(.*?)”", steps.nth(number).inner_text())
        assert there
        lines = (root / path).read_text(encoding="utf-8").split("\n")
        assert lines[int(there[1]) - 1].strip().startswith(there[2])
        lines.insert(int(there[1]), text.removesuffix("\n"))
        write(root, {path: "\n".join(lines)})
    assert problems_of(root) == ""


def test_a_series_is_made_with_its_table_from_a_spreadsheet(
    tab: Callable[..., Page], home: str, tmp_path: Path
) -> None:
    page = opened(tab, home, TOWN)
    page.get_by_label("What do you want to add?").select_option("series")
    form = page.locator(".forms-first")
    form.get_by_label("Id needed").fill("ferries")
    for name, text in {"Title": "Ferries to Lower Fennick", "Unit": "ferries", "Definition": "Ferries that landed in a month.", "By": "council", "Source": "council-2025-07-02", "Licence": "CC BY 4.0"}.items():  # fmt: skip
        form.get_by_label(f"{name} needed", exact=True).first.fill(text)
    columns = form.get_by_role("group", name="Columns")
    columns.get_by_role("button", name="Add to “columns”").press("Enter")
    for number, (name, sort, about) in enumerate([("month", "date", "The month."), ("landed", "integer", "How many landed, by the harbour’s book.")]):  # fmt: skip
        one = columns.locator(".forms-one").nth(number)
        one.get_by_label("Name needed").fill(name)
        one.get_by_label("Type needed").select_option(sort)
        one.get_by_label("Description needed").fill(about)
    page.get_by_role("button", name="Make the files").press("Enter")
    assert page.get_by_role("status").inner_text() == "One field has to be mended."
    assert page.evaluate("document.activeElement.name") == "rows"
    form.get_by_label("Rows needed").fill("month\tlanded\n2025-05\t31\n2025-06\t28\n")
    page.get_by_role("button", name="Make the files").press("Enter")
    steps = page.locator(".forms-steps li")
    headings = steps.locator("h3").all_inner_texts()
    assert headings[:2] == ["Make data/series/ferries.yml", "Make data/series/ferries.csv"]
    texts = [steps.nth(number).locator("textarea").input_value() for number in range(2)]
    assert texts[1] == "month,landed\n2025-05,31\n2025-06,28\n"
    root = copy_story(SECOND, tmp_path / "story")
    write(root, {heading.split(" ")[-1]: text for heading, text in zip(headings, texts, strict=False)})
    assert format_text(texts[0], "data/series/ferries.yml", "series") == texts[0]
    assert problems_of(root) == ""
    assert violations(page) == []


def changing(tab: Callable[..., Page], home: str, kind: str, ref: str) -> Page:
    """The form of a fact that is there."""
    page = tab()
    data = forms_file(load_story(SECOND), TOWN)
    page.route("**/edit/forms.json", lambda route: route.fulfill(body=data, content_type="application/json"))
    page.goto(f"{home}edit/?kind={kind}&fact={ref}")
    page.get_by_role("heading", name=f"Change {kind} {ref}").wait_for()
    return page


def test_a_claim_is_changed_with_its_correction_and_is_green(
    tab: Callable[..., Page], home: str, tmp_path: Path
) -> None:
    """With the keyboard; the patch makes the same file as the text that is copied, and the check asks for nothing more."""
    page = changing(tab, home, "claim", "kites-aloft/guild-2025-06-01")
    page.get_by_role("button", name="Make the files").press("Enter")
    assert page.get_by_role("status").inner_text() == "Nothing is changed yet."
    value = page.locator(".forms-first").get_by_label("Value needed")
    assert value.input_value() == "318"
    value.fill("3,81")
    page.keyboard.press("Tab")
    assert "must be an amount" in page.inner_text(".forms-first")
    value.fill("381")
    page.keyboard.press("Tab")
    entry = page.locator(".forms-others .forms-fact")
    assert [entry.get_by_label(f"{name} needed").input_value() for name in ("Before", "After")] == ["318", "381"]
    page.get_by_role("button", name="Make the files").press("Enter")
    assert page.get_by_role("status").inner_text() == "One field has to be mended."
    assert page.evaluate("document.activeElement.name") == "because"
    page.keyboard.type("We had swapped the digits of the report.")
    page.get_by_role("button", name="Make the files").press("Enter")
    steps = page.locator(".forms-steps li")
    assert steps.locator("h3").all_inner_texts()[:2] == [
        "Add to data/corrections.yml",
        "Change data/counts/kites-aloft.yml",
    ]
    path = "data/counts/kites-aloft.yml"
    before = (SECOND / path).read_text(encoding="utf-8")
    expected = before.replace("    value: 318\n", "    value: 381\n", 1)
    assert steps.nth(1).locator("textarea").input_value() == "    value: 381\n"
    assert (
        f"line {before[: before.index('    value: 318')].count(chr(10)) + 1}, “value: 318”" in steps.nth(1).inner_text()
    )
    assert steps.nth(1).locator("a.forms-go").get_attribute("href") == f"https://github.com/town/kites/edit/main/{path}"
    texts = []
    for name in ("Download the whole file", "Download the patch"):
        with page.expect_download() as got:
            steps.nth(1).get_by_role("link", name=name).press("Enter")
        texts.append(got.value.path().read_text(encoding="utf-8"))
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    base, root = copy_story(SECOND, tmp_path / "base"), copy_story(SECOND, tmp_path / "story")
    assert texts[0] == expected
    subprocess.run(["git", "apply", "-"], cwd=root, input=texts[1], text=True, check=True)
    assert (root / path).read_text(encoding="utf-8") == expected
    corrections = (root / "data/corrections.yml").read_text(encoding="utf-8")
    write(root, {"data/corrections.yml": corrections + steps.nth(0).locator("textarea").input_value()})
    assert problems_of(root) == ""
    assert [str(each) for each in gate_problems(root, base, dt.datetime.now(dt.UTC).date())] == []


@pytest.mark.parametrize(
    ("kind", "ref", "label", "said", "old", "new"),
    [
        ("person", "mara-quill", "Short", "", "short: Quill\n", ""),
        ("organisation", "herald", "Note", "It: a paper", "type: outlet\n", "type: outlet\n"),
        ("place", "pier", "Name needed", "The “long” pier", "", ""),
    ],
)
def test_a_field_is_changed_added_or_taken_out_and_all_else_stays(
    kind: str, ref: str, label: str, said: str, old: str, new: str, tab: Callable[..., Page], home: str
) -> None:
    page = changing(tab, home, kind, ref)
    if not page.get_by_label(label, exact=True).is_visible():
        page.locator(".forms-first summary").first.press("Enter")
    page.locator(".forms-first").get_by_label(label, exact=True).fill(said)
    page.keyboard.press("Tab")
    for because in page.get_by_label("Because needed").all():
        because.fill("We had read it otherwise.")
    page.get_by_role("button", name="Make the files").press("Enter")
    step = page.locator(".forms-steps li").filter(has=page.get_by_role("heading", name="Change data/"))
    path = step.locator("h3").inner_text().split(" ")[-1]
    with page.expect_download() as got:
        step.get_by_role("link", name="Download the whole file").click()
    before, after = (SECOND / path).read_text(encoding="utf-8"), got.value.path().read_text(encoding="utf-8")
    lines = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    assert len(lines) in (1, 2)
    assert all(line[2:].strip().removeprefix("- ").startswith(label.split(" ")[0].lower()) for line in lines)


TEXTS = """About 28000|“about 28000”|about 28000.|２８０００|28k|2.5k|12 million|between 27000 and 29000|>28000|2.000|28,000|28’000|
1.234.567|2,5|~28000|28000+|28000 people|50%|?|several thousand|a dozen|5–10|600±50|more then 5|unknown|600|4 to 5|-5|1e5|½""".replace("\n", "").split("|")  # fmt: skip
DAYS = "2025-04-30|2025-04~|2025?|2024-10/2024-12|31 May 2025|May 31, 2025|2025-4-1|2025/04/01|2025-02-29|2024-02-29|2025-13|yesterday|2025-06-01T14:30|..".split("|")  # fmt: skip


@pytest.mark.parametrize(
    ("label", "texts", "parse"), [("Value needed", TEXTS, Amount.parse), ("As of needed", DAYS, Edtf.parse)]
)
def test_a_value_is_judged_as_the_check_does(
    label: str, texts: list[str], parse: Callable[[str], object], tab: Callable[..., Page], home: str
) -> None:
    page = opened(tab, home)
    field = page.get_by_label(label)
    said = page.locator(f"#{field.get_attribute('id')}-wrong")
    for text in texts:
        field.fill(text)
        field.dispatch_event("change")
        try:
            parse(text)
        except BadValue as error:
            told = said.inner_text()
            assert told.startswith(f"{error}, found “{text}”") or label.startswith("As of"), text
            assert told.endswith(f"For example: {error.example}") or (error.must not in told), text
            assert told, text
        else:
            assert said.inner_text() == "", text


def test_a_press_is_no_miss_when_a_field_shows_a_line_more(tab: Callable[..., Page], home: str) -> None:
    page = opened(tab, home)
    page.get_by_label("What do you want to add?").select_option("place")
    page.get_by_label("Name needed").fill("The Mole")
    page.get_by_label("Type needed").select_option("port")
    page.get_by_label("Source needed").first.fill("radio-2025-06-01")
    page.get_by_role("button", name="Make the files").click()
    assert page.locator(".forms-steps h3").all_inner_texts() == ["Add to data/places.yml"]


def test_without_a_repository_the_files_are_copied_or_downloaded(tab: Callable[..., Page], home: str) -> None:
    page = opened(tab, home)
    page.get_by_label("What do you want to add?").select_option("organisation")
    page.get_by_label("Name needed").fill("The Gazette")
    page.get_by_label("Type needed").select_option("outlet")
    page.get_by_role("button", name="Make the files").click()
    assert page.locator(".forms-steps a.forms-go").count() == 0
    with page.expect_download() as got:
        page.get_by_role("link", name="Download").click()
    text = got.value.path().read_text(encoding="utf-8")
    assert text.endswith("id: the-gazette\nname: The Gazette\ntype: outlet\n")
    assert got.value.suggested_filename == "the-gazette.yml"
