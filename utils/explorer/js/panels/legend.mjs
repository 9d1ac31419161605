// The levels of the coloring column: a click hides one and shows it again.

import { bidi, button, h } from "../dom.mjs";
import { levelLooks, SHAPES } from "../drawing/levels.mjs";
import { replaceKeepingFocus } from "./table.mjs";

/** @param {ee.App} app @returns {ee.Panel} */
export function createLegend({ store, model, theme }) {
  const element = h("div", { class: "ee-legend", role: "group" });

  /** @param {string} label */
  function toggle(label) {
    const { hidden } = store.state;
    const shown = hidden.filter((one) => one !== label);
    store.set({ hidden: shown.length < hidden.length ? shown : [...hidden, label] });
  }

  /** @type {ee.Panel["update"]} */
  function update(state, changed) {
    if (!["color", "hidden", "theme"].some((key) => changed.has(key))) return;
    const levels = model.levels(state);
    const looks = levelLooks(levels, theme());
    const entries = levels.labels.map((label, i) => {
      const entry = button("", () => toggle(label), {
        "aria-pressed": String(!state.hidden.includes(label)), "data-level": label,
      });
      const { color, shape } = looks[i];
      const swatch = h("span", { class: `ee-swatch ee-${SHAPES[shape]}`, "aria-hidden": "true" });
      swatch.style.background = color;
      entry.append(swatch, bidi(label.slice(0, 40) || "(empty)"), ` ${levels.counts[i]}`);
      return entry;
    });
    const all = button("show all classes", () => store.set({ hidden: [] }));
    const none = button("hide all classes", () => store.set({ hidden: levels.labels }));
    element.setAttribute("aria-label", `Legend: ${state.color}. Press one to hide or show it.`);
    replaceKeepingFocus(element, ...entries, all, none);
  }
  return { element, update };
}
