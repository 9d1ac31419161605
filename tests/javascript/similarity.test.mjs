import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { agreement, combine, nearestOnMap, overlap, rowNorms, scoreAll, topK } from "../../utils/explorer/js/vectors/similarity.mjs";

const make = (rows) => {
  const vectors = Float32Array.from(rows.flat());
  return { vectors, dim: rows[0].length, norms: rowNorms(vectors, rows[0].length) };
};
const SPACE = make([[1, 0], [3, 0], [0, 1], [-1, -1], [0, 0]]);
const all = () => true;

test("scores by hand", () => {
  assert.deepEqual([...scoreAll([2, 0], SPACE, "dot")], [2, 6, 0, -2, 0]);
  const cosine = scoreAll([2, 0], SPACE, "cosine");
  assert.deepEqual([...cosine.slice(0, 3)], [1, 1, 0]);
  assert.ok(Math.abs(cosine[3] + Math.SQRT1_2) < 1e-12);
  assert.deepEqual([...scoreAll([1, 0], SPACE, "euclidean")],
    [-0, -2, -Math.SQRT2, -Math.sqrt(5), -1]);
});

test("a vector of length 0 has no direction: its cosine is 0, on both sides", () => {
  assert.equal(scoreAll([2, 0], SPACE, "cosine")[4], 0);
  assert.deepEqual([...scoreAll([0, 0], SPACE, "cosine")], [0, 0, 0, 0, 0]);
});

const EXTREMES = JSON.parse(readFileSync(new URL("../tools/extreme_vectors.json", import.meta.url), "utf8"));
for (const { name, vectors, query, nearest } of EXTREMES) {
  test(`scale and place of the vectors hide no neighbor: ${name}`, () => {
    const space = make(vectors);
    for (const [measure, expected] of Object.entries(nearest)) {
      const found = topK(scoreAll(combine(space, [query]), space, measure), 5, (row) => row !== query);
      assert.deepEqual(found, expected, measure);
    }
  });
}

test("the best come first, ties go to the lower row", () => {
  assert.deepEqual(topK([1, 5, 5, 2, 5], 3, all), [1, 2, 4]);
  assert.deepEqual(topK([1, 5, 5, 2, 5], 2, (row) => row !== 1), [2, 4]);
  assert.deepEqual(topK([1, 2], 5, all), [1, 0]);
  assert.deepEqual(topK([], 5, all), []);
});

test("the best of many are those of a full sort", () => {
  const scores = Float64Array.from({ length: 3000 }, (_, i) => (i * 7919) % 101);
  const sorted = [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
  assert.deepEqual(topK(scores, 50, all), sorted.slice(0, 50));
});

test("sums, differences and means", () => {
  assert.deepEqual([...combine(SPACE, [0, 2], [3])], [2, 2]);
  assert.deepEqual([...combine(SPACE, [0, 1], [], true)], [2, 0]);
});

test("nearest on a map, and how many are in both lists", () => {
  const xy = Float32Array.from([0, 0, 1, 0, 0, 3, 5, 5]);
  assert.deepEqual(nearestOnMap(xy, 0, 0, 2, (row) => row !== 0), [1, 2]);
  assert.equal(overlap([1, 2, 3], [3, 1, 9]), 2);
});

test("a space agrees with itself, and not with one turned inside out", () => {
  const circle = Array.from({ length: 30 }, (_, i) => [Math.cos(i / 5), Math.sin(i / 5)]);
  const mixed = circle.map((_, i) => circle[(i * 7) % 30]);
  assert.deepEqual(agreement(make(circle), make(circle), "cosine", 4, all),
    { share: 1, rows: 30, apart: [] });
  const { share, apart } = agreement(make(circle), make(mixed), "cosine", 4, all);
  assert.ok(share < 0.5);
  assert.equal(apart.length, 5);
  assert.ok(apart.every(({ shared }, i) => shared / 4 < 1 && (i === 0 || apart[i - 1].shared <= shared)));
});
