// Sums of vectors, and axes of meaning between two sets.

import { quoted, shortTitle } from "../vectors/data.mjs";
import { bidi, button, fillSelect, h, selectBox } from "../dom.mjs";
import { axisTitle, axisVector } from "../drawing/layouts.mjs";
import { mapOf } from "../state/state.mjs";
import { replaceKeepingFocus } from "./table.mjs";

const MOST_CHIPS = 20;
const KEPT = "kept:";  // before the name of a kept axis, in the list of all

/**
 * Buttons that take a row out of a list again.
 * @param {ee.Data} data @param {number[]} rows
 * @param {string} sign @param {(rows: number[]) => void} change told which are left
 */
function chips(data, rows, sign, change) {
  return rows.slice(0, MOST_CHIPS).map((row) => {
    const chip = button(`${sign} `, () => change(rows.filter((one) => one !== row)), {
      class: "ee-chip", "aria-label": `take out ${quoted(data, row)}`,
    });
    chip.append(bidi(shortTitle(data, row)), " ×");
    return chip;
  });
}

/** Both in one tab. @param {ee.App} app @returns {ee.Panel} */
export function createAxes(app) {
  const [axis, sum] = [createAxis(app), createSum(app)];
  return {
    element: h("div", {}, axis.element, sum.element),
    update(state, changed) {
      axis.update(state, changed);
      sum.update(state, changed);
    },
  };
}

/** @param {ee.App} app @returns {ee.Panel} */
function createSum({ data, store }) {
  const place = h("div");
  const element = h("section", {}, h("h3", {}, "Arithmetic: a − b + c"), place);

  /** @type {ee.Panel["update"]} */
  function update({ sum }, changed) {
    if (!changed.has("sum")) return;
    const { plus, minus } = sum;
    /** @param {keyof ee.Sum} side @returns {(rows: number[]) => void} */
    const change = (side) => (rows) => {
      const next = { ...sum, [side]: rows };
      const empty = !next.plus.length && !next.minus.length;
      store.set({ sum: next, ...(empty && store.state.query === "sum" ? { query: "picked" } : {}) });
    };
    replaceKeepingFocus(place,
      plus.length + minus.length ? h("div", { class: "ee-buttons" },
        ...chips(data, plus, "+", change("plus")), ...chips(data, minus, "−", change("minus")),
        button("nearest to the sum", () => store.set({ query: "sum", tab: "nearest" })))
        : h("p", {}, "Pick one, then “+ add” or “− subtract”. Then ask what is nearest to the sum."));
  }
  return { element, update };
}

/** @param {ee.App} app @returns {ee.Panel} */
function createAxis({ data, store }) {
  const place = h("div");

  const options = () => [["", "from two sets"],
    ...data.axes.map(({ name }) => [name, axisTitle(data, { name })]),
    ...store.state.kept.map(({ name }) => [KEPT + name, name])];
  const named = selectBox("Axis", options(), "", choose);
  const element = h("section", {}, h("h3", {}, "Axis of meaning"), named.element, place);

  /**
   * A named axis is a direction of the first space, a kept one leads between two sets; "" begins one.
   * @param {string} name
   */
  function choose(name) {
    const kept = store.state.kept.find((one) => KEPT + one.name === name);
    if (kept) store.set({ axis: { from: kept.from, to: kept.to, called: kept.name } });
    else if (name) store.set({ axis: { name }, left: { space: 0, layout: "axis", camera: null } });
    else store.set({ axis: { from: [], to: [] } });
  }

  /** A name for the axis, so that it is there again later, and in Python. @param {ee.Axis} axis */
  function keeping({ from = [], to = [], called = "" }) {
    const input = h("input", { type: "text", value: called, dir: "auto", "aria-label": "Name of the axis",
      placeholder: "name of the axis" });
    const keep = () => {
      const name = input.value.trim();
      if (!name) return input.focus();
      const others = store.state.kept.filter((one) => one.name !== name);
      store.set({ kept: [...others, { name, from, to }], axis: { from, to, called: name } });
    };
    const forget = () => store.set({ kept: store.state.kept.filter(({ name }) => name !== called),
      axis: { from, to } });
    return h("div", { class: "ee-row" }, input, button("keep", keep), called ? button("forget", forget) : null);
  }

  function show() {
    store.set({ left: { space: store.state.left.space, layout: "axis", camera: null } });
  }

  /** @type {ee.Panel["update"]} */
  function update({ axis, left, right }, changed) {
    if (!changed.has("axis") && !changed.has("kept")) return;
    named.element.hidden = options().length === 1 || data.remote;
    if (data.remote) {
      place.replaceChildren(h("p", {}, "So many vectors stay in the kernel, and points can be laid along an "
        + "axis only where they are: explore a part of the space, such as space.where(mask)."));
      return;
    }
    const ready = data.spaces.some((space) => axisVector(data, space, axis));
    fillSelect(named.select, options(), axis.name ?? (axis.called ? KEPT + axis.called : ""));
    leave({ left, right }, axis);
    const sides = axis.name ? [] : Object.entries({ from: axis.from ?? [], to: axis.to ?? [] });
    const lines = sides.map(([side, rows]) => h("p", {}, `${side}: `,
      ...chips(data, rows, "", (others) =>
        store.set({ axis: { from: axis.from, to: axis.to, [side]: others } })),
      rows.length ? null : "nobody yet",
      rows.length > MOST_CHIPS ? ` and ${rows.length - MOST_CHIPS} more` : null));
    const how = axis.from?.length && axis.to?.length
      ? "Both are at one place: no direction leads from one to the other."
      : "Pick one and press “axis from” or “axis to”, or send a selection there.";
    const lay = ready ? button("lay the points along it", show) : h("p", {}, how);
    replaceKeepingFocus(place, ...lines, lay, ...(ready && !axis.name ? [keeping(axis)] : []));
  }

  /**
   * Where a space has no such axis, nothing can lie along it.
   * @param {{left: ee.View, right: ee.View | null}} panes @param {ee.Axis} axis
   */
  function leave(panes, axis) {
    for (const [side, pane] of Object.entries(panes)) {
      const space = pane && data.spaces[pane.space];
      if (!space || pane.layout !== "axis" || axisVector(data, space, axis)) continue;
      store.set({ [side]: { ...pane, layout: mapOf(space), camera: null } });
    }
  }
  return { element, update };
}
