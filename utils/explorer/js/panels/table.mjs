// Rows as a table that a keyboard and a screen reader can use.

import { cellText, shortened, shortTitle } from "../vectors/data.mjs";
import { bidi, button, h } from "../dom.mjs";

const MOST_ROWS = 100;
const MOST_LETTERS = 120;  // of a cell

/**
 * A table of rows, each title a button that picks it.
 * @param {ee.Data} data
 * @param {string} caption
 * @param {number[]} rows
 * @param {{name: string, words?: boolean, cell: (row: number, rank: number) => string}[]} extra
 *   columns in front; words: whether their text may be long
 * @param {(row: number) => void} pick
 * @param {(row: number) => void} point told which row is pointed at; −1 for none
 */
export function rowTable(data, caption, rows, extra, pick, point) {
  const columns = data.columns.filter(({ name }) => name !== "norm");
  const heads = ["title", ...extra.map(({ name }) => name), ...columns.map(({ name }) => name)];
  const body = rows.slice(0, MOST_ROWS).map((row, rank) =>
    h("tr", {
      "data-row": row,
      onpointerenter: () => point(row),
      onpointerleave: () => point(-1),
      onfocusin: () => point(row),
      onfocusout: () => point(-1),
    },
    h("th", { scope: "row" }, titleButton(data, row, pick)),
    ...extra.map(({ cell, words }) => h("td", { class: words ? "ee-words" : null }, cell(row, rank))),
    ...columns.map((column) => h("td", { class: column.kind === "number" ? null : "ee-words" },
      bidi(shortened(cellText(column, row), MOST_LETTERS))))));
  const more = rows.length > MOST_ROWS ? `; the first ${MOST_ROWS} of ${rows.length}` : "";
  return h("div", { class: "ee-scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {},
      h("caption", {}, caption + more),
      h("thead", {}, h("tr", {}, ...heads.map((name) => h("th", { scope: "col" }, bidi(name))))),
      h("tbody", {}, ...body)));
}

/** A title that picks its row. @param {ee.Data} data @param {number} row @param {(row: number) => void} pick */
export function titleButton(data, row, pick) {
  return button(bidi(shortTitle(data, row)), () => pick(row), { class: "ee-pick" });
}

/**
 * Replace what is in a place, and keep the focus on the button of the same position.
 * @param {HTMLElement} place @param {...(Node | string)} children
 */
export function replaceKeepingFocus(place, ...children) {
  /** @returns {HTMLElement[]} */
  const buttons = () => [...place.querySelectorAll(/** @type {"button"} */ ("button, select, input"))];
  const at = buttons().indexOf(/** @type {any} */ (place.getRootNode()).activeElement);
  place.replaceChildren(...children);
  if (at >= 0) (buttons()[Math.min(at, buttons().length - 1)] ?? place).focus();
}
