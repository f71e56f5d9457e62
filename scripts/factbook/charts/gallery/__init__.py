"""The gallery: one module for each chart, which registers itself; importing the package imports all.

Kin to Altair's own gallery. Its *Ranged Dot Plot* is ``mark_line`` and ``mark_point`` on ``x="life_expect:Q"`` and ``y="country:N"``
of rows of countries; :mod:`.spread` is ``mark_rule`` and the layers of amounts on ``x="value:Q"`` and ``y="row:N"`` of rows of
claims. What a chart here has beside that: an amount has a precision, so that :func:`..amounts.amount_layers` stands in the place of
``mark_point``; words stand in the place of axes and legends, and each module's plot class finds where, as Vega never asks whether
two of them collide; a mark has the link of its fact. Rows keep all fields of their facts, and no place in pixels but of words
(``dx``, ``dy``), so that ``chart.vl.json`` can be filtered and drawn otherwise.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
