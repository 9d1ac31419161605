import assert from "node:assert/strict";
import test from "node:test";
import { captionOf, emptyCaption, mapWarning } from "../../utils/explorer/js/panels/caption.mjs";
import { areEqual, offered } from "../../utils/explorer/js/vectors/data.mjs";
import { foldIn, gram } from "../../utils/explorer/js/vectors/foldin.mjs";
import { layoutNames, makeLayouts } from "../../utils/explorer/js/drawing/layouts.mjs";
import { levelLooks, levelsOf, PALETTES, SHAPES } from "../../utils/explorer/js/drawing/levels.mjs";
import { createModel } from "../../utils/explorer/js/state/model.mjs";
import { INKS, landmarkOrder, landmarksOf, linesOf, marksOf, placeMarks } from "../../utils/explorer/js/drawing/overlay.mjs";
import { stepsOf } from "../../utils/explorer/js/vectors/steps.mjs";
import { linearPlacing } from "../../utils/explorer/js/vectors/placing.mjs";
import { rowNorms } from "../../utils/explorer/js/vectors/similarity.mjs";
import { createStore, fromHash, initialState, packRows, stateOf, toHash, unpackRows, viewOf } from "../../utils/explorer/js/state/state.mjs";
import { luminance } from "../../utils/explorer/js/drawing/theme.mjs";

const number = (name, values) => ({ name, kind: "number", values: Float32Array.from(values) });
const classes = (name, cells) => {
  const levels = [...new Set(cells.flat())].sort();
  const starts = Int32Array.from([0, ...cells]);
  cells.forEach((cell, row) => { starts[row + 1] = starts[row] + cell.length; });
  return { name, kind: "levels", levels, starts, codes: Int32Array.from(cells.flat(), (one) => levels.indexOf(one)) };
};
function makeData(rows = [[1, 0], [3, 0], [0, 1], [-1, -1]]) {
  const vectors = Float32Array.from(rows.flat());
  const space = { name: "s", dim: 2, vectors, norms: rowNorms(vectors, 2), maps: { pca: vectors },
    rule: { weight: 1, unobserved: 0, l2: 1, offset: 3, scale: 1 } };
  const ratings = number("ratings", [9, 1, 5, 7]);
  const columns = [classes("genres", [["a", "b"], ["a"], [], ["b"]]), ratings];
  return { n: rows.length, titles: ["east", "far", "north", "<b>"], label: "title", noun: "movies",
    spaces: [space], axes: [], epochs: false, popularity: ratings, columns, ...offered([space], columns) };
}
function setUp(patch = {}) {
  const data = makeData();
  const model = createModel(data, makeLayouts(data));
  const state = { ...initialState(data), ...patch };
  const visible = model.visible(state);
  return { data, model, state, visible, answer: model.answer(state, visible, state.left) };
}

// Levels

test("a row with two genres is shown while one of them is", () => {
  const { model, state } = setUp();
  assert.deepEqual(model.levels(state).labels, ["a", "b", "unknown"]);
  assert.deepEqual([...model.visible({ ...state, hidden: ["a"] })], [1, 0, 1, 1]);
  assert.deepEqual([...model.visible({ ...state, hidden: ["a", "b", "unknown"] })], [0, 0, 0, 0]);
  assert.deepEqual([...model.visible({ ...state, least: 6 })], [1, 0, 0, 1]);
});

test("any column is a filter: bounds of numbers, words of all else", () => {
  const { model, state } = setUp();
  const left = (filters) => [...model.visible({ ...state, filters })];
  assert.deepEqual(left({ ratings: { least: 5, most: 7 } }), [0, 0, 1, 1]);
  assert.deepEqual(left({ ratings: { least: 5 }, genres: { holds: "B" } }), [1, 0, 0, 1]);
  assert.deepEqual(left({ title: { holds: "ÄST e" } }), [1, 0, 0, 0]);
  assert.deepEqual(left({ gone: { least: 5 } }), [1, 1, 1, 1]);
});

test("numbers come in fifths, and equal numbers are one level", () => {
  const fifths = levelsOf(number("x", [...Array(100).keys()]), 100);
  assert.deepEqual(fifths.labels, ["0 to 19", "20 to 39", "40 to 59", "60 to 79", "80 to 99"]);
  assert.deepEqual(fifths.counts, [20, 20, 20, 20, 20]);
  assert.deepEqual(levelsOf(number("x", [2, 2, NaN]), 3).labels, ["2", "unknown"]);
  assert.deepEqual(levelsOf(number("x", [NaN]), 1).labels, ["unknown"]);
});

test("of more classes than looks the most frequent have one, and the others share theirs", () => {
  const cells = "abcdefghijklmnopqrstuvwxyzz".split("").map((one) => [one]);
  const levels = levelsOf(classes("g", cells), cells.length);
  assert.deepEqual(levels.labels, [..."zabcdefghijklmnopqrst", "5 others"]);
  const looks = levelLooks(levels, "light").map(({ color, shape }) => color + SHAPES[shape]);
  assert.equal(new Set(looks).size, 22);
  assert.equal(looks[21], PALETTES.light.others + "disc");
});

test("a class looks the same wherever the same classes are, however frequent", () => {
  const look = (cells, name) => {
    const levels = levelsOf(classes("g", cells.map((one) => [one])), cells.length);
    return levelLooks(levels, "dark")[levels.labels.indexOf(name)];
  };
  for (const name of "abc") assert.deepEqual(look([..."abcc"], name), look([..."aaabbc"], name));
});

test("what is equal but for rounding is not offered", () => {
  assert.ok(areEqual([1, 1.0000002]));
  assert.ok(!areEqual([1, 1.1]) && !areEqual([1, NaN]));
  const unit = makeData([[1, 0], [0, 1], [-1, 0], [0, -1]]);
  assert.deepEqual(unit.measures, ["cosine", "euclidean"]);
  assert.deepEqual(layoutNames(unit, unit.spaces[0], {}).map(([name]) => name), ["pca"]);
  assert.deepEqual(makeData().measures, ["dot", "cosine", "euclidean"]);
});

test("the stops of a slider fit the range of the column", () => {
  const shares = stepsOf([0.1, 0.25, NaN, 0.9]);
  assert.equal(shares.length, 100);
  assert.ok(shares[0] > 0.1 && shares[0] < 0.11 && shares.at(-1) === 0.9);
  assert.deepEqual(stepsOf([0, 1, 2, 3]), [1, 2, 3]);
  const counts = stepsOf([1, 5, 40000]);
  assert.ok(counts[0] === 2 && counts.at(-1) === 40000 && counts.every(Number.isInteger));
  assert.deepEqual(stepsOf([1995, 1999, 1997]), [1996, 1997, 1998, 1999]);
  assert.ok(stepsOf([-5, 5]).includes(0));
  assert.deepEqual([stepsOf([3, 3]), stepsOf([]), stepsOf([NaN])], [[], [], []]);
});

const light = (hex) => luminance(`rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(", ")})`);
const contrast = (a, b) => {
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

test("points stand out from the background 3 to 1, labels 4.5 to 1", () => {
  for (const theme of ["light", "dark"]) {
    const { background, classes: hues, others, steps, missing } = PALETTES[theme];
    for (const color of [...hues, ...steps, others, missing]) {
      assert.ok(contrast(color, background) >= 3, `${color} on ${theme}: ${contrast(color, background)}`);
    }
    for (const color of [INKS[theme].text, INKS[theme].soft, INKS[theme].query]) assert.ok(contrast(color, background) >= 4.5);
  }
});

// Machado, Oliveira, Fernandes 2009, table 1, severity 1, in linear RGB.
const DEFICIENCIES = {
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
};

function seenAs(hex, matrix) {
  const linear = [1, 3, 5].map((at) => light(`#${hex.slice(at, at + 2).repeat(3)}`));
  const rgb = matrix.map((line) => Math.max(0, line.reduce((sum, value, i) => sum + value * linear[i], 0)));
  const [l, m, s] = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.63]]
    .map((line) => Math.cbrt(line.reduce((sum, value, i) => sum + value * rgb[i], 0)));  // to Oklab
  return [0.2105 * l + 0.7936 * m - 0.0041 * s, 1.978 * l - 2.4286 * m + 0.4506 * s, 0.0259 * l + 0.7828 * m - 0.8087 * s];
}

test("classes differ for color-blind eyes", () => {
  for (const matrix of Object.values(DEFICIENCIES)) {
    for (const { classes: hues, others } of Object.values(PALETTES)) {
      const seen = [...hues, others].map((hex) => seenAs(hex, matrix));
      seen.forEach((a, i) => seen.slice(i + 1).forEach((b, j) => {
        const distance = Math.hypot(...a.map((value, axis) => value - b[axis]));
        assert.ok(distance > 0.08, `${hues[i]} and ${hues[i + 1 + j]}: ${distance.toFixed(3)}`);
      }));
    }
  }
});

test("every level has a color", () => {
  const looks = levelLooks(levelsOf(number("x", [1, 2, 3, 4, 5]), 5), "light");
  assert.equal(new Set(looks.map(({ color }) => color)).size, 5);
});

// Answers

test("a row is asked for by each measure, and is not its own neighbor", () => {
  assert.deepEqual(setUp({ picked: 0, measure: "dot" }).answer.rows, [1, 2, 3]);
  assert.deepEqual(setUp({ picked: 0, measure: "euclidean" }).answer.rows, [2, 1, 3]);
  assert.deepEqual(setUp({ picked: 0, least: 4 }).answer.rows, [2, 3]);
  assert.equal(setUp().answer, null);
});

test("what is near on the map alone is named, the farthest in the space first", () => {
  const { model, data, state, visible } = setUp({ picked: 0, k: 1, measure: "dot" });
  const answer = model.answer(state, visible, state.left);
  assert.deepEqual(answer.rows, [1]);
  assert.deepEqual(answer.onMap, [2]);
  assert.deepEqual(answer.lookalikes, [{ row: 2, score: 0 }]);
  assert.deepEqual(setUp({ picked: 0, k: 3 }).answer.lookalikes, []);
  assert.equal(data.n, 4);
});

test("a − b + c leaves out what it is made of", () => {
  const { answer } = setUp({ query: "sum", sum: { plus: [1, 2], minus: [0] } });
  assert.deepEqual([...answer.vector], [2, 1]);
  assert.deepEqual(answer.rows, [3]);
});

test("the centroid may be nearest to its own", () => {
  const { answer } = setUp({ query: "mean", selection: [0, 1] });
  assert.deepEqual([...answer.vector], [2, 0]);
  assert.deepEqual(answer.rows.slice(0, 2), [0, 1]);
});

test("where map and space agree, and the words when they do not", () => {
  const { answer } = setUp({ picked: 0, k: 2, measure: "euclidean" });
  assert.equal(answer.agreed, 2);
  assert.deepEqual(mapWarning(answer), { misleads: false, text: "2 of these 2 are among the 2 nearest on the map." });
  assert.match(mapWarning({ ...answer, agreed: 0 }).text, /^0 of these 2 .* here it misleads\.$/);
});

test("the caption names what is near, and says when there is nothing", () => {
  const { data, state, answer, visible } = setUp({ picked: 0, measure: "dot" });
  const said = captionOf(data, state, { titles: ["PCA map"], answers: [answer], visible, agreed: null });
  const text = said.replace(/[\u2068\u2069]/g, "");
  assert.match(text, /^PCA map\. 4 of 4 movies shown, colored by genres\. Nearest to “east” by dot: “far” \(3\), “north” \(0\)/);
  assert.match(emptyCaption(data), /holds no movies/);
});

// Your vector

test("one rating: u = t v / (λ + ‖v‖²), and the terms sum to the score", () => {
  const data = makeData();
  const [space] = data.spaces;
  const { vector, terms } = foldIn(space, [[1, 5]], space.rule, new Float64Array(4));
  assert.ok(Math.abs(vector[0] - 2 * 3 / (1 + 9)) < 1e-12);
  assert.equal(vector[1], 0);
  assert.ok(Math.abs(terms(0)[0] - vector[0]) < 1e-12);
});

test("with unrated ones counting as zeros, the terms still sum to the score", () => {
  const [space] = makeData().spaces;
  const rule = { weight: 5, unobserved: 1, l2: 2, offset: 1, scale: 4 };
  assert.deepEqual([...gram(space)], [11, 1, 1, 2]);
  const { vector, terms } = foldIn(space, [[0, 5], [2, 2]], rule, gram(space));
  const score = vector[0] * -1 + vector[1] * -1;
  assert.ok(Math.abs(terms(3).reduce((a, b) => a + b) - score) < 1e-12);
});

// Layouts and links

test("layouts: the map, norm against popularity, an axis when there is one", () => {
  const data = makeData();
  const axis = { from: [2], to: [1] };
  assert.deepEqual(layoutNames(data, data.spaces[0], { from: [], to: [] }).map(([name]) => name), ["pca", "norm"]);
  assert.deepEqual(layoutNames(data, data.spaces[0], axis).map(([name]) => name), ["pca", "norm", "axis"]);
  const layouts = makeLayouts(data);
  assert.equal(layouts(0, "pca", axis), layouts(0, "pca", null));
  const along = layouts(0, "axis", axis).xy;
  assert.ok(along[2] > along[4], "far lies farther along than north");
});

test("equal points lie in the middle", () => {
  const data = makeData([[1, 1], [1, 1], [1, 1], [1, 1]]);
  assert.deepEqual([...makeLayouts(data)(0, "pca", null).xy], [0, 0, 0, 0, 0, 0, 0, 0]);
});

test("a view goes through a link and comes back", () => {
  const data = makeData();
  const initial = initialState(data);
  const store = createStore(initial);
  const heard = [];
  store.subscribe((_, changed) => heard.push([...changed]));
  store.set({ measure: "dot", ratings: { 2: 4 } });
  store.set({ hover: 3 });
  assert.deepEqual(heard, [["measure", "ratings"], ["hover"]]);
  const view = viewOf(store.state, initial);
  assert.deepEqual(view, { measure: "dot", ratings: { 2: 4 } });
  assert.deepEqual(stateOf(fromHash(toHash(view)), initial, data), { ...store.state, hover: -1 });
});

test("a selection is short in a link, and keeps its order", () => {
  for (const rows of [[7], [0], [3, 40, 2, 2000], [99999, 0]]) assert.deepEqual(unpackRows(packRows(rows)), rows);
  const thousand = Array.from({ length: 1000 }, (_, i) => 10 * i);
  const hash = toHash({ selection: thousand });
  assert.ok(hash.length < 2100, `${hash.length} letters`);
  assert.deepEqual(fromHash(hash), { selection: thousand });
});

test("what a link cannot mean is left out", () => {
  const data = makeData();
  const initial = initialState(data);
  const wrong = { measure: "x", k: 0, picked: 99, selection: [1, 99], left: { space: 7 }, color: "title", least: "1",
    axis: { name: "?" }, ratings: { 1: 9 }, sum: null, query: "x", right: 3, hidden: "a", unheard: 1 };
  assert.deepEqual(stateOf(wrong, initial, data), initial);
  assert.equal(fromHash("#view=%7B%22cut"), null);
  assert.equal(fromHash(""), null);
  const odd = "#view=" + encodeURIComponent('{"selection":"!.%","measure":"dot"}');
  assert.deepEqual(stateOf(fromHash(odd), initial, data), { ...initial, measure: "dot" });
});

// Your place

test("on a linear map a vector has a place, on another one none", () => {
  const rows = Array.from({ length: 40 }, (_, i) => [Math.sin(7 * i), Math.cos(3 * i), Math.sin(i * i)]);
  const vectors = Float32Array.from(rows.flat());
  const space = { dim: 3, vectors, norms: rowNorms(vectors, 3) };
  const place = ([a, b, c]) => [5 + 2 * a - b, c - 3 * a];
  const put = linearPlacing(space, Float32Array.from(rows.flatMap(place)));
  for (const vector of [[0, 0, 0], [1, 2, 3], rows[7]]) {
    place(vector).forEach((expected, axis) => assert.ok(Math.abs(put(vector)[axis] - expected) < 1e-3));
  }
  assert.equal(linearPlacing(space, Float32Array.from(rows.flatMap(([a, b]) => [a * b, a * a]))), null);
});

test("where all vectors are equal, no place follows from a vector", () => {
  const space = { dim: 2, vectors: new Float32Array(8).fill(1), norms: new Float64Array(4).fill(2) };
  assert.equal(linearPlacing(space, new Float32Array(8)), null);
});

// Marks and labels

const size = { width: 400, height: 200 };
const letters = (text) => 6 * text.length;
const mark = (kind, row, text = "a title", short = undefined) => ({ kind, row, text, short });
const place = (marks, points) => placeMarks(marks, (row) => points[row], size, 2, letters);

test("labels cover neither each other nor a ring, and stay inside", () => {
  const points = Array.from({ length: 30 }, (_, row) => [150 + 9 * (row % 6), 60 + 9 * Math.floor(row / 6)]);
  const placed = place(points.map((_, row) => mark("near", row, `${row + 1} a title`, String(row + 1))), points);
  const boxes = placed.filter(({ label }) => label)
    .map(({ label: { x, y, text } }) => [x, y - 8, x + letters(text), y + 8]);
  assert.ok(boxes.length > 3);
  boxes.forEach((a, i) => {
    assert.ok(a[0] >= 0 && a[1] >= 0 && a[2] <= size.width && a[3] <= size.height);
    for (const b of boxes.slice(i + 1)) assert.ok(a[0] >= b[2] || a[2] <= b[0] || a[1] >= b[3] || a[3] <= b[1]);
    for (const [x, y] of points) assert.ok(a[0] >= x + 6 || a[2] <= x - 6 || a[1] >= y + 6 || a[3] <= y - 6);
  });
});

test("where a title finds no place its rank may; what is asked for is named in any case", () => {
  const wide = "x".repeat(60);
  const [query, near, landmark] = place(
    [mark("query", 0, wide), mark("near", 1, wide, "1"), mark("landmark", 2, wide)], [[200, 100], [45, 150], [50, 20]]);
  assert.equal(query.label.text, wide);
  assert.equal(near.label.text, "1");
  assert.equal(landmark.label, null);
});

test("what is out of view is not marked, and a neighbor is no landmark too", () => {
  const placed = place([mark("near", 0), mark("near", 1), mark("landmark", 0)], [[10, 10], [-1, 10]]);
  assert.deepEqual(placed.map(({ kind, row }) => [kind, row]), [["near", 0]]);
});

test("a line runs from a single query to each neighbor, and from several to none", () => {
  const points = [[10, 10], [50, 50], [90, 90]];
  const lines = linesOf(place([mark("query", 0), mark("near", 1), mark("near", 2)], points));
  assert.deepEqual(lines.map(({ from, to }) => [from.row, to.row]), [[0, 1], [0, 2]]);
  assert.deepEqual(linesOf(place([mark("query", 0), mark("query", 1), mark("near", 2)], points)), []);
  const fromYou = linesOf(place([mark("you", 0), mark("query", 1), mark("near", 2)], points));
  assert.deepEqual(fromYou.map(({ from, to }) => [from.kind, to.row]), [["you", 2]]);
});

test("landmarks come from the most popular, or where nothing is, from the first", () => {
  const popularity = number("ratings", [3, NaN, 9, ...Array(4000).fill(1)]);
  assert.deepEqual(landmarkOrder({ n: 4003, popularity }).slice(0, 4), [2, 0, 3, 4]);
  assert.equal(landmarkOrder({ n: 4003, popularity }).length, 3000);
  assert.deepEqual(landmarkOrder({ n: 3 }), [0, 1, 2]);
});

test("a landmark is the most popular of its part of the view", () => {
  const data = makeData();
  const points = [[10, 10], [30, 30], [390, 190], null];
  const found = landmarksOf(data, [3, 1, 0, 2], (row) => points[row]);
  assert.deepEqual(found.map(({ row }) => row), [1, 2]);
});

test("marks come in the order in which they may take place", () => {
  const { data, state, answer } = setUp({ picked: 0, measure: "dot", hover: 3 });
  assert.deepEqual(marksOf(data, state, answer).map(({ kind, text }) => `${kind} ${text}`),
    ["hover <b>", "query east", "near 1 far", "near 2 north", "near 3 <b>"]);
});
