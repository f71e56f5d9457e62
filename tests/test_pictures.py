"""Pictures: printed with what has to be said of them, in the widths that screens need, without what a camera wrote into them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from factbook.build import build
from factbook.charts.renderer import BlankRenderer
from factbook.pictures import BadPicture, copy_of, size_of, widths_for
from factbook.site import Site
from PIL import Image
from support import SECOND, copy_story, good, parse_html, problems_of, write

KITES = SECOND / "docs/photos/kites.jpg"


def picture(width: int, height: int, form: str = "JPEG", mode: str = "RGB", orientation: int = 0) -> bytes:
    image, out = Image.new(mode, (width, height), "red"), BytesIO()
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    image.save(out, form, exif=exif)
    return out.getvalue()


@pytest.fixture(scope="module")
def page() -> str:
    return next(
        page.content for page in build(SECOND, Site(url="https://kites.example.org/")) if page.path == "pictures.md"
    )


def test_a_page_prints_a_picture_with_all_that_has_to_be_said(page: str) -> None:
    figure = next(each for each in parse_html(page).all("figure") if "picture" in each.attributes.get("class", ""))
    [image] = parse_html(page).all("img")
    assert image.attributes["alt"] == "Kites of several colours over a green meadow."
    assert (image.attributes["width"], image.attributes["height"]) == ("1800", "1200"), (
        "the page does not move when it comes"
    )
    widths = [each.split()[1] for each in image.attributes["srcset"].split(", ")]
    assert widths == ["360w", "720w", "1440w"] and image.attributes["src"].endswith("pictures/kites-720.webp")
    assert (
        "31 May 2025" in figure.text
        and "Ann Author/The Fennick Herald, CC BY 4.0; The Fennick Herald, 2 June 2025" in figure.text
    )


def test_only_the_first_picture_of_a_page_is_loaded_at_once(tmp_path: Path) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    text = (root / "docs/pictures.md").read_text(encoding="utf-8")
    write(root, {"docs/pictures.md": text + '\n{{ picture("kites") }}\n'})
    content = next(page.content for page in build(root) if page.path == "pictures.md")
    images = parse_html(content).all("img")
    assert ["loading" in image.attributes for image in images] == [False, True]


def test_the_copies_are_webp_without_what_the_camera_wrote(tmp_path: Path) -> None:
    pages = build(SECOND, renderer=BlankRenderer(tmp_path / "cache"))
    made = {
        file.path: file.make() for page in pages for file in page.files if file.path.startswith("pictures/pictures/")
    }
    assert sorted(made) == [f"pictures/pictures/kites-{width}.webp" for width in (1440, 360, 720)]
    with Image.open(KITES) as original:
        assert original.getexif().get_ifd(0x8825), "the original says where it was made"
    for path, data in made.items():
        with Image.open(BytesIO(data)) as copy:
            assert (copy.format, copy.size[0]) == ("WEBP", int(path.rpartition("-")[2].removesuffix(".webp")))
            assert not copy.getexif() and "icc_profile" not in copy.info
    assert len(made["pictures/pictures/kites-360.webp"]) < KITES.stat().st_size / 4
    assert list((tmp_path / "cache").iterdir()), "a later build copies them from the cache"


@pytest.mark.parametrize(
    ("width", "widths"),
    [(320, (320,)), (360, (360,)), (500, (360, 500)), (720, (360, 720)), (1440, (360, 720, 1440)), (6000, (360, 720, 1440))],
)  # fmt: skip
def test_no_copy_is_larger_than_the_picture(width: int, widths: tuple[int, ...]) -> None:
    assert widths_for(width) == widths


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_picture_is_upright(orientation: int, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(picture(400, 600, orientation=orientation))
    seen = (600, 400) if orientation in (6, 8) else (400, 600)
    assert size_of(path) == seen
    with Image.open(BytesIO(copy_of(path.read_bytes(), 300))) as copy:
        assert copy.size == (300, round(seen[1] * 300 / seen[0]))


@pytest.mark.parametrize("mode", ["P", "L", "RGBA", "LA", "1"])
def test_pictures_of_every_sort_are_copied(mode: str) -> None:
    with Image.open(BytesIO(copy_of(picture(400, 300, "PNG", mode), 360))) as copy:
        assert copy.size == (360, 270)


def huge() -> bytes:
    """The head of a PNG of 65,000 by 65,000 pixels, in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 65_000, 65_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "be a picture in JPEG, PNG or WebP"),
        (b"\x89PNG\r\n\x1a\n", "be a picture in JPEG, PNG or WebP"),
        (picture(400, 300, "GIF"), "be a picture in JPEG, PNG or WebP"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "be a picture in JPEG, PNG or WebP"),
        (picture(200, 900), "be at least 320 pixels wide, found 200"),
        (huge(), "million pixels|be a picture"),
        (b"\xff" * 30_000_001, "be at most 30 MB, found more"),
    ],
    ids=["empty", "head", "gif", "svg", "narrow", "huge", "heavy"],
)
def test_what_is_no_picture_to_print_is_refused(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)
    with pytest.raises(BadPicture, match=message):
        size_of(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    root = good(tmp_path)
    entry = (
        "- {id: pier, file: photos/pier.jpg, alt: The pier., credit: Ann, licence: CC0, url: 'https://example.org/a'}\n"
    )
    write(root, {"data/pictures.yml": entry, "docs/photos/other.jpg": picture(400, 300)})
    (root / "docs/photos/pier.jpg").symlink_to(KITES)
    assert (
        "file: must be a file below docs, found 'photos/pier.jpg'; did you mean 'photos/other.jpg'? [picture-file]"
        in problems_of(root)
    )
