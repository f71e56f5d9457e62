"""What a claim may say of who said it: joint claimants, denials, and the words of an original, as readers meet them."""

from __future__ import annotations

from pathlib import Path

from factbook.build import build
from factbook.site import Site
from support import SECOND, copy_story

GUILD = "data/counts/visitors.yml"


def test_readers_meet_joint_claimants_denials_and_originals(tmp_path: Path) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    path = root / GUILD
    text = path.read_text(encoding="utf-8")
    said = "    by: guild\n    through:\n      - elpida-aeras\n"
    assert text.count(said) == 1
    text = text.replace(said, "    by: guild\n    jointly_with: [council]\n    through:\n      - elpida-aeras\n")
    path.write_text(text, encoding="utf-8")
    source = root / "data/sources/guild-2025-06-05.yml"
    source.write_text(source.read_text(encoding="utf-8") + "translated_from: de\n", encoding="utf-8")
    [page] = [
        page
        for page in build(root, Site("Kites", "https://example.org/", "CC BY 4.0"))
        if page.path == "counts/visitors.md"
    ]
    count = page.whole().content
    for words in (
        '<q lang="de">εννέα χιλιάδες και πάνω</q>',
        "Denied by",
        "The festival was smaller than that.",
        "and the council",
    ):
        assert words in count, words
