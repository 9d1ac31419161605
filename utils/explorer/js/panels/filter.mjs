// Any column as a filter: numbers and dates from … to …, all else by the words that a cell holds.

import { bidi, button, fillSelect, h, selectBox } from "../dom.mjs";
import { formatDate, formatNumber } from "../vectors/data.mjs";
import { stepsOf } from "../vectors/steps.mjs";
import { replaceKeepingFocus } from "./table.mjs";

const N_BARS = 24;

/** @param {ee.App} app @returns {ee.Panel} */
export function createFilter(app) {
  const { data, store } = app;
  const names = () => [data.label, ...data.columns.filter(({ constant }) => !constant).map(({ name }) => name)]
    .map((name) => [name, name]);
  let chosen = data.label;
  const column = selectBox("Column", names(), chosen, (name) => {
    chosen = name;
    show();
  });
  const place = h("div", { class: "ee-filter" });
  const active = h("div", { class: "ee-buttons" });
  const summary = h("summary", {}, "Filter");
  const element = h("details", { class: "ee-menu" }, summary, h("div", { class: "ee-list" },
    column.element, place, active, h("div", { class: "ee-buttons" },
      button("select what is left", () => app.select(shown())),
      button("clear all filters", () => { store.set({ filters: {}, least: null, hidden: [] }); show(); }))));

  /** The rows that no filter takes away. */
  function shown() {
    return Array.from(app.visible.keys()).filter((row) => app.visible[row]);
  }

  /** @param {ee.Filter | null} filter none takes the column's filter away */
  function set(filter) {
    const { [chosen]: _, ...others } = store.state.filters;
    store.set({ filters: filter ? { ...others, [chosen]: filter } : others });
  }

  /** The controls of the chosen column. */
  function show() {
    fillSelect(column.select, names(), chosen);
    const found = data.columns.find(({ name }) => name === chosen);
    place.replaceChildren(...(found?.kind === "number" ? range(found) : [words()]));
  }

  function words() {
    const input = h("input", { type: "text", value: store.state.filters[chosen]?.holds ?? "", dir: "auto",
      oninput: () => set(input.value.trim() ? { holds: input.value } : null) });
    return h("label", { class: "ee-field" }, h("span", {}, "holds"), input);
  }

  /** @param {ee.NumberColumn} numbers */
  function range(numbers) {
    const steps = stepsOf(numbers.values);
    const now = store.state.filters[chosen] ?? {};
    const [least, most] = ["from", "to"].map((name) => {
      const bound = name === "from" ? now.least : now.most;
      const at = bound === undefined ? (name === "from" ? 0 : steps.length) : steps.indexOf(bound) + 1;
      const output = h("span", {});
      const input = h("input", { type: "range", min: "0", max: String(steps.length), value: String(at),
        oninput: () => { say(); apply(); } });
      const say = () => {
        const value = steps[Number(input.value) - 1];
        const text = value === undefined ? "the least" : numbers.date ? formatDate(value) : formatNumber(value);
        output.textContent = text;
        input.setAttribute("aria-valuetext", text);
      };
      say();
      return { input, element: h("label", { class: "ee-field" }, h("span", {}, `${name} `, output), input) };
    });
    const apply = () => {
      const [low, high] = [least, most].map(({ input }) => Number(input.value));
      const bounds = { ...(low ? { least: steps[low - 1] } : {}),
        ...(high < steps.length ? { most: steps[high - 1] ?? -Infinity } : {}) };
      set(Object.keys(bounds).length ? bounds : null);
    };
    return [bars(numbers.values, steps), least.element, most.element];
  }

  /** @type {ee.Panel["update"]} */
  function update({ filters }, changed) {
    if (changed.has("data")) fillSelect(column.select, names(), chosen);
    if (!changed.has("filters")) return;
    const all = Object.keys(filters);
    summary.textContent = all.length ? `Filter (${all.length})` : "Filter";
    if (!place.childNodes.length) show();
    replaceKeepingFocus(active, ...all.map((name) => {
      const chip = button("", () => {
        chosen = name;
        set(null);
        show();
      }, { "aria-label": `Take the filter of ${name} away` });
      chip.append(bidi(name), " ×");
      return chip;
    }));
  }
  return { element, update };
}

/**
 * How the values spread over the stops of the slider.
 * @param {ArrayLike<number>} values @param {number[]} steps
 */
function bars(values, steps) {
  const counts = new Array(N_BARS).fill(0);
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue;
    let [low, high] = [0, steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (steps[middle] <= values[row]) low = middle + 1;
      else high = middle;
    }
    counts[Math.min(N_BARS - 1, Math.floor(low * N_BARS / (steps.length + 1)))]++;
  }
  const most = Math.max(1, ...counts);
  return h("div", { class: "ee-bars", "aria-hidden": "true" }, ...counts.map((count) => {
    const bar = h("span");
    bar.style.height = `${Math.round(100 * count / most)}%`;
    return bar;
  }));
}
