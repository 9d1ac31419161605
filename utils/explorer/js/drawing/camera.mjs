// Between the places on a map and the pixels of a canvas. All pixels are CSS pixels.

const CLOSEST = 400;
const MARGIN = 0.92;

/**
 * The camera that shows all from −half to half.
 * @param {number} width @param {number} height @param {number[]} half of the width and height
 * @returns {ee.Camera}
 */
export function fit(width, height, half = [1, 1]) {
  return { x: 0, y: 0, scale: Math.max(1, MARGIN / 2 * Math.min(width / half[0], height / half[1])) };
}

/**
 * Where a place on the map is on the canvas.
 * @param {ee.Camera} camera @param {number} width @param {number} height
 * @param {number} px @param {number} py @returns {ee.Point}
 */
export function toScreen({ x, y, scale }, width, height, px, py) {
  return [(px - x) * scale + width / 2, (y - py) * scale + height / 2];
}

/**
 * The inverse of toScreen.
 * @param {ee.Camera} camera @param {number} width @param {number} height
 * @param {number} sx @param {number} sy @returns {ee.Point}
 */
export function toMap({ x, y, scale }, width, height, sx, sy) {
  return [(sx - width / 2) / scale + x, y - (sy - height / 2) / scale];
}

/** Moved by so many pixels. @param {ee.Camera} camera @param {number} dx @param {number} dy */
export function panned(camera, dx, dy) {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y + dy / camera.scale };
}

/**
 * Zoomed by a factor, the place under (sx, sy) staying where it is.
 * @param {ee.Camera} camera @param {number} width @param {number} height @param {number} factor
 */
export function zoomed(camera, width, height, factor, sx = width / 2, sy = height / 2) {
  const { scale: least } = fit(width, height);
  const scale = Math.max(least / 4, Math.min(least * CLOSEST, camera.scale * factor));
  const [x, y] = toMap(camera, width, height, sx, sy);
  return {
    x: x - (sx - width / 2) / scale,
    y: y + (sy - height / 2) / scale,
    scale,
  };
}

/**
 * Moved and zoomed by two fingers, from two places to two others: what was between them stays there.
 * @param {ee.Camera} camera @param {number} width @param {number} height
 * @param {ee.Point[]} from @param {ee.Point[]} to
 */
export function pinched(camera, width, height, from, to) {
  /** @param {ee.Point[]} fingers @returns {ee.Point} */
  const middle = ([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  /** @param {ee.Point[]} fingers */
  const apart = ([a, b]) => Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1]));
  const [start, end] = [middle(from), middle(to)];
  const moved = panned(camera, end[0] - start[0], end[1] - start[1]);
  return zoomed(moved, width, height, apart(to) / apart(from), ...end);
}
