"""Take it away: each chart of a page as files that others can print, embed and compute with.

``export_chart(...)`` gives the files of one chart as :class:`File`, a path below the site's root and a function that
makes its bytes. Nothing is made before a publisher asks, and what is slow to make is cached by content.
``number_frame`` and ``disagreement_frame`` are what other sites can show besides charts; ``frame_files(...)`` gives their files.
``search_index(...)`` puts the facts into what the reader searches.
"""

from .chart_files import ChartFiles, File, chart_folder, export_chart, frame_files, png_file
from .fact_frames import disagreement_folder, disagreement_frame, number_frame, origins_text
from .frame import OEMBED
from .search import SearchEntry, merged_index, search_index

__all__ = [
    "OEMBED",
    "ChartFiles",
    "File",
    "SearchEntry",
    "chart_folder",
    "disagreement_folder",
    "disagreement_frame",
    "export_chart",
    "frame_files",
    "merged_index",
    "number_frame",
    "origins_text",
    "png_file",
    "search_index",
]
