"""The one error that every value type raises."""


class BadValue(ValueError):
    """A scalar that its type cannot read.

    ``must`` completes the sentence "must be …"; ``example`` is a correct value.
    """

    def __init__(self, must: str, example: str) -> None:
        super().__init__(f"must be {must}")
        self.must = must
        self.example = example
