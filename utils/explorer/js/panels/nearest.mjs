// The nearest to the query, as a table for each space that is shown.

import { h, selectBox } from "../dom.mjs";
import { formatNumber, quoted } from "../vectors/data.mjs";
import { mapWarning } from "./caption.mjs";
import { columnChooser } from "./columns.mjs";
import { replaceKeepingFocus, rowTable, titleButton } from "./table.mjs";

const MOST_LOOKALIKES = 3;
const KS = ["5", "10", "20", "50", "100"];

/** @param {ee.App} app @returns {ee.Panel} */
export function createNearest(app) {
  const { data, store, pick, hover } = app;
  const measure = selectBox("Measure", data.measures.map((name) => [name, name]), store.state.measure,
    (value) => store.set({ measure: /** @type {ee.Measure} */ (value) }));
  const k = selectBox("Neighbors", KS.map((n) => [n, n]), String(store.state.k),
    (value) => store.set({ k: Number(value) }));
  const chooser = columnChooser(app);
  const place = h("div", { class: "ee-results" });
  const element = h("div", {},
    h("div", { class: "ee-row" }, measure.element, k.element, chooser.element), place);
  let said = "";

  /** @param {ee.Answer} answer */
  function table(answer) {
    const { rows, scores, space, measure: by, onMap, terms, recipe } = answer;
    /** @type {import("./table.mjs").Extra[]} */
    const extra = [{ name: by, cell: (row, rank) => formatNumber(scores[rank]) }];
    if (onMap) extra.push({ name: "on map", cell: (row) => (onMap.includes(row) ? "yes" : "no") });
    if (terms) {
      extra.push({ name: "because of", words: true, cell: (row) => because(data, recipe, terms(row)) });
    }
    const where = data.spaces.length > 1 ? ` in ${space.name}` : "";
    const warning = mapWarning(answer);
    return h("div", { "data-space": space.name },
      warning ? h("p", { class: warning.misleads ? "ee-warning" : "ee-note" },
        (warning.misleads ? "⚠ " : "") + warning.text) : null,
      rowTable(app, { caption: `${rows.length} nearest${where}, by ${by}`, rows, extra, ranked: true }, hover),
      onlyOnMap(answer));
  }

  /**
   * What the map shows near although it is farther in the space, the farthest first.
   * @param {ee.Answer} answer
   */
  function onlyOnMap({ lookalikes }) {
    if (!lookalikes.length) return null;
    const links = lookalikes.slice(0, MOST_LOOKALIKES).map(({ row, score }) => h("li", {},
      titleButton(data, row, pick), score === null ? null : ` ${formatNumber(score)}`));
    return h("div", { class: "ee-lookalikes" }, h("p", {}, "Near on the map, farther in the space:"),
      h("ul", { "aria-label": "Near on the map, farther in the space" }, ...links));
  }

  /** @type {ee.Panel["update"]} */
  function update(state, changed) {
    const { answers } = app;
    measure.select.value = state.measure;
    k.select.value = String(state.k);
    chooser.update(state, changed);
    const missing = state.query === "you" && !answers.length && Object.keys(state.ratings).length;
    const waiting = app.kernel?.status;
    const empty = waiting || (missing ? "This space was given no rule to make a vector from ratings (fold_in)."
      : `Nothing is asked yet: find one of the ${data.noun}, or click a point.`);
    const saying = JSON.stringify([empty, state.columns,
      answers.map(({ index, measure: by, rows, scores, onMap }) => [index, by, rows, scores, onMap])]);
    if (saying === said) return;  // a table that is scrolled stays where it is
    said = saying;
    element.scrollTop = 0;
    replaceKeepingFocus(place, ...(answers.length ? answers.map(table) : [h("p", {}, empty)]));
  }
  return { element, update };
}

/**
 * The ratings that add most to a score; the terms of all ratings sum to it.
 * @param {ee.Data} data @param {ee.Recipe} recipe @param {number[]} terms
 */
export function because(data, { plus }, terms, limit = 2) {
  const order = [...terms.keys()].sort((a, b) => Math.abs(terms[b]) - Math.abs(terms[a]));
  return order.slice(0, limit).map((m) =>
    `${quoted(data, plus[m])} ${terms[m] < 0 ? "−" : "+"}${formatNumber(Math.abs(terms[m]))}`).join(", ");
}
