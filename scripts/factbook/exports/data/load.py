"""Reading the published JSON back into a factbook."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from ...factbook import Factbook
from ...files import FILE
from ...kinds import KINDS, Fact
from ...problems import Place, Problem, Problems, quote
from ...validation import TYPE


def load_json(path: Path) -> Factbook:
    """Read a ``facts.json``; the factbook's root is the file's folder. Raises :class:`Problems` with all that is not a fact."""
    try:
        members = json.loads(path.read_text(encoding="utf-8"))["facts"]
        facts = [(str(member["kind"]), member["written"]) for member in members]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"must be a file of facts in JSON, found: {quote(error)}"
        raise Problems([Problem(Place(path.name), FILE, message, "data/facts.json")]) from error
    read: dict[str, dict[str, Fact]] = {name: {} for name in KINDS}
    problems = []
    for place, (kind, written) in enumerate(facts):
        try:
            fact = KINDS[kind].model_validate(written)
            read[kind][fact.id] = fact
        except KeyError:
            problems.append(
                Problem(Place(path.name), TYPE, f"facts[{place}]: must be of a known kind, found {quote(kind)}")
            )
        except ValidationError as error:
            for each in error.errors(include_url=False):
                where = ".".join(map(str, each["loc"]))
                problems.append(Problem(Place(path.name), TYPE, f"facts[{place}] ({kind}): {where}: {each['msg']}"))
    if problems:
        raise Problems(problems)
    return Factbook(path.parent, read)
