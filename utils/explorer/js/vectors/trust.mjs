// How far a flat map can be trusted: which of the true neighbors it keeps near.

import { combine, nearestOnMap, overlap, scoreAll, topK } from "./similarity.mjs";

/**
 * The share of a row's k nearest in the space that are among its k nearest on the map.
 * @param {ee.Space} space @param {Float32Array} xy @param {ee.Measure} measure @param {number} k
 * @param {number} row @param {ee.Test} allowed
 */
export function keptOf(space, xy, measure, k, row, allowed) {
  /** @param {number} other */
  const others = (other) => other !== row && allowed(other);
  const near = topK(scoreAll(combine(space, [row]), space, measure), k, others);
  const onMap = nearestOnMap(xy, xy[2 * row], xy[2 * row + 1], k, others);
  return near.length ? overlap(near, onMap) / near.length : NaN;
}

/**
 * Rows, evenly spaced, as many as a number of multiplications allows to look at; at least ten.
 * @param {ee.Space} space @param {number[]} rows @param {number} budget
 */
export function affordable(space, rows, budget) {
  const cost = space.norms.length * (space.dim + 2) || 1;
  const step = Math.max(1, Math.ceil(rows.length / Math.max(10, budget / cost)));
  return rows.filter((_, i) => i % step === 0);
}

/**
 * What a map keeps, on average over evenly spaced rows, and what chance would keep.
 * @param {ee.Space} space @param {Float32Array} xy @param {ee.Measure} measure @param {number} k
 * @param {number[]} rows those that are shown @param {ee.Test} allowed @param {number} budget
 * @returns {{share: number, chance: number, rows: number} | null} null with too few rows
 */
export function mapScore(space, xy, measure, k, rows, allowed, budget) {
  if (rows.length < 3) return null;
  const looked = affordable(space, rows, budget);
  const sum = looked.reduce((total, row) => total + keptOf(space, xy, measure, k, row, allowed), 0);
  return { share: sum / looked.length, chance: Math.min(1, k / (rows.length - 1)), rows: looked.length };
}
