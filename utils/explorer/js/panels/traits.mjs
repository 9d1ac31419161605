// What the members of a selection have in common, measured against all rows.

import { fold } from "../vectors/search.mjs";

const COMMON_WORDS = new Set(("a an and at by for from in is it its of on or the to with de la le les "
  + "el un une der die das und et i ii iii iv you my me your no not").split(" "));

/**
 * Labels of a row, prefixed by what they are: "genre: Drama", "word: star", "decade: 1990s".
 * @param {ee.Data} data @param {number} row
 */
export function labelsOf(data, row) {
  const labels = new Set();
  for (const column of data.columns) {
    if (column.kind === "levels") {
      for (let at = column.starts[row]; at < column.starts[row + 1]; at++) {
        labels.add(`${column.name}: ${column.levels[column.codes[at]]}`);
      }
    } else if (column.kind === "number" && column.name === "year" && !Number.isNaN(column.values[row])) {
      labels.add(`decade: ${Math.floor(column.values[row] / 10) * 10}s`);
    }
  }
  for (const word of fold(data.titles.at(row)).match(/\p{L}{2,}/gu) ?? []) {
    if (!COMMON_WORDS.has(word)) labels.add(`word: ${word}`);
  }
  return labels;
}

/** @param {ee.Data} data @param {Iterable<number>} rows */
function countLabels(data, rows) {
  const counts = new Map();
  for (const row of rows) {
    for (const label of labelsOf(data, row)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

const MOST_COUNTED = 50_000;

/**
 * Evenly spaced rows, where there are more than one can count while somebody waits.
 * @template {number[] | Int32Array} Rows
 * @param {Rows} rows @returns {Rows}
 */
export function sample(rows) {
  const step = Math.ceil(rows.length / MOST_COUNTED);
  const few = () => /** @type {number[]} */ (rows).filter((_, i) => i % step === 0);
  return step > 1 ? /** @type {Rows} */ (few()) : rows;
}

/** How many of all rows, or of a sample of them, have each label. @param {ee.Data} data */
export function countAll(data) {
  const rows = sample(Int32Array.from({ length: data.n }, (_, row) => row));
  return { counts: countLabels(data, rows), rows: rows.length };
}

/**
 * Log-likelihood ratio of drawing `own` of m where m · share were to be expected (Dunning 1993).
 * @param {number} own @param {number} m @param {number} share
 */
function surprise(own, m, share) {
  /** @param {number} count @param {number} expected */
  const term = (count, expected) => (count > 0 ? count * Math.log(count / expected) : 0);
  return 2 * (term(own, m * share) + term(m - own, m * (1 - share)));
}

const SURPRISING = 6.63;  // chi-squared of one degree of freedom at 1 %

/**
 * The labels that are more frequent among `rows` than chance would have it, most surprising first.
 * @param {ReturnType<typeof countAll>} all
 * @param {ee.Data} data @param {number[]} rows
 */
export function overRepresented(data, rows, all, limit = 8) {
  const m = rows.length;
  return [...countLabels(data, rows)].flatMap(([label, own]) => {
    const share = (all.counts.get(label) ?? own) / all.rows;
    const score = surprise(own, m, share);
    return own >= 2 && own > m * share && score > SURPRISING ? [{ label, own, share, score }] : [];
  }).sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1)).slice(0, limit);
}
