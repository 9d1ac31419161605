// A new person's vector from a few ratings, the items' vectors fixed: one linear system.

/** VᵀV, dim × dim, row by row. @param {ee.Vectors} space */
export function gram({ vectors, dim }) {
  const sums = new Float64Array(dim * dim);
  for (let at = 0; at < vectors.length; at += dim) {
    for (let i = 0; i < dim; i++) {
      const value = vectors[at + i];
      for (let j = 0; j <= i; j++) sums[i * dim + j] += value * vectors[at + j];
    }
  }
  for (let i = 0; i < dim; i++) for (let j = 0; j < i; j++) sums[j * dim + i] = sums[i * dim + j];
  return sums;
}

/** Lower L of A = L Lᵀ, for a symmetric positive definite A. @param {Float64Array} A @param {number} dim */
export function cholesky(A, dim) {
  const L = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * dim + j];
      for (let k = 0; k < j; k++) sum -= L[i * dim + k] * L[j * dim + k];
      L[i * dim + j] = i === j ? Math.sqrt(sum) : sum / L[j * dim + j];
    }
  }
  return L;
}

/** @param {Float64Array} L @param {number} dim @param {ArrayLike<number>} b */
export function solve(L, dim, b) {
  const x = Float64Array.from(b);
  for (let i = 0; i < dim; i++) {
    for (let k = 0; k < i; k++) x[i] -= L[i * dim + k] * x[k];
    x[i] /= L[i * dim + i];
  }
  for (let i = dim - 1; i >= 0; i--) {
    for (let k = i + 1; k < dim; k++) x[i] -= L[k * dim + i] * x[k];
    x[i] /= L[i * dim + i];
  }
  return x;
}

/**
 * The vector u that minimizes w Σ_rated (t − ⟨u, v⟩)² + w₀ Σ_unrated ⟨u, v⟩² + λ‖u‖².
 *
 * @param {{vectors: Float32Array, dim: number}} space
 * @param {[number, number][]} ratings rows and stars; the target is t = (stars − offset) / scale
 * @param {{weight: number, unobserved: number, l2: number, offset: number, scale: number}} rule
 * @param {Float64Array} products gram(space)
 * @returns {{vector: Float64Array, terms: (row: number) => number[]}} terms(row) says how much each
 *   rating adds to the score of a row: the terms sum to ⟨u, v⟩.
 */
export function foldIn({ vectors, dim }, ratings, rule, products) {
  const A = products.map((value) => rule.unobserved * value);
  for (let i = 0; i < dim; i++) A[i * dim + i] += rule.l2;
  const targets = ratings.map(([, stars]) => rule.weight * (stars - rule.offset) / rule.scale);
  const b = new Float64Array(dim);
  ratings.forEach(([row], m) => {
    const v = vectors.subarray(row * dim, (row + 1) * dim);
    for (let i = 0; i < dim; i++) {
      b[i] += targets[m] * v[i];
      for (let j = 0; j < dim; j++) A[i * dim + j] += (rule.weight - rule.unobserved) * v[i] * v[j];
    }
  });
  const L = cholesky(A, dim);
  /** @param {number} row */
  const terms = (row) => {
    const z = solve(L, dim, vectors.subarray(row * dim, (row + 1) * dim));
    return ratings.map(([rated], m) => {
      let product = 0;
      for (let i = 0; i < dim; i++) product += z[i] * vectors[rated * dim + i];
      return targets[m] * product;
    });
  };
  return { vector: solve(L, dim, b), terms };
}
