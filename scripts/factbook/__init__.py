"""Factbook: facts with their sources in, a data-journalism site out.

Data flows one way, and each module imports only what stands to its left::

    files, values -> reading -> kinds -> factbook -> loading -> views -> checks -> charts, pages -> build -> changes
"""

import sys

if sys.flags.optimize > 1:  # rules, fields and commands are explained by the docstrings that it takes out
    raise SystemExit("factbook cannot run under python -OO or PYTHONOPTIMIZE=2, which take its explanations out")
