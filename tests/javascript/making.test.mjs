import assert from "node:assert/strict";
import test from "node:test";
import { createMaking, PART } from "../../utils/explorer/js/state/making.mjs";
import { createJobs } from "../../utils/explorer/js/state/jobs.mjs";
import { createModel } from "../../utils/explorer/js/state/model.mjs";
import { createStore, fromHash, initialState, stateOf, toHash } from "../../utils/explorer/js/state/state.mjs";
import { axisTitle, makeLayouts } from "../../utils/explorer/js/drawing/layouts.mjs";
import { captionOf } from "../../utils/explorer/js/panels/caption.mjs";
import { offered } from "../../utils/explorer/js/vectors/data.mjs";
import { planeMap } from "../../utils/explorer/js/vectors/plane.mjs";
import { rowNorms } from "../../utils/explorer/js/vectors/similarity.mjs";
import { affordable, keptOf, mapScore } from "../../utils/explorer/js/vectors/trust.mjs";

const all = () => true;
let seed = 7;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
const spaceOf = (rows, maps = {}) => {
  const [vectors, dim] = [Float32Array.from(rows.flat()), rows[0].length];
  return { name: "s", dim, vectors, norms: rowNorms(vectors, dim), maps, rule: null };
};

/** An app of six rows, the first four in a plane, and a channel that keeps what is sent. */
function setUp() {
  const rows = [[0, 0, 1], [2, 0, 1], [0, 1, 1], [2, 1, 1], [9, 9, 9], [-9, 3, 5]];
  const space = spaceOf(rows, { pca: Float32Array.from(rows.flatMap(([x, y]) => [x, y])) });
  const ratings = { name: "ratings", kind: "number", values: Float32Array.from([1, 2, 3, 4, 5, 6]) };
  const data = { n: 6, titles: ["a", "b", "c", "d", "e", "f"], label: "title", noun: "movies", spaces: [space],
    columns: [ratings], axes: [], popularity: ratings, epochs: false, remote: false, clusters: null,
    ...offered([space], [ratings]) };
  const store = createStore(initialState(data));
  const listeners = [];
  const channel = { sent: [], send: (content, _, buffers) => channel.sent.push({ ...content, buffers }),
    on: (_, callback) => listeners.push(callback), off() {} };
  const app = { data, store, channel, root: { isConnected: true }, visible: new Uint8Array(6).fill(1),
    titleOf: () => "PCA map" };
  const tell = (message, buffers = []) => listeners.forEach((hear) => hear(message, buffers));
  return { data, store, channel, tell, app, making: createMaking(app) };
}
const bytes = (values) => new DataView(Float32Array.from(values).buffer);

test("rows that lie in a plane keep their distances on its map, and the others lie in the middle", () => {
  const corners = [[0, 0], [3, 0], [0, 1], [3, 1]];
  const [u, v] = [[0.6, 0, 0.8, 0], [0, 1, 0, 0]];
  const rows = [...corners.map(([a, b]) => u.map((one, i) => 5 + a * one + b * v[i])), [99, 0, 0, 0]];
  const xy = planeMap(spaceOf(rows), [0, 1, 2, 3], 5);
  const apart = (a, b) => Math.hypot(xy[2 * a] - xy[2 * b], xy[2 * a + 1] - xy[2 * b + 1]);
  for (const [a, b, distance] of [[0, 1, 3], [0, 2, 1], [1, 2, Math.sqrt(10)]]) {
    assert.ok(Math.abs(apart(a, b) - distance) < 1e-4, `${apart(a, b)} for ${distance}`);
  }
  assert.deepEqual([...xy.subarray(8)], [0, 0]);
});

test("equal rows have a map too", () => {
  const xy = planeMap(spaceOf([[1, 2], [1, 2], [1, 2]]), [0, 1, 2], 3);
  assert.ok([...xy].every((value) => value === 0));
});

test("what a map keeps of a row's neighbors is counted", () => {
  const line = spaceOf([[0], [1], [2], [3], [10]]);
  const same = Float32Array.from([0, 0, 1, 0, 2, 0, 3, 0, 10, 0]);
  const other = Float32Array.from([0, 0, 10, 0, 2, 0, 3, 0, 1, 0]);
  assert.equal(keptOf(line, same, "euclidean", 2, 0, all), 1);
  assert.equal(keptOf(line, other, "euclidean", 2, 0, all), 0.5);
  const score = mapScore(line, same, "euclidean", 2, [0, 1, 2, 3, 4], all, 1e6);
  assert.deepEqual(score, { share: 1, chance: 0.5, rows: 5 });
  assert.equal(mapScore(line, same, "euclidean", 2, [0, 1], all, 1e6), null);
});

test("of too many rows evenly spaced ones are looked at", () => {
  const space = spaceOf(Array.from({ length: 100 }, () => [random(), random()]));
  const rows = [...Array(100).keys()];
  assert.deepEqual(affordable(space, rows, 4 * 100 * 50), rows.filter((row) => row % 2 === 0));
  assert.equal(affordable(space, rows, 1).length, 10);
});

test("a part is shown alone, on a map of its own, and all again", () => {
  const { data, store, making } = setUp();
  making.isolate([0, 1, 2, 3]);
  const { only, left } = store.state;
  assert.deepEqual([only, left.layout, PART in data.spaces[0].maps], [[0, 1, 2, 3], PART, true]);
  const layouts = makeLayouts(data);
  const model = createModel(data, layouts);
  assert.deepEqual([...model.visible(store.state)], [1, 1, 1, 1, 0, 0]);
  const first = layouts(0, PART, null);
  making.isolate([3, 4, 5]);
  assert.notEqual(layouts(0, PART, null).xy, first.xy);
  making.release();
  assert.deepEqual([store.state.only, store.state.left.layout, PART in data.spaces[0].maps], [null, "pca", false]);
  making.isolate([1, 2]);
  assert.equal(store.state.only, null);
});

test("a part comes back in a link", () => {
  const { data, store, making } = setUp();
  making.isolate([0, 1, 2, 5]);
  const hash = toHash({ only: store.state.only, left: store.state.left });
  assert.match(decodeURIComponent(hash), /"only":"0.1.1.3"/);
  assert.deepEqual(stateOf(fromHash(hash), initialState(data), data).only, [0, 1, 2, 5]);
  assert.equal(stateOf({ only: [0, 1, 99] }, initialState(data), data).only, null);
});

test("a job says how far it is, brings its map, and can be stopped", () => {
  const { data, store, channel, tell, making: { jobs } } = setUp();
  jobs.start("A map", { what: "map", space: 0, method: "t-sne" });
  assert.deepEqual(channel.sent[0], { type: "start", what: "map", space: 0, method: "t-sne", buffers: [] });
  tell({ type: "told", share: 0.25 });
  assert.deepEqual(jobs.work, { what: "A map", share: 0.25, problem: "" });
  tell({ type: "map", space: 0, method: "t-sne", part: false }, [bytes(Array(12).fill(1))]);
  assert.deepEqual([jobs.work, store.state.left.layout, data.spaces[0].maps["t-sne"].length], [null, "t-sne", 12]);
  jobs.start("Clusters", { what: "clusters" });
  tell({ type: "failed", text: "no room" });
  assert.equal(jobs.work.problem, "no room");
  jobs.stop();
  assert.deepEqual([jobs.work, channel.sent.at(-1).type], [null, "stop"]);
  tell({ type: "told", share: 0.5 });
  assert.equal(jobs.work, null);
});

test("a map of a part that nobody looks at any more is dropped", () => {
  const { data, store, tell, making } = setUp();
  making.isolate([1, 2, 4]);
  const message = { type: "map", space: 0, method: "t-sne", part: true };
  tell(message, [bytes([1, 2, 3, 4, 5, 6])]);
  assert.deepEqual([...data.spaces[0].maps["part t-sne"]], [0, 0, 1, 2, 3, 4, 0, 0, 5, 6, 0, 0]);
  making.release();
  tell(message, [bytes([1, 2, 3, 4, 5, 6])]);
  assert.deepEqual([store.state.left.layout, Object.keys(data.spaces[0].maps)], ["pca", ["pca"]]);
});

test("clusters come as a column that colors, and once more in its place", () => {
  const { data, store, tell } = setUp();
  const block = new DataView(Int32Array.from([0, 1, 1, 1, 1, 1, 1, 0, 0, 0]).buffer);
  const column = { name: "cluster", kind: "levels", levels: ["genres: Drama"],
    starts: { type: "int32", offset: 0, length: 7 }, codes: { type: "int32", offset: 32, length: 1 } };
  const clusters = { column: "cluster", found: [{ name: "genres: Drama", size: 1 }] };
  for (let i = 0; i < 2; i++) tell({ type: "clusters", column, clusters }, [block]);
  assert.deepEqual(data.columns.map(({ name }) => name), ["ratings", "cluster"]);
  assert.ok(data.colorings.some(({ name }) => name === "cluster"));
  assert.deepEqual([store.state.color, store.state.tab, data.clusters], ["cluster", "clusters", clusters]);
});

test("trust becomes a column that colors", async () => {
  const { data, store, making } = setUp();
  store.set({ measure: "euclidean", k: 2 });
  making.colorByTrust();
  while (making.trusting !== null) await new Promise((done) => setTimeout(done, 5));
  const column = data.columns.find(({ name }) => name === "neighbors kept by the PCA map");
  assert.deepEqual([...column.values].map((value) => value >= 0 && value <= 1), Array(6).fill(true));
  assert.equal(store.state.color, "neighbors kept by the PCA map");
});

test("a vector from outside is asked for, and named as what it is of", () => {
  const { data, store } = setUp();
  const model = createModel(data, makeLayouts(data));
  store.set({ query: "outside", outside: { text: "a far corner", vector: [8, 8, 8] } });
  const visible = model.visible(store.state);
  const answer = model.answer(store.state, visible, store.state.left);
  assert.deepEqual(answer.rows.slice(0, 1), [4]);
  const words = captionOf(data, store.state, { titles: ["PCA"], answers: [answer], visible, agreed: null });
  assert.match(words, /Nearest to “\u2068a far corner\u2069” by cosine/);
  store.set({ outside: { text: "too long", vector: [1, 2, 3, 4] } });
  assert.equal(model.answer(store.state, visible, store.state.left), null);
  assert.equal(stateOf({ outside: { text: "x", vector: [1, null] } }, initialState(data), data).outside, null);
});

test("jobs hear nothing once closed", () => {
  let [on, off] = [0, 0];
  const jobs = createJobs({ on: () => { on++; }, off: () => { off++; }, send() {} }, () => {}, () => {});
  jobs.close();
  assert.deepEqual([on, off], [1, 1]);
});

test("a kept axis has its name, and comes back in a view", () => {
  const { data } = setUp();
  const kept = [{ name: "old to new", from: [0], to: [1, 2] }];
  const state = stateOf({ kept, axis: { from: [0], to: [1, 2], called: "old to new" } }, initialState(data), data);
  assert.deepEqual(state.kept, kept);
  assert.equal(axisTitle(data, state.axis), "old to new");
  assert.deepEqual(stateOf({ kept: [{ name: "x", from: [99], to: [] }] }, initialState(data), data).kept, []);
  const probed = { ...data, axes: [{ name: "drama", note: "held-out AUC 0.83", vector: new Float32Array(3) }] };
  assert.equal(axisTitle(probed, { name: "drama" }), "drama (held-out AUC 0.83)");
});
