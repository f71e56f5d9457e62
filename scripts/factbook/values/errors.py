"""The error that parsers of values raise."""


class BadValue(ValueError):
    """A scalar that is not valid; ``must`` completes "must be …", ``example`` is a correct value."""

    def __init__(self, must: str, example: str) -> None:
        super().__init__(f"must be {must}")
        self.must = must
        self.example = example
