"""The theme ``factbook``, which extends Material for MkDocs; a story's ``overrides/`` win over its files."""
