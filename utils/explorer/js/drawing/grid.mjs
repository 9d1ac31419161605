// Which point lies nearest to a place on the map: a grid of cells, so that a hover looks at few.

const PER_CELL = 2;

/**
 * An index of n points in [−1, 1]²: `rows` and their `places` cell by cell. Who goes through them
 * in this order finds in the cache what lies side by side.
 * @param {Float32Array} xy
 */
export function buildGrid(xy) {
  const n = xy.length / 2;
  const side = Math.max(1, Math.min(1024, Math.round(Math.sqrt(n / PER_CELL))));
  /** @param {number} value */
  const cell = (value) => Math.max(0, Math.min(side - 1, Math.floor((value + 1) / 2 * side)));
  const starts = new Int32Array(side * side + 1);
  const cells = new Int32Array(n);
  for (let row = 0; row < n; row++) {
    cells[row] = cell(xy[2 * row + 1]) * side + cell(xy[2 * row]);
    starts[cells[row] + 1]++;
  }
  for (let i = 0; i < side * side; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const rows = new Int32Array(n);
  const places = new Float32Array(2 * n);
  for (let row = 0; row < n; row++) {
    const at = next[cells[row]]++;
    rows[at] = row;
    places[2 * at] = xy[2 * row];
    places[2 * at + 1] = xy[2 * row + 1];
  }
  return { xy, side, cell, starts, rows, places };
}

/**
 * The values of all rows in the order of a grid.
 * @param {{rows: Int32Array}} grid @param {Uint32Array} values
 */
export function inOrder({ rows }, values) {
  const ordered = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) ordered[at] = values[rows[at]];
  return ordered;
}

/**
 * The cells that a box touches, as runs of places [from, to).
 * @param {ee.Grid} grid @param {number} left @param {number} bottom
 * @param {number} right @param {number} top
 */
export function runsIn({ side, cell, starts }, left, bottom, right, top) {
  /** @type {ee.Point[]} */
  const runs = [];
  for (let j = cell(bottom); j <= cell(top); j++) {
    const [from, to] = [starts[j * side + cell(left)], starts[j * side + cell(right) + 1]];
    const last = runs.at(-1);
    if (last?.[1] === from) last[1] = to;
    else if (from < to) runs.push([from, to]);
  }
  return runs;
}

/**
 * The allowed row nearest to (x, y), no farther than `radius`; −1 if there is none.
 * @param {ee.Grid} grid
 * @param {number} x @param {number} y @param {number} radius @param {ee.Test} allowed
 */
export function findNearest(grid, x, y, radius, allowed) {
  const { rows, places } = grid;
  let best = -1;
  let bound = radius * radius;
  for (const [from, to] of runsIn(grid, x - radius, y - radius, x + radius, y + radius)) {
    for (let at = from; at < to; at++) {
      const row = rows[at];
      const distance = (places[2 * at] - x) ** 2 + (places[2 * at + 1] - y) ** 2;
      if (distance <= bound && allowed(row) && (distance < bound || best < 0 || row < best)) {
        best = row;
        bound = distance;
      }
    }
  }
  return best;
}

/**
 * The rows of the cells that a box touches, in their order, that pass a test.
 * @param {(row: number, x: number, y: number) => boolean} passes
 * @param {ee.Grid} grid @param {number} left @param {number} bottom
 * @param {number} right @param {number} top
 */
export function rowsInBox(grid, left, bottom, right, top, passes) {
  const { rows, places } = grid;
  const found = [];
  for (const [from, to] of runsIn(grid, left, bottom, right, top)) {
    for (let at = from; at < to; at++) {
      if (passes(rows[at], places[2 * at], places[2 * at + 1])) found.push(rows[at]);
    }
  }
  return Array.from(Int32Array.from(found).sort());
}

/**
 * The nearest allowed row in a direction, for the arrow keys: within 45° of it; −1 without one.
 * @param {Float32Array} xy @param {number} from a row @param {[number, number]} direction unit
 * @param {ee.Test} allowed
 */
export function findToward(xy, from, [dx, dy], allowed) {
  let best = -1;
  let bound = Infinity;
  for (let row = 0; row < xy.length / 2; row++) {
    const x = xy[2 * row] - xy[2 * from];
    const y = xy[2 * row + 1] - xy[2 * from + 1];
    const along = x * dx + y * dy;
    const across = Math.abs(x * dy - y * dx);
    const distance = along + 2 * across;
    if (row !== from && along > 0 && across <= along && distance < bound && allowed(row)) {
      best = row;
      bound = distance;
    }
  }
  return best;
}

/**
 * Whether (x, y) lies in a polygon [x, y][], by the even-odd rule.
 * @param {ee.Point[]} polygon @param {number} x @param {number} y
 */
export function inPolygon(polygon, x, y) {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [[ax, ay], [bx, by]] = [polygon[i], polygon[j]];
    if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
