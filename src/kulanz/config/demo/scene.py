"""A room to draw in: walls, floor, simple shapes and the ring around what is broken."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

from kulanz.config.demo.dice import Dice

WIDTH, HEIGHT = 1024, 768
_FINE: Final = 2
Colour = tuple[int, int, int]
_WALLS: Final[tuple[Colour, ...]] = ((226, 223, 214), (214, 222, 226), (231, 226, 220), (219, 225, 216))
_FLOORS: Final[tuple[Colour, ...]] = ((176, 150, 118), (150, 152, 156), (190, 170, 140), (130, 120, 112))
_CLOTHS: Final[tuple[Colour, ...]] = ((54, 78, 92), (122, 62, 54), (74, 92, 66), (66, 66, 72))
WOODS: Final[tuple[Colour, ...]] = ((196, 150, 96), (224, 222, 218), (120, 82, 56), (208, 178, 132))
METAL: Final[Colour] = (150, 156, 162)
DARK: Final[Colour] = (44, 46, 50)
MARK: Final[Colour] = (196, 62, 42)


class Scene:
    """A room with something in it, in coordinates of 1000 × 750."""

    def __init__(self, chance: Dice) -> None:
        self.dice = chance
        self.wall, self.floor = chance.choice(_WALLS), chance.choice(_FLOORS)
        self.cloth, self.wood = chance.choice(_CLOTHS), chance.choice(WOODS)
        self.image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), self.wall)
        self.draw = ImageDraw.Draw(self.image)
        self.scale = WIDTH * _FINE / 1000
        self.box(0, 560, 1000, 760, self.floor)
        self.box(0, 552, 1000, 562, shade(self.wall, 0.82))
        for x in range(-200, 1200, 140):
            self.line([(x, 760), (x + (500 - x) * 0.25, 562)], shade(self.floor, 0.93), 3)

    def at(self, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def box(self, x1: float, y1: float, x2: float, y2: float, fill: Colour, radius: float = 0) -> None:  # noqa: PLR0917  # corners, as everywhere in drawing
        (a, b), (c, d) = self.at([(x1, y1), (x2, y2)])
        self.draw.rounded_rectangle((a, b, c, d), radius * self.scale, fill=fill)

    def line(self, points: list[tuple[float, float]], fill: Colour, width: float) -> None:
        self.draw.line(self.at(points), fill=fill, width=int(width * self.scale), joint="curve")

    def shape(self, points: list[tuple[float, float]], fill: Colour) -> None:
        self.draw.polygon(self.at(points), fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        (a, b), (c, d) = self.at([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.ellipse((a, b, c, d), fill=fill)

    def shadow(self, x1: float, x2: float, y: float) -> None:
        (a, b), (c, d) = self.at([(x1, y - 14), (x2, y + 18)])
        self.draw.ellipse((a, b, c, d), fill=shade(self.floor, 0.78))

    def crack(self, x: float, y: float, length: float, fill: Colour = DARK) -> None:
        points = [(x, y)]
        for _ in range(6):
            x, y = x + length / 6, y + self.dice.uniform(-16, 16)
            points.append((x, y))
        self.line(points, fill, 5)

    def mark(self, x: float, y: float, radius: float) -> None:
        """A ring around what is broken, as people draw it into their photos."""
        (a, b), (c, d) = self.at([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.ellipse((a, b, c, d), outline=MARK, width=int(6 * self.scale))

    def jpeg(self) -> bytes:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        small = small.filter(ImageFilter.GaussianBlur(0.4))
        content = io.BytesIO()
        small.save(content, "JPEG", quality=82)
        return content.getvalue()


def shade(colour: Colour, factor: float) -> Colour:
    return (int(colour[0] * factor), int(colour[1] * factor), int(colour[2] * factor))
