"""Facts from spreadsheets, forms and the command line, and spreadsheets to fill in.

``cells`` reads a file into rows of cells with their places, ``tables`` names their columns, ``drafts`` makes facts of them, finding
those that are there, and ``proposal`` tries the result in a copy of the story and shows it before it is written.

Threat (SECURITY.md): a sheet or a form from a stranger.
"""
