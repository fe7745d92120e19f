"""Pictures for the demo, drawn line by line: furniture, broken parts and the houses' logos."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from kulanz.config.demo.dice import dice
from kulanz.config.demo.scene import DARK, MARK, METAL, WOODS, Colour, Scene, shade
from kulanz.core.pdf.fonts import fonts_folder


def _chair(s: Scene, *, back: float = 0) -> None:
    s.shadow(320, 690, 690)
    for x in (330, 410, 500, 590, 670):
        s.line([(500, 610), (x, 672)], METAL, 14)
        s.disc(x, 682, 15, DARK)
    s.line([(500, 470), (500, 612)], METAL, 22)
    s.box(345, 430, 655, 482, s.cloth, 26)
    s.shape([(372 + back, 150), (628 + back, 150), (615, 415), (385, 415)], shade(s.cloth, 1.12))
    s.line([(372 + back, 152), (628 + back, 152)], shade(s.cloth, 0.8), 16)
    for x in (318, 668):
        s.line([(x + 8, 440), (x + 8, 372)], METAL, 14)
        s.box(x - 26, 352, x + 42, 374, DARK, 10)


def _castor(s: Scene) -> None:
    s.shadow(150, 850, 660)
    s.line([(120, 250), (880, 430)], METAL, 80)
    s.box(760, 400, 800, 500, shade(METAL, 0.8))
    s.disc(300, 590, 74, DARK)
    s.disc(300, 590, 26, METAL)
    s.line([(300, 590), (352, 486)], shade(METAL, 0.7), 22)
    s.line([(352, 486), (380, 470)], MARK, 12)
    s.mark(780, 470, 96)


def _backrest(s: Scene) -> None:
    _chair(s, back=110)
    s.mark(500, 430, 110)


def _armrest(s: Scene) -> None:
    s.box(0, 420, 560, 760, s.cloth, 60)
    s.line([(640, 760), (650, 420)], METAL, 60)
    s.shape([(380, 330), (900, 290), (910, 350), (390, 400)], DARK)
    s.mark(650, 390, 100)


def _fabric(s: Scene) -> None:
    s.box(0, 0, 1000, 760, s.cloth)
    for x in range(-760, 1000, 26):
        s.line([(x, 760), (x + 760, 0)], shade(s.cloth, 1.1), 3)
        s.line([(x, 0), (x + 760, 760)], shade(s.cloth, 0.92), 3)
    for _ in range(60):
        s.disc(s.dice.gauss(520, 110), s.dice.gauss(380, 70), s.dice.uniform(4, 26), shade(s.cloth, 1.25))


def _crack(s: Scene) -> None:
    s.box(120, 90, 880, 660, s.wood, 90)
    for y in range(120, 640, 34):
        s.line([(140, y), (860, y + s.dice.uniform(-12, 12))], shade(s.wood, 0.95), 4)
    s.disc(330, 420, 20, METAL)
    s.crack(345, 420, 300)
    s.mark(480, 420, 170)


def _bolt(s: Scene) -> None:
    s.box(60, 120, 940, 320, s.wood, 8)
    s.box(420, 320, 580, 720, METAL, 6)
    for x in (455, 545):
        s.disc(x, 380, 20, shade(METAL, 0.6))
        s.line([(x - 12, 380), (x + 12, 380)], DARK, 5)
    s.line([(545, 460), (545, 520)], DARK, 12)
    s.mark(545, 460, 80)


def _box(s: Scene) -> None:
    carton: Colour = (190, 148, 98)
    s.shadow(200, 820, 690)
    s.box(220, 280, 800, 690, carton, 4)
    s.shape([(220, 280), (300, 190), (880, 190), (800, 280)], shade(carton, 1.12))
    s.shape([(800, 280), (880, 190), (880, 590), (800, 690)], shade(carton, 0.85))
    s.box(480, 280, 540, 690, shade(carton, 1.2))
    s.box(600, 560, 760, 650, (240, 240, 238), 2)
    for y in (580, 600, 620):
        s.line([(615, y), (740, y)], DARK, 4)
    s.shape([(220, 690), (220, 600), (290, 650), (310, 690)], shade(carton, 0.6))


def _desk(s: Scene) -> None:
    tilt = s.dice.choice((0, 34))
    s.shadow(160, 860, 690)
    for x in (240, 730):
        s.box(x, 330, x + 44, 670, METAL, 4)
        s.box(x - 60, 664, x + 104, 686, shade(METAL, 0.8), 8)
    s.shape([(120, 300 + tilt), (880, 300 - tilt), (880, 336 - tilt), (120, 336 + tilt)], s.wood)
    s.box(400, 130, 640, 270, DARK, 8)
    s.line([(520, 270), (520, 302)], DARK, 14)
    s.box(660, 340, 740, 362, DARK, 4)


def _edge(s: Scene) -> None:
    s.shape([(0, 200), (1000, 320), (1000, 430), (0, 310)], s.wood)
    s.shape([(0, 310), (1000, 430), (1000, 480), (0, 360)], shade(s.wood, 0.75))
    s.shape([(360, 354), (700, 395), (690, 470), (520, 500), (380, 430)], shade(s.wood, 1.1))
    s.line([(360, 354), (700, 395)], DARK, 7)
    s.mark(530, 420, 180)


def _cable(s: Scene) -> None:
    s.box(240, 300, 640, 470, DARK, 24)
    s.line([(0, 560), (120, 520), (180, 400), (240, 390)], DARK, 18)
    s.line([(640, 390), (760, 380), (820, 500), (1000, 470)], DARK, 18)
    s.box(280, 330, 470, 440, (200, 200, 196), 4)
    for y in (352, 376, 400, 424):
        s.line([(292, y), (455, y)], (120, 120, 118), 4)
    s.disc(580, 385, 30, (150, 96, 40))
    s.mark(580, 385, 76)


def _table(s: Scene) -> None:
    s.shadow(120, 900, 690)
    s.line([(260, 400), (210, 680)], METAL, 24)
    s.line([(760, 400), (810, 680)], METAL, 24)
    s.shape([(90, 380), (260, 260), (520, 260), (510, 380)], s.wood)
    s.shape([(510, 380), (520, 260), (760, 260), (930, 380)], shade(s.wood, 0.86))
    s.box(90, 378, 930, 410, shade(s.wood, 0.7), 4)


def _scratch(s: Scene) -> None:
    s.shape([(0, 160), (760, 160), (880, 420), (0, 620)], s.wood)
    s.shape([(880, 420), (0, 620), (0, 690), (890, 480)], shade(s.wood, 0.7))
    s.shape([(880, 420), (820, 380), (790, 440), (850, 470)], shade(s.wood, 0.5))
    for _ in range(5):
        s.crack(s.dice.uniform(560, 640), s.dice.uniform(330, 440), 140, shade(s.wood, 0.6))
    s.mark(800, 430, 120)


def _cabinet(s: Scene) -> None:
    s.shadow(250, 770, 700)
    s.box(270, 120, 740, 690, shade(s.wood, 0.9), 6)
    s.box(284, 136, 500, 676, s.wood, 4)
    s.box(510, 136, 726, 676, s.wood, 4)
    for x in (480, 520):
        s.box(x - 5, 370, x + 5, 450, METAL, 4)
    s.disc(520, 480, 12, DARK)
    s.mark(520, 480, 60)


def _drawer(s: Scene) -> None:
    s.shadow(260, 760, 700)
    s.box(300, 150, 720, 690, shade(s.wood, 0.85), 6)
    for index, y in enumerate((170, 345, 520)):
        out = 60 if index == 1 else 0
        s.box(315 - out, y + out // 2, 705 - out, y + 150 + out // 2, s.wood, 4)
        s.box(470 - out, y + 30 + out // 2, 550 - out, y + 44 + out // 2, METAL, 4)
    s.mark(680, 430, 80)


def _hinge(s: Scene) -> None:
    s.box(0, 0, 420, 760, s.wood)
    s.shape([(470, 0), (1000, 60), (1000, 760), (520, 760)], shade(s.wood, 0.9))
    s.box(400, 300, 540, 420, METAL, 10)
    for x, y in ((425, 330), (425, 390), (515, 330)):
        s.disc(x, y, 12, shade(METAL, 0.6))
    s.disc(425, 330, 26, shade(s.wood, 0.4))
    s.crack(330, 350, 90)
    s.mark(430, 340, 110)


def _sofa(s: Scene) -> None:
    s.shadow(140, 870, 670)
    for x in (200, 800):
        s.box(x, 610, x + 26, 660, WOODS[2], 4)
    s.box(180, 260, 840, 460, shade(s.cloth, 1.12), 40)
    s.box(150, 430, 870, 620, s.cloth, 40)
    for x in (120, 800):
        s.box(x, 350, x + 100, 620, shade(s.cloth, 0.9), 40)
    s.line([(510, 440), (510, 600)], shade(s.cloth, 0.75), 5)
    s.line([(815, 380), (820, 500)], (226, 216, 200), 8)
    s.mark(820, 440, 90)


def _lamp(s: Scene) -> None:
    s.shadow(400, 640, 690)
    glow = Image.new("L", s.image.size, 0)
    scale = s.scale
    cone = [(330, 170), (690, 170), (860, 560), (160, 560)]
    ImageDraw.Draw(glow).polygon([(x * scale, y * scale) for x, y in cone], fill=90)
    light = Image.new("RGB", s.image.size, (255, 244, 200))
    s.image.paste(light, mask=glow)
    s.draw = ImageDraw.Draw(s.image)
    s.box(430, 670, 610, 690, DARK, 8)
    s.line([(520, 170), (520, 676)], METAL, 14)
    s.box(320, 140, 720, 172, DARK, 12)
    s.box(350, 168, 690, 178, (255, 246, 210), 4)


def _panel(s: Scene) -> None:
    s.shadow(220, 800, 690)
    lean = s.dice.choice((0, 46))
    s.shape([(240 + lean, 170), (790 + lean, 170), (790, 670), (240, 670)], s.cloth)
    s.line([(240 + lean, 170), (790 + lean, 170), (790, 670), (240, 670), (240 + lean, 170)], METAL, 10)
    for x in (300, 730):
        s.line([(x - 60, 690), (x + 60, 690)], METAL, 14)
    s.line([(420 + lean, 300), (600 + lean, 360), (560 + lean, 470)], shade(s.cloth, 1.2), 8)


MOTIFS: Final[dict[str, tuple[str, Callable[[Scene], None]]]] = {
    "chair": ("stuhl", _chair), "castor": ("rolle", _castor), "backrest": ("lehne", _backrest),
    "armrest": ("armlehne", _armrest), "fabric": ("bezug", _fabric), "crack": ("riss", _crack),
    "bolt": ("schraube", _bolt), "box": ("karton", _box), "desk": ("schreibtisch", _desk),
    "edge": ("kante", _edge), "cable": ("netzteil", _cable), "table": ("tisch", _table),
    "scratch": ("ecke", _scratch), "cabinet": ("schrank", _cabinet), "drawer": ("schublade", _drawer),
    "hinge": ("scharnier", _hinge), "sofa": ("sofa", _sofa), "lamp": ("leuchte", _lamp),
    "panel": ("trennwand", _panel),
}  # fmt: skip


def draw_photos(seed: str, variants: int) -> dict[str, tuple[str, list[bytes]]]:
    """Motif → the German word its files are named by, and its pictures."""
    found: dict[str, tuple[str, list[bytes]]] = {}
    for motif, (word, paint) in MOTIFS.items():
        pictures = []
        for variant in range(variants):
            scene = Scene(dice(seed, "photo", motif, variant))
            paint(scene)
            pictures.append(scene.jpeg())
        found[motif] = (word, pictures)
    return found


def draw_logo(name: str, colour: str, accent: str) -> bytes:
    """A mark with the initial, and the name beside it, on nothing."""
    font = ImageFont.truetype(fonts_folder() / "SourceSans3-Semibold.ttf", 92)
    left = 170
    width = (left + int(font.getlength(name)) + 24) // 2 * 2
    image = Image.new("RGBA", (width, 160), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((10, 20, 130, 140), 26, fill=colour)
    draw.text((70, 112), name[:1].upper(), font=font, fill="#ffffff", anchor="ms")
    draw.ellipse((104, 100, 136, 132), fill=accent)
    draw.text((left, 80), name, font=font, fill=colour, anchor="lm")
    content = io.BytesIO()
    image.resize((width // 2, 80), Image.Resampling.LANCZOS).save(content, "PNG", optimize=True)
    return content.getvalue()
