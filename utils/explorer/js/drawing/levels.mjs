// Any column as a handful of colored levels: what the legend lists, and what a filter hides.

import { formatDate } from "../vectors/data.mjs";

export const PALETTES = {
  light: {
    background: "#ffffff",
    classes: ["#0072b2", "#d55e00", "#279d62", "#622789", "#891400", "#8989eb", "#004e4e"],
    others: "#707070",
    steps: ["#0d0887", "#6a00a8", "#b12a90", "#d8576b", "#d9660d"],
    missing: "#767676",
  },
  dark: {
    background: "#16181c",
    classes: ["#56b4e9", "#e8742a", "#27ebb1", "#ffd83b", "#b13b76", "#2762c4", "#896200"],
    others: "#a0a0a0",
    steps: ["#8f6ae0", "#cc4ea8", "#f0746a", "#fdb42f", "#f0f921"],
    missing: "#909090",
  },
};
/** What a point may look like, beside its color: so seven colors tell apart three times as many classes. */
export const SHAPES = ["disc", "square", "triangle"];
/**
 * The corners of a shape that has some, around (0, 0).
 * @param {number} shape @param {number} r @returns {ee.Point[]}
 */
export function cornersOf(shape, r) {
  const side = 0.9 * r;
  return shape === 1 ? [[-side, -side], [side, -side], [side, side], [-side, side]]
    : [[0, -1.2 * r], [1.1 * r, 0.7 * r], [-1.1 * r, 0.7 * r]];
}

const N_CLASSES = 7 * SHAPES.length;
const OTHERS = -1;
export const MISSING = "unknown";

/**
 * The levels of a column, and for each row the levels it has, the one that colors it first.
 * @returns {ee.Levels}
 *   labels: at most as many as looks can be told apart, then the others in one, and, last, "unknown" if
 *   values are missing. looks: which look each class has. The levels of a row are
 *   levels[starts[row]], … , levels[starts[row + 1] - 1]: at least one.
 * @param {ee.NumberColumn | ee.LevelColumn} column @param {number} n
 */
export function levelsOf(column, n) {
  const found = column.kind === "number" ? binned(column, n) : classes(column, n);
  const counts = found.labels.map(() => 0);
  for (const level of found.levels) counts[level]++;
  return { ...found, counts };
}

/** @param {ee.LevelColumn} column @param {number} n */
function classes(column, n) {
  const counts = new Array(column.levels.length).fill(0);
  for (const code of column.codes) counts[code]++;
  const byCount = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
  const whole = byCount.length <= N_CLASSES;
  const kept = whole ? byCount : byCount.slice(0, N_CLASSES);
  // By the order of their names, so that a class looks the same in every explorer of a lesson.
  const named = [...kept].sort((a, b) => a - b);
  const looks = kept.map((code) => named.indexOf(code));
  const labels = kept.map((code) => column.levels[code]);
  if (!whole) {
    labels.push(`${byCount.length - kept.length} others`);
    looks.push(OTHERS);
  }
  const place = new Uint8Array(counts.length).fill(labels.length - 1);
  kept.forEach((code, level) => { place[code] = level; });
  const missing = labels.length;
  const starts = new Int32Array(n + 1);
  const levels = new Uint8Array(column.codes.length + n);
  const seen = new Int32Array(labels.length).fill(-1);  // in which row last: a row has a level once
  let end = 0;
  for (let row = 0; row < n; row++) {
    for (let at = column.starts[row]; at < column.starts[row + 1]; at++) {
      const level = place[column.codes[at]];
      if (seen[level] !== row) levels[end++] = level;
      seen[level] = row;
    }
    if (end === starts[row]) levels[end++] = missing;
    starts[row + 1] = end;
  }
  const used = levels.slice(0, end);
  if (used.includes(missing)) labels.push(column.missing ?? MISSING);
  return { labels, looks, ordered: false, starts, levels: used };
}

/** @param {ee.NumberColumn} column @param {number} n */
function binned({ values, date }, n) {
  const written = date ? formatDate : shortNumber;
  const sorted = Float64Array.from(values).filter((value) => !Number.isNaN(value)).sort();
  const bounds = [...new Set([1, 2, 3, 4].map((fifth) =>
    sorted[Math.floor(sorted.length * fifth / 5)]))].filter((bound) => bound > sorted[0]);
  const ends = [0, ...bounds.map((bound) => sorted.indexOf(bound)), sorted.length];
  const labels = ends.slice(1).filter((end) => end > 0).map((end, bin) => {
    const [low, high] = [sorted[ends[bin]], sorted[end - 1]];
    return low === high ? written(low) : `${written(low)} to ${written(high)}`;
  });
  const levels = new Uint8Array(n);
  const starts = new Int32Array(n + 1);
  for (let row = 0; row < n; row++) {
    let bin = 0;
    while (bin < bounds.length && values[row] >= bounds[bin]) bin++;
    levels[row] = Number.isNaN(values[row]) ? labels.length : bin;
    starts[row + 1] = row + 1;
  }
  if (sorted.length < n) labels.push(MISSING);
  return { labels, looks: [], ordered: true, starts, levels };
}

/** @param {number} value */
function shortNumber(value) {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}

/**
 * The color and the shape of each label.
 * @param {Pick<ee.Levels, "labels" | "looks" | "ordered">} levels @param {ee.Theme} theme
 * @returns {{color: string, shape: number}[]} shape: a place in SHAPES
 */
export function levelLooks({ labels, looks, ordered }, theme) {
  const { classes: hues, others, steps, missing } = PALETTES[theme];
  const known = labels.filter((label) => label !== MISSING).length;
  return labels.map((label, i) => {
    if (label === MISSING || (!ordered && looks[i] === undefined)) return { color: missing, shape: 0 };
    const step = known > 1 ? Math.round(i * (steps.length - 1) / (known - 1)) : 0;
    if (ordered) return { color: steps[step], shape: 0 };
    if (looks[i] === OTHERS) return { color: others, shape: 0 };
    return { color: hues[looks[i] % hues.length], shape: Math.floor(looks[i] / hues.length) };
  });
}
