"""The MkDocs adapter: a plugin that hands the factbook's pages to MkDocs. Nothing else in the project imports MkDocs.

``plugin`` handles MkDocs' events, ``settings`` defines the options, ``files`` decides what of the docs folder is published,
``theme`` is the theme, ``templates`` caches its templates, and ``up_to_date`` skips a build whose inputs and output are unchanged.
"""
