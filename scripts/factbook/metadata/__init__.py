"""Metadata for machines: HTML heads, JSON-LD, share images, feeds, icons, sitemap.

:func:`with_metadata` adds heads and share images to the pages, and the site-wide files to the home page.
Types and properties are those of schema.org; claims are reported, never rated.
"""

from .heads import with_metadata, words_of

__all__ = ["with_metadata", "words_of"]
