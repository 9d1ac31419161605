import assert from "node:assert/strict";
import test from "node:test";
import { createApp } from "../../utils/explorer/js/state/app.mjs";
import { offered, Texts, unpack } from "../../utils/explorer/js/vectors/data.mjs";
import { createKernel, packBits } from "../../utils/explorer/js/state/kernel.mjs";
import { layoutNames, makeLayouts } from "../../utils/explorer/js/drawing/layouts.mjs";
import { createStore, initialState } from "../../utils/explorer/js/state/state.mjs";

/** A channel that keeps what is sent; `answer` and `fail` play the kernel. */
function makeChannel() {
  const listeners = new Set();
  const channel = {
    sent: [], dead: false,
    send(content, _, buffers) {
      if (channel.dead) throw new Error("Kernel is dead");
      channel.sent.push({ ...content, plus: [...new Int32Array(buffers[0])], bits: [...new Uint8Array(buffers[1])] });
    },
    on(_, callback) { listeners.add(callback); },
    off(_, callback) { listeners.delete(callback); },
    answer(id, ...found) { listeners.forEach((hear) => hear({ type: "found", id, found })); },
  };
  return channel;
}
const question = (plus, index = 0) => ({ index, recipe: { plus, minus: [] }, measure: "dot", k: 3 });
const VISIBLE = Uint8Array.from([1, 0, 1, 1, 0, 0, 0, 0, 1]);

test("flags as bits, the first the lowest", () => {
  assert.deepEqual([...packBits(VISIBLE)], [0b1101, 1]);
  assert.deepEqual([...packBits(new Uint8Array(0))], []);
});

test("a question goes out whole, and its answer comes back once", () => {
  const channel = makeChannel();
  const taken = [];
  let heard = 0;
  const kernel = createKernel(channel, () => { heard++; });
  kernel.ask([question([4, 5]), question([4, 5], 1)], VISIBLE, (found) => taken.push(found));
  assert.deepEqual(channel.sent, [{ type: "nearest", id: 1, spaces: [0, 1], measure: "dot", k: 3, minus: [],
    mean: false, stars: null, outside: null, plus: [4, 5], bits: [13, 1] }]);
  assert.match(kernel.status, /^Asking the kernel/);
  channel.answer(7, "of something else");
  channel.answer(1, "a", "b");
  channel.answer(1, "again");
  assert.deepEqual([taken, heard, kernel.status], [[["a", "b"]], 1, ""]);
});

test("of those that wait only the newest is asked, and what is outdated is not shown", () => {
  const channel = makeChannel();
  const taken = [];
  const kernel = createKernel(channel, () => {});
  for (const row of [1, 2, 3]) kernel.ask([question([row])], VISIBLE, (found) => taken.push([row, ...found]));
  channel.answer(1, "old");
  assert.deepEqual(channel.sent.map(({ plus }) => plus), [[1], [3]]);
  channel.answer(2, "new");
  assert.deepEqual(taken, [[3, "new"]]);
  kernel.ask([question([4])], VISIBLE, (found) => taken.push(found));
  kernel.forget();
  channel.answer(3, "unwanted");
  assert.deepEqual([taken.length, kernel.status], [1, ""]);
  kernel.stop();
});

test("a kernel that is late or gone is spoken of, and may still answer", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const channel = makeChannel();
  const taken = [];
  let heard = 0;
  const kernel = createKernel(channel, () => { heard++; });
  kernel.ask([question([1])], VISIBLE, (found) => taken.push(found));
  t.mock.timers.tick(4999);
  assert.match(kernel.status, /^Asking/);
  t.mock.timers.tick(1);
  assert.match(kernel.status, /has not answered for 5 s.* run the cell of this explorer again\.$/);
  channel.answer(1, "late");
  assert.deepEqual([taken, heard, kernel.status], [[["late"]], 2, ""]);
  channel.dead = true;
  kernel.ask([question([2])], VISIBLE, () => {});
  t.mock.timers.tick(1);
  assert.match(kernel.status, /it is gone/);
  channel.dead = false;
  kernel.ask([question([3])], VISIBLE, (found) => taken.push(found));
  channel.answer(3, "back");
  assert.deepEqual(taken.at(-1), ["back"]);
});

// A space without vectors

function makeRemote() {
  const xy = Float32Array.from([0, 0, 1, 0, 0, 1, 5, 5]);
  const rule = { weight: 1, unobserved: 0, l2: 1, offset: 3, scale: 1 };
  const space = { name: "s", dim: 2, vectors: null, norms: Float32Array.from([1, 2, 3, 4]), maps: { pca: xy }, rule };
  const ratings = { name: "ratings", kind: "number", values: Float32Array.from([1, 2, 3, 4]) };
  return { n: 4, titles: ["a", "b", "c", "d"], label: "title", noun: "movies", spaces: [space],
    columns: [ratings], axes: [], popularity: ratings, epochs: false, remote: true,
    ...offered([space], [ratings]) };
}

function setUp() {
  const data = makeRemote();
  const initial = initialState(data);
  const store = createStore(initial);
  const channel = makeChannel();
  const root = { dataset: { theme: "light" } };
  const app = createApp({ root, data, store, layouts: makeLayouts(data), initial, inPage: false, channel });
  store.subscribe((_, changed) => app.derive(changed));
  app.derive(new Set(Object.keys(store.state)));
  return { data, store, channel, app };
}

test("the kernel's answer is shown as one of the browser's own", () => {
  const { store, channel, app } = setUp();
  assert.deepEqual([app.answers, app.kernel.status], [[], ""]);
  store.set({ picked: 0, k: 2 });
  assert.deepEqual([channel.sent.length, app.answers], [1, []]);
  channel.answer(1, { rows: [3, 1], scores: [0.9, 0.5], vector: [1, 0] });
  const [answer] = app.answers;
  assert.deepEqual([answer.rows, answer.scores, answer.onMap, answer.agreed], [[3, 1], [0.9, 0.5], [1, 2], 1]);
  assert.equal(store.state.heard, 1);
  store.set({ picked: -1 });
  assert.deepEqual([channel.sent.length, app.answers], [1, []]);
});

test("ratings go to the kernel, and its terms come back by row", () => {
  const { store, channel, app } = setUp();
  store.set({ ratings: { 1: 5, 2: 2 }, query: "you" });
  assert.deepEqual([channel.sent[0].plus, channel.sent[0].stars, channel.sent[0].measure], [[1, 2], [5, 2], "dot"]);
  channel.answer(1, { rows: [3, 0], scores: [3, 1], vector: [1, 0], terms: [[2, 1], [1, 0]] });
  assert.deepEqual(app.answers[0].terms(0), [1, 0]);
});

test("without vectors there is no axis", () => {
  const data = makeRemote();
  const names = layoutNames(data, data.spaces[0], { from: [0], to: [1] }).map(([name]) => name);
  assert.deepEqual(names, ["pca", "norm"]);
});

// What is handed over

test("texts are decoded one by one and all together", () => {
  const bytes = new TextEncoder().encode("\ufeffé\0\0🎬 x");
  const texts = new Texts(bytes, Int32Array.from([0, 6, 7, bytes.length + 1]));
  assert.deepEqual([0, 1, 2].map((row) => texts.at(row)), ["\ufeffé", "", "🎬 x"]);
  assert.deepEqual([texts.length, texts.join("\0")], [3, "\ufeffé\0\0🎬 x"]);
});

test("bytes are read wherever they begin", () => {
  const meta = { n: 1, remote: false, label: "title", noun: "rows", popularity: "x", epochs: false, axes: [], columns: [],
    titles: { bytes: { type: "uint8", offset: 8, length: 1 }, starts: { type: "int32", offset: 12, length: 2 } },
    spaces: [{ name: "s", dim: 2, vectors: { type: "float32", offset: 0, length: 2 }, maps: {}, rule: null }] };
  const block = new Uint8Array(20);
  new Float32Array(block.buffer, 0, 2).set([3, 4]);
  block[8] = "t".charCodeAt(0);
  new Int32Array(block.buffer, 12, 2).set([0, 2]);
  for (const shift of [0, 1, 4]) {
    const shifted = new Uint8Array(20 + shift);
    shifted.set(block, shift);
    const data = unpack(meta, new DataView(shifted.buffer, shift));
    assert.deepEqual([data.titles.at(0), data.spaces[0].norms[0]], ["t", 5]);
  }
});
