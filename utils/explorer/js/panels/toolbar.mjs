// The row of controls above the maps. Where it is narrow, all but the search box fold away.

import { button, fillSelect, h, icon, newId, selectBox } from "../dom.mjs";
import { layoutNames } from "../drawing/layouts.mjs";
import { formatNumber } from "../vectors/data.mjs";
import { stepsOf } from "../vectors/steps.mjs";
import { searchBox } from "./searchbox.mjs";

/**
 * Everything that a pane can show, as [value, text].
 * @param {ee.Data} data @param {ee.Axis} axis @returns {string[][]}
 */
export function paneOptions(data, axis) {
  return data.spaces.flatMap((space, index) => layoutNames(data, space, axis).map(([name, text]) =>
    [`${index}:${name}`, data.spaces.length > 1 && !data.epochs ? `${space.name}: ${text}` : text]));
}

/** The view that such a value stands for. @param {string} value @returns {ee.View} */
export function parsePane(value) {
  const cut = value.indexOf(":");
  return { space: Number(value.slice(0, cut)), layout: value.slice(cut + 1), camera: null };
}

/** @param {ee.App} app @returns {ee.Panel} */
export function createToolbar(app) {
  const { data, store } = app;
  const colorable = () => data.colorings.map(({ name }) => [name, name]);
  const color = selectBox("Color", colorable(), store.state.color,
    (value) => store.set({ color: value, hidden: [] }));
  const map = selectBox("Map", [], "", (value) => store.set({ left: parsePane(value) }));
  const least = data.popularity ? leastBox(app, data.popularity) : null;
  const time = data.epochs ? timeSlider(app) : null;
  const tools = toolBox(app);
  const folded = h("div", { class: "ee-folded", id: newId("controls") },
    ...[map, time, color, least, tools].flatMap((part) => (part ? [part.element] : [])));
  const unfold = button("Controls", () => {
    const open = folded.classList.toggle("ee-open");
    unfold.setAttribute("aria-expanded", String(open));
  }, { class: "ee-unfold", "aria-expanded": "false", "aria-controls": folded.id });

  /** @type {ee.Panel["update"]} */
  function update({ color: c, least: few, left, axis, tool }, changed) {
    if (changed.has("data")) fillSelect(color.select, colorable(), c);
    color.select.value = c;
    if (least && changed.has("least")) least.update(few);
    if (["left", "axis", "data"].some((key) => changed.has(key))) {
      const options = paneOptions(data, axis).filter(([value]) =>
        !data.epochs || value.startsWith(`${left.space}:`));
      fillSelect(map.select, options, `${left.space}:${left.layout}`);
      time?.update(left.space);
    }
    tools.update(tool);
  }

  const element = h("div", { class: "ee-bar", role: "group", "aria-label": "View" },
    searchBox(data, app.pick), unfold, folded);
  return { element, update };
}

/** @param {ee.App} app @param {ee.NumberColumn} popularity */
function leastBox({ store }, { name, values }) {
  const steps = stepsOf(values);
  const input = h("input", {
    type: "range", min: "0", max: String(steps.length), step: "1", value: "0",
    oninput: () => store.set({ least: steps[Number(input.value) - 1] ?? null }),
  });
  const output = h("span", {}, "any");
  return {
    element: h("label", { class: "ee-field" }, h("span", {}, `Least ${name} `, output), input),
    /** @param {number | null} value */
    update(value) {
      const text = value === null ? "any" : formatNumber(value);
      output.textContent = text;
      input.value = String(value === null ? 0 : steps.filter((step) => step <= value).length);
      input.setAttribute("aria-valuetext", value === null ? `any ${name}` : `at least ${text} ${name}`);
    },
  };
}

const TICK_MS = 900;

/** A slider through the epochs, and a button that lets them pass. @param {ee.App} app */
function timeSlider({ data, store }) {
  const last = data.spaces.length - 1;
  let timer = 0;
  /** @param {number} space */
  const go = (space) => {
    const { left, right } = store.state;
    store.set({ left: { ...left, space }, right: right && { ...right, space } });
  };
  const input = h("input", { type: "range", min: "0", max: String(last), step: "1",
    oninput: () => { stop(); go(Number(input.value)); } });
  const output = h("span");
  const play = button("▶", () => (timer ? stop() : start()), { "aria-label": "Play", class: "ee-tool" });

  function start() {
    if (store.state.left.space === last) go(0);
    timer = setInterval(() => {
      if (!play.isConnected || store.state.left.space >= last) return stop();
      go(store.state.left.space + 1);
    }, TICK_MS);
    say();
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    say();
  }

  function say() {
    play.textContent = timer ? "❚❚" : "▶";
    play.setAttribute("aria-label", timer ? "Pause" : "Play");
  }
  return {
    element: h("div", { class: "ee-time" }, play,
      h("label", { class: "ee-field" }, h("span", {}, "Time ", output), input)),
    /** @param {number} space */
    update(space) {
      input.value = String(space);
      output.textContent = data.spaces[space].name;
      input.setAttribute("aria-valuetext", data.spaces[space].name);
    },
  };
}

const TOOLS = [
  ["pan", "move the map", "M8 1v14M1 8h14M6 3l2-2 2 2M6 13l2 2 2-2M3 6L1 8l2 2M13 6l2 2-2 2"],
  ["box", "select a box", "M2 3h12v10H2z"],
  ["lasso", "select by lasso", "M4 12C0 8 2 2 8 2s9 5 5 8-9 1-8 3 1 2-1 2"],
];
const PLUS = "M8 3v10M3 8h10";
const MINUS = "M3 8h10";
const WHOLE = "M2 8l6-6 6 6M4 7v7h8V7";
const IN_VIEW = "M2 5V2h3M11 2h3v3M14 11v3h-3M5 14H2v-3M6 6h4v4H6z";
const FULL = "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4";

/** @param {ee.App} app */
function toolBox({ store, zoom, fitAll, selectView, root }) {
  const name = newId("tool");
  const radios = TOOLS.map(([value, text, path]) => {
    const input = h("input", { type: "radio", name, value, "aria-label": text,
      onchange: () => store.set({ tool: value }) });
    return { input, label: h("label", { class: "ee-tool", title: text }, input, icon(path)) };
  });
  /** @param {string} path @param {string} text @param {() => void} does */
  const tool = (path, text, does) =>
    button(icon(path), does, { "aria-label": text, title: text, class: "ee-tool" });
  const element = h("fieldset", { class: "ee-tools" }, h("legend", { class: "ee-hidden" }, "Dragging"),
    ...radios.map(({ label }) => label),
    tool(PLUS, "Zoom in", () => zoom(1.5)),
    tool(MINUS, "Zoom out", () => zoom(1 / 1.5)),
    tool(WHOLE, "Show the whole map", fitAll),
    tool(IN_VIEW, "Select what is in view", selectView),
    tool(FULL, "Full screen", () => toggleFullScreen(root)));
  return {
    element,
    /** @param {string} chosen */
    update(chosen) {
      for (const { input } of radios) input.checked = input.value === chosen;
    },
  };
}

/** @param {HTMLElement} root */
function toggleFullScreen(root) {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.();
}
