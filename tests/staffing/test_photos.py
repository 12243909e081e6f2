"""A ZIP of photos is judged before it is unpacked; what comes out is small and says nothing of
cameras, places or programs."""

import io
import zipfile

import pytest
from PIL import Image

from backend.core.errors import Problem
from backend.staffing import photos
from backend.staffing.cells import Bad
from tests.factories.lists import jpeg, zipped


def album(data):
    return photos.open_album(io.BytesIO(data))


def code_of(data):
    with pytest.raises(Problem) as refused:
        album(data)
    return refused.value.code


def bad(found, name):
    with pytest.raises(Bad) as refused:
        found.portrait(name)
    return refused.value.code


def with_info(name, data=b"", **attributes):
    """A ZIP whose only entry has odd attributes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        info = zipfile.ZipInfo("x")
        info.filename = name
        for key, value in attributes.items():
            setattr(info, key, value)
        target.writestr(info, data)
    return out.getvalue()


def test_photos_are_found_and_litter_is_passed_over():
    found = album(
        zipped(
            {
                "照片/林.jpg": jpeg(),
                "__MACOSX/照片/._林.jpg": b"x",
                "Thumbs.db": b"x",
                "读我.txt": b"x",
            }
        )
    )
    assert found.portrait("林.jpg") == found.portrait("照片/林.jpg")
    assert bad(found, "._林.jpg") == "photo_missing"


@pytest.mark.parametrize("coded", ["gbk", "utf-8"])
def test_chinese_names_packed_by_windows_are_understood(coded):
    raw = "张三.jpg".encode(coded)
    data = zipped({"A" * len(raw): jpeg()}).replace(b"A" * len(raw), raw)
    assert album(data).portrait("张三.jpg")


def test_a_name_a_mac_took_apart_is_the_same_name():
    assert album(zipped({"Jose\u0301.jpg": jpeg()})).portrait("José.jpg")


@pytest.mark.parametrize(
    "name",
    [
        "../a.jpg",
        "a/../../b.jpg",
        "/etc/a.jpg",
        "..\\a.jpg",
        "C:\\a.jpg",
        "c:a.jpg",
        "a\nb.jpg",
        "x" * 241,
    ],
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert code_of(with_info(name, jpeg())) == "staffing.photos_names"


def test_a_link_is_refused():
    assert code_of(with_info("a.jpg", b"/etc/passwd", external_attr=0o120777 << 16)) == (
        "staffing.photos_names"
    )


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04junk", b"Rar!\x1a\x07", b"GIF89a"])
def test_what_is_no_zip(data):
    assert code_of(data) == "staffing.photos_unreadable"


def test_a_password_is_refused():
    data = bytearray(zipped({"a.jpg": jpeg()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + place] |= 1
    assert code_of(bytes(data)) == "staffing.photos_unreadable"


def test_a_file_over_64_mb_is_refused_by_its_size(monkeypatch):
    monkeypatch.setattr(photos, "MOST_ZIP", 100)
    assert code_of(zipped({"a.jpg": jpeg()})) == "staffing.photos_too_large"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("more.zip", b"x"),
        ("more.RAR", b"x"),
        ("a.jpg", zipped({"b.jpg": b"x"})),
        ("a.jpg", b"\x1f\x8b\x08 gzip"),
    ],
)
def test_an_archive_inside_is_refused(name, data):
    assert code_of(zipped({name: data})) == "staffing.photos_nested"


def test_a_bomb_is_refused_unread():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a.jpg", b"0" * 8_000_000)
    assert code_of(out.getvalue()) == "staffing.photos_bomb"


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr(photos, "MOST_FILES", 2)
    assert code_of(zipped({f"{n}.jpg": b"x" for n in range(3)})) == "staffing.photos_bomb"


def test_a_directory_too_large_for_memory_is_refused_before_it_is_read(monkeypatch):
    data = zipped({f"{n}.jpg": b"x" for n in range(3)})
    monkeypatch.setattr(photos, "MOST_DIRECTORY", 60)
    monkeypatch.setattr(photos.zipfile, "ZipFile", None)
    assert code_of(data) == "staffing.photos_bomb"


def test_two_files_of_one_name_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("a.jpg", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr("a.jpg", b"2")
    assert code_of(out.getvalue()) == "staffing.photos_bomb"


def test_a_directory_that_lies_about_the_size_of_a_photo_reads_no_more_than_it_says():
    data = bytearray(zipped({"a.jpg": jpeg() + b"0" * 300_000}))
    place = data.find(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    assert bad(album(bytes(data)), "a.jpg") in {"photo_format", "photo_large"}


def test_broken_bytes_of_one_photo_are_that_photos_fault():
    good = jpeg()
    data = bytearray(zipped({"a.jpg": good, "b.jpg": jpeg(30)}))
    data[data.find(good) + 300] ^= 0xFF
    found = album(bytes(data))
    assert bad(found, "a.jpg") == "photo_format"
    assert found.portrait("b.jpg")


def test_a_portrait_is_small_upright_and_without_metadata():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by the camera
    exif[0x010F] = "Some camera"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture = Image.effect_noise((800, 600), 90).convert("RGB")
    picture.save(out, "JPEG", quality=20, exif=exif, comment=b"who was here")
    assert len(out.getvalue()) <= photos.MOST_PHOTO
    made = photos.portrait(out.getvalue())
    assert len(made) <= photos.MOST_STORED
    with Image.open(io.BytesIO(made)) as image:
        assert image.format == "JPEG"
        assert image.height > image.width
        assert image.width <= photos.SIZE[0]
        assert not image.getexif()
        assert "comment" not in image.info
    assert b"Some camera" not in made
    assert photos.portrait(out.getvalue()) == made


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_print_colours_become_plain(mode):
    out = io.BytesIO()
    Image.new(mode, (60, 80)).save(out, "JPEG")
    with Image.open(io.BytesIO(photos.portrait(out.getvalue()))) as image:
        assert (image.mode, image.size) == ("RGB", (60, 80))


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn():
    header = bytearray(jpeg(size=(16, 16)))
    frame = header.find(b"\xff\xc0")
    header[frame + 5 : frame + 9] = (60_000).to_bytes(2, "big") * 2
    with pytest.raises(Bad) as refused:
        photos.portrait(bytes(header))
    assert refused.value.code == "photo_large"


def test_one_zip_may_hold_the_book_and_the_photos():
    data = zipped({"派遣/book.json": b"{}", "派遣/照片/a.jpg": jpeg()})
    book, found = photos.take_apart(io.BytesIO(data), None)
    assert book == b"{}"
    assert found.portrait("a.jpg")
    assert photos.take_apart(io.BytesIO(b"{}"), None) == (b"{}", None)
    # No book, or two: then it is no dispatch file.
    assert photos.take_apart(io.BytesIO(zipped({"a.jpg": jpeg()})), None)[0] == b""
    two = zipped({"a.json": b"{}", "b.json": b"{}"})
    assert photos.take_apart(io.BytesIO(two), None)[0] == b""


def test_the_bundle_chosen_as_photos_beside_the_book_is_no_archive_in_an_archive():
    bundle = zipped({"派遣.xlsx": zipped({"xl/workbook.xml": b""}), "a.jpg": jpeg()})
    found = album(bundle)
    assert found.portrait("a.jpg")
    assert bad(found, "派遣.xlsx") == "photo_format"


def test_photos_beside_the_book_win_over_those_in_the_bundle():
    bundle = zipped({"book.json": b"{}", "a.jpg": jpeg(10)})
    beside = zipped({"a.jpg": jpeg(200)})
    _, found = photos.take_apart(io.BytesIO(bundle), io.BytesIO(beside))
    assert found.portrait("a.jpg") == photos.portrait(jpeg(200))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_a_bound_are_refused_unread(method, monkeypatch):
    # Eight bytes of such a part may cost gigabytes: its reader takes what comes out as a whole.
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        target.writestr("a.jpg", jpeg())
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert code_of(out.getvalue()) == "staffing.photos_bomb"


def test_a_picture_of_endless_passes_is_not_decoded():
    out = io.BytesIO()
    Image.new("L", (400, 300), 128).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data[data.rindex(b"\xff\xda") : -2]
    assert photos.portrait(data)
    with pytest.raises(Bad) as refused:
        photos.portrait(data[:-2] + last * 100 + data[-2:])
    assert refused.value.code == "photo_format"
