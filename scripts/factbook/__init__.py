"""Factbook: facts with their sources in, a data-journalism site out.

Modules are layered; each imports only modules to its left::

    files, values -> strict_yaml -> kinds -> factbook -> loading -> views -> checks -> charts, pages -> build -> changes
"""

import sys

if sys.flags.optimize > 1:  # rules, kinds and commands take their descriptions from docstrings
    raise SystemExit("factbook cannot run under python -OO or PYTHONOPTIMIZE=2, which take its explanations out")
