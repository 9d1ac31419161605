// What the members of a selection have in common, measured against all rows.

import { fold } from "./search.mjs";

const COMMON_WORDS = new Set(("a an and at by for from in is it its of on or the to with de la le les "
  + "el un une der die das und et i ii iii iv you my me your no not").split(" "));

/** Labels of a row, prefixed by what they are: "genre: Drama", "word: star", "decade: 1990s". */
export function labelsOf(data, row) {
  const labels = new Set();
  for (const column of data.columns) {
    if (column.kind === "levels") {
      for (let at = column.starts[row]; at < column.starts[row + 1]; at++) {
        labels.add(`${column.name}: ${column.levels[column.codes[at]]}`);
      }
    } else if (column.name === "year" && !Number.isNaN(column.values[row])) {
      labels.add(`decade: ${Math.floor(column.values[row] / 10) * 10}s`);
    }
  }
  for (const word of fold(data.titles[row]).match(/\p{L}{2,}/gu) ?? []) {
    if (!COMMON_WORDS.has(word)) labels.add(`word: ${word}`);
  }
  return labels;
}

function countLabels(data, rows) {
  const counts = new Map();
  for (const row of rows) {
    for (const label of labelsOf(data, row)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

/** How many rows have each label. */
export function countAll(data) {
  return countLabels(data, Array.from({ length: data.n }, (_, row) => row));
}

/**
 * The labels that are more frequent among `rows` than chance would have it, strongest first: by
 * (count − expected) / standard deviation of drawing as many rows without replacement.
 * @param {Map<string, number>} all from countAll
 */
export function overRepresented(data, rows, all, limit = 8) {
  const [m, n] = [rows.length, data.n];
  return [...countLabels(data, rows)].flatMap(([label, own]) => {
    const share = all.get(label) / n;
    const deviation = Math.sqrt(m * share * (1 - share) * (n - m) / Math.max(n - 1, 1));
    const z = deviation > 0 ? (own - m * share) / deviation : 0;
    return own >= 2 && z > 2 ? [{ label, own, share, z }] : [];
  }).sort((a, b) => b.z - a.z || (a.label < b.label ? -1 : 1)).slice(0, limit);
}
