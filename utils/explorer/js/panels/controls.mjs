// The row of controls above the maps.

import { button, fillSelect, h, newId, selectBox } from "../dom.mjs";
import { layoutNames } from "../drawing/layouts.mjs";
import { MEASURES } from "../vectors/similarity.mjs";

/**
 * Everything that a pane can show, as [value, text].
 * @param {ee.Data} data @param {ee.Axis} axis @returns {string[][]}
 */
function paneOptions(data, axis) {
  return data.spaces.flatMap((space, index) => layoutNames(data, space, axis).map(([name, text]) =>
    [`${index}:${name}`, data.spaces.length > 1 && !data.epochs ? `${space.name}: ${text}` : text]));
}

/** @param {string} value @returns {ee.View} */
const parsePane = (value) => {
  const cut = value.indexOf(":");
  return { space: Number(value.slice(0, cut)), layout: value.slice(cut + 1), camera: null };
};

/** @param {ee.App} app @returns {ee.Panel} */
export function createControls(app) {
  const { data, store } = app;
  /** @param {ee.Patch} patch */
  const set = (patch) => store.set(patch);
  const measure = selectBox("Measure", MEASURES.map((name) => [name, name]), store.state.measure,
    (value) => set({ measure: /** @type {ee.Measure} */ (value) }));
  const k = selectBox("Neighbors", ["5", "10", "20", "50", "100"].map((n) => [n, n]),
    String(store.state.k), (value) => set({ k: Number(value) }));
  const colorable = data.columns.filter(({ kind }) => kind !== "text").map(({ name }) => [name, name]);
  const color = selectBox("Color", colorable, store.state.color,
    (value) => set({ color: value, hidden: [] }));
  const left = selectBox("Map", [], "", (value) => set({ left: parsePane(value) }));
  const right = selectBox("Second view", [], "",
    (value) => set({ right: value ? parsePane(value) : null }));
  const least = data.popularity ? leastBox(app, data.popularity) : null;
  const time = data.epochs ? timeSlider(app) : null;
  const tools = toolBox(app);

  /** @type {ee.Panel["update"]} */
  function update({ measure: m, k: n, color: c, least: few, left: l, right: r, axis }, changed) {
    measure.select.value = m;
    k.select.value = String(n);
    color.select.value = c;
    if (least && changed.has("least")) least.update(few);
    if (["left", "right", "axis"].some((key) => changed.has(key))) {
      const options = paneOptions(data, axis).filter(([value]) =>
        !data.epochs || value.startsWith(`${l.space}:`));
      fillSelect(left.select, options, `${l.space}:${l.layout}`);
      fillSelect(right.select, [["", "none"], ...options], r ? `${r.space}:${r.layout}` : "");
      time?.update(l.space);
    }
    tools.update(store.state.tool);
  }

  const element = h("div", { class: "ee-bar", role: "group", "aria-label": "View" },
    ...[measure, k, color, least, left, right, time, tools].flatMap((part) => (part ? [part.element] : [])));
  return { element, update };
}

/** @param {ee.App} app @param {ee.NumberColumn} popularity */
function leastBox({ store }, { name, values }) {
  const most = Array.from(values).reduce((a, b) => (Number.isFinite(b) ? Math.max(a, b) : a), 0);
  const input = h("input", {
    type: "range", min: "0", max: "100", step: "1", value: "0",
    oninput: () => store.set({ least: valueAt(Number(input.value)) }),
  });
  const output = h("span", {}, "0");
  // Popularity is long-tailed: the slider runs through the logarithm.
  /** @param {number} place */
  const valueAt = (place) => Math.round(Math.expm1(place / 100 * Math.log1p(most)));
  /** @param {number} value */
  const placeOf = (value) => 100 * Math.log1p(value) / (Math.log1p(most) || 1);
  return {
    element: h("label", { class: "ee-field" }, h("span", {}, `Least ${name} `, output), input),
    /** @param {number} value */
    update(value) {
      output.textContent = String(value);
      if (valueAt(Number(input.value)) !== value) input.value = String(placeOf(value));
      input.setAttribute("aria-valuetext", `at least ${value} ${name}`);
    },
  };
}

/** @param {ee.App} app */
function timeSlider({ data, store }) {
  const input = h("input", {
    type: "range", min: "0", max: String(data.spaces.length - 1), step: "1",
    oninput: () => {
      const space = Number(input.value);
      const { left, right } = store.state;
      store.set({ left: { ...left, space }, right: right && { ...right, space } });
    },
  });
  const output = h("span");
  return {
    element: h("label", { class: "ee-field" }, h("span", {}, "Time ", output), input),
    /** @param {number} space */
    update(space) {
      input.value = String(space);
      output.textContent = data.spaces[space].name;
      input.setAttribute("aria-valuetext", data.spaces[space].name);
    },
  };
}

const TOOLS = [["pan", "move the map"], ["box", "select a box"], ["lasso", "select by lasso"]];

/** @param {ee.App} app */
function toolBox({ store, zoom, fitAll, selectView }) {
  const name = newId("tool");
  const radios = TOOLS.map(([value, text]) => {
    const input = h("input", { type: "radio", name, value, onchange: () => store.set({ tool: value }) });
    return h("label", {}, input, text);
  });
  const element = h("fieldset", { class: "ee-tools" }, h("legend", { class: "ee-hidden" }, "Dragging"),
    ...radios,
    button("+", () => zoom(1.5), { "aria-label": "Zoom in" }),
    button("−", () => zoom(1 / 1.5), { "aria-label": "Zoom out" }),
    button("all", fitAll, { "aria-label": "Show all" }),
    button("select what is in view", selectView));
  return {
    element,
    /** @param {string} tool */
    update(tool) {
      for (const radio of radios) {
        const input = /** @type {HTMLInputElement} */ (radio.firstChild);
        input.checked = input.value === tool;
      }
    },
  };
}
