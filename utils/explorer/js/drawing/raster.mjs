// Points as pixels: discs written into an ImageData, which no GPU has to help with.

/** Packed little-endian RGBA of "#rrggbb". @param {string} hex */
export function packColor(hex) {
  const value = parseInt(hex.slice(1), 16);
  return (0xff000000 | (value & 255) << 16 | (value >> 8 & 255) << 8 | value >> 16) >>> 0;
}

const DISC = 0xff;  // shapes count down from here in the highest byte, which a drawn pixel does not need

/** A packed color that says in which shape it is drawn. @param {number} color @param {number} shape */
export function packShape(color, shape) {
  return ((color & 0xffffff) | (DISC - shape) << 24) >>> 0;
}

/** @param {number} color packed with packShape */
export function shapeOf(color) {
  return DISC - (color >>> 24);
}

/** "#rrggbb" of a packed color. @param {number} color */
export function unpackColor(color) {
  return "#" + [0, 8, 16].map((shift) => (color >> shift & 255).toString(16).padStart(2, "0")).join("");
}

/**
 * `share` of color a and the rest of color b, both packed.
 * @param {number} a @param {number} b @param {number} share
 */
export function mix(a, b, share) {
  let color = a & 0xff000000;
  for (let shift = 0; shift < 24; shift += 8) {
    const channel = (a >> shift & 255) * share + (b >> shift & 255) * (1 - share);
    color |= Math.round(channel) << shift;
  }
  return color >>> 0;
}

/**
 * How far (x, y) is outside of a shape around the origin; negative inside.
 * @type {((x: number, y: number, radius: number) => number)[]} in the order of SHAPES
 */
const OUTSIDE = [
  (x, y, radius) => Math.hypot(x, y) - radius,
  (x, y, radius) => Math.max(Math.abs(x), Math.abs(y)) - 0.9 * radius,
  (x, y, radius) => Math.max(y - 0.7 * radius, 0.87 * Math.abs(x) - y / 2 - 0.6 * radius),
];

/**
 * A shape with a soft rim: offsets of its pixels and how much each is covered, in [0, 1].
 * @param {number} radius @param {number} shape a place in SHAPES
 */
export function stamp(radius, shape = 0) {
  const pixels = [];
  const reach = Math.ceil(radius);
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const cover = Math.max(0, Math.min(1, 0.5 - OUTSIDE[shape](x, y, radius)));
      if (cover > 0) pixels.push({ x, y, cover });
    }
  }
  return pixels;
}

/**
 * @typedef {{data: Uint32Array, width: number, height: number}} Raster packed pixels
 * @typedef {{places: Float32Array, colors: Uint32Array, runs: number[][]}} Points x and y of each;
 *   packed colors, 0 where one is hidden; and which of them may be in view, as runs [from, to)
 * @typedef {{x: number, y: number, scale: number}} Camera what is in the middle; pixels per unit
 */

/**
 * Call with the pixel and the color of each point that is not hidden.
 * @param {Raster} raster @param {Points} points @param {Camera} camera
 * @param {number} reach how many pixels there must be between it and the rim
 * @param {(at: number, color: number) => void} draw
 */
function eachPixel({ width, height }, { places, colors, runs }, camera, reach, draw) {
  const left = width / 2 - camera.x * camera.scale + 0.5;
  const top = height / 2 + camera.y * camera.scale + 0.5;
  for (const [from, to] of runs) {
    for (let i = from; i < to; i++) {
      const x = Math.floor(left + places[2 * i] * camera.scale);
      const y = Math.floor(top - places[2 * i + 1] * camera.scale);
      if (x < reach || y < reach || x >= width - reach || y >= height - reach || colors[i] === 0) continue;
      draw(y * width + x, colors[i]);
    }
  }
}

/**
 * Draw each point in its shape.
 * @param {Raster} raster @param {Points} points @param {Camera} camera
 * @param {number} radius in pixels
 * @param {number} opacity of a point, in (0, 1]
 */
export function drawPoints(raster, points, camera, radius, opacity) {
  const { data, width } = raster;
  const stamps = OUTSIDE.map((_, shape) => stamp(radius, shape));
  eachPixel(raster, points, camera, Math.ceil(radius), (middle, color) => {
    const r = color & 255;
    const g = color >> 8 & 255;
    const b = color >> 16 & 255;
    const pixels = stamps[shapeOf(color)];
    for (let i = 0; i < pixels.length; i++) {
      const pixel = pixels[i];
      const at = middle + pixel.y * width + pixel.x;
      const a = pixel.cover * opacity;
      const old = data[at];
      data[at] = 0xff000000
        | ((old >> 16 & 255) + (b - (old >> 16 & 255)) * a) << 16
        | ((old >> 8 & 255) + (g - (old >> 8 & 255)) * a) << 8
        | ((old & 255) + (r - (old & 255)) * a);
    }
  });
}

const FAINTEST = 0.35;  // of a pixel with a single point in it
const STRONGEST = 0.99;  // as full as this share of the pixels, and fuller ones are not stronger

/**
 * Draw points that are smaller than a pixel: each pixel in the mean color of its points, the
 * stronger the more they are, by the logarithm.
 * @param {Raster} raster @param {Points} points @param {Camera} camera
 */
export function drawDensity(raster, points, camera) {
  const { data } = raster;
  const sums = new Uint32Array(4 * data.length);  // points in a pixel, and their red, green and blue
  eachPixel(raster, points, camera, 0, (pixel, color) => {
    sums[4 * pixel]++;
    sums[4 * pixel + 1] += color & 255;
    sums[4 * pixel + 2] += color >> 8 & 255;
    sums[4 * pixel + 3] += color >> 16 & 255;
  });
  const full = fullness(sums);
  const shares = Float64Array.from({ length: full + 1 }, (_, count) =>
    FAINTEST + (1 - FAINTEST) * Math.log(count || 1) / Math.log(Math.max(2, full)));
  for (let i = 0, at = 0; i < data.length; i++, at += 4) {
    const count = sums[at];
    if (!count) continue;
    const strength = shares[count < full ? count : full];
    const share = strength / count;
    const rest = 1 - strength;
    const old = data[i];
    data[i] = 0xff000000
      | (sums[at + 3] * share + (old >> 16 & 255) * rest + 0.5) << 16
      | (sums[at + 2] * share + (old >> 8 & 255) * rest + 0.5) << 8
      | (sums[at + 1] * share + (old & 255) * rest + 0.5);
  }
}

/** How many points the fullest pixels hold, but for the very fullest. @param {Uint32Array} sums */
function fullness(sums) {
  let most = 1;
  for (let at = 0; at < sums.length; at += 4) if (sums[at] > most) most = sums[at];
  const pixels = new Uint32Array(most + 1);  // how many hold so many points
  for (let at = 0; at < sums.length; at += 4) pixels[sums[at]]++;
  let above = (1 - STRONGEST) * (sums.length / 4 - pixels[0]);
  while (most > 1 && (above -= pixels[most]) >= 0) most--;
  return most;
}
