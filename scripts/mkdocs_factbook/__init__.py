"""The MkDocs adapter: a plugin that hands the factbook's pages to MkDocs. Nothing else in the project imports MkDocs.

``plugin`` answers MkDocs' events, ``settings`` are its options, ``files`` decides what of the docs folder is published,
``theme`` spares MkDocs needless work on templates, and ``unchanged`` a build where nothing has changed.
"""
