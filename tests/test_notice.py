"""The notice of other people's work: current, complete, and loud about what it cannot know."""

from __future__ import annotations

import dataclasses
from email.message import Message
from importlib.metadata import PackageMetadata, metadata
from typing import cast

import notice
import pytest
from support import ROOT

LOCK = (ROOT / notice.LOCK).read_text(encoding="utf-8")


def test_the_notice_is_current() -> None:
    written = (ROOT / notice.NOTICE).read_text(encoding="utf-8")
    assert notice.notice(ROOT, LOCK) == written, "run: make notice"


def test_every_locked_package_is_in_it() -> None:
    named = {line.split("==")[0] for line in LOCK.splitlines() if "==" in line.split("\\")[0].split(";")[0]}
    assert set(notice.locked(LOCK)) == named
    assert {"altair", "mkdocs-material", "vl-convert-python"} <= named


def test_every_licence_text_and_every_font_script_and_map_of_others_is_in_it() -> None:
    texts = {path for folder in ("scripts",) for path in (ROOT / folder).rglob("*") if path.suffix == ".txt"}
    licences = {path for path in texts if path.stem.startswith(("LICENSE", "OFL"))}
    assert {ROOT / work.text for work in notice.COPIED} == licences
    kept = {path for work in notice.COPIED for path in ROOT.glob(work.files)}
    beside = {path for text in licences for path in text.parent.iterdir() if path.is_file() and path not in texts}
    ours = {path for path in beside if path.suffix == ".py" or path.stem.partition("-")[0] in ("advances", "metrics")}
    assert beside - ours == kept


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"License-Expression": "MIT", "License": "other"}, "MIT"),
        ({"License": "BSD-3-Clause", "Classifier": "License :: OSI Approved :: BSD License"}, "BSD-3-Clause"),
        ({"License": "UNKNOWN", "Classifier": "License :: OSI Approved :: MIT License"}, "MIT License"),
        (
            {"License": "Copyright somebody. " * 9, "Classifier": "License :: OSI Approved :: BSD License"},
            "BSD License",
        ),
        ({"License": "UNKNOWN", "Classifier": "Topic :: Internet"}, None),
        ({}, None),
    ],
)
def test_a_licence_is_named_as_the_package_names_it(fields: dict[str, str], says: str | None) -> None:
    package = Message()
    for name, value in fields.items():
        package[name] = value
    assert notice.licence(cast(PackageMetadata, package)) == says


def test_everything_missing_is_told_at_once() -> None:
    version = metadata("jinja2")["Version"]
    lock = (
        f"jinja2==0.1 \\\n    --hash=sha256:00\nmarkupsafe=={metadata('markupsafe')['Version']}\nno-such-package==1.0\n"
    )
    sans = notice.COPIED[0]
    works = (
        dataclasses.replace(sans, version="0.0.1"),
        dataclasses.replace(sans, text="scripts/mkdocs_factbook/theme/LICENSE.txt"),
    )
    with pytest.raises(notice.Unlicensed) as told:
        notice.notice(ROOT, lock, works)
    assert str(told.value).splitlines() == [
        f"{sans.stated}: must state {sans.name} 0.0.1, found another version or none",
        f"scripts/mkdocs_factbook/theme/LICENSE.txt: must be there for {sans.name}, found no such file",
        f"requirements.txt: jinja2 must be 0.1 as locked, found {version} installed; run: make site",
        "requirements.txt: no-such-package must be installed, so that its licence can be read; run: make site",
    ]


def test_versions_that_depend_on_python_stand_together() -> None:
    lock = "one==1.0 ; python_full_version < '3.11.5' \\\n    --hash=sha256:00\none==2.0 ; python_full_version >= '3.11.5'\n"
    assert notice.locked(lock) == {"one": ["1.0", "2.0"]}
