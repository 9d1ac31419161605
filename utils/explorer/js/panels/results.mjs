// The nearest to the query, as a table for each space that is shown.

import { mapWarning } from "./caption.mjs";
import { formatNumber, quoted } from "../vectors/data.mjs";
import { h, folding } from "../dom.mjs";
import { replaceKeepingFocus, rowTable, titleButton } from "./table.mjs";

const MOST_LOOKALIKES = 3;

/** @param {ee.App} app @returns {ee.Panel} */
export function createResults(app) {
  const { data, store, pick, hover } = app;
  const place = h("div", { class: "ee-results" });
  const element = folding("Nearest", true, place);
  let said = "";

  /** @param {ee.Answer} answer */
  function table(answer) {
    const { rows, scores, space, measure, onMap, terms, recipe } = answer;
    /** @type {Parameters<typeof rowTable>[3]} */
    const extra = [{ name: measure, cell: (row, rank) => formatNumber(scores[rank]) }];
    if (onMap) extra.push({ name: "near on map", cell: (row) => (onMap.includes(row) ? "yes" : "no") });
    if (terms) {
      extra.push({ name: "because of", words: true, cell: (row) => because(data, recipe, terms(row)) });
    }
    const where = data.spaces.length > 1 ? ` in ${space.name}` : "";
    const caption = `${rows.length} nearest${where}, by ${measure}`;
    const warning = mapWarning(answer);
    return h("div", { "data-space": space.name },
      warning ? h("p", { class: warning.misleads ? "ee-warning" : "ee-note" },
        (warning.misleads ? "⚠ " : "") + warning.text) : null,
      rowTable(data, caption, rows, extra, pick, hover),
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
  function update() {
    const { answers } = app;
    const missing = store.state.query === "you" && !answers.length && Object.keys(store.state.ratings).length;
    const waiting = app.kernel?.status;
    const empty = waiting || (missing ? "This space was given no rule to make a vector from ratings (fold_in)."
      : "Nothing is asked yet: find a title, or click a point.");
    const saying = JSON.stringify([empty, answers.map(({ index, measure, rows, scores, onMap }) =>
      [index, measure, rows, scores, onMap])]);
    if (saying === said) return;  // a table that is scrolled stays where it is
    said = saying;
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
