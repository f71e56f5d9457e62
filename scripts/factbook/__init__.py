"""Factbook: facts with their sources in, a data-journalism site out.

Data flows one way, and each module imports only what stands to its left::

    files, values -> reading -> kinds -> factbook -> loading -> views -> checks -> charts, pages -> build -> changes
"""
