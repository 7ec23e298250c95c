"""A partnership goes by its own name, colours and logo, and nobody gets a page they cannot read (R1.1, R12.1)."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests import factories as make

from wardmote.kernel.ui.colours import LEAST_CONTRAST, STANDS_WITH, contrast, nearest_readable
from wardmote.kernel.ui.colours import Partnership as Face
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import queries
from wardmote.shared.partnerships.models import Logo, Partnership
from wardmote.shared.partnerships.rules import RoleName

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.fixture
def client(db) -> Client:
    make.a_partnership()
    queries.look_at_the_face_again()
    client = Client()
    client.force_login(Person.objects.get(pk=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR).person_id))
    return client


def sent(client: Client, path: str, **fields: object):
    return client.post(path, {"form_key": str(make.number()), **fields})


def picture(kind: str, **saved: object) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (900, 300), "#7a1f6b").save(out, format=kind, **saved)
    return SimpleUploadedFile(f"logo.{kind.lower()}", out.getvalue())


@given(st.sampled_from(sorted(STANDS_WITH)), COLOURS)
def test_the_colour_offered_can_be_read_and_one_that_could_be_is_left_alone(name, colour) -> None:
    instead = nearest_readable(name, colour)
    assert contrast(instead, STANDS_WITH[name]) >= LEAST_CONTRAST
    assert (instead == colour) == (contrast(colour, STANDS_WITH[name]) >= LEAST_CONTRAST)
    Face(name="", short_name="", **{name: instead})


@given(COLOURS)
def test_every_shade_made_of_a_colour_carries_names_in_ink(colour) -> None:
    sheet = Face(name="", short_name="", brand=nearest_readable("brand", colour)).stylesheet
    for shade in re.findall(r"--wm-r[1-4]:(#\w{6})", sheet):
        assert contrast(shade, "#16211c") >= LEAST_CONTRAST


def test_the_pages_go_by_the_name_that_was_written(client) -> None:
    answer = sent(
        client,
        "/set-up/name",
        name=" Partneriaeth Brynmôr ",
        short_name="Brynmôr",
        address="Y Neuadd\r\nBrynmôr",
        email="helo@brynmor.example",
        middle="SO 045 285",
    )
    assert answer.headers["Location"] == "/set-up?saved=name"
    page = client.get("/").content.decode()
    assert "the partners of Brynmôr" in page
    here = Partnership.objects.get()
    assert (here.name, here.address) == ("Partneriaeth Brynmôr", "Y Neuadd\nBrynmôr")
    assert here.latitude == pytest.approx(51.95, abs=0.01)
    privacy = Client().get("/privacy").content.decode()
    assert "helo@brynmor.example" in privacy
    assert "Y Neuadd<br>" in privacy


def test_what_was_typed_is_kept_when_it_cannot_be_used(client) -> None:
    page = sent(client, "/set-up/name", name="", short_name="Brynmôr", middle="somewhere").content.decode()
    assert "Write the name of the partnership" in page
    assert "Write two numbers" in page
    assert 'value="somewhere"' in page


def test_a_colour_nobody_could_read_is_refused_and_the_nearest_is_offered(client) -> None:
    answer = sent(client, "/set-up/look", bottle="#3b0a45", brand="#ff9bd8", gold="f2b")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="#ff9bd8"' in page
    nearest = nearest_readable("brand", "#ff9bd8")
    assert f'name="brand" value="{nearest}"' in page
    assert Partnership.objects.get().brand == "#0e5f49"
    sent(client, "/set-up/look", bottle="#3b0a45", brand=nearest, gold="f2b")
    assert Partnership.objects.get().gold == "#ff22bb"
    page = client.get("/").content.decode()
    sheet = re.search(r'href="(/colours\.css[^"]+)"', page)
    assert sheet
    assert "--wm-bottle:#3b0a45" in Client().get(sheet[1]).content.decode()


def test_a_colour_that_is_none_is_said_to_be_none(client) -> None:
    page = sent(client, "/set-up/look", bottle="purple", brand="#0e5f49", gold="#f2b233").content.decode()
    assert "Write the colour like #0e5f49" in page


def test_colours_written_past_the_check_do_not_break_a_page(client) -> None:
    Partnership.objects.update(brand="#ffffff")
    queries.look_at_the_face_again()
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_drawn_anew_without_its_metadata_and_stands_on_every_page(client, kind) -> None:
    where_it_was_taken = Image.Exif()
    where_it_was_taken[0x010E] = "taken at home"
    answer = sent(
        client, "/set-up/logo", picture=picture(kind, exif=where_it_was_taken), words="Cyngor Brynmôr"
    )
    assert answer.headers["Location"] == "/set-up/look?saved=logo"
    page = Client().get("/").content.decode()
    address = re.search(r'<img src="(/logo/\w+\.png)" alt="Cyngor Brynmôr"', page)
    assert address
    served = Client().get(address[1])
    assert b"taken at home" not in served.content
    with Image.open(BytesIO(served.content)) as shown:
        assert shown.format == "PNG"
        assert max(shown.size) == 480
    sent(client, "/set-up/logo/remove")
    assert not Logo.objects.exists()
    assert Client().get(address[1]).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
            "This is an SVG drawing",
        ),
        (b"GIF89a" + b"0" * 100, "We could not read this file as a logo. Choose a JPEG or PNG picture."),
        (b"", "This file is empty"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(client, content, said) -> None:
    answer = sent(client, "/set-up/logo", picture=SimpleUploadedFile("logo.png", content), words="Ours")
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="Ours"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/set-up", "/set-up/name", "/set-up/look", "/covered"])
def test_the_set_up_is_the_administrators_alone(client, path) -> None:
    worker = make.an_actor(RoleName.WORKER, team=make.a_team())
    other = Client()
    other.force_login(Person.objects.get(pk=worker.person_id))
    assert other.get(path).status_code == 404
    assert client.get(path).status_code == 200
