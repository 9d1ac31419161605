// Points as pixels: discs written into an ImageData, which no GPU has to help with.

import { runsIn } from "./grid.mjs";

/** Packed little-endian RGBA of "#rrggbb". */
export function packColor(hex) {
  const value = parseInt(hex.slice(1), 16);
  return (0xff000000 | (value & 255) << 16 | (value >> 8 & 255) << 8 | value >> 16) >>> 0;
}

/** "#rrggbb" of a packed color. */
export function unpackColor(color) {
  return "#" + [0, 8, 16].map((shift) => (color >> shift & 255).toString(16).padStart(2, "0")).join("");
}

/** `share` of color a and the rest of color b, both packed. */
export function mix(a, b, share) {
  let color = 0xff000000;
  for (let shift = 0; shift < 24; shift += 8) {
    const channel = (a >> shift & 255) * share + (b >> shift & 255) * (1 - share);
    color |= Math.round(channel) << shift;
  }
  return color >>> 0;
}

/** A disc with a soft rim: offsets of its pixels and how much each is covered, in [0, 1]. */
export function disc(radius) {
  const pixels = [];
  const reach = Math.ceil(radius);
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const cover = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(x, y)));
      if (cover > 0) pixels.push({ x, y, cover });
    }
  }
  return pixels;
}

/**
 * Draw every point whose color is not 0.
 *
 * @param {{data: Uint32Array, width: number, height: number}} image packed pixels
 * @param {Float32Array} xy
 * @param {{x: number, y: number, scale: number}} camera what is in the middle; pixels per unit
 * @param {Uint32Array} colors packed, one a point
 * @param {number} radius in pixels
 * @param {number} opacity of a disc, in (0, 1]
 */
export function drawPoints(image, xy, camera, colors, radius, opacity) {
  const { data, width, height } = image;
  const shape = disc(radius);
  const reach = Math.ceil(radius);
  for (let row = 0; row < colors.length; row++) {
    const color = colors[row];
    if (color === 0) continue;
    const x = Math.round((xy[2 * row] - camera.x) * camera.scale + width / 2);
    const y = Math.round((camera.y - xy[2 * row + 1]) * camera.scale + height / 2);
    if (x < reach || y < reach || x >= width - reach || y >= height - reach) continue;
    const middle = y * width + x;
    const [r, g, b] = [color & 255, color >> 8 & 255, color >> 16 & 255];
    for (let i = 0; i < shape.length; i++) {
      const pixel = shape[i];
      const at = middle + pixel.y * width + pixel.x;
      const a = pixel.cover * opacity;
      const old = data[at];
      data[at] = 0xff000000
        | ((old >> 16 & 255) + (b - (old >> 16 & 255)) * a) << 16
        | ((old >> 8 & 255) + (g - (old >> 8 & 255)) * a) << 8
        | ((old & 255) + (r - (old & 255)) * a);
    }
  }
}

const FAINTEST = 0.35;  // of a pixel with a single point in it

/**
 * Draw points that are smaller than a pixel: each pixel in the mean color of its points, the
 * stronger the more they are, by the logarithm.
 *
 * @param {{data: Uint32Array, width: number, height: number}} image packed pixels
 * @param {ReturnType<typeof import("./grid.mjs").buildGrid>} grid
 * @param {{x: number, y: number, scale: number}} camera what is in the middle; pixels per unit
 * @param {Uint32Array} colors packed, one a point; 0 where it is hidden
 */
export function drawDensity({ data, width, height }, grid, camera, colors) {
  const sums = new Uint32Array(4 * data.length);  // points in a pixel, and their red, green and blue
  const most = addPoints(sums, width, height, grid, camera, colors);
  const shares = Float64Array.from({ length: most + 1 }, (_, count) =>
    FAINTEST + (1 - FAINTEST) * Math.log(count || 1) / Math.log(Math.max(2, most)));
  for (let i = 0, at = 0; i < data.length; i++, at += 4) {
    const count = sums[at];
    if (!count) continue;
    const [share, rest, old] = [shares[count] / count, 1 - shares[count], data[i]];
    data[i] = 0xff000000
      | (sums[at + 3] * share + (old >> 16 & 255) * rest + 0.5) << 16
      | (sums[at + 2] * share + (old >> 8 & 255) * rest + 0.5) << 8
      | (sums[at + 1] * share + (old & 255) * rest + 0.5);
  }
}

/** Returns the number of points in the fullest pixel. */
function addPoints(sums, width, height, grid, { x: middleX, y: middleY, scale }, colors) {
  const { rows, places } = grid;
  const [left, top] = [width / 2 - middleX * scale, height / 2 + middleY * scale];
  let most = 0;
  for (const [from, to] of runsIn(grid, -left / scale, (top - height) / scale, (width - left) / scale,
    top / scale)) {
    for (let i = from; i < to; i++) {
      const color = colors[rows[i]];
      const x = places[2 * i] * scale + left;
      const y = top - places[2 * i + 1] * scale;
      if (color === 0 || x < 0 || y < 0 || x >= width || y >= height) continue;
      const at = 4 * ((y | 0) * width + (x | 0));
      if (++sums[at] > most) most = sums[at];
      sums[at + 1] += color & 255;
      sums[at + 2] += color >> 8 & 255;
      sums[at + 3] += color >> 16 & 255;
    }
  }
  return most;
}
