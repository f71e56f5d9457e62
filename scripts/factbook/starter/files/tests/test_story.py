"""This story's own tests; `make test` runs them after `factbook test`. Add what must never be wrong here."""

import unittest
from pathlib import Path

from factbook.kinds import Count
from factbook.loading import load

STORY = Path(__file__).parent.parent


class Facts(unittest.TestCase):
    """What the facts must always be."""

    def test_every_count_has_a_claim(self) -> None:
        """There are counts, and somebody claims something on each."""
        counts = load(STORY).of(Count)
        self.assertTrue(counts)
        self.assertEqual([count.id for count in counts.values() if not count.claims], [])
