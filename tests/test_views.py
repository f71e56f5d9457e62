"""Views, from cases kept as data in ``cases/views``; its README says how a case is written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
import yaml
from factbook.factbook import Factbook
from factbook.kinds import Claim, Correction, Count, Event, Fact, Organisation, Side, Source
from factbook.views.conflicts import MAX_CONFLICTS, conflicts, disagreements
from factbook.views.corrected import concerns, name_of, newest_corrections
from factbook.views.dependents import dependents, referrers, withdrawn_sources
from factbook.views.derived import SYMBOLS, derive
from factbook.views.matrix import who_says_what
from factbook.views.parts import Figure, family_of, sets_of_figures
from factbook.views.point_in_time import Moment, claims_known_on, known_since, moments, undated_claims
from factbook.views.series import revisions, series, successor
from factbook.views.standing import in_words, latest_words, said_by, standing, why_not
from factbook.views.timeline import timeline
from factbook.views.voices import origins, root_of_misreport, side_of, speakers, voices
from support import CASES, SECOND, load_story

Case = dict[str, Any]
CLAIMANTS = {"a1": "a", "a2": "a", "b1": "b", "b2": "b", "lone1": None, "lone2": None, "nobody": None, "organ": "a"}
TYPES = {"nobody": "unattributed", "press1": "outlet", "press2": "agency", "organ": "outlet"}


def cases(name: str) -> list[Any]:
    """The cases of a file as test parameters; every scalar is text, as in fact files."""
    rows = yaml.load((CASES / "views" / f"{name}.yml").read_text(encoding="utf-8"), yaml.CBaseLoader)
    return [pytest.param(row, id=row.get("case") or " ".join(map(str, row.values()))) for row in rows]


def book_of(case: Case) -> Factbook:
    """A factbook of a case's counts, claims and events, all other fields filled in."""
    counts: dict[str, Case] = {name: {"claims": []} | fields for name, fields in case.get("counts", {"n": {}}).items()}
    for name, fields in case.get("claims", {}).items():
        count, _, ident = name.rpartition("/")
        claim = {
            "id": ident,
            "by": ident.split("-")[0],
            "as_of": "2025-06-01",
            "basis": "unknown",
            "source": "paper",
        } | fields
        counts[count or "n"]["claims"].append(claim)
    facts: dict[str, dict[str, Fact]] = {
        "side": {
            name: Side.model_validate({"id": name, "name": name} | fields)
            for name, fields in case.get("sides", {"a": {}, "b": {}}).items()
        },
        "organisation": {
            name: Organisation.model_validate(
                {"id": name, "name": name, "type": TYPES.get(name, "research"), "side": CLAIMANTS.get(name)}
                | case.get("organisations", {}).get(name, {})
            )
            for name in CLAIMANTS | TYPES
        },
        "count": {
            name: Count.model_validate(
                {
                    "id": name,
                    "title": name,
                    "question": "How many?",
                    "unit": "things",
                    "counting": case.get("counting", "cumulative"),
                    "definition": "All.",
                }
                | ({"assessments": case["assessments"]} if "assessments" in case else {})
                | fields
            )
            for name, fields in counts.items()
        },
        "source": {
            name: Source.model_validate(
                {"id": name, "type": "article", "publisher": "a1", "quality": quality, "read": "whole"}
                | case.get("sources", {}).get(name, {})
            )
            for name, quality in {"paper": "A", "agency": "B", "copy": "C"}.items()
        },
        "event": {
            name: Event.model_validate(
                {"id": name, "title": name, "type": "other", "by": "a1", "source": "paper"} | fields
            )
            for name, fields in case.get("events", {}).items()
        },
    }
    return Factbook(Path(), facts)


@pytest.fixture
def second_book() -> Factbook:
    return load_story(SECOND)


def count_option(book: Factbook) -> Count:
    return book.of(Count)["n"]


@pytest.mark.parametrize("case", cases("conflicts"))
def test_conflicts(case: Case) -> None:
    found = [
        f"{each.computed}{f' as {each.kind}' if each.assessment else ''} {each.first.ref} {each.second.ref}"
        for each in conflicts(book_of(case))
    ]
    assert sorted(found) == sorted(case["expect"])


@pytest.mark.parametrize("case", cases("conflicts"))
def test_conflicts_do_not_depend_on_the_order_of_claims_in_a_file(case: Case) -> None:
    turned = {**case, "claims": dict(reversed(case["claims"].items()))}
    pairs = [
        {(each.kind, frozenset((each.first.ref, each.second.ref))) for each in conflicts(book_of(each_case))}
        for each_case in (case, turned)
    ]
    assert pairs[0] == pairs[1]


@pytest.mark.parametrize("case", cases("disagreements"))
def test_conflicts_that_hang_together_are_one_disagreement(case: Case) -> None:
    book = book_of(case)
    found = [
        f"{each.count.id} {', '.join(each.kinds)}: {' '.join(claim.ref for claim in each.claims)}"
        for each in disagreements(book, conflicts(book))
    ]
    assert found == case["expect"]
    meanings = [words for each in disagreements(book, conflicts(book)) for _, words in each.meanings(book)]
    assert meanings == case.get("means", meanings)


def test_every_kind_of_conflict_has_a_case() -> None:
    kinds = {row.split()[0] for parameter in cases("conflicts") for row in parameter.values[0]["expect"]}
    assert kinds == {"transmission", "revision", "scope", "precision", "independent", "unexplained", "None"}


@pytest.mark.parametrize("case", cases("voices"))
def test_who_says_a_figure_and_who_another(case: Case) -> None:
    book = book_of(case)

    def of(ident: str) -> Claim:
        return book.claims[f"n/{ident}"]

    for ident, expected in case["says"].items():
        assert list(voices(book, of(ident)).sides) == expected, ident
    for ident, expected in case.get("words", {}).items():
        assert voices(book, of(ident)).words == expected
    for ident, expected in case.get("others", {}).items():
        assert sorted(claim.id for claim in voices(book, of(ident)).others) == expected, ident
    for ident, expected in case.get("from", {}).items():
        assert sorted(origins(book, of(ident))) == expected


@pytest.mark.parametrize("case", cases("series"))
def test_latest_and_revisions(case: Case) -> None:
    book = book_of(case)
    count = count_option(book)
    asserted = [claim for claim in count.claims if claim.stands]
    assert [claim.id for claim in latest_words(book, asserted)] == case["latest"]
    assert [f"{step.earlier.id} {step.later.id}" for step in revisions(book, count)] == case["revisions"]


@pytest.mark.parametrize("case", cases("successor"))
def test_what_replaced_a_claim(case: Case) -> None:
    book = book_of(case)
    by_id = {claim.id: claim for claim in book.claims.values()}
    later = {ident: successor(book, by_id[ident]) for ident in case["expect"]}
    assert {ident: claim.id if claim else "nothing" for ident, claim in later.items()} == case["expect"]


@pytest.mark.parametrize("case", cases("standing"))
def test_what_stands_today(case: Case) -> None:
    book = book_of(case)
    stands = standing(book, count_option(book), case.get("scope"))
    assert [claim.id for claim in stands.claims] == case["expect"]
    found = {group.reason: " ".join(claim.id for claim in group.claims) for group in stands.left_out}
    assert found == case.get("left_out", {})
    assert {part.scope: [claim.id for claim in part.claims] for part in stands.parts} == case.get("parts", {})
    if "words" in case:
        assert stands.not_here == case["words"]
    for ref, reason in why_not(book, count_option(book)).items():
        claim = book.claims[ref]
        own = standing(book, count_option(book), claim.coverage)
        assert (reason is None) == (claim in own.claims)
        assert reason is None or claim in next(group for group in own.left_out if group.reason == reason).claims


TOGETHER = CASES / "views" / "together.txt"


def all_that_is_said(book: Factbook) -> Iterator[str]:
    """What every view of one count's claims says of them, a line each."""
    count = count_option(book)

    def ids(claims: Iterable[Claim]) -> str:
        return " ".join(claim.id for claim in claims) or "none"

    for each in conflicts(book):
        yield f"{each.first.id} {each.second.id}: {each.kind}, computed {each.computed}"
    for one in disagreements(book, conflicts(book)):
        kinds = f"{' '.join(one.kinds)}, computed {' '.join(one.computed)}"
        yield f"{ids(one.claims)} differ: {kinds}{', explained' if one.explained else ''}; own {ids(one.own_claims)}"
        yield from (f"{kind}: {words}" for kind, words in one.meanings(book))
    for claim in count.claims:
        said = voices(book, claim)
        sides = f"{' '.join(said.sides)} of {' '.join(said.all_sides)}; others {ids(said.others)}"
        last = successor(book, claim)
        yield f"{claim.id}: {said.words} ({sides}), then {last.id if last else 'nothing'}, public {known_since(book, claim)}, side {side_of(book, claim.by)}, behind it {root_of_misreport(book, claim).id}"
    for scope in (None, "s"):
        stands = standing(book, count, scope)
        figures = "".join(f"{joint}{end.words()}" for joint, end in zip(stands.joints, stands.ends, strict=False))
        left_out = "; ".join(f"{each.words} ({ids(each.claims)})" for each in stands.left_out)
        parts = " ".join(f"{part.scope_words}: {ids(part.claims)}" for part in stands.parts)
        yield f"stands {scope}: {figures or stands.none} by {ids(stands.tellers)}, {said_by(book, stands)}; in order {ids(stands.claims)}; latest {ids(stands.latest)}; parts {parts}; left out: {left_out}"
        assert stands.not_here == in_words(each.reason for each in stands.left_out for _ in each.claims)
    yield f"why not: {', '.join(f'{ref} {why}' for ref, why in why_not(book, count).items())}"
    yield from (f"{by} {scope}: {ids(line)}" for (by, scope), line in series(book, count).items())
    yield f"revisions: {' '.join(f'{step.earlier.id}-{step.later.id}' for step in revisions(book, count))}"
    yield from map(_told, moments(book, count))
    for chosen in ((), ("n",)):
        table = who_says_what(book, chosen)
        cells = (f"{by} {ids(row[name])}" for by, row in table.cells.items() for name in row)
        yield f"matrix {' '.join(chosen)}: {' '.join(table.counts)}; {' '.join(table.claimants)}; {', '.join(cells)}"


def test_claims_together_stay_as_they_are() -> None:
    """``REWRITE=1`` writes what the views say of claims drawn by lot anew; read the difference."""
    heads = [each.partition("\n")[0] for each in TOGETHER.read_text(encoding="utf-8").split("\n\n")]
    found = "\n\n".join("\n    ".join([head, *all_that_is_said(book_of(json.loads(head)))]) for head in heads) + "\n"
    if os.environ.get("REWRITE"):
        TOGETHER.write_text(found, encoding="utf-8")
    assert found == TOGETHER.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", cases("as_known"))
def test_what_was_known_when(case: Case) -> None:
    book = book_of(case)
    count = count_option(book)
    for day, expected in case["known"].items():
        known = claims_known_on(book, count, date.fromisoformat(day))
        assert [f"{each.claim.id} {each.status}" for each in known] == expected, day
    assert [claim.id for claim in undated_claims(book, count)] == case.get("undated", [])
    if "moments" in case:
        assert [_told(moment) for moment in moments(book, count)] == case["moments"]


def _told(moment: Moment) -> str:
    new, standing = ([each.claim.id for each in side] for side in (moment.new, moment.standing))
    return " ".join([str(moment.day), "new", *new, "standing", *standing])


def test_the_last_moment_is_today(second_book: Factbook) -> None:
    """With every claim said, the picture is that of the files as they are."""
    for count in second_book.of(Count).values():
        statuses = {each.claim.ref: each.status for each in claims_known_on(second_book, count, date.max)}
        dated = [claim for claim in count.claims if claim not in undated_claims(second_book, count)]
        assert statuses == {claim.ref: claim.status for claim in dated}
        assert dated


@pytest.mark.parametrize("case", cases("timeline"))
def test_timeline(case: Case) -> None:
    assert [event.id for event in timeline(book_of(case), **case.get("only", {}))] == case["expect"]


@pytest.mark.parametrize("case", cases("matrix"))
def test_who_says_what(case: Case) -> None:
    book = book_of(case)
    table = who_says_what(book)
    assert list(table.claimants) == case["claimants"]
    found = {
        by: {count: " ".join(claim.ref for claim in claims) for count, claims in row.items()}
        for by, row in table.cells.items()
    }
    assert found == case["cells"]
    assert list(table.counts) == [count for count in book.of(Count) if any(count in row for row in found.values())]


@pytest.mark.parametrize("case", cases("derived"))
def test_derived_figures(case: Case) -> None:
    function = next(name for name in ("days", *SYMBOLS) if name in case)
    first, second = case[function]
    if function == "days":
        book, refs = book_of({"events": {"x": {"date": first}, "y": {"date": second}}}), ("x", "y")
    else:
        book, refs = book_of({"claims": {"a1": {"value": first}, "b1": {"value": second}}}), ("n/a1", "n/b1")
    if "error" in case:
        with pytest.raises(ValueError, match=case["error"]):
            derive(book, function, refs)
        return
    figure = derive(book, function, refs)
    assert figure.words == case["expect"]
    if "formula" in case:
        assert figure.formula == case["formula"]


AMOUNTS = ("0", "5", "about 8", "more than 5", "at least 5", "up to 8", "fewer than 8", "4 to 6", "about 4 to 6", "799", "800")  # fmt: skip


def test_figures_derived_of_all_pairs_stay_as_they_are() -> None:
    """``REWRITE=1`` writes them anew; read the difference."""
    lines = []
    for first, second in product(AMOUNTS, repeat=2):
        book = book_of({"claims": {"a1": {"value": first}, "b1": {"value": second}}})
        for function in SYMBOLS:
            try:
                lines.append(f"{function} {first}, {second}: {derive(book, function, ('n/a1', 'n/b1')).words}")
            except ValueError as error:
                lines.append(f"{function} {first}, {second}: {error}")
    written, path = "\n".join(lines) + "\n", CASES / "views" / "derived.txt"
    if os.environ.get("REWRITE"):
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("refs", [("x", "zzz"), ("zzz", "x"), ("n/a1", "x"), ("x", "n/a1")])
@pytest.mark.parametrize("function", ["days", *SYMBOLS])
def test_a_derived_figure_needs_facts_of_its_kind(function: str, refs: tuple[str, str]) -> None:
    book = book_of({"events": {"x": {"date": "2025-01-01"}}, "claims": {"a1": {"value": "5"}}})
    with pytest.raises(LookupError):
        derive(book, function, refs)


@pytest.mark.parametrize("case", cases("parts"))
def test_sets_of_parts_and_wholes(case: Case) -> None:
    book = book_of(case)

    def shown(figure: Figure) -> str:
        how = f" {'within' if figure.within else 'bounded by'} {figure.whole.ref}" if figure.whole else ""
        return f"{figure.depth} {figure.claim.ref}{how}"

    for name, expected in case["sets"].items():
        sets = sets_of_figures(book, book.of(Count)[name])
        assert [", ".join(map(shown, figures)) for figures in sets] == expected, name


def test_a_family_is_all_above_and_below_a_count() -> None:
    counts = {"n": {}, "children": {"part_of": "n"}, "boys": {"part_of": "children"}, "adults": {"part_of": "n"}}
    book = book_of({"counts": {**counts, "swings": {"not_above": "children"}, "kites": {}}})
    family = family_of(book, book.of(Count)["boys"])
    assert family == {"n": {}, "children": {"n": True}, "boys": {"children": True, "n": True}}
    swings = family_of(book, book.of(Count)["n"])["swings"]
    assert (list(swings), swings) == (["children", "n"], {"children": False, "n": False})


@pytest.mark.parametrize(
    ("claims", "ends", "tellers"),
    [
        ({}, [], []),
        ({"a1": {"value": "5"}, "b1": {"value": "5"}}, ["a1"], ["a1", "b1"]),
        ({"a1": {"value": "5"}, "b1": {"value": "about 5"}}, ["b1"], ["b1", "a1"]),
        ({"a1": {"value": "5"}, "b1": {"value": "more than 5"}}, ["a1", "b1"], ["a1", "b1"]),
        ({"a1": {"value": "9"}, "b1": {"value": "5"}, "lone1": {"value": "7"}}, ["b1", "a1"], ["b1", "a1"]),
    ],
)
def test_what_stands_lies_between_its_ends(claims: dict[str, Case], ends: list[str], tellers: list[str]) -> None:
    book = book_of({"claims": claims, "counting": "observation"})
    stands = standing(book, count_option(book))
    assert [claim.id for claim in stands.ends] == ends
    assert [claim.id for claim in stands.tellers] == tellers


@pytest.mark.parametrize(
    ("assessed", "claims", "explained"),
    [
        (None, ("a1", "b1"), False),
        ("scope", ("a1", "b1"), True),
        ("independent", ("a1", "b1"), True),
        ("unexplained", ("a1", "b1"), False),
        (None, ("nobody-x", "nobody-y"), False),
        ("scope", ("nobody-x", "nobody-y"), True),
    ],
)
def test_a_conflict_is_explained_by_more_than_that_two_differ(
    assessed: str | None, claims: tuple[str, str], explained: bool
) -> None:
    pair = [f"n/{name}" for name in claims]
    case: Case = {"claims": {name: {"value": str(10 * number)} for number, name in enumerate(claims, 1)}}
    if assessed:
        words = {"says": "They differ.", "because": "They must.", "confidence": "low"}
        case["assessments"] = [{"claims": pair, "kind": assessed, **words}]
    book = book_of(case)
    [one] = disagreements(book, conflicts(book))
    assert one.explained is explained


def test_what_computes_to_a_kind_of_its_own_is_explained() -> None:
    book = book_of({"claims": {"a1": {"value": "10", "scope": "at-the-gate"}, "b1": {"value": "20"}}})
    [one] = disagreements(book, conflicts(book))
    assert (one.kind, one.explained) == ("scope", True)


@pytest.mark.parametrize(
    ("name", "through", "expected"),
    [("a1", [], {"a1"}), ("a1", ["b1"], {"a1", "b1"}), ("nobody", [], {"a1"}), ("nobody", ["b1"], {"a1", "b1"})],
)
def test_who_speaks_for_a_claim(name: str, through: list[str], expected: set[str]) -> None:
    """By nobody named, the publisher of its document: a1."""
    book = book_of({"claims": {name: {"value": "5", "through": through}}})
    assert speakers(book, book.claims[f"n/{name}"]) == expected


def test_a_count_with_too_many_conflicts_is_read_no_further_than_that_they_are_too_many() -> None:
    claims = {f"a1-{number}": {"value": str(1000 + number)} for number in range(70)}
    book = book_of({"claims": claims, "counting": "observation"})
    assert len(conflicts(book)) == MAX_CONFLICTS + 1


def test_what_names_a_fact_that_is_not_there_is_passed_over() -> None:
    """A reference that leads nowhere is told by a check, which the views come before."""
    book = book_of({"counts": {"n": {"part_of": "lost"}}, "claims": {"a1": {"value": "5", "based_on": ["n/lost"]}}})
    assert family_of(book, count_option(book)) == {"n": {}}
    assert origins(book, book.claims["n/a1"]) == {"a1"}


def test_each_whole_is_looked_at_once_however_many_ways_lead_to_it() -> None:
    """Of forty counts, each both part of the next and bounded by it, there are a million million ways."""
    names = [f"n{number}" for number in range(40)]
    counts = {name: {"part_of": above, "not_above": above} for name, above in pairwise(names)}
    book = book_of({"counts": {**counts, names[-1]: {}}})
    assert list(family_of(book, book.of(Count)["n0"])["n0"]) == names[1:]


def test_a_derived_figure_has_a_name_for_its_card() -> None:
    book = book_of({"claims": {"a1": {"value": "5"}, "b1": {"value": "10"}}})
    assert derive(book, "share", ("n/a1", "n/b1")).ref == "share-n--a1-n--b1"


RESTING: Case = {
    "claims": {
        "a1": {"value": "5"},
        "a2": {"value": "5", "source": "agency"},
        "b1": {"value": "5", "also_in": [{"source": "agency"}]},
        "b2": {"value": "5", "also_in": [{"source": "copy"}]},
        "lone1": {"value": "5", "status": "superseded"},
        "lone2": {"value": "5", "status": "withdrawn", "because": "Taken back."},
    },
    "events": {"x": {"date": "2025"}, "y": {"date": "2025", "otherwise": [{"source": "copy", "says": "No.", "by": "a1"}, {"source": "agency", "says": "Yes.", "by": "a1"}]}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([], []),
        (["copy"], ["y otherwise 0 True"]),
        (["paper"], ["a1 True", "lone1 True", "lone2 False", "x True", "y True"]),
        (["agency"], ["a2 True", "y otherwise 1 True"]),
        (["paper", "agency"], ["a1 True", "a2 True", "b1 True", "lone1 True", "lone2 False", "x True", "y True", "y otherwise 1 True"]),
    ],
)  # fmt: skip
def test_what_rests_on_documents_alone(sources: list[str], expected: list[str]) -> None:
    found = [
        " ".join(map(str, (each.fact.id, *each.path, each.stands))) for each in dependents(book_of(RESTING), sources)
    ]
    assert sorted(found) == expected


def test_which_documents_were_withdrawn() -> None:
    withdrawn = {"status": "withdrawn", "because": "It was made up."}
    assert withdrawn_sources(book_of({"sources": {"copy": withdrawn}})) == {"copy"}


def test_uses_of_a_count_count_for_the_count_and_of_its_claims_for_them() -> None:
    pair = ["n/a1", "n/b1"]
    assessment = {"claims": pair, "kind": "scope", "says": "They differ.", "because": "So.", "confidence": "low"}
    claims = {"a1": {"value": "5"}, "b1": {"value": "9"}, "part/a1": {"value": "4", "based_on": ["n/b1"]}}
    case: Case = {"counts": {"n": {"assessments": [assessment]}, "part": {"part_of": "n"}}, "claims": claims}
    found = referrers(book_of(case))
    assert [fact.ref for fact in found["n"]] == ["part"]
    assert [fact.ref for fact in found["n/a1"]] == ["n"]
    assert [fact.ref for fact in found["n/b1"]] == ["n", "part/a1"]


def test_uses_lead_back_to_claims_and_facts() -> None:
    book = book_of(
        {
            "claims": {"a1": {"value": "5"}, "b1": {"value": "5", "based_on": ["n/a1"], "through": ["a1"]}},
            "events": {"x": {"date": "2025"}},
        }
    )
    found = referrers(book)
    assert [fact.ref for fact in found["a1"] if fact.kind != "source"] == ["n/a1", "n/b1", "x"]
    assert [fact.ref for fact in found["n/a1"]] == ["n/b1"]
    assert isinstance(found["n/a1"][0], Claim)
    assert "b2" not in found


@pytest.mark.parametrize(
    ("fact", "field", "name"),
    [
        ("n/a1", "value", "n/a1"),
        ("n/a1", None, "n/a1"),
        ("n", "assessments.0.says", "n.assessments"),
        ("n", "definition", "n"),
        ("lost", "value", ""),
        (None, None, ""),
    ],
)
def test_what_a_correction_is_about(fact: str | None, field: str | None, name: str) -> None:
    book = book_of({"claims": {"a1": {"value": "5"}}})
    about = {"id": "one", "date": "2025-06-02", "type": "correction", "before": "4", "after": "5", "because": "So."}
    one = Correction.model_validate({**about, "fact": fact, "field": field})
    assert name_of(book, one) == name
    assert concerns(book, one, {name}) is bool(name)
    assert not concerns(book, one, {"n/b1", "n.note", f"{fact}.other"})
    other = Correction.model_validate({**about, "id": "two", "date": "2025-06-03"})
    dated = Factbook(Path(), {"correction": {"one": one, "two": other}})
    assert [each.id for each in newest_corrections(dated)] == ["two", "one"]
