"""Facts as linked data: what is known of each, in the properties of schema.org.

A claim is a Claim whose ``author`` is its claimant and whose ``appearance`` are the documents that carry it; the
document we read need not be its first. It is never reviewed or rated here: we report that it was made.
"""

from __future__ import annotations

from typing import Final

from ..kinds import (
    Claim,
    Correction,
    Count,
    Event,
    Fact,
    Organisation,
    Person,
    Place,
    Role,
    Source,
    Statement,
    Term,
)
from ..kinds.events import Told
from ..views.origins import attributed
from .graph import Graph
from .terms import Node, filled, interval, iso, number

SHOWN: Final = ("point", "city")
"""How exactly a place must be known for its position to stand for it."""


def thing(graph: Graph, fact: Fact) -> Node:
    """All that is known of a fact; what it refers to is spoken of in the graph, too."""
    return filled({**graph.brief(fact), **_known(graph, fact)})


def _known(graph: Graph, fact: Fact) -> Node:
    match fact:
        case Claim():
            return _claim(graph, fact)
        case Count():
            return _count(graph, fact)
        case Event():
            return _event(graph, fact) if fact.status == "current" else _told(graph, fact)
        case Statement():
            coverage = interval([fact.as_of])
            told = _told(graph, fact)
            return {**told, "text": graph.words(fact.says), "temporalCoverage": coverage, "keywords": list(fact.about)}
        case Organisation():
            return _organisation(graph, fact)
        case Person():
            return _person(graph, fact)
        case Place():
            return _place(graph, fact)
        case Source():
            return _source(graph, fact)
        case Correction():
            return correction(graph, fact)
        case Term():
            return {"description": graph.words(fact.definition), "citation": graph.ref(fact.source)}
        case _:
            return {"description": graph.words(getattr(fact, "note", None))}


def _count(graph: Graph, fact: Count) -> Node:
    """Without its claims, which a page or the whole file adds."""
    return {
        "description": f"{graph.words(fact.question)} {graph.words(fact.definition)}",
        "variableMeasured": {"@type": "PropertyValue", "name": graph.words(fact.title), "unitText": fact.unit},
        "temporalCoverage": interval(claim.as_of for claim in fact.claims),
        "spatialCoverage": graph.ref(fact.place),
        "isPartOf": graph.ref(fact.part_of),
    }


def _claim(graph: Graph, fact: Claim) -> Node:
    count = graph.story.book.count_of(fact)
    said = "" if fact.wording is None or not fact.value.known else f" (“{fact.wording}”)"
    about = fact.as_of.words()
    scope = f", {fact.scope}" if fact.scope else ""
    return {
        "text": f"{graph.name(fact)} {count.unit}{said}{scope}, as of {about}",
        "about": number(fact.value, count.unit),
        "author": _claimant(graph, fact.by),
        "datePublished": iso(fact.said_on),
        "temporalCoverage": interval([fact.as_of]),
        "appearance": graph.refs(fact.sources),
        "isBasedOn": graph.refs([*fact.based_on, *([fact.misreports] if fact.misreports else [])]),
        "creativeWorkStatus": None if fact.status == "current" else fact.status,
    }


def _told(graph: Graph, fact: Event | Statement) -> Node:
    """Something asserted that is neither counted nor, by our own account, an event."""
    return {
        "author": _claimant(graph, fact.by),
        "datePublished": iso(fact.said_on),
        "appearance": graph.refs(_documents(fact)),
        "creativeWorkStatus": None if fact.status == "current" else fact.status,
    }


def _event(graph: Graph, fact: Event) -> Node:
    return {
        **dates(fact),
        "location": graph.ref(fact.place),
        "description": graph.words(fact.summary),
        "about": graph.refs(fact.people),
        "subjectOf": graph.refs(_documents(fact)),
    }


def dates(fact: Event) -> Node:
    """When an event began and ended, as far as that is certain."""
    date = fact.date
    if date.precision == "interval":
        return {"startDate": iso(date.start), "endDate": iso(date.end)}
    return {"startDate": iso(date)}


def _organisation(graph: Graph, fact: Organisation) -> Node:
    return {
        "alternateName": [name for name in (fact.short, fact.native_name, *fact.also_known_as) if name],
        "parentOrganization": graph.ref(fact.part_of),
        "url": fact.url,
        "description": graph.words(fact.note),
        "sameAs": list(fact.same_as),
    }


def _person(graph: Graph, fact: Person) -> Node:
    posts = [role for role in fact.roles if role.organisation]
    return {
        "alternateName": [name for name in (fact.native_name, *fact.also_spelled) if name],
        "jobTitle": list(dict.fromkeys(role.title for role in posts if role.until is None)),
        "affiliation": [_post(graph, role) for role in posts],
        "disambiguatingDescription": "; ".join(role.title for role in fact.roles if not role.organisation),
        "description": graph.words(fact.note),
        "sameAs": list(fact.same_as),
    }


def _post(graph: Graph, role: Role) -> Node:
    """A post with its dates, by schema.org's way of saying more of a relation (https://schema.org/docs/roles.html)."""
    node = {"@type": "OrganizationRole", "roleName": role.title, "affiliation": graph.ref(role.organisation)}
    return filled({**node, "startDate": iso(role.from_), "endDate": iso(role.until)})


def _place(graph: Graph, fact: Place) -> Node:
    where = fact.location
    geo = None
    if where and where.lat is not None and where.lon is not None and where.precision in SHOWN:
        geo = {"@type": "GeoCoordinates", "latitude": where.lat, "longitude": where.lon}
    return {
        "alternateName": [name for name in (fact.native_name, *fact.also_known_as) if name],
        "containedInPlace": graph.ref(fact.within),
        "geo": geo,
        "description": graph.words(fact.note),
    }


def _source(graph: Graph, fact: Source) -> Node:
    return {
        "headline": fact.title,
        "creditText": ", ".join(fact.authors),
        "publisher": graph.ref(fact.publisher),
        "sourceOrganization": graph.ref(fact.agency),
        "datePublished": iso(fact.published),
        "inLanguage": fact.language,
        "archivedAt": fact.archived_url,
    }


def correction(graph: Graph, fact: Correction) -> Node:
    """What was changed after publication."""
    return filled(
        {
            "@type": "CorrectionComment",
            "@id": graph.id_of(fact),
            "text": f"Before: {fact.before}. Now: {fact.after}. {graph.words(fact.because)}",
            "datePublished": iso(fact.date),
            "about": graph.ref(fact.fact),
        }
    )


def _claimant(graph: Graph, party: str) -> Node | None:
    """Who asserts something; nobody, where nobody is named."""
    return graph.ref(party) if attributed(graph.story.book, party) else None


def _documents(fact: Told) -> list[str]:
    return [fact.source, *(other.source for other in fact.also_in)]
