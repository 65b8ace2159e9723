"""Small PNG files: at most 256 colours, each pixel one byte; what the eye sees stays the same."""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass

from playwright.sync_api import Page

COLOURS = 256
READ = """async ({png, most}) => {
  const blob = await (await fetch('data:image/png;base64,' + png)).blob();
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const brush = canvas.getContext('2d');
  brush.drawImage(bitmap, 0, 0);
  const data = new Uint32Array(brush.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
  const counts = new Map();
  for (const one of data) counts.set(one, (counts.get(one) || 0) + 1);
  const kept = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most).map(c => c[0]);
  const parts = c => [c & 255, (c >> 8) & 255, (c >> 16) & 255];
  const far = (a, b) => parts(a).reduce((sum, v, i) => sum + (v - parts(b)[i]) ** 2, 0);
  const nearest = c => kept.reduce((best, k, i) => far(c, k) < far(c, kept[best]) ? i : best, 0);
  const place = new Map([...counts.keys()].map(c => [c, nearest(c)]));
  const pixels = Uint8Array.from(data, c => place.get(c));
  let text = '';
  for (let i = 0; i < pixels.length; i += 8192)
    text += String.fromCharCode(...pixels.subarray(i, i + 8192));
  return {width: bitmap.width, height: bitmap.height, palette: kept.map(parts), pixels: btoa(text)};
}"""

UNSEEN = 12  # of 255: the edge of a rounded corner may differ by this from run to run
ALIKE = """async ({one, other, unseen}) => {
  const pixels = async png => {
    const blob = await (await fetch('data:image/png;base64,' + png)).blob();
    const bitmap = await createImageBitmap(blob);
    const brush = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    brush.drawImage(bitmap, 0, 0);
    return brush.getImageData(0, 0, bitmap.width, bitmap.height);
  };
  const [a, b] = [await pixels(one), await pixels(other)];
  if (a.width !== b.width || a.height !== b.height) return false;
  return a.data.every((value, i) => Math.abs(value - b.data[i]) <= unseen);
}"""


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    palette: bytes  # red, green, blue of each colour
    pixels: bytes  # the number of its colour for each pixel


def shrunk(page: Page, png: bytes) -> bytes:
    """The browser reads the pixels, so that no library for pictures is needed."""
    asked = {"png": base64.b64encode(png).decode(), "most": COLOURS}
    read = page.evaluate(READ, asked)
    palette = bytes(part for colour in read["palette"] for part in colour)
    pixels = base64.b64decode(read["pixels"])
    return written(Picture(read["width"], read["height"], palette, pixels))


def alike(page: Page, one: bytes, other: bytes) -> bool:
    """Whether nobody could tell them apart; then the file that is there stays."""
    asked = {"one": base64.b64encode(one).decode(), "other": base64.b64encode(other).decode()}
    return bool(page.evaluate(ALIKE, asked | {"unseen": UNSEEN}))


def written(picture: Picture) -> bytes:
    """A PNG file of these pixels."""
    header = struct.pack(">IIBBBBB", picture.width, picture.height, 8, 3, 0, 0, 0)
    starts = range(0, len(picture.pixels), picture.width)
    rows = b"".join(b"\0" + picture.pixels[at : at + picture.width] for at in starts)
    body = zlib.compress(rows, 9)
    chunks = ((b"IHDR", header), (b"PLTE", picture.palette), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
