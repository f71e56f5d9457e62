"""What the site says of itself to machines: heads of pages, linked data, pictures for sharing, feeds, icons.

:func:`with_metadata` gives the pages their heads and their pictures, and the site's own files to its home page.
Types and properties are those of schema.org; claims are reported, never rated.
"""

from .heads import with_metadata

__all__ = ["with_metadata"]
