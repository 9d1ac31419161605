// Which point lies nearest to a place on the map: a grid of cells, so that a hover looks at few.

const PER_CELL = 2;

/** An index of n points in [−1, 1]². @param {Float32Array} xy */
export function buildGrid(xy) {
  const n = xy.length / 2;
  const side = Math.max(1, Math.min(1024, Math.round(Math.sqrt(n / PER_CELL))));
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
  for (let row = 0; row < n; row++) rows[next[cells[row]]++] = row;
  return { xy, side, cell, starts, rows };
}

/**
 * The allowed row nearest to (x, y), no farther than `radius`; −1 if there is none.
 * @param {ReturnType<typeof buildGrid>} grid
 */
export function findNearest({ xy, side, cell, starts, rows }, x, y, radius, allowed) {
  let best = -1;
  let bound = radius * radius;
  const [left, right] = [cell(x - radius), cell(x + radius)];
  for (let j = cell(y - radius); j <= cell(y + radius); j++) {
    for (let at = starts[j * side + left]; at < starts[j * side + right + 1]; at++) {
      const row = rows[at];
      const distance = (xy[2 * row] - x) ** 2 + (xy[2 * row + 1] - y) ** 2;
      if (distance <= bound && allowed(row) && (distance < bound || best < 0 || row < best)) {
        best = row;
        bound = distance;
      }
    }
  }
  return best;
}

/**
 * The nearest allowed row in a direction, for the arrow keys: within 45° of it; −1 without one.
 * @param {Float32Array} xy @param {number} from a row @param {[number, number]} direction unit
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

/** Whether (x, y) lies in a polygon [x, y][], by the even-odd rule. */
export function inPolygon(polygon, x, y) {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [[ax, ay], [bx, by]] = [polygon[i], polygon[j]];
    if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
