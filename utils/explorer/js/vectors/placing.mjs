// Where a new vector lies on a map that is linear in the vectors, as a PCA map is.

import { cholesky, gram, solve } from "./foldin.mjs";
import { combine } from "./similarity.mjs";

const MOST_FITTED = 2000;  // rows from which the map is learned
const RIDGE = 1e-6;        // of the mean variance, so that flat spaces can be solved for
const LINEAR = 0.01;       // what a linear map leaves of the variance of the places, at most

/**
 * The linear map from vectors to places, by least squares; null if the places do not follow from
 * the vectors, as on a t-SNE map.
 * @param {ee.Vectors} space @param {Float32Array} xy
 * @returns {((vector: ee.Numbers) => ee.Point) | null}
 */
export function linearPlacing(space, xy) {
  const { dim } = space;
  const n = xy.length / 2;
  const step = Math.ceil(n / MOST_FITTED);
  const rows = Array.from({ length: Math.ceil(n / step) }, (_, i) => i * step);
  const middle = combine(space, rows, [], true);
  const centered = Float32Array.from({ length: rows.length * dim }, (_, at) =>
    space.vectors[rows[Math.floor(at / dim)] * dim + at % dim] - middle[at % dim]);
  const A = gram({ vectors: centered, dim, norms: new Float64Array(0) });
  let trace = 0;
  for (let i = 0; i < dim; i++) trace += A[i * dim + i];
  if (!(trace > 0)) return null;
  for (let i = 0; i < dim; i++) A[i * dim + i] += RIDGE * trace / dim;
  const L = cholesky(A, dim);
  const fits = [0, 1].map((axis) => fitted(rows.map((row) => xy[2 * row + axis]), centered, L, dim));
  if (fits.reduce((sum, { left }) => sum + left, 0)
    > LINEAR * fits.reduce((sum, { variance }) => sum + variance, 0)) return null;
  const along = (/** @type {ee.Numbers} */ vector, /** @type {number} */ axis) => {
    const { mean, weights } = fits[axis];
    return weights.reduce((sum, weight, i) => sum + weight * (vector[i] - middle[i]), mean);
  };
  return (vector) => [along(vector, 0), along(vector, 1)];
}

/**
 * One coordinate as a weighted sum of the vectors' entries.
 * @param {number[]} places @param {Float32Array} centered @param {Float64Array} L @param {number} dim
 */
function fitted(places, centered, L, dim) {
  const mean = places.reduce((sum, place) => sum + place, 0) / places.length;
  const b = new Float64Array(dim);
  places.forEach((place, m) => {
    for (let i = 0; i < dim; i++) b[i] += centered[m * dim + i] * (place - mean);
  });
  const weights = solve(L, dim, b);
  let [left, variance] = [0, 0];
  places.forEach((place, m) => {
    let said = mean;
    for (let i = 0; i < dim; i++) said += weights[i] * centered[m * dim + i];
    left += (place - said) ** 2;
    variance += (place - mean) ** 2;
  });
  return { mean, weights, left, variance };
}

/** A vector made as long as vectors are on average. @param {Float64Array} vector @param {ee.Numbers} norms */
export function atMeanLength(vector, norms) {
  let sum = 0;
  for (const norm of norms) sum += norm;
  const factor = sum / norms.length / (Math.hypot(...vector) || 1);
  return vector.map((value) => value * factor);
}
