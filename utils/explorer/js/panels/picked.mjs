// The row that was picked, and what one can do with it.

import { cellText, shortened, shortTitle } from "../vectors/data.mjs";
import { bidi, button, h } from "../dom.mjs";
import { replaceKeepingFocus } from "./table.mjs";

export const STARS = [1, 2, 3, 4, 5];

/** @param {ee.App} app @returns {ee.Panel} */
export function createPicked({ data, store, pick }) {
  const element = h("section", { class: "ee-picked", "aria-label": "Picked" });

  /** @param {number[]} rows @returns {number[]} them, and the picked one */
  const withPicked = (rows) => [...new Set([...rows, store.state.picked])];

  /** @param {keyof ee.Sum} side */
  const addToSum = (side) => () => {
    const { sum } = store.state;
    store.set({ sum: { ...sum, [side]: withPicked(sum[side]) } });
  };

  /** A named axis ends where one from two sets begins. @param {"from" | "to"} side */
  const addToAxis = (side) => () => {
    const { from = [], to = [] } = store.state.axis;
    const sets = { from, to };
    store.set({ axis: { ...sets, [side]: withPicked(sets[side]) } });
  };

  /** @type {ee.Panel["update"]} */
  function update(state, changed) {
    if (!["picked", "ratings", "query"].some((key) => changed.has(key))) return;
    const { picked } = state;
    if (picked < 0) {
      element.replaceChildren(h("p", {}, `Find or click one of the ${data.noun} to see what lies near it.`));
      return;
    }
    const facts = data.columns
      .map((column) => `${column.name} ${shortened(cellText(column, picked))}`).join(" · ");
    const canRate = data.spaces.some(({ rule }) => rule);
    const stars = canRate ? starBox(store, picked) : null;
    replaceKeepingFocus(element,
      h("p", {}, h("strong", {}, bidi(shortTitle(data, picked))), h("br"), h("small", {}, bidi(facts))),
      h("div", { class: "ee-buttons" },
        button("nearest", () => pick(picked)),
        button("+ add", addToSum("plus"), { "aria-label": "Add to the sum" }),
        button("− subtract", addToSum("minus"), { "aria-label": "Subtract in the sum" }),
        ...(data.remote ? [] : [
          button("axis from", addToAxis("from")),
          button("axis to", addToAxis("to"))]),
        stars));
  }
  return { element, update };
}

/** A select that rates one row; "" takes the rating away. @param {ee.Store} store @param {number} row */
export function starBox(store, row, label = "your rating") {
  const select = h("select", {
    "aria-label": label,
    onchange: () => {
      const { [row]: _, ...others } = store.state.ratings;
      const ratings = select.value ? { ...others, [row]: Number(select.value) } : others;
      store.set({ ratings, query: Object.keys(ratings).length ? "you" : "picked" });
    },
  }, h("option", { value: "" }, "rate…"), ...STARS.map((n) => h("option", { value: n }, "★".repeat(n))));
  select.value = String(store.state.ratings[row] ?? "");
  return select;
}
