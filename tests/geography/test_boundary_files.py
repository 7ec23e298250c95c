"""Files of boundaries of every format are read, in a process that can do no harm, or refused in words (R3.1)."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyogrio import raw as pyogrio
from pyproj import Transformer

from wardmote.shared.geography.adapters.boundary_files import open_boundaries, unpacking
from wardmote.shared.geography.rules.area_files import AreaFile, areas_of
from wardmote.shared.geography.rules.boundaries import BadMap

NAMES = ["Upper Mill", "Tŷ’r Felin", "Café Row"]
CODES = ["E05000001", "E05000002", "E05000003"]
AREAS = [shapely.box(-3 + n / 10, 52, -2.9 + n / 10, 52.1) for n in range(3)]


def read(content: bytes, **how: str) -> AreaFile:
    return areas_of(open_boundaries(content, **how))


def metres(areas: list[shapely.Polygon], system: int) -> list[shapely.Polygon]:
    turn = Transformer.from_crs(4326, system, always_xy=True)
    return [
        shapely.transform(area, lambda xy: np.column_stack(turn.transform(xy[:, 0], xy[:, 1])))
        for area in areas
    ]


def written(path: Path, *, names: list[str] = NAMES, crs: int = 4326, **how: str) -> bytes:
    drawn = AREAS if crs == 4326 else metres(AREAS, crs)
    pyogrio.write(
        str(path),
        np.array([shapely.to_wkb(area) for area in drawn], dtype=object),
        [np.array(CODES, dtype=object), np.array(names, dtype=object)],
        ["WD13CD", "WD13NM"],
        geometry_type="Polygon",
        crs=f"EPSG:{crs}",
        **how,
    )
    return path.read_bytes()


def zipped(*files: Path, within: str = "") -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, within + file.name)
    return packed.getvalue()


TOPOLOGY = {
    "type": "Topology",
    "arcs": [[[-3, 52], [-2.9, 52], [-2.9, 52.1], [-3, 52.1], [-3, 52]]],
    "objects": {
        "wards": {
            "type": "GeometryCollection",
            "geometries": [
                {
                    "type": "Polygon",
                    "arcs": [[0]],
                    "properties": {"WD13CD": CODES[0], "WD13NM": NAMES[0]},
                }
            ],
        }
    },
}


def shapefile(folder: Path, encoding: str, names: list[str] = NAMES) -> list[Path]:
    written(folder / "wards.shp", names=names, crs=27700, encoding=encoding)
    return sorted(folder.glob("wards.*"))


def test_every_format_and_system_gives_the_same_areas(tmp_path):
    parts = shapefile(tmp_path, "UTF-8")
    files = {
        "GeoJSON": written(tmp_path / "a.geojson"),
        "GeoPackage": written(tmp_path / "a.gpkg", crs=3857),
        "KML": written(tmp_path / "a.kml", driver="LIBKML"),
        "shapefile": zipped(*parts, within="Downloads/Wards of 2013/"),
        "TopoJSON": json.dumps(TOPOLOGY).encode(),
    }
    for called, content in files.items():
        found = read(content)
        many = 1 if called == "TopoJSON" else 3
        assert (found.format, found.is_usable, found.kind) == (called, True, "wards")
        assert [area.name for area in found.areas] == NAMES[:many]
        assert [area.code for area in found.areas] == CODES[:many]
        for area, drawn in zip(found.areas, AREAS, strict=False):
            ground = found.ground_of(area)
            assert ground.symmetric_difference(drawn).area < 1e-4 * drawn.area


def test_a_bare_shapefile_is_read_in_the_letters_and_metres_that_it_can_only_be_in(tmp_path):
    parts = shapefile(tmp_path, "CP1252", ["Upper Mill", "Bryn", "Café Row"])
    found = read(zipped(*[part for part in parts if part.suffix in (".shp", ".dbf")]))
    assert [area.name for area in found.areas] == ["Upper Mill", "Bryn", "Café Row"]
    assert found.is_recoded
    assert found.is_guessed
    with pytest.raises(BadMap, match=r"no \.dbf beside it"):
        read(zipped(*[part for part in parts if part.suffix == ".shp"]))


def test_of_several_layers_one_is_chosen(tmp_path):
    written(tmp_path / "two.gpkg", layer="wards")
    written(tmp_path / "two.gpkg", layer="parishes", append=True)
    content = (tmp_path / "two.gpkg").read_bytes()
    assert (read(content).layer, read(content).layers) == ("wards", ("wards", "parishes"))
    assert read(content, layer="parishes").layer == "parishes"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b'{"type":"FeatureCollection","features":[]}',
        b"[" * 9_999,
        b"PK\x03\x04 and no more",
        b"SQLite format 3\x00 and no more",
        b"name,ward\nNorth,Mill\n",
        b"\x89PNG\r\n",
    ],
)
def test_what_is_no_file_of_boundaries_is_refused_with_what_to_do(content):
    with pytest.raises(BadMap, match=r"Bring|Export it again|Make it again|must hold"):
        read(content)


def test_a_file_that_would_send_the_reader_elsewhere_is_not_followed(tmp_path):
    """Each is known to GDAL as a file that names another; only the driver of what it pretends to be ever opens it."""
    secret = tmp_path / "secret.geojson"
    written(secret)
    source = f"<SrcDataSource>{secret}</SrcDataSource>"
    virtual = f'<OGRVRTDataSource><OGRVRTLayer name="secret">{source}</OGRVRTLayer></OGRVRTDataSource>'
    for content in (
        virtual,
        f'<!-- <kml xmlns="http://www.opengis.net/kml/2.2"> -->{virtual}',
        f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link><href>file://{secret}'
        "</href></Link></NetworkLink></kml>",
    ):
        with pytest.raises(BadMap):
            read(content.encode())


def test_an_archive_is_refused_before_it_fills_the_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 100_000)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("wards.dbf", b"")
        archive.writestr("wards.shp", b"\0" * 1_000_000)
    assert len(packed.getvalue()) < 2_000
    with pytest.raises(BadMap, match="unpacks to more than"):
        read(packed.getvalue())


def test_names_in_an_archive_are_no_paths(tmp_path):
    content = written(tmp_path / "a.geojson")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../../../tmp/-escaped.geojson", content)
    into = tmp_path / "into"
    into.mkdir()
    (opened,) = unpacking.unpack(packed.getvalue(), into)
    assert into in opened.parents
    assert read(packed.getvalue()).is_usable


def test_a_file_far_too_large_is_refused_before_it_is_opened():
    class Huge(bytes):
        def __len__(self) -> int:
            return 200 * 1024 * 1024

    with pytest.raises(BadMap, match="200 MB"):
        open_boundaries(Huge(b"{}"))


@given(
    st.binary(max_size=300).map(lambda noise: noise),
    st.sampled_from([b"", b"{", b"<kml", b"SQLite format 3\0"]),
)
@settings(max_examples=4, deadline=None)
def test_whatever_a_file_holds_is_read_or_refused_in_words(noise, begins):
    with pytest.raises(BadMap):
        read(begins + noise)


@pytest.mark.parametrize(
    ("name", "many", "kind"),
    [
        ("walsall_wards_2013", 20, "wards"),
        ("walsall_lsoa_2011", 167, "small-areas"),
        ("westmidlands_met_wards_2013", 163, "wards"),
    ],
)
def test_the_real_files_are_read_without_complaint(real_files, name, many, kind):
    found = read((real_files / "boundaries" / f"{name}.geojson").read_bytes())
    assert (len(found.areas), found.kind, found.is_usable) == (many, kind, True)
    assert not any(area.mended for area in found.areas)
    assert [*found.fit.overlaps, *found.fit.unclaimed, *found.fit.apart] == []
    assert len(found.boroughs) == (7 if many == 163 else 0)
