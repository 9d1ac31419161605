// Rows as a table that a keyboard and a screen reader can use.

import { bidi, button, h } from "../dom.mjs";
import { cellText, isPicture, shortened, shortTitle } from "../vectors/data.mjs";
import { shownColumns } from "./columns.mjs";

const MOST_ROWS = 100;
const MOST_LETTERS = 120;  // of a cell; the whole is said when it is pointed at, and of the picked row

/**
 * @typedef {{name: string, words?: boolean, cell: (row: number, rank: number) => string}} Extra
 *   a column that is not the table's; words: whether its text may be long
 */

/**
 * A table of rows: each rank as it is numbered on the map, each label a button that picks.
 * @param {ee.App} app
 * @param {{caption: string, rows: number[], extra?: Extra[], ranked?: boolean}} what
 * @param {(row: number) => void} point told which row is pointed at; −1 for none
 */
export function rowTable({ data, store, pick }, { caption, rows, extra = [], ranked = false }, point) {
  const columns = shownColumns(data, store.state);
  const heads = [data.label, ...extra.map(({ name }) => name), ...columns.map(({ name }) => name)];
  const body = rows.slice(0, MOST_ROWS).map((row, rank) =>
    h("tr", {
      "data-row": row,
      onpointerenter: () => point(row),
      onpointerleave: () => point(-1),
      onfocusin: () => point(row),
      onfocusout: () => point(-1),
    },
    ranked ? h("td", { class: "ee-rank" }, String(rank + 1)) : null,
    h("th", { scope: "row" }, titleButton(data, row, pick)),
    ...extra.map(({ cell, words }) => h("td", { class: words ? "ee-words" : null }, cell(row, rank))),
    ...columns.map((column) => {
      const value = cellText(column, row);
      const text = isPicture(value) ? "(a picture)" : value;
      const cut = shortened(text, MOST_LETTERS);
      return h("td", { class: column.kind === "number" ? null : "ee-words", title: cut === text ? null : text },
        bidi(cut));
    })));
  const more = rows.length > MOST_ROWS ? `; the first ${MOST_ROWS} of ${rows.length}` : "";
  return h("div", { class: "ee-scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {},
      h("caption", {}, caption + more),
      h("thead", {}, h("tr", {}, ranked ? h("th", { scope: "col" }, "#") : null,
        ...heads.map((name) => h("th", { scope: "col" }, bidi(name))))),
      h("tbody", {}, ...body)));
}

/** A label that picks its row. @param {ee.Data} data @param {number} row @param {(row: number) => void} pick */
export function titleButton(data, row, pick) {
  const cut = shortTitle(data, row);
  const whole = data.titles.at(row);
  return button(bidi(cut), () => pick(row), { class: "ee-pick", title: cut === whole ? null : whole });
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
