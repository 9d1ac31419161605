// A second view beside the first, and where two spaces disagree about who is near.

import { fillSelect, h, selectBox } from "../dom.mjs";
import { replaceKeepingFocus, titleButton } from "./table.mjs";
import { paneOptions, parsePane } from "./toolbar.mjs";

const UNTIL_CHOSEN = "Choose a second view: it is shown beside the first, and points, neighbors and "
  + "selections are marked in both.";

/** @param {ee.App} app @returns {ee.Panel} */
export function createCompare(app) {
  const { data, store, pick } = app;
  const right = selectBox("Second view", [], "",
    (value) => store.set({ right: value ? parsePane(value) : null }));
  const place = h("div");
  const element = h("div", {}, h("div", { class: "ee-row" }, right.element), place);

  /** @param {ee.State} state @returns {Node[]} */
  function found({ right: view, k }) {
    const { agreed } = app;
    if (!view) return [h("p", {}, UNTIL_CHOSEN)];
    if (!agreed) return [];
    const percent = Math.round(100 * agreed.share);
    const share = h("p", {}, `Over ${agreed.rows} ${data.noun}, ${percent} % of the ${k} nearest are the same `
      + `in both. By chance it would be ${chance(k)} %.`);
    if (!agreed.apart.length) return [share];
    const items = agreed.apart.map(({ row, shared }) =>
      h("li", {}, titleButton(data, row, pick), ` ${shared} of ${k}`));
    return [share, h("p", {}, "Where they disagree most:"),
      h("ul", { class: "ee-common", "aria-label": "They disagree most" }, ...items)];
  }

  /** The percentage that k of all others share with any k of them, on average. @param {number} k */
  const chance = (k) => (100 * Math.min(1, k / Math.max(1, app.visibleCount - 1))).toPrecision(2);

  /** @type {ee.Panel["update"]} */
  function update(state, changed) {
    const { axis, left, right: view } = state;
    if (["left", "right", "axis", "data"].some((key) => changed.has(key))) {
      const options = paneOptions(data, axis).filter(([value]) =>
        !data.epochs || value.startsWith(`${left.space}:`));
      fillSelect(right.select, [["", "none"], ...options], view ? `${view.space}:${view.layout}` : "");
    }
    replaceKeepingFocus(place, ...found(state));
  }
  return { element, update };
}
