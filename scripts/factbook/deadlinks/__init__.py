"""Which web addresses of the facts no longer lead anywhere. Asks the network, so it runs on a schedule and not in a build."""

from .answers import Answer, Asker
from .report import DEAD, Checked, check_links

__all__ = ["DEAD", "Answer", "Asker", "Checked", "check_links"]
