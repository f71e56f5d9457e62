"""Checks: what must hold between facts."""

from ..factbook import Factbook


def check(book: Factbook) -> None:
    """Raise :class:`Problems` with everything that is wrong."""
