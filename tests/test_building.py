"""What a build takes from a story's folder, and that whatever a check passes is built."""

from __future__ import annotations

from pathlib import Path

from building import build_here, files_of, small

HIDDEN: dict[str, str | bytes] = {
    "docs/.env": "SECRET=1",
    "docs/.well-known/page.html": "<script>",
    "docs/.git/config": "token",
    "docs/.page.md": "---\ntitle: Hidden\n---\n",
    "docs/index.md~": "an editor's backup",
}


def test_what_a_check_passes_over_is_not_published_whatever_the_settings_say(tmp_path: Path) -> None:
    settings = "exclude_docs: |\n  !.*\ndraft_docs: |\n  .git/\n"
    root = small(tmp_path, {**HIDDEN, "docs/told.txt": "told"}, settings)
    assert build_here(root) == ""
    published = files_of(root / "site")
    assert "told.txt" in published
    assert not [path for path in published if path.startswith(".") or "/." in path or path.endswith("~")]


def test_what_a_check_reads_is_published_though_mkdocs_would_leave_it_out(tmp_path: Path) -> None:
    page = "---\ntitle: Told\n---\n# Told\n\nHere.\n"
    root = small(tmp_path, {"docs/templates/told.md": page, "docs/templates/told.txt": "told"})
    assert build_here(root) == ""
    assert {"templates/told/index.html", "templates/told.txt"} <= set(files_of(root / "site"))


def test_another_folder_of_pages_is_refused_as_it_is_not_checked(tmp_path: Path) -> None:
    root = small(tmp_path, {"pages/index.md": "# Unchecked\n"}, "docs_dir: pages\n")
    assert "docs_dir: must be docs" in build_here(root)
    assert not (root / "site").exists()


def test_a_link_in_the_look_is_not_published_wherever_that_lies(tmp_path: Path) -> None:
    root = small(tmp_path, {"secret.txt": "told"})
    (root / "look/told.txt").symlink_to("../secret.txt")
    assert "must not be published" in build_here(root)
    assert not (root / "site").exists()
