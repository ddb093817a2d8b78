"""Pictures for the demonstration: drawn, so that nobody's photo is needed."""

import io
import random

from PIL import Image, ImageDraw

SIZE = (960, 720)


def picture(industry: str, dice: random.Random) -> bytes:
    """A JPEG of a wall, a floor and some barrels or boxes."""
    shade = dice.randrange(90, 170)
    image = Image.new("RGB", SIZE, (shade, shade, shade - 10))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 480, *SIZE), fill=(shade - 40, shade - 45, shade - 50))
    for _ in range(dice.randrange(5, 14)):
        left, top = dice.randrange(0, 860), dice.randrange(240, 520)
        colour = tuple(dice.randrange(40, 220) for _ in range(3))
        shape = (left, top, left + dice.randrange(60, 130), top + dice.randrange(90, 180))
        if industry in ("hazchem", "gas"):
            draw.rounded_rectangle(shape, 26, fill=colour, outline=(20, 20, 20), width=3)
        else:
            draw.rectangle(shape, fill=colour, outline=(20, 20, 20), width=3)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
