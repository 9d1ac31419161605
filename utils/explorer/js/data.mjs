// What the kernel, or the page, hands over: names as JSON, numbers as one block of bytes.

import { rowNorms } from "./similarity.mjs";

/**
 * @typedef {{name: string, dim: number, vectors: Float32Array, norms: Float64Array,
 *   maps: Record<string, Float32Array>, rule: object | null}} Space
 * @typedef {{name: string, kind: "number", values: Float32Array | Float64Array}
 *   | {name: string, kind: "text", values: string[]}
 *   | {name: string, kind: "levels", levels: string[], starts: Int32Array, codes: Int32Array}
 * } Column
 */

/** @param {any} meta @param {DataView} bytes little-endian */
export function unpack(meta, bytes) {
  // A copy, because a typed array must begin at a multiple of its element's size.
  const block = /** @type {ArrayBuffer} */ (bytes.buffer)
    .slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const floats = ({ offset, length }) => new Float32Array(block, offset, length);
  const integers = ({ offset, length }) => new Int32Array(block, offset, length);
  /** @type {Space[]} */
  const spaces = meta.spaces.map(({ name, dim, vectors, maps, rule }) => ({
    name, dim, rule,
    vectors: floats(vectors),
    norms: rowNorms(floats(vectors), dim),
    maps: Object.fromEntries(Object.entries(maps).map(([key, ref]) => [key, floats(ref)])),
  }));
  /** @type {Column[]} */
  const columns = meta.columns.map((column) => {
    if (column.kind === "number") return { ...column, values: floats(column.values) };
    if (column.kind === "text") return column;
    return { ...column, starts: integers(column.starts), codes: integers(column.codes) };
  });
  if (!columns.some(({ name }) => name === "norm")) {
    columns.push({ name: "norm", kind: "number", values: spaces[0].norms });
  }
  return {
    n: meta.titles.length, titles: meta.titles, noun: meta.noun, spaces, columns,
    popularity: columns.find((column) => column.name === meta.popularity),
    axes: meta.axes.map(({ name, vector }) => ({ name, vector: floats(vector) })),
    epochs: meta.epochs,
  };
}

/** The value of a cell as text. @param {Column} column */
export function cellText(column, row) {
  if (column.kind === "levels") {
    const codes = column.codes.subarray(column.starts[row], column.starts[row + 1]);
    return Array.from(codes, (code) => column.levels[code]).join(", ");
  }
  const value = column.values[row];
  if (typeof value === "string") return value;
  return Number.isNaN(value) ? "" : formatNumber(value);
}

/** Three significant digits, and whole numbers as they are. */
export function formatNumber(value) {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

const SHOWN = 60;

/** A title cut to what a line can hold; an empty one is named by its row. */
export function shortTitle(data, row) {
  const letters = Array.from(data.titles[row].slice(0, 4 * SHOWN));
  const text = letters.length > SHOWN ? letters.slice(0, SHOWN - 1).join("") + "…" : letters.join("");
  return text.trim() ? text : `(no title, row ${row})`;
}

/** A title inside a sentence: marks keep right-to-left text from turning the rest around. */
export function quoted(data, row) {
  return `“\u2068${shortTitle(data, row)}\u2069”`;
}
