"""Migrations: fact files in a form of earlier versions, rewritten in today's with every comment, order and value kept.

Earlier, the ``scope`` of a claim was free words; now it is the id of one of its count's ``scopes``, which hold the words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

from .files import files_below, read_text
from .formatter import Unformatted, compose, format_text
from .kinds import Count
from .kinds.base import ID_PATTERN
from .loading import described_by, kind_of_file
from .problems import Problem, Problems
from .settings import CONTRACT, PLUGIN
from .strict_yaml import parse_yaml
from .yaml_edits import Edit, edited, ends_line, fields_in, free_id, last_scalar

_MAX_ID: Final = 60


def old_files(root: Path, problems: list[Problem]) -> list[Unformatted]:
    """List the fact files below ``root`` in an older form, with their text in today's; append what cannot be read to ``problems``."""
    found = []
    for path in files_below(root, root / "data", problems):
        relative = path.relative_to(root).as_posix()
        kind = kind_of_file(relative)
        if kind is None or described_by(relative):
            continue  # 'factbook check' tells
        try:
            before = read_text(root, path)
            parse_yaml(before, relative)
            after = migrated(before, relative, kind)
            if after != before:
                found.append(Unformatted(relative, before, format_text(after, relative, kind)))
        except Problems as error:
            problems.extend(error.problems)
    return found


def migrated_settings(text: str) -> str:
    """Return ``mkdocs.yml`` with the version of today's form in it; the text itself if that stands there, or it is no YAML."""
    try:
        top = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return text  # 'factbook check' tells
    if not isinstance(top, yaml.MappingNode) or top.flow_style:
        return text
    extra = fields_in(top)[1].get("extra")
    if not isinstance(extra, yaml.MappingNode) or not extra.value:
        return text if extra else f"{text.rstrip()}\n\nextra:\n  {PLUGIN}: {CONTRACT}\n"
    if version := fields_in(extra)[1].get(PLUGIN):
        return f"{text[: version.start_mark.index]}{CONTRACT}{text[version.end_mark.index :]}"
    first = extra.value[0][0].start_mark
    after = ", " if extra.flow_style else "\n" + " " * first.column
    return f"{text[: first.index]}{PLUGIN}: {CONTRACT}{after}{text[first.index :]}"


def migrated(text: str, path: str, kind: str) -> str:
    """Return a fact file's text in today's form; the text itself if it is, or cannot be read as YAML."""
    if kind != Count.kind or "scope:" not in text:
        return text
    try:
        parse_yaml(text, path)
    except Problems:
        return text
    return edited(text, _scope_edits(compose(text), text))


def _scope_edits(count: yaml.Node, text: str) -> Iterator[Edit]:
    """Yield the edits by which the words of claims' scopes become scopes of their count, and the claims name these."""
    keys, fields = fields_in(count)
    claims, scopes = fields.get("claims"), fields.get("scopes")
    if not isinstance(claims, yaml.SequenceNode) or not isinstance(scopes, yaml.SequenceNode | None):
        return
    declared = {label: ident for ident, label in _declared(scopes)}
    taken = {_text(fields.get("id")), *declared.values()}
    new: dict[str, str] = {}
    for claim in claims.value:
        node = fields_in(claim)[1].get("scope")
        words = " ".join(_text(node).split())
        if (
            not node
            or not words
            or words in taken - {_text(fields.get("id"))}
            or (scopes and re.fullmatch(ID_PATTERN, words))
        ):
            continue  # none, declared, or misspelt
        if words not in declared:
            declared[words] = new[words] = free_id(
                re.sub(r"[^a-z0-9]+", "-", words.lower()[:_MAX_ID]).strip("-") or "scope", taken
            )
            taken.add(declared[words])
        yield node.start_mark.index, node.end_mark.index, declared[words] + "\n" * ends_line(node)
    if new:
        yield _declaration(keys["claims"], scopes, bool(getattr(count, "flow_style", False)), new, text)


def _declaration(
    claims: yaml.Node, scopes: yaml.SequenceNode | None, flow: bool, new: dict[str, str], text: str
) -> Edit:
    """Return the edit that declares scopes, before the claims and the comments above them, or last among ``scopes``."""
    items = [f"{{id: {ident}, label: {json.dumps(words, ensure_ascii=False)}}}" for words, ident in new.items()]
    if scopes and scopes.flow_style:
        place = scopes.end_mark.index - 1
        return place, place, ", " * bool(scopes.value) + ", ".join(items)
    if scopes:
        last = last_scalar(scopes)
        place = last.end_mark.index if ends_line(last) else text.find("\n", last.end_mark.index) + 1
        return place, place, "".join(f"{' ' * scopes.start_mark.column}- {item}\n" for item in items)
    place = claims.start_mark.index
    if flow:
        return place, place, f"scopes: [{', '.join(items)}], "
    above = text[:place].split("\n")
    while len(above) > 1 and above[-2].startswith("#") and _MODELINE not in above[-2]:
        del above[-2]
    place = len("\n".join(above))
    return place, place, "".join(["scopes:\n", *(f"  - {item}\n" for item in items)])


_MODELINE: Final = "yaml-language-server:"


def _text(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _declared(scopes: yaml.SequenceNode | None) -> Iterator[tuple[str, str]]:
    """Yield the id and the words of each scope that is declared."""
    for item in scopes.value if scopes else ():
        fields = fields_in(item)[1]
        yield _text(fields.get("id")), " ".join(_text(fields.get("label")).split())
