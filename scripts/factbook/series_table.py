"""The table of a series: CSV cells to rows, each cell checked against its column."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .kinds.series import RESERVED, Series, SeriesRow, row_id
from .problems import Place, Problem, nearest, quote, rule
from .strict_csv import CsvRow, parse_csv
from .strict_yaml import MAX_PROBLEMS, Mapping
from .values import BadValue, Edtf

COLUMNS = rule(
    "series-columns",
    "The first line of a series' table names its columns as the field 'columns' does, each once and in that order; at least one "
    "holds figures, and the key names some of the others.",
)
CELL = rule(
    "series-cell",
    "A cell of a series is of its column's type, and empty where the source gives nothing; the dates of a column are all days, "
    "all months or all years.",
)
KEY = rule(
    "series-key",
    "Each row of a series has a key of its own, whose letters and digits are its permanent name; where the key begins with a date or "
    "number, the rows stand in its order.",
)


def with_rows(series: Series, text: str, path: str, problems: list[Problem]) -> Series:
    """Return the series with the rows of its table, a CSV text at ``path``; append a problem for each that is wrong.

    Raises :class:`.problems.Problems` on a text that is no CSV.
    """
    head, *cells = parse_csv(text, path)
    if wrong := [*_key_problems(series), *_head_problems(series, head)]:
        problems.extend(wrong)
        return series
    rows: list[tuple[SeriesRow, CsvRow]] = []
    found: list[Problem] = []
    first: dict[str, Place] = {}
    keys = [index for index, column in enumerate(series.columns) if column.name in series.keys]
    for line in cells:
        if len(found) > MAX_PROBLEMS:
            break
        found += _cell_problems(series, line)
        empty = next((line[index] for index in keys if not line[index].text), None)
        name, place = row_id(tuple(line[index].text for index in keys)), line[keys[0]].place
        if empty:
            message = "must be filled in, as it names the row, found an empty cell"
            found.append(Problem(empty.place, KEY, message, "2025-06"))
        elif not name or len(name) > 80:
            message = f"must hold a Latin letter or digit, and at most 80, found {quote(line[keys[0]].text)}"
            found.append(Problem(place, KEY, message, "a column of short names as the key: pier"))
        elif name in first:
            message = f"must name a row of its own, found {name} again (first in {first[name]})"
            found.append(Problem(place, KEY, message, f"key: [{', '.join(series.keys)}, another_column]"))
        else:
            first[name] = place
            rows.append((SeriesRow(id=name, cells=tuple(cell.text for cell in line)), line))
    problems.extend(found)
    if found:
        return series
    whole = series.with_rows(tuple(row for row, _ in rows))
    names = [column.name for column in series.columns]
    for row, line in rows:
        places = {name: cell.place for name, cell in zip(names, line, strict=True)}
        row.attach(Mapping(dict(zip(names, line, strict=True)), places, line[0].place))
    problems.extend(_order_problems(whole))
    return whole


def _key_problems(series: Series) -> Iterator[Problem]:
    """Yield the problems of the columns' names and of the key."""
    names = [column.name for column in series.columns]
    for index, name in enumerate(names):
        if name in names[:index] or name in RESERVED:
            found = "again" if name in names[:index] else "which each row has in the downloads"
            message = f"must be a name of its own, found {quote(name)}, {found}"
            yield Problem(series.where("columns", index, "name"), COLUMNS, message, f"name: {name}_2")
    for index, name in enumerate(series.key):
        if name not in names or name in series.key[:index]:
            message = f"must be a column, once, found {quote(name)}; {nearest(name, names)}"
            yield Problem(series.where("key", index), COLUMNS, message, f"key: [{names[0]}]")
    if all(name in names for name in series.key) and not series.figures:
        message = "must have a column of figures beside the key, found none of type integer or number"
        yield Problem(series.where("columns"), COLUMNS, message, "- {name: rain_mm, type: number, description: Rain}")


def _head_problems(series: Series, head: CsvRow) -> Iterator[Problem]:
    names = [column.name for column in series.columns]
    if [cell.text for cell in head] == names:
        return
    wrong = next((cell for cell, name in zip(head, names, strict=False) if cell.text != name), head[-1])
    message = (
        f"must be the names of the columns, {','.join(names)}, found {quote(','.join(cell.text for cell in head))}"
    )
    yield Problem(wrong.place, COLUMNS, message, ",".join(names))


def _cell_problems(series: Series, line: CsvRow) -> Iterator[Problem]:
    for column, cell in zip(series.columns, line, strict=True):
        try:
            column.parse(cell.text)
        except BadValue as error:
            message = f"{column.name}: {error}, found {quote(cell.text)}"
            yield Problem(cell.place, CELL, message, error.example)


def _order_problems(series: Series) -> Iterator[Problem]:
    """Yield a problem for the first date of another precision in each column, and the first row out of order."""
    for column in series.columns:
        if column.type == "date":
            dates = ((row, row.values[column.name]) for row in series.rows)
            known = [(row, date) for row, date in dates if isinstance(date, Edtf)]
            other = next(((row, date) for row, date in known if date.precision != known[0][1].precision), None)
            if other:
                message = (
                    f"{column.name}: must be a {known[0][1].precision} as in the first row, found {quote(other[1])}"
                )
                yield Problem(other[0].where(column.name), CELL, message, str(known[0][1]))
    first = series.by_name[series.keys[0]]
    if first.type == "text":
        return
    for before, row in pairwise(series.rows):
        one, two = before.values[first.name], row.values[first.name]
        one, two = (each.first_day.toordinal() if isinstance(each, Edtf) else each for each in (one, two))
        if one is not None and two is not None and not isinstance(one, str) and not isinstance(two, str) and two < one:
            message = f"{first.name}: must not come before {before.cells_by_name[first.name]}, found {quote(row.cells_by_name[first.name])} below it"
            yield Problem(row.where(first.name), KEY, message, "the earliest row first")
            return
