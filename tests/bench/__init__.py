"""Measures builds and checks, and prints medians and ratios; nothing here fails on a slow day.

``make bench`` prints three tables; ``CLAIMS``, ``PAGES``, ``CHARTS``, ``SIZES``, ``RUNS`` and ``ONLY`` choose sizes and
parts, for example ``make bench ONLY="real growth" SIZES="100 1000" RUNS=1``. The first is about the real story, the second
about a made-up one of any size (``synthetic.py``). Beside each stand, in the same run and one after the other, so that a
slow minute hits all alike:

- plain MkDocs with plain Material, which builds the same finished Markdown without pictures: what the engine costs;
- where npm is at hand, Eleventy with Observable Plot (``eleventy/``), which builds the same Markdown too, and draws the
  claims of the same counts at the same places and widths. A chart of no count shows the claims of the largest one. It
  makes no search index, no files to take away, and has a bare layout.

*Cold* is without the site and without any cache, *no change* over what that left, *after one edit* with one claim's value
changed, which changes several pages and pictures; with the others, one page's Markdown. All are seconds by the clock, as is
*seen*: the time from saving such an edit under a live preview until the page is served with it. *Memory* is the most that a
cold build held at once: its first process, and what the others held for themselves alone (a run of its own, not timed).
The third table is about checks alone, of made-up stories of growing size, without a cache and again: seconds of CPU, so
that other work on the machine counts less. Targets stand beside what was measured, where the story has the size they are
set for; a missed one is printed and no more.

What was found on the way, largest first (two cores, the real story of 350 pages):

- Altair copied and validated every row of a chart up to seven times (24 s of a cold build of 43 s): rows now stand
  beside the marks, and specifications are validated in the tests.
- The renderer measures text at some 0.1 ms a letter, five sixths of what was left of a picture: pictures are drawn
  without their words, which are put in afterwards; tests prove that not a byte differs.
- Palettes of PNGs were made in Python, half of a PNG's time, and every fourth had too many colours for one and stayed five
  times as large: Pillow makes them now.
- Pictures and pixels are made by all cores, while MkDocs writes pages.
- A check renders no HTML of blocks and cards, in which nothing can be wrong, and draws nothing.
- Claims and conflicts are looked up by name instead of being searched for on each page; pairs of claims that cannot
  differ are never compared (50 claims of a count: 1,225 pairs before, some dozens now).
- Reading: types of YAML events compared by identity, places as tuples, no default copied for each fact; looking for
  garbage took a quarter of a check, and there is next to none.
- Pages with charts were rendered twice, and no page before all pictures were drawn: now pictures are ordered, drawn meanwhile
  by copies of the build, and put into the pages as MkDocs writes them.
- Altair copied every layer of a chart seven times to write it down: layers are written one by one (half the time).
- The renderer opened the font four times for each letter of a PNG: letters are outlines from a table (half the time).
- An edit in a preview rendered all pages, compiled the theme's templates and listed its eleven thousand icons: now pages note
  what they ask of the facts, and those are made again that would be told something else (2.3 s before, 0.4 s now).
- Six little pictures were drawn in each build and never fetched.
- Altair asked three times for each layer whether its rows were data frames, a quarter of a specification's time: layers are
  written as parts of a chart. Labels were measured against boxes far away, and palettes rounded that needed no rounding.
- Those who draw began when the first page was rendered; the second core had nothing to do until then, and they need a second
  to get ready. Where nothing was kept they begin before the facts are read (half a second of ten).
- After an edit of one fact a build drew its few pictures itself, one after the other with everything else, and then could not
  copy itself for their pixels: all are drawn elsewhere now (9.8 s before, 5.3 s now, where plain MkDocs takes 3.4 s). A preview
  keeps those who draw for the next edit.
- The form of each fact file was judged by masking every value in it to look for comments; most have but one, at the top.
- A build after one edit ran all pages through templates, Markdown and theme. Digests of what each page read are kept on disk
  now (0.9 MB for 468 pages, 0.2 s to write, 0.1 s to compare), and pages that would be told the same are linked from the last
  site: 17 s of CPU before, 5 s now, where plain MkDocs takes 5 to 8. Of these, one is Python's start, one the drawing of the
  two pictures that changed, half a second reading and checking, one the files of the whole site.
- 97 templates were compiled in each build (0.7 s): their bytecode is kept on disk.
- Each page looked up each fact that a correction is about, so that a figure corrected once was read by all pages.
- Workbooks of counts were made twice, once for their ZIP; versions of packages were parsed twice.
- Where pages are taken over, few pictures are drawn: one process draws them, as each takes a second to get ready.
- ext4 looks twice at each inode that was freed in the last minutes: a bench that removes a site before it builds it again
  measures that, up to two seconds for two thousand files.
"""
