// Which rows a filter of one column leaves.

import { fold } from "../vectors/search.mjs";
import { cellText } from "../vectors/data.mjs";

/**
 * Whether a row passes: its number lies within the bounds, or its text holds every word.
 * @param {ee.Data} data @param {string} name of a column; data.label for the labels
 * @param {ee.Filter} filter @returns {ee.Test}
 */
export function predicateOf(data, name, { least = -Infinity, most = Infinity, holds }) {
  const column = data.columns.find((one) => one.name === name);
  if (holds !== undefined) {
    const words = fold(holds).split(/\s+/).filter(Boolean);
    /** @param {number} row */
    const text = (row) => (name === data.label || !column ? data.titles.at(row) : cellText(column, row));
    return (row) => {
      const folded = fold(text(row));
      return words.every((word) => folded.includes(word));
    };
  }
  if (column?.kind !== "number") return () => true;
  return (row) => column.values[row] >= least && column.values[row] <= most;
}
