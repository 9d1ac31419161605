// What is selected: its rows, its mean vector, and what its members have in common.

import { countAll, overRepresented, sample } from "./traits.mjs";
import { formatNumber } from "../vectors/data.mjs";
import { bidi, button, h } from "../dom.mjs";
import { combine } from "../vectors/similarity.mjs";
import { rowTable } from "./table.mjs";

/** @param {ee.App} app @returns {ee.Panel} */
export function createSelected(app) {
  const { data, store, hover, root } = app;
  const element = h("div", {});
  let all = null;

  /** @param {number[]} rows */
  function inCommon(rows) {
    all ??= countAll(data);
    const counted = sample(rows);
    const found = overRepresented(data, counted, all);
    const about = all.rows < data.n ? "about " : "";
    if (!found.length) return h("p", {}, "Nothing is more frequent here than chance would have it.");
    const list = h("ul", { class: "ee-common", "aria-label": "More frequent here than elsewhere" },
      ...found.map(({ label, own, share }) => h("li", {}, bidi(label),
        `: ${own} of ${counted.length} (of all: ${about}${(100 * share).toPrecision(2)} %)`)));
    return counted.length < rows.length
      ? h("div", {}, h("p", {}, `Counted among ${counted.length} of them, evenly spaced:`), list) : list;
  }

  /** @param {number[]} rows */
  function mean(rows) {
    if (data.remote) return null;
    const vector = combine(data.spaces[store.state.left.space], rows, [], true);
    const text = `Mean vector: ${Array.from(vector, (value) => value.toFixed(3)).join(" ")}`;
    return h("details", {}, h("summary", {}, "mean vector"), h("p", { class: "ee-vector" }, text),
      h("p", {}, `Length ${formatNumber(Math.hypot(...vector))}.`));
  }

  /** @type {ee.Panel["update"]} */
  function update({ selection }, changed) {
    if (!["selection", "left", "columns"].some((key) => changed.has(key))) return;
    if (!changed.has("selection") && !selection.length) return;
    if (!selection.length) {
      const how = "Drag with Shift, choose box or lasso, press Space on a point, "
        + "or press “Select what is in view”.";
      element.replaceChildren(h("p", {}, `Nothing is selected. ${how}`));
      return;
    }
    element.replaceChildren(
      h("div", { class: "ee-buttons" },
        button("nearest to the mean", () => store.set({ query: "mean", tab: "nearest" })),
        ...(data.remote ? [] : [button("axis from these", () => setAxis("from")),
          button("axis to these", () => setAxis("to"))]),
        button("clear", () => {
          store.set({ selection: [], query: store.state.query === "mean" ? "picked" : store.state.query });
          /** @type {HTMLElement | null} */ (root.querySelector('[data-tab="selection"]'))?.focus();
        })),
      h("div", {}, inCommon(selection), mean(selection)),
      rowTable(app, { caption: `${selection.length} selected`, rows: selection }, hover));
  }

  /** @param {"from" | "to"} side */
  function setAxis(side) {
    const { axis, selection } = store.state;
    store.set({ axis: { from: axis.from ?? [], to: axis.to ?? [], [side]: selection } });
  }
  return { element, update };
}
