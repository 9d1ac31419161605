// What is added to the data while one looks: maps, a map of a part, columns.

import { columnOf, offered, readerOf } from "../vectors/data.mjs";
import { affordable, keptOf } from "../vectors/trust.mjs";
import { planeMap } from "../vectors/plane.mjs";
import { createJobs } from "./jobs.mjs";
import { mapOf } from "./state.mjs";

export const PART = "part";
export const PART_MAPS = [PART, `${PART} t-sne`];
export const LEAST_PART = 3;  // rows that make a plane
const TRUST_BUDGET = 3e9;  // multiplications: some seconds, a slice at a time
const SLICE_MS = 25;

/**
 * @param {{data: ee.Data, store: ee.Store, channel: ee.Channel | null, root: HTMLElement,
 *   readonly visible: Uint8Array, titleOf: (view: ee.View) => string}} app
 */
export function createMaking(app) {
  const { data, store, channel } = app;
  const changed = () => store.set({ data: store.state.data + 1 });
  let running = 0;

  /** Put a column in the place of one of the same name. @param {ee.Column} column */
  function addColumn(column) {
    const at = data.columns.findIndex(({ name }) => name === column.name);
    if (at < 0) data.columns.push(column);
    else data.columns[at] = column;
    data.colorings = offered(data.spaces, data.columns).colorings;
  }

  /** @param {number} index @param {string} name @param {Float32Array} xy */
  function addMap(index, name, xy) {
    data.spaces[index].maps[name] = xy;
    store.set({ left: { space: index, layout: name, camera: null }, data: store.state.data + 1 });
  }

  /** @param {any} message @param {DataView[]} buffers */
  function take(message, buffers) {
    const reader = readerOf(buffers[0]);
    if (message.type === "clusters") {
      addColumn(columnOf(message.column, reader));
      data.clusters = message.clusters;
      store.set({ color: message.clusters.column, hidden: [], tab: "clusters", data: store.state.data + 1 });
      return;
    }
    const { space, method, part } = message;
    const xy = reader.array({ type: "float32", offset: 0, length: buffers[0].byteLength / 4 });
    const { only } = store.state;
    if (!part) return addMap(space, method, xy);
    if (!only || xy.length !== 2 * only.length) return;  // meanwhile all are shown again
    const whole = new Float32Array(2 * data.n);
    only.forEach((row, i) => whole.set(xy.subarray(2 * i, 2 * i + 2), 2 * row));
    addMap(space, method === "pca" ? PART : `${PART} ${method}`, whole);
  }

  const jobs = channel && createJobs(channel, take, changed);
  const making = {
    jobs,

    /** The maps of a part, at once where the vectors are. @param {number[]} rows */
    placePart(rows) {
      if (data.remote) return;
      for (const space of data.spaces) space.maps[PART] = planeMap(space, rows, data.n);
    },

    /** Show only some rows, on a map of their own. @param {number[]} rows */
    isolate(rows) {
      if (rows.length < LEAST_PART) return;
      making.placePart(rows);
      const { left, right } = store.state;
      const placed = !data.remote;
      /** @param {ee.View} view */
      const on = (view) => ({ ...view, camera: null, ...(placed ? { layout: PART } : {}) });
      store.set({ only: rows, selection: [], left: on(left), right: right && on(right),
        data: store.state.data + 1, ...(store.state.query === "mean" ? { query: "picked" } : {}) });
      if (!placed) jobs?.start("A map of the part", { what: "map", space: left.space, method: "pca" }, rows);
    },

    /** Show all again. */
    release() {
      for (const space of data.spaces) for (const name of PART_MAPS) delete space.maps[name];
      const { left, right } = store.state;
      /** @param {ee.View} view */
      const back = (view) => ({ ...view, camera: null,
        ...(PART_MAPS.includes(view.layout) ? { layout: mapOf(data.spaces[view.space]) } : {}) });
      store.set({ only: null, left: back(left), right: right && back(right), data: store.state.data + 1 });
    },

    /** Color each row by the share of its neighbors that the left map keeps, a slice at a time. */
    colorByTrust() {
      const { left, measure, k } = store.state;
      const space = data.spaces[left.space];
      const xy = space.maps[left.layout];
      const { visible } = app;
      /** @param {number} row */
      const allowed = (row) => visible[row] === 1;
      const rows = affordable(space, [...visible.keys()].filter(allowed), TRUST_BUDGET);
      const values = new Float32Array(data.n).fill(NaN);
      const mine = ++running;
      let at = 0;
      const work = () => {
        if (mine !== running || !app.root.isConnected) return;
        const end = performance.now() + SLICE_MS;
        while (at < rows.length && performance.now() < end) {
          values[rows[at]] = keptOf(space, xy, measure, k, rows[at++], allowed);
        }
        making.trusting = at < rows.length ? at / rows.length : null;
        if (at < rows.length) setTimeout(work);
        else {
          const name = `neighbors kept by the ${app.titleOf(left)}`;
          addColumn({ name, kind: "number", values });
          store.set({ color: name, hidden: [] });
        }
        changed();
      };
      work();
    },
    /** How much of that is done; null while it is not under way. @type {number | null} */
    trusting: null,
  };
  return making;
}
