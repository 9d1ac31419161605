// Which columns of the table are shown beside each row.

import { bidi, h } from "../dom.mjs";

const FIRST = 4;  // columns that are shown until somebody chooses

/** The names of the columns that are shown. @param {ee.Data} data @param {ee.State} state */
export function shownColumns(data, { columns }) {
  const offered = data.columns.filter(({ constant }) => !constant);
  const chosen = columns ?? offered.slice(0, FIRST).map(({ name }) => name);
  return data.columns.filter(({ name }) => chosen.includes(name) && name !== (columns ? "" : "norm"));
}

/** A box to tick for each column. @param {ee.App} app */
export function columnChooser({ data, store }) {
  const box = (/** @type {string} */ name) => {
    const input = h("input", { type: "checkbox", value: name, onchange: choose });
    return { input, label: h("label", {}, input, bidi(name)) };
  };
  const boxes = data.columns.map(({ name }) => box(name));
  const list = h("div", { class: "ee-list", role: "group", "aria-label": "Columns that are shown" },
    ...boxes.map(({ label }) => label));
  const element = h("details", { class: "ee-menu" }, h("summary", {}, "Columns"),
list);

  function choose() {
    store.set({ columns: boxes.filter(({ input }) => input.checked).map(({ input }) => input.value) });
  }

  /** @type {ee.Panel["update"]} */
  function update(state, changed) {
    if (!changed.has("columns") && !changed.has("data")) return;
    for (const { name } of data.columns.slice(boxes.length)) {  // what was added since
      boxes.push(box(name));
      list.append(boxes[boxes.length - 1].label);
    }
    const shown = shownColumns(data, state).map(({ name }) => name);
    boxes.forEach(({ input }) => { input.checked = shown.includes(input.value); });
  }
  return { element, update };
}
