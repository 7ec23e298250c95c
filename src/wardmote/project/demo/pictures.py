"""Plainly drawn pictures for some of the demo's observations: nobody could take them for photographs."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 720
GROUND = 470
INK = (40, 44, 48)
STRIPE, LIT, FLOOD = (150, 160, 190), (250, 230, 150), (104, 128, 150)
SKY, ROAD, WALL, GRASS = (205, 221, 230), (140, 142, 145), (186, 124, 96), (122, 158, 98)

Draw = Callable[[ImageDraw.ImageDraw, Random], None]


def picture(kind: str, draws: Random) -> bytes:
    """A sketch of this kind as a JPEG. Raises KeyError for a kind nobody can draw."""
    draw_it = KINDS[kind]
    image = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    pen = ImageDraw.Draw(image)
    draw_it(pen, draws)
    pen.rectangle((0, 0, WIDTH - 1, HEIGHT - 1), outline=INK, width=6)
    pen.rectangle((0, HEIGHT - 44, WIDTH, HEIGHT), fill=(246, 246, 242))
    pen.text((18, HEIGHT - 34), "Drawing for the demo: not a photograph", fill=INK, font_size=20)
    out = BytesIO()
    image.save(out, format="JPEG", quality=82)
    return out.getvalue()


def _street(pen: ImageDraw.ImageDraw, draws: Random) -> None:
    pen.rectangle((0, GROUND, WIDTH, HEIGHT), fill=ROAD)
    left = 0
    while left < WIDTH:
        width, top = draws.randint(150, 260), draws.randint(130, 240)
        brick = tuple(part + draws.randint(-18, 18) for part in WALL)
        pen.rectangle((left, top, left + width, GROUND), fill=brick, outline=INK, width=3)
        for window in range(left + 24, left + width - 60, 90):
            pen.rectangle(
                (window, top + 40, window + 52, top + 110), fill=(232, 238, 240), outline=INK, width=3
            )
        left += width
    pen.rectangle((0, GROUND, WIDTH, GROUND + 26), fill=(176, 176, 174), outline=INK, width=2)


def _rubbish(pen: ImageDraw.ImageDraw, draws: Random) -> None:
    _street(pen, draws)
    for _ in range(draws.randint(1, 2)):
        x, y = draws.randint(120, 520), draws.randint(GROUND + 20, GROUND + 80)
        pen.polygon(
            [(x, y), (x + 250, y - 30), (x + 270, y + 40), (x + 20, y + 80)],
            fill=(232, 226, 208),
            outline=INK,
        )
        for stripe in range(1, 5):
            pen.line(
                (x + 50 * stripe, y - 6 * stripe, x + 50 * stripe + 20, y + 74 - 6 * stripe),
                fill=(150, 160, 190),
                width=6,
            )
    for _ in range(draws.randint(2, 6)):
        x, y, r = draws.randint(80, 820), draws.randint(GROUND + 50, 640), draws.randint(28, 48)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(48, 50, 56), outline=INK, width=3)
        pen.line((x - 8, y - r, x, y - r - 16, x + 8, y - r), fill=INK, width=6)


def _hole(pen: ImageDraw.ImageDraw, draws: Random) -> None:
    pen.rectangle((0, 200, WIDTH, HEIGHT), fill=ROAD)
    pen.rectangle((0, 200, WIDTH, 240), fill=(176, 176, 174), outline=INK, width=2)
    for x in range(40, WIDTH, 220):
        pen.polygon([(x, 690), (x + 30, 560), (x + 50, 560), (x + 40, 690)], fill=(238, 238, 232))
    x, y = draws.randint(320, 620), draws.randint(380, 500)
    edge = [(x + draws.randint(110, 170) * dx // 10, y + draws.randint(50, 80) * dy // 10)
            for dx, dy in ((10, 0), (7, 7), (0, 10), (-7, 7), (-10, 0), (-7, -7), (0, -10), (7, -7))]  # fmt: skip
    pen.polygon(edge, fill=(74, 72, 70), outline=INK)
    pen.ellipse((x - 60, y - 14, x + 70, y + 30), fill=(110, 128, 140))


def _lamp(pen: ImageDraw.ImageDraw, draws: Random) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill=(38, 44, 66))
    pen.rectangle((0, GROUND, WIDTH, HEIGHT), fill=(62, 64, 70))
    dark = draws.randint(0, 2)
    for n, x in enumerate((180, 480, 780)):
        pen.line((x, GROUND + 30, x, 140, x + 60, 120), fill=(160, 164, 170), width=10)
        if n != dark:
            pen.polygon([(x + 50, 130), (x - 40, GROUND + 40), (x + 150, GROUND + 40)], fill=(196, 178, 110))
        pen.ellipse(
            (x + 40, 106, x + 84, 140),
            fill=(250, 230, 150) if n != dark else (20, 20, 26),
            outline=(160, 164, 170),
        )


def _wall(pen: ImageDraw.ImageDraw, draws: Random) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill=(226, 220, 202))
    pen.rectangle((0, 600, WIDTH, HEIGHT), fill=(150, 116, 84), outline=INK, width=3)
    pen.rectangle((600, 120, 860, 400), fill=(214, 228, 236), outline=INK, width=6)
    for _ in range(140):
        x, y = abs(draws.gauss(0, 130)), abs(draws.gauss(0, 150))
        r = draws.randint(4, 22)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(72, 78, 68))


def _scribble(pen: ImageDraw.ImageDraw, draws: Random) -> None:
    pen.rectangle((0, GROUND + 60, WIDTH, HEIGHT), fill=ROAD)
    for row, y in enumerate(range(0, GROUND + 60, 44)):
        for x in range(-60 * (row % 2), WIDTH, 120):
            pen.rectangle((x, y, x + 118, y + 42), fill=WALL, outline=(150, 96, 72), width=2)
    for _ in range(3):
        colour = draws.choice(((64, 60, 150), (30, 120, 90), (190, 50, 60)))
        x, y = draws.randint(60, 380), draws.randint(150, 380)
        spots = [(x := x + draws.randint(18, 60), y + draws.randint(-80, 80)) for _ in range(9)]
        pen.line(spots, fill=colour, width=16, joint="curve")


def _green(pen: ImageDraw.ImageDraw, draws: Random) -> None:
    pen.rectangle((0, GROUND - 60, WIDTH, HEIGHT), fill=GRASS)
    for _ in range(draws.randint(2, 4)):
        x = draws.randint(80, 860)
        pen.rectangle((x - 14, 280, x + 14, GROUND), fill=(104, 80, 58), outline=INK, width=2)
        for _ in range(5):
            a, b, r = x + draws.randint(-70, 70), 220 + draws.randint(-70, 60), draws.randint(50, 90)
            pen.ellipse((a - r, b - r, a + r, b + r), fill=(84, draws.randint(120, 150), 70))
    x = draws.randint(250, 560)
    pen.line((x, 600, x + 180, 560, x + 330, 610), fill=(104, 80, 58), width=34)


def _water(pen: ImageDraw.ImageDraw, draws: Random) -> None:
    _street(pen, draws)
    y = GROUND + 60
    pen.polygon(
        [(0, y + 30), (260, y), (620, y + 10), (WIDTH, y + 50), (WIDTH, HEIGHT), (0, HEIGHT)],
        fill=(104, 128, 150),
    )
    for _ in range(16):
        x, line = draws.randint(0, 840), draws.randint(y + 50, 690)
        pen.line((x, line, x + draws.randint(40, 120), line), fill=(190, 206, 216), width=4)


KINDS: dict[str, Draw] = {
    "fly-tip": _rubbish,
    "trade-waste": _rubbish,
    "waste-presentation": _rubbish,
    "litter": _rubbish,
    "pothole": _hole,
    "pavement-trip": _hole,
    "street-light": _lamp,
    "damp-mould": _wall,
    "graffiti": _scribble,
    "tree": _green,
    "park": _green,
    "weeds-verges": _green,
    "road-flooding": _water,
    "water-safety": _water,
}
"""Category -> how it is drawn."""
