"""Pictures and camera clips of badges, drawn here: the same seed draws the same ones.

Nothing is photographed. A card with its code lies in clutter, seen in perspective, and then what
happens in front of a gate happens to it: blur, turning, distance, night, glare, a moving hand.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import qrcode
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from backend.badges import token
from backend.core import jws
from backend.core.canonical import b64u, unb64u

FRAME = (1280, 720)
FPS = 30
"""What Chromium takes a clip without a rate of its own (mjpeg) to be."""
KINDS = ("clean", "blurred", "rotated", "small", "dark", "glare", "moving")
EMPTY = "empty"
LENGTH = 208
WINDOW = (1_800_000_000_000, 1_800_172_800_000)
_CARD = (900, 640)
_CODE = 380
Pixel = tuple[float, float]


@dataclass(frozen=True)
class Picture:
    """One frame: what is wrong with it, what its code says (None: there is none), and the JPEG."""

    kind: str
    text: str | None
    jpeg: bytes


@dataclass(frozen=True)
class View:
    """How a card is seen: the width of its code in pixels, turned by degrees, tilted, where."""

    width: float
    turn: float = 0.0
    tilt: float = 0.0
    middle: Pixel = (640.0, 360.0)


def tokens(count: int, seed: int = 1) -> list[str]:
    """Badge tokens as the product packs them, of a key made from the seed; always the same ones."""
    draw = random.Random(f"tokens {seed}")
    key = ec.derive_private_key(draw.randrange(1, token.ORDER), ec.SECP256R1())
    kid = jws.thumbprint(jws.public_jwk(key.public_key()))
    event, made = draw.randbytes(16).hex(), []
    for _ in range(count):
        role = draw.choice([one for one in token.ROLES if one != "gate"])
        claim = token.Claim(b64u(draw.randbytes(9)), event, role, *WINDOW)
        signed = f"{b64u(jws.header(jws.BADGE, kid))}.{b64u(claim.payload())}".encode("ascii")
        r, s = utils.decode_dss_signature(
            key.sign(signed, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        )
        signature = r.to_bytes(32, "big") + min(s, token.ORDER - s).to_bytes(32, "big")
        body = unb64u(kid)[: token.KID_BYTES] + signature + claim.payload()
        made.append(token.PREFIX + token.base45(body))
    row = {"kid": kid, "purpose": "badge", "centre": None, "withdrawn": None, "jwk": jws.public_jwk(key.public_key())}  # fmt: skip
    token.read(made[0], [row])
    return made


def invented(count: int, seed: int = 1) -> list[str]:
    """Texts as long and of the same letters as badge tokens, signed by nobody."""
    draw = random.Random(f"invented {seed}")
    return ["DK1:" + "".join(draw.choices(token.ALPHABET, k=LENGTH - 4)) for _ in range(count)]


def hard(texts: Sequence[str], each: int = 24, empty: int = 40, seed: int = 1) -> Iterator[Picture]:
    """The whole set: `each` pictures a kind, easy ones first, and `empty` frames without a code."""
    for kind in KINDS:
        for number in range(each):
            draw = random.Random(f"{seed} {kind} {number}")
            text = texts[(KINDS.index(kind) * each + number) % len(texts)]
            worse = number / max(1, each - 1)
            yield Picture(kind, text, jpeg(_made(kind, text, worse, draw)))
    for number in range(empty):
        draw = random.Random(f"{seed} {EMPTY} {number}")
        yield Picture(EMPTY, None, jpeg(_noisy(clutter(draw, traps=True), 8, draw), 88))


def jpeg(image: Image.Image, quality: int = 88) -> bytes:
    """As a camera stores it."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _made(kind: str, text: str, worse: float, draw: random.Random) -> Image.Image:
    """One picture of a kind; `worse` goes from 0 (a little) to 1 (as bad as it comes)."""
    view = View(
        draw.uniform(300, 440), draw.uniform(-8, 8), draw.uniform(0, 0.08),
        (draw.uniform(560, 720), draw.uniform(320, 400)),
    )  # fmt: skip
    back, card = clutter(draw), badge(text, draw)
    if kind == "rotated":
        view = View(view.width, draw.uniform(-180, 180), 0.1 + 0.3 * worse, view.middle)
    elif kind == "small":
        view = View(230 - 150 * worse, view.turn, view.tilt, view.middle)
    image = seen(back, card, view).filter(ImageFilter.GaussianBlur(draw.uniform(0.4, 0.9)))
    if kind == "blurred":
        image = image.filter(ImageFilter.GaussianBlur(1.2 + 3.0 * worse))
    elif kind == "dark":
        image = _dark(image, 0.24 - 0.18 * worse)
    elif kind == "glare":
        image = _glare(image, worse, view, draw)
    elif kind == "moving":
        image = moved(image, 4 + 20 * worse, draw.uniform(0, math.tau))
    return _noisy(image, 5 if kind == "dark" else 8, draw)


# --- the card and where it lies ------------------------------------------------------------------


def code(text: str, width: int) -> Image.Image:
    """The code with its quiet zone, as printed (ECC M, alphanumeric)."""
    maker = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    maker.add_data(text)
    maker.make(fit=True)
    rows = maker.get_matrix()
    dots = bytes(0 if dot else 255 for row in rows for dot in row)
    return Image.frombytes("L", (len(rows), len(rows)), dots).resize(
        (width, width), Image.Resampling.NEAREST
    )


def badge(text: str, draw: random.Random) -> Image.Image:
    """A card of 90 × 64 mm: head, portrait, lines of writing, the code on the right."""
    card = Image.new("RGB", _CARD, (253, 252, 248))
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, _CARD[0], 110), fill=(27, 75, 115))
    for start in range(40, 640, 80):
        pen.rectangle((start, 35, start + 55, 80), fill=(240, 240, 240))
    pen.rectangle((40, 150, 250, 430), fill=(205, 215, 222))
    skin = (draw.randint(180, 230), draw.randint(140, 180), draw.randint(110, 150))
    pen.ellipse((85, 185, 205, 335), fill=skin)
    pen.pieslice((50, 330, 240, 530), 180, 360, fill=(60, 70, 90))
    pen.rectangle((40, 431, 250, 560), fill=(253, 252, 248))
    for line in range(5):
        _writing(pen, (280, 170 + 60 * line), draw.randint(3, 6), draw)
    for line in range(2):
        _writing(pen, (40, 470 + 60 * line), draw.randint(4, 6), draw)
    card.paste(code(text, _CODE), (_CARD[0] - _CODE - 20, 190))
    return card


def _writing(
    pen: ImageDraw.ImageDraw, at: tuple[int, int], signs: int, draw: random.Random
) -> None:
    """Dark strokes in squares, as Chinese text looks from a distance."""
    for sign in range(signs):
        left, top = at[0] + 36 * sign, at[1]
        for _ in range(5):
            x, y = left + draw.randint(0, 24), top + draw.randint(0, 24)
            along = draw.random() < 0.5
            pen.line((x, y, x + (12 if along else 0), y + (0 if along else 12)), (45, 45, 50), 3)


def clutter(draw: random.Random, traps: bool = False) -> Image.Image:
    """A room: surfaces, edges, writing; `traps` adds what looks like a code and is none."""
    image = Image.new("RGB", FRAME, _colour(draw))
    pen = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = draw.randint(-100, FRAME[0]), draw.randint(-100, FRAME[1])
        box = (x, y, x + draw.randint(20, 420), y + draw.randint(20, 320))
        (pen.ellipse if draw.random() < 0.3 else pen.rectangle)(box, fill=_colour(draw))
    for _ in range(25):
        pen.line(
            [(draw.randint(0, FRAME[0]), draw.randint(0, FRAME[1])) for _ in range(2)],
            fill=_colour(draw), width=draw.randint(1, 9),
        )  # fmt: skip
    for _ in range(6):
        _writing(pen, (draw.randint(0, 1000), draw.randint(0, 680)), draw.randint(4, 9), draw)
    if traps:
        _traps(image, draw)
    return image.filter(ImageFilter.GaussianBlur(draw.uniform(0.5, 2.5)))


def _traps(image: Image.Image, draw: random.Random) -> None:
    """Chequers, bars, lone finder marks, half a code, dots without order."""
    pen = ImageDraw.Draw(image)
    for _ in range(draw.randint(2, 5)):
        x, y, step = draw.randint(0, 1000), draw.randint(0, 500), draw.randint(4, 12)
        which = draw.randint(0, 4)
        if which == 0:
            for n in range(400):
                shade = 255 if (n // 20 + n % 20) % 2 else 0
                left, top = x + n % 20 * step, y + n // 20 * step
                pen.rectangle((left, top, left + step, top + step), fill=(shade,) * 3)
        elif which == 1:
            left = x
            while left < x + 260:
                width = draw.randint(1, 4) * 2
                pen.rectangle((left, y, left + width, y + 110), fill=(15, 15, 15))
                left += width + draw.randint(1, 4) * 2
        elif which == 2:
            for corner in range(draw.randint(1, 3)):
                left, top = x + (corner % 2) * step * 20, y + (corner // 2) * step * 20
                for size, shade in ((7, 0), (5, 255), (3, 0)):
                    gap = (7 - size) // 2 * step
                    side = size * step
                    pen.rectangle(
                        (left + gap, top + gap, left + gap + side, top + gap + side),
                        fill=(shade,) * 3,
                    )
        elif which == 3:
            whole = code(invented(1, draw.randint(0, 10**6))[0], 57 * step // 2)
            part = whole.crop((0, 0, whole.width * 6 // 10, whole.height))
            image.paste(part.convert("RGB"), (x, y))
        else:
            side = 41
            dots = bytes(draw.choices((0, 255), k=side * side))
            image.paste(
                Image.frombytes("L", (side, side), dots)
                .resize((side * step // 2,) * 2, Image.Resampling.NEAREST)
                .convert("RGB"),
                (x, y),
            )


def _colour(draw: random.Random) -> tuple[int, int, int]:
    base = draw.randint(40, 215)
    return tuple(max(0, min(255, base + draw.randint(-25, 25))) for _ in range(3))  # type: ignore[return-value]


# --- seeing --------------------------------------------------------------------------------------


def seen(back: Image.Image, card: Image.Image, view: View) -> Image.Image:
    """The card in the room, in perspective."""
    scale = view.width / _CODE
    angle = math.radians(view.turn)
    corners: list[Pixel] = []
    # The code, not the card, is what the hand holds to the middle.
    middle = (_CARD[0] - _CODE / 2 - 20, 190 + _CODE / 2)
    for x, y in ((0, 0), (_CARD[0], 0), (_CARD[0], _CARD[1]), (0, _CARD[1])):
        across, down = (x - middle[0]) * scale, (y - middle[1]) * scale
        far = 1 + view.tilt * (down / 300) + view.tilt * 0.5 * (across / 300)
        right = across * math.cos(angle) - down * math.sin(angle)
        below = across * math.sin(angle) + down * math.cos(angle)
        corners.append((view.middle[0] + right / far, view.middle[1] + below / far))
    source = card
    if scale < 0.5:
        # What is much smaller than it was drawn is averaged first, as a lens does.
        source = card.resize((_CARD[0] // 2, _CARD[1] // 2), Image.Resampling.BOX)
    away = _coefficients(corners, source.size)
    laid = source.transform(FRAME, Image.Transform.PERSPECTIVE, away, Image.Resampling.BICUBIC)
    mask = Image.new("L", source.size, 255).transform(FRAME, Image.Transform.PERSPECTIVE, away)
    return Image.composite(laid, back, mask)


def _coefficients(corners: Sequence[Pixel], size: tuple[int, int]) -> list[float]:
    """Pillow's eight numbers that take the frame's corners to the card's."""
    rows: list[list[float]] = []
    target = ((0, 0), (size[0], 0), (size[0], size[1]), (0, size[1]))
    for (x, y), (u, v) in zip(corners, target, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        best = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[best] = rows[best], rows[column]
        lead = rows[column][column]
        rows[column] = [one / lead for one in rows[column]]
        for row in range(8):
            if row != column and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [
                    one - factor * other for one, other in zip(rows[row], rows[column], strict=True)
                ]
    return [row[8] for row in rows]


def moved(image: Image.Image, length: float, angle: float) -> Image.Image:
    """The hand moved while the shutter was open: the mean of the way, in whole pixels."""
    steps = max(2, round(length))
    total = image
    for step in range(1, steps):
        share = step / (steps - 1) * length
        shifted = ImageChops.offset(image, round(share * math.cos(angle)), round(share * math.sin(angle)))  # fmt: skip
        total = Image.blend(total, shifted, 1 / (step + 1))
    return total


def _dark(image: Image.Image, light: float) -> Image.Image:
    return image.point(lambda value: round(8 + value * light))


def _glare(image: Image.Image, worse: float, view: View, draw: random.Random) -> Image.Image:
    """A lamp mirrored in the plastic, over a corner of the code, and haze on the rest."""
    size = round(view.width * (0.7 + 0.5 * worse))
    spot = Image.radial_gradient("L").resize((size, size))
    # Blown out in the middle, nothing left of it at the rim.
    spot = spot.point(lambda value: max(0, min(255, round((181 - value) * (1.6 + 0.8 * worse)))))
    mask = Image.new("L", FRAME, round(40 + 90 * worse))
    around = draw.uniform(0, math.tau)
    reach = view.width * (0.62 - 0.22 * worse)
    at = (round(view.middle[0] + reach * math.cos(around) - size / 2),
          round(view.middle[1] + reach * math.sin(around) - size / 2))  # fmt: skip
    mask.paste(255, (*at, at[0] + size, at[1] + size), spot)
    return Image.composite(Image.new("RGB", FRAME, (255, 253, 245)), image, mask)


def _noisy(image: Image.Image, strength: int, draw: random.Random) -> Image.Image:
    """Grain of the sensor: each pixel up or down by at most `strength`, all colours alike."""
    # A quarter of the frame repeated is grain all the same, and four times as quick.
    half = (FRAME[0] // 2, FRAME[1] // 2)
    grain = Image.frombytes("L", half, draw.randbytes(half[0] * half[1]))
    grain = grain.point(lambda value: value * 2 * strength // 255)
    tile = Image.new("L", FRAME)
    for x in (0, half[0]):
        for y in (0, half[1]):
            tile.paste(grain, (x, y))
    return ImageChops.add(image, Image.merge("RGB", (tile,) * 3), offset=-strength)


# --- clips ---------------------------------------------------------------------------------------


def clip(file: Path, texts: Sequence[str], *, shown: float = 1.2, gap: float = 0.5,
         lead: float = 0.0, seed: int = 1) -> float:  # fmt: skip
    """A clip for `--use-file-for-fake-video-capture`: badges come, are held, and go. Its seconds.

    Each is moved in, held with the small movements of a hand, and taken away; between them is the
    empty room. `lead` seconds are empty at the beginning; without, the first badge is there at once.
    """
    draw = random.Random(f"clip {seed}")
    back = clutter(draw)
    empty = [jpeg(_noisy(back, 5, draw), 82) for _ in range(4)]
    count = 0
    with file.open("wb") as out:

        def nothing(seconds: float) -> None:
            nonlocal count
            for _ in range(round(seconds * FPS)):
                out.write(empty[count % len(empty)])
                count += 1

        nothing(lead)
        for number, text in enumerate(texts):
            card = badge(text, draw)
            for image in _held(back, card, shown, draw, already=not lead and not number):
                out.write(jpeg(image, 82))
                count += 1
            nothing(gap)
    return count / FPS


def _held(
    back: Image.Image, card: Image.Image, seconds: float, draw: random.Random, already: bool
) -> Iterator[Image.Image]:
    """Frames of one badge: in (a fifth of the time, with motion blur), held still by a hand."""
    frames = round(seconds * FPS)
    coming = 0 if already else frames // 5
    width, turn, tilt = draw.uniform(280, 400), draw.uniform(-25, 25), draw.uniform(0, 0.15)
    phase = draw.uniform(0, math.tau)
    for number in range(frames):
        left = max(0.0, 1 - number / coming) if coming else 0.0
        sway = 6 * math.sin(phase + number / 5)
        middle = (660 + sway + 420 * left**2, 360 + 4 * math.cos(phase + number / 7) + 200 * left)
        image = seen(back, card, View(width, turn + sway / 4, tilt, middle))
        if left:
            image = moved(image, 4 + 18 * left, math.atan2(200, 420))
        yield _noisy(image, 5, draw)
