"""Exports: each chart as SVG, PNG, CSV, Vega-Lite and embeddable page; cards of facts as embeddable pages; the search index.

``export_chart(...)`` returns the files of one chart as :class:`File`: a path below the site's root and a function that
returns the bytes. Nothing is computed before a publisher calls it, and slow results are cached by content hash.
``number_frame`` and ``disagreement_frame`` are embeddable cards; ``frame_files(...)`` returns their files.
``search_index(...)`` adds the facts to the index of the search plugin.
"""

from .chart_files import ChartFiles, chart_folder, export_chart, frame_files, png_file
from .fact_frames import disagreement_folder, disagreement_frame, number_frame
from .file import File
from .frame import OEMBED
from .search import SearchEntry, by_folder, entries_by_page, joined_index, merged_index, search_index

__all__ = [
    "OEMBED",
    "ChartFiles",
    "File",
    "SearchEntry",
    "by_folder",
    "chart_folder",
    "disagreement_folder",
    "disagreement_frame",
    "entries_by_page",
    "export_chart",
    "frame_files",
    "joined_index",
    "merged_index",
    "number_frame",
    "png_file",
    "search_index",
]
