// The plane in which some rows spread most: a PCA map of a part, at once.

import { gram } from "./foldin.mjs";
import { combine } from "./similarity.mjs";

const MOST_IN_PLANE = 2000;  // rows from which the plane is learned
const STEPS = 60;

/** Gram-Schmidt: b without what it shares with a; both of length 1. @param {Float64Array[]} pair */
function orthonormal([a, b]) {
  const unit = (/** @type {Float64Array} */ v) => {
    const length = Math.hypot(...v) || 1;
    return v.map((value) => value / length);
  };
  const first = unit(a);
  const along = first.reduce((sum, value, i) => sum + value * b[i], 0);
  return [first, unit(b.map((value, i) => value - along * first[i]))];
}

/** @param {Float64Array} A dim × dim, row by row @param {Float64Array} v */
function times(A, v) {
  const dim = v.length;
  return v.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < dim; j++) sum += A[i * dim + j] * v[j];
    return sum;
  });
}

/**
 * Where rows lie on the plane in which they spread most; all others at (0, 0), the middle.
 * @param {ee.Vectors} space @param {number[]} rows @param {number} n of all rows
 */
export function planeMap(space, rows, n) {
  const { dim, vectors } = space;
  const middle = combine(space, rows, [], true);
  const step = Math.ceil(rows.length / MOST_IN_PLANE);
  const fitted = rows.filter((_, i) => i % step === 0);
  const centered = Float32Array.from({ length: fitted.length * dim }, (_, at) =>
    vectors[fitted[Math.floor(at / dim)] * dim + at % dim] - middle[at % dim]);
  const A = gram({ vectors: centered, dim, norms: new Float64Array(0) });
  // Any start will do that is not at right angles to the plane; this one is the same each time.
  const waves = [1, 2].map((k) => Float64Array.from({ length: dim }, (_, i) => Math.sin(1 + k * i)));
  let plane = orthonormal(waves);
  for (let i = 0; i < STEPS; i++) plane = orthonormal(plane.map((v) => times(A, v)));
  const xy = new Float32Array(2 * n);
  for (const row of rows) {
    plane.forEach((v, axis) => {
      let sum = 0;
      for (let i = 0; i < dim; i++) sum += (vectors[row * dim + i] - middle[i]) * v[i];
      xy[2 * row + axis] = sum;
    });
  }
  return xy;
}
