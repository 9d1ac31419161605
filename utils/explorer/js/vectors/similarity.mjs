// Scores between vectors, and the best of them. Vectors are rows of one flat Float32Array.

/** @type {ee.Measure[]} */
export const MEASURES = ["dot", "cosine", "euclidean"];
const MOST_APART = 5;

/** Length of each row. @param {Float32Array} vectors @param {number} dim */
export function rowNorms(vectors, dim) {
  const norms = new Float64Array(vectors.length / dim || 0);
  for (let row = 0, at = 0; row < norms.length; row++) {
    let sum = 0;
    for (let end = at + dim; at < end; at++) sum += vectors[at] * vectors[at];
    norms[row] = Math.sqrt(sum);
  }
  return norms;
}

/**
 * Score of each row for a query; larger is closer. Euclidean is −distance, and the cosine with a
 * vector of length 0 is 0.
 * @param {ee.Numbers} query @param {ee.Vectors} space @param {ee.Measure} measure
 */
export function scoreAll(query, { vectors, dim, norms }, measure) {
  if (measure === "euclidean") return minusDistances(query, vectors, dim);
  const scores = new Float64Array(norms.length);
  for (let row = 0, at = 0; row < scores.length; row++) {
    let sum = 0;
    for (let i = 0; i < dim; i++, at++) sum += query[i] * vectors[at];
    scores[row] = sum;
  }
  if (measure === "dot") return scores;
  const length = Math.hypot(...query);
  for (let row = 0; row < scores.length; row++) {
    const product = length * norms[row];
    scores[row] = product > 0 ? scores[row] / product : 0;
  }
  return scores;
}

/** @param {ee.Numbers} query @param {Float32Array} vectors @param {number} dim */
function minusDistances(query, vectors, dim) {
  const scores = new Float64Array(vectors.length / dim || 0);
  for (let row = 0, at = 0; row < scores.length; row++) {
    let sum = 0;
    for (let i = 0; i < dim; i++, at++) {
      const difference = query[i] - vectors[at];
      sum += difference * difference;
    }
    scores[row] = -Math.sqrt(sum);
  }
  return scores;
}

/**
 * Rows of the k largest scores, best first; ties go to the lower row.
 * @param {ArrayLike<number>} scores
 * @param {number} k
 * @param {(row: number) => boolean} allowed
 */
export function topK(scores, k, allowed) {
  /** @type {number[]} */
  const rows = [];
  let bound = -Infinity;
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row];
    if ((rows.length === k && score <= bound) || !allowed(row)) continue;
    let place = rows.length;
    while (place > 0 && scores[rows[place - 1]] < score) place--;
    rows.splice(place, 0, row);
    if (rows.length > k) rows.pop();
    bound = scores[rows[rows.length - 1]];
  }
  return rows;
}

/**
 * Sum of the rows `plus` less the rows `minus`; with `mean`, the mean of `plus`.
 * @param {ee.Vectors} space @param {number[]} plus @param {number[]} minus
 */
export function combine({ vectors, dim }, plus, minus = [], mean = false) {
  const sum = new Float64Array(dim);
  for (let i = 0; i < dim; i++) {
    for (const row of plus) sum[i] += vectors[row * dim + i];
    for (const row of minus) sum[i] -= vectors[row * dim + i];
    if (mean && plus.length) sum[i] /= plus.length;
  }
  return sum;
}

/** How many of `a` are in `b` too. @param {number[]} a @param {number[]} b */
export function overlap(a, b) {
  const others = new Set(b);
  return a.filter((row) => others.has(row)).length;
}

/**
 * The k rows nearest to a place on a flat map.
 * @param {Float32Array} xy
 * @param {number} x @param {number} y @param {number} k @param {ee.Test} allowed
 */
export function nearestOnMap(xy, x, y, k, allowed) {
  const closeness = new Float64Array(xy.length / 2);
  for (let row = 0; row < closeness.length; row++) {
    closeness[row] = -((xy[2 * row] - x) ** 2 + (xy[2 * row + 1] - y) ** 2);
  }
  return topK(closeness, k, allowed);
}

/**
 * Mean share of the k nearest that two spaces agree on, over evenly spaced allowed rows.
 * @param {ee.Vectors} a @param {ee.Vectors} b @param {ee.Measure} measure @param {number} k
 * @param {ee.Test} allowed
 * @returns {ee.Agreement} share in [0, 1]; rows: over how many it is the mean; apart: of these the
 *   few that agree least, and how many neighbors they share
 */
export function agreement(a, b, measure, k, allowed, budget = 1e8) {
  const rows = Array.from(a.norms.keys()).filter(allowed);
  const cost = rows.length * (a.dim + b.dim) || 1;
  const step = Math.max(1, Math.ceil(rows.length / Math.max(10, Math.min(200, budget / cost))));
  const looked = rows.filter((_, i) => i % step === 0).map((row) => {
    /** @param {number} other */
    const others = (other) => other !== row && allowed(other);
    const [near, far] = [a, b].map((space) =>
      topK(scoreAll(combine(space, [row]), space, measure), k, others));
    return { row, shared: overlap(near, far), of: near.length };
  });
  const sum = looked.reduce((total, { shared, of }) => total + (of ? shared / of : 0), 0);
  const apart = looked.filter(({ shared, of }) => shared < of)
    .sort((one, other) => one.shared - other.shared).slice(0, MOST_APART)
    .map(({ row, shared }) => ({ row, shared }));
  return { share: looked.length ? sum / looked.length : 0, rows: looked.length, apart };
}
