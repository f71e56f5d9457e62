"""The calendar file: every event on known days (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from urllib.parse import urlsplit

from ...kinds import Event
from ...kinds.linked_data import iso_date
from ...values import Edtf
from ...values.formats import gettext
from ...words import plain_prose
from .package import slug
from .plain import Data

PATH: Final = "events.ics"
_OCTETS: Final = 75
"""Of a line, without its end (section 3.1)."""


def calendar(data: Data) -> bytes:
    """Return the events as all-day entries, oldest first; withdrawn events and those without exact days are left out, and counted."""
    site, events = data.site, list(data.book.of(Event).values())
    dated = [(days, event) for event in events if event.status == "current" and (days := _days(event.date))]
    left_out = len(events) - len(dated)
    entries = [_event(data, days, event) for days, event in sorted(dated, key=lambda each: (each[0], each[1].id))]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//factbook//EN",
        *_property("NAME", site.name),
        *_property(
            "DESCRIPTION",
            gettext(
                "%(number)s of %(all)s events have no exact day, and are not in this file.",
                number=left_out,
                all=len(events),
            ),
        ),
        *(line for entry in entries for line in entry),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _days(date: Edtf) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of a date that is exact; ``None`` of another."""
    first, last = (date.start, date.end) if date.precision == "interval" else (date, date)
    if first and last and all(iso_date(each) and each.precision == "day" for each in (first, last)):
        return first.first_day, last.first_day
    return None


def _event(data: Data, days: tuple[dt.date, dt.date], event: Event) -> list[str]:
    first, last = days
    via = (gettext("via %(relay)s", relay=data.name(relay)) for relay in event.through)
    said = gettext("So says %(who)s.", who=" ".join((data.name(event.by), *via)))
    host = urlsplit(data.site.url).hostname or slug(data.site.name)
    return [
        "BEGIN:VEVENT",
        f"UID:{event.id}@{host}",
        f"DTSTAMP:{first:%Y%m%d}T000000Z",  # a time must be there, and that of the build would differ each time
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{_after(last):%Y%m%d}",
        *_property("SUMMARY", plain_prose(data.book, event.title)),
        *_property("DESCRIPTION", f"{plain_prose(data.book, event.summary or '')} {said}".strip()),
        *([f"URL:{address}"] if (address := data.permalink(event)) and data.site.url else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _after(day: dt.date) -> dt.date:
    """Return the next day, at which an all-day entry ends; of the last day that there is, the day itself."""
    return day + dt.timedelta(days=1) if day < dt.date.max else day


def _property(name: str, text: str) -> list[str]:
    """Return a property with a text, escaped (section 3.3.11); none without one."""
    escaped = re.sub(r"([\\;,])", r"\\\1", " ".join(text.split()))
    return [f"{name}:{escaped}"] if escaped else []


def _folded(line: str) -> str:
    """Return a line with a break and a blank after every 75 bytes at most, none inside a letter (section 3.1)."""
    parts, size = [""], 0
    for letter in line:
        if size + (width := len(letter.encode())) > _OCTETS:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += width
    return "\r\n".join(parts)
