"""A build over the last site makes few pages, and the same bytes as one from nothing, whatever was edited in between."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from building import files_of
from factbook.pages.kept import Kept, KeptPage, loads
from sampling import SEED, scaled
from support import SECOND, copy_story, mkdocs, write
from test_memory import EDITS as FACT_EDITS

ROUNDS = 60
Edit = Callable[[Path, random.Random], object]


def _changed(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    after = re.sub(pattern, new, text, count=1, flags=re.MULTILINE)
    assert after != text, path
    path.write_text(after, encoding="utf-8")


def _any(root: Path, chance: random.Random, pattern: str) -> Path:
    return chance.choice(sorted(root.glob(pattern)))


def a_fact(root: Path, chance: random.Random) -> None:
    path = _any(root, chance, "data/**/*.yml")
    path.write_text(chance.choice(list(FACT_EDITS.values()))(path.read_text(encoding="utf-8")), encoding="utf-8")


def a_figure(root: Path, chance: random.Random) -> None:
    path = _any(root, chance, "data/counts/*.yml")
    values = list(re.finditer(r"(?m)value: (\d+)$", path.read_text(encoding="utf-8")))
    if values:
        one, text = chance.choice(values), path.read_text(encoding="utf-8")
        path.write_text(f"{text[: one.end()]}{chance.choice(['.0', '1'])}{text[one.end() :]}", encoding="utf-8")


def a_new_source(root: Path, chance: random.Random) -> None:
    path = _any(root, chance, "data/sources/*.yml")
    new = path.with_name(f"s{chance.randrange(10**6)}-{path.name}")
    text = re.sub(r"(?m)^id: .*", f"id: {new.stem}", path.read_text(encoding="utf-8"))
    new.write_text(re.sub(r"(?m)^((?:url|archived_url): https?://[^/\s]+).*", r"\1/new", text), encoding="utf-8")


def a_sentence(root: Path, chance: random.Random) -> None:
    path = _any(root, chance, "docs/**/*.md")
    path.write_text(f"{path.read_text(encoding='utf-8')}\nA new sentence.\n", encoding="utf-8")


def a_heading(root: Path, chance: random.Random) -> None:
    path = _any(root, chance, "docs/**/*.md")
    path.write_text(
        re.sub(r"(?m)^(title: |# )(\w)", r"\1New \2", path.read_text(encoding="utf-8"), count=1), encoding="utf-8"
    )


def a_translation(root: Path, chance: random.Random) -> None:
    _changed(root / GERMAN, f'(?m)^msgstr "{chance.choice(["Drachen", "Besucher", "Gäste"])}', r"\g<0> neu")


def in_german(root: Path) -> None:
    """Tell a story in German, too: two pages, and some of the words."""
    _changed(root / "mkdocs.yml", "^      licence:", "      languages: [de]\n      licence:")
    message = 'msgid "{}"\nmsgstr "{}"\n\n'.format
    words = {
        "": "Content-Type: text/plain; charset=UTF-8\\n",
        "Kites over Lower Fennick": "Drachen",
        "visitors": "Besucher",
    }
    title = f'msgctxt "visitors title"\n{message("Visitors of the kite festival", "Gäste des Festes")}'
    german = {name: (root / f"docs/{name}").read_bytes() for name in ("story/the-count.md", "people/index.md")}
    home = '---\ntitle: Anfang\n---\n# Anfang\n\n{{ numbers("visitors") }}\n'
    write(
        root,
        {
            GERMAN: "".join(map(message, words, words.values())) + title,
            "docs/de/index.md": home,
            **{f"docs/de/{name}": text for name, text in german.items()},
        },
    )


GERMAN = "data/translations/de.po"
EDITS: dict[str, Edit] = {
    "a translation": a_translation,
    "a fact": a_fact,
    "a figure": a_figure,
    "a new source": a_new_source,
    "a sentence": a_sentence,
    "a heading": a_heading,
    "a page moved": lambda root, chance: (path := _any(root, chance, "docs/*.md")).rename(path.with_stem("moved")),
    "a new page": lambda root, chance: write(root, {f"docs/p{chance.randrange(9)}.md": "# New\n\nNew.\n"}),
    "a file": lambda root, chance: write(root, {f"docs/f{chance.randrange(9)}.txt": f"{chance.random()}"}),
    "a setting": lambda root, chance: _changed(root / "mkdocs.yml", "^site_description: ", "site_description: Now "),
    "an address": lambda root, chance: _changed(
        root / "mkdocs.yml", "^site_url: .*", f"site_url: https://x{chance.randrange(99)}.example.org/"
    ),
    "the navigation": lambda root, chance: _changed(
        root / "mkdocs.yml", "- .*: timeline", f"- Days {chance.random()}: timeline"
    ),
    "a template": lambda root, chance: _template(root, chance),
    "a style": lambda root, chance: _look(root, {"assets/x.css": f"/* {chance.random()} */"}),
    "the site": lambda root, chance: write(root, {"site/index.html": "touched"}),
    "the cache": lambda root, chance: shutil.rmtree(root / ".cache"),
}
"""What is edited; some of it is wrong, and then neither build makes a site."""


def _template(root: Path, chance: random.Random) -> None:
    """A template of the story's own, or none any more."""
    look = root / "look"
    if (look / "partials").exists():
        shutil.rmtree(look / "partials")
    else:
        _look(root, {"partials/footer.html": f"<footer>{{{{ pages | length }}}} {chance.random()}</footer>"})


def _look(root: Path, files: dict[str, str | bytes]) -> None:
    write(root / "look", files)
    config = root / "mkdocs.yml"
    if "custom_dir" not in (text := config.read_text(encoding="utf-8")):
        config.write_text(text.replace("name: factbook\n", "name: factbook\n  custom_dir: look\n"), encoding="utf-8")


def _bytes(site: Path) -> dict[str, bytes]:
    return {path: (site / path).read_bytes() for path in files_of(site)}


def _state(root: Path) -> dict[str, bytes]:
    return {path: content for path, content in _bytes(root).items() if path.partition("/")[0] not in ("site", ".cache")}


def _with(before: dict[str, bytes], root: Path) -> None:
    """Put a story back."""
    for path in _state(root).keys() - before.keys():
        (root / path).unlink()
    write(root, dict(before))


def _rounds() -> Iterator[tuple[int, str]]:
    chance = random.Random(f"{SEED}-taken-over")
    for number in range(scaled(ROUNDS)):
        yield number, chance.choice(list(EDITS))


def test_a_build_over_the_last_site_makes_what_one_from_nothing_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    in_german(root)
    chance, done = random.Random(f"{SEED}-edits"), []
    assert not mkdocs(root / "mkdocs.yml", root / "site", strict=False).returncode
    for number, name in _rounds():
        before = _state(root)
        EDITS[name](root, chance)
        done.append(name)
        if chance.random() < 0.1:
            monkeypatch.setattr("mkdocs_factbook.up_to_date.distributions", lambda number=number: (_Other(number),))
            done.append("the engine's version")
        over = mkdocs(root / "mkdocs.yml", root / "site", strict=False)
        shutil.rmtree(tmp_path / "cold", ignore_errors=True)
        cold = mkdocs(root / "mkdocs.yml", tmp_path / "cold", strict=False)
        assert over.returncode == cold.returncode, (done, over.stderr, cold.stderr)
        if cold.returncode:
            _with(before, root)
            continue
        here, there = _bytes(root / "site"), _bytes(tmp_path / "cold")
        assert {path for path in here.keys() | there.keys() if here.get(path) != there.get(path)} == set(), done


class _Other:
    """A package of another version."""

    name = "factbook"

    def __init__(self, number: int) -> None:
        self.version = f"{number}"


@pytest.mark.parametrize("name", EDITS)
def test_each_edit_can_be_made(name: str, tmp_path: Path) -> None:
    """Of all edits above, none does nothing."""
    root = copy_story(SECOND, tmp_path / "story")
    in_german(root)
    (root / ".cache").mkdir(exist_ok=True)
    before = _bytes(root)
    for seed in range(9):
        EDITS[name](root, random.Random(seed))
        if _bytes(root) != before or not (root / ".cache").exists():
            return
    pytest.fail("nothing was edited")


def test_after_an_edited_figure_most_pages_are_taken_over(tmp_path: Path) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    site = root / "site"
    assert not mkdocs(root / "mkdocs.yml", site).returncode
    before = {path: (site / path).stat().st_mtime_ns for path in files_of(site) if path.endswith(".html")}
    _changed(root / "data/counts/kites-aloft.yml", r"value: (.*)$", "value: 4321")
    assert not mkdocs(root / "mkdocs.yml", site).returncode
    same = {path for path, time in before.items() if (site / path).stat().st_mtime_ns == time}
    assert len(same) > len(before) / 2
    assert "counts/kites-aloft/index.html" in before.keys() - same


def test_what_is_kept_is_read_back_and_other_texts_are_refused() -> None:
    page = KeptPage("x", (("named", "a"), ("side", ("*",)), ("claims_by", ("by", "a"))), title="T", idents=("a",))
    kept = Kept({"a.md": page}, dict.fromkeys(page.read, "digest"), {"more": ["x"]})
    assert loads(kept.dumps()) == kept
    for text in ("", "1", "[]", "[[],{},{},1]", '[[],{"a":[[7]]},{}]'):
        with pytest.raises(ValueError):
            loads(text)
