// The row that was picked, and what one can do with it.

import { bidi, button, h } from "../dom.mjs";
import { cellText, isPicture, shortTitle } from "../vectors/data.mjs";
import { replaceKeepingFocus } from "./table.mjs";

const STARS = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5];

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

  /** Everything that the table holds of a row: pictures, and what is to be read whole. @param {number} row */
  function facts(row) {
    const known = data.columns.map((column) => ({ name: column.name, text: cellText(column, row) }))
      .filter(({ text }) => text);
    const pictures = known.filter(({ text }) => isPicture(text)).map(({ name, text }) =>
      h("img", { class: "ee-thumbnail", src: text, alt: `${name} of ${shortTitle(data, row)}` }));
    return [...pictures, textsOf(row, known.filter(({ text }) => !isPicture(text)))];
  }

  /** @param {number} row @param {{name: string, text: string}[]} known */
  function textsOf(row, known) {
    return h("dl", { class: "ee-facts", tabindex: "0", "aria-label": `About ${shortTitle(data, row)}` },
      ...known.map(({ name, text }) => h("div", {}, h("dt", {}, bidi(name)), h("dd", {}, bidi(text)))));
  }

  /** @type {ee.Panel["update"]} */
  function update(state, changed) {
    if (!["picked", "ratings", "query"].some((key) => changed.has(key))) return;
    const { picked } = state;
    if (picked < 0) {
      element.replaceChildren(h("p", {}, `Find or click one of the ${data.noun} to see what lies near it.`));
      return;
    }
    replaceKeepingFocus(element,
      h("p", { class: "ee-label" },
        h("strong", {}, bidi(data.titles.at(picked).trim() || shortTitle(data, picked)))),
      ...facts(picked),
      h("div", { class: "ee-buttons" },
        button("nearest", () => pick(picked)),
        button("+ add", addToSum("plus"), { "aria-label": "Add to the sum" }),
        button("− subtract", addToSum("minus"), { "aria-label": "Subtract in the sum" }),
        ...(data.remote ? [] : [
          button("axis from", addToAxis("from")),
          button("axis to", addToAxis("to"))]),
        data.spaces.some(({ rule }) => rule) ? starBox(store, picked) : null));
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
  }, h("option", { value: "" }, "rate…"), ...STARS.map((n) => h("option", { value: n }, `${n} ★`)));
  select.value = String(store.state.ratings[row] ?? "");
  return select;
}
