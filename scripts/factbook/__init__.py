"""Factbook: facts with their sources in, a data-journalism site out.

Data flows one way, and each module imports only what stands to its left::

    files -> reading, values -> kinds -> fields -> loading -> factbook -> views -> checks -> charts, pages -> build
"""
