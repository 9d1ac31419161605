// Where the points lie: a stored map, norm against popularity, or along an axis of meaning.

import { areEqual, quoted } from "../vectors/data.mjs";
import { buildGrid } from "./grid.mjs";
import { combine } from "../vectors/similarity.mjs";

/** @type {Record<string, string>} */
const MAP_NAMES = {
  pca: "PCA map", "t-sne": "t-SNE map", part: "PCA map of the part", "part t-sne": "t-SNE map of the part",
};
const FLATTER = 0.6;  // the height of a chart, for a width of 1

/** The middle of numbers, and how far they reach from it. @param {ArrayLike<number>} values */
function span(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return { middle: (low + high) / 2, half: (high - low) / 2 };
}

/**
 * Columns of coordinates, moved and scaled so that their spans fill [−1, 1]².
 * @param {boolean} square whether both by the same factor, which keeps angles
 * @returns {{xy: Float32Array, half: number[]}} half: how far they reach each way
 * @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys
 */
export function normalized(xs, ys, square, spans = [span(xs), span(ys)]) {
  const n = xs.length;
  const widest = Math.max(spans[0].half, spans[1].half);
  const sizes = spans.map(({ half }, axis) => (square ? widest : half / [1, FLATTER][axis]) || 1);
  const xy = new Float32Array(2 * n);
  [xs, ys].forEach((values, axis) => {
    const [{ middle }, size] = [spans[axis], sizes[axis]];
    for (let row = 0; row < n; row++) xy[2 * row + axis] = (values[row] - middle) / size;
  });
  return { xy, half: spans.map(({ half }, axis) => Math.max(half / sizes[axis], 0.05)) };
}

/**
 * The vector that a view's axis points along, for one space; null without one.
 * @param {ee.Data} data @param {ee.Space} space @param {ee.Axis | null} axis
 */
export function axisVector(data, space, axis) {
  if (!space.vectors) return null;
  if (axis?.name) {  // a named axis is a direction of the first space alone
    const named = data.axes.find(({ name }) => name === axis.name);
    return space === data.spaces[0] && named ? named.vector : null;
  }
  if (!axis?.to?.length || !axis.from?.length) return null;
  const [to, from] = [axis.to, axis.from].map((rows) => combine(space, rows, [], true));
  const vector = to.map((value, i) => value - from[i]);
  return vector.some((value) => value !== 0) ? vector : null;
}

/** What an axis is called. @param {ee.Data} data @param {ee.Axis} axis */
export function axisTitle(data, { name, called, from = [], to = [] }) {
  /** @param {number[]} rows */
  const side = (rows) => (rows.length === 1 ? quoted(data, rows[0]) : `${rows.length} ${data.noun}`);
  const note = name && data.axes.find((axis) => axis.name === name)?.note;
  if (name) return note ? `${name} (${note})` : name;
  return called ?? `from ${side(from)} to ${side(to)}`;
}

/** @param {ee.NumberColumn} popularity */
function logPopularity({ values }) {
  return Float64Array.from(values, (value) => Math.log10(1 + (value || 0)));
}

/** Cosine of every row with the axis. @param {ee.Vectors} space @param {ee.Numbers} axis */
export function alongAxis(space, axis) {
  const length = Math.hypot(...axis);
  return space.norms.map((norm, row) => {
    let sum = 0;
    for (let i = 0; i < space.dim; i++) sum += space.vectors[row * space.dim + i] * axis[i];
    return norm * length > 0 ? sum / (norm * length) : 0;
  });
}

/** @param {ee.Data} data @param {ee.Space} space @param {string} name @param {ee.Axis | null} axis */
function compute(data, space, name, axis) {
  const labels = { x: "", y: "" };
  if (name === "norm" && data.popularity) {
    const placed = normalized(logPopularity(data.popularity), space.norms, false);
    return { ...placed, labels: { x: `${data.popularity.name} (log)`, y: "norm" } };
  }
  const vector = name === "axis" ? axisVector(data, space, axis) : null;
  if (axis && vector) {
    const ys = data.popularity ? logPopularity(data.popularity) : space.norms;
    const y = data.popularity ? `${data.popularity.name} (log)` : "norm";
    return { ...normalized(alongAxis(space, vector), ys, false), labels: { x: axisTitle(data, axis), y } };
  }
  /** @param {ee.Space} one */
  const mapIn = (one) => one.maps[name] ?? Object.values(one.maps)[0];
  /** @param {Float32Array} map @param {number} at */
  const column = (map, at) => {
    const values = new Float32Array(map.length / 2);
    for (let row = 0; row < values.length; row++) values[row] = map[2 * row + at];
    return values;
  };
  // Points that move in time need a map that does not.
  const spans = [0, 1].map((at) => {
    const over = (data.epochs ? data.spaces : [space]).map((one) => span(column(mapIn(one), at)));
    return span(over.flatMap(({ middle, half }) => [middle - half, middle + half]));
  });
  const map = mapIn(space);
  return { ...normalized(column(map, 0), column(map, 1), true, spans), labels };
}

/**
 * A function that gives layouts, each computed once.
 * @returns {(space: number, name: string, axis: object | null) =>
 *   {xy: Float32Array, half: number[], labels: {x: string, y: string}, grid: ReturnType<typeof buildGrid>}}
 * @param {ee.Data} data
 */
export function makeLayouts(data) {
  const known = new Map();
  return (space, name, axis) => {
    // Asked for each point that is placed: the key has to be quick.
    const key = `${space} ${name}` + (name === "axis" ? ` ${JSON.stringify(axis)}` : "");
    const map = data.spaces[space].maps[name];
    if (!known.has(key) || known.get(key).map !== map) {  // a map of another part has the same name
      if (name === "axis") for (const old of known.keys()) if (/^\d+ axis /.test(old)) known.delete(old);
      const layout = compute(data, data.spaces[space], name, axis);
      known.set(key, { ...layout, map, grid: buildGrid(layout.xy) });
    }
    return known.get(key);
  };
}

/**
 * The names of the layouts that a space has, and what to call them.
 * @param {ee.Data} data @param {ee.Space} space @param {ee.Axis} axis @returns {string[][]}
 */
export function layoutNames(data, space, axis) {
  const names = Object.keys(space.maps).map((name) => [name, MAP_NAMES[name] ?? name]);
  if (data.popularity && !areEqual(space.norms)) names.push(["norm", `norm against ${data.popularity.name}`]);
  if (axisVector(data, space, axis)) names.push(["axis", `along ${axisTitle(data, axis)}`]);
  return names;
}
