// What the kernel, or the page, hands over: names as JSON, numbers as one block of bytes.

import { MEASURES, rowNorms } from "./similarity.mjs";

/** @type {Record<string, any>} */
const TYPES = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array, float64: Float64Array };
const WIDEST = 8;  // bytes: a typed array must begin at a multiple of its element's size
const HUGE = 1e9;
const ROUNDING = 1e-5;  // of numbers that are meant to be equal, such as the lengths of unit vectors
const PICTURE = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/;
const MOST_LETTERS_OF_A_PICTURE = 200_000;  // as thumbnails.py allows
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Texts in one block of UTF-8 with "\0" between them: each is decoded when it is asked for. */
export class Texts {
  /** @param {Uint8Array} bytes @param {Int32Array} starts where each begins, and where one more would */
  constructor(bytes, starts) {
    this.bytes = bytes;
    this.starts = starts;
  }

  get length() { return this.starts.length - 1; }

  /** @param {number} row */
  at(row) { return utf8.decode(this.bytes.subarray(this.starts[row], this.starts[row + 1] - 1)); }

  /** All as one string, as of an array: but the separator is what it is. @param {"\0"} _separator */
  join(_separator) { return utf8.decode(this.bytes); }
}

/** A name without the marks that would turn the sentence around that it stands in. @param {string} name */
const plain = (name) => name.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");

/**
 * What finds arrays and texts in a block of bytes, by their references.
 * @param {DataView} bytes little-endian
 */
export function readerOf(bytes) {
  const block = bytes.byteOffset % WIDEST === 0 ? bytes : new DataView(/** @type {ArrayBuffer} */ (bytes.buffer)
    .slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  /** @param {{type: string, offset: number, length: number}} reference */
  const array = ({ type, offset, length }) =>
    new TYPES[type](block.buffer, block.byteOffset + offset, length);
  /** @param {any} packed */
  const texts = (packed) => new Texts(array(packed.bytes), array(packed.starts));
  return { array, texts };
}

/**
 * @param {any} given as `pack_column` packs it
 * @param {ReturnType<typeof readerOf>} reader @returns {ee.Column}
 */
export function columnOf(given, { array, texts }) {
  const column = { ...given, name: plain(given.name) };
  if (column.kind === "number") return { ...column, values: array(column.values) };
  if (column.kind === "text") return { ...column, values: texts(column.values) };
  return { ...column, starts: array(column.starts), codes: array(column.codes) };
}

/** @param {any} meta @param {DataView} bytes little-endian @returns {ee.Data} */
export function unpack(meta, bytes) {
  const reader = readerOf(bytes);
  const { array, texts } = reader;
  /** @type {ee.Space[]} */
  const spaces = meta.spaces.map((/** @type {any} */ { name, dim, vectors, norms, maps, rule }) => ({
    name: plain(name), dim, rule,
    vectors: vectors && array(vectors),
    norms: norms ? array(norms) : rowNorms(array(vectors), dim),
    maps: Object.fromEntries(Object.entries(maps).map(([key, ref]) => [key, array(ref)])),
  }));
  /** @type {ee.Column[]} */
  const columns = meta.columns.map((/** @type {any} */ given) => columnOf(given, reader));
  if (!columns.some(({ name, kind }) => name === "norm" && kind === "number")) {
    columns.push({ name: "norm", kind: "number", values: spaces[0].norms });
  }
  const popularity = meta.popularity === null ? null : plain(meta.popularity);
  for (const column of columns) column.constant = isConstant(column);
  return {
    n: meta.n, titles: texts(meta.titles), label: plain(meta.label), noun: plain(meta.noun), spaces, columns,
    ...offered(spaces, columns), remote: meta.remote,
    popularity: columns.filter((column) => column.kind === "number").find(({ name }) => name === popularity),
    axes: meta.axes.map((/** @type {any} */ { name, note, vector }) =>
      ({ name: plain(name), note, vector: array(vector) })),
    epochs: meta.epochs, clusters: meta.clusters, embeds: meta.embeds ?? false,
  };
}

/** Whether numbers are equal but for rounding. @param {ArrayLike<number>} values */
export function areEqual(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return false;
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return high - low <= ROUNDING * Math.max(Math.abs(low), Math.abs(high));
}

/** Whether a column says the same of every row. @param {ee.Column} column */
function isConstant(column) {
  if (column.kind === "number") return areEqual(column.values);
  return column.kind === "levels" && column.levels.length === 1
    && column.codes.length === column.starts.length - 1;
}

/**
 * What there is to choose from: a coloring that shows something, a measure that differs from the others.
 * @param {ee.Space[]} spaces @param {ee.Column[]} columns
 */
export function offered(spaces, columns) {
  const colors = columns.filter(({ kind }) => kind !== "text");
  const some = colors.filter(({ constant }) => !constant);
  const unit = spaces.every(({ norms }) => norms.length > 1 && areEqual(norms));
  return { colorings: some.length ? some : colors.slice(-1), measures: unit ? MEASURES.slice(1) : MEASURES };
}

/** The value of a cell as a program wants it. @param {ee.Column} column @param {number} row */
export function exactText(column, row) {
  const value = column.kind === "number" && !column.date ? column.values[row] : NaN;
  if (!Number.isFinite(value) || column.kind !== "number") return cellText(column, row);
  return String(column.values instanceof Float32Array ? Number(value.toPrecision(8)) : value);
}

/** Whether a cell is a small picture itself: the name of a file is a text. @param {string} text */
export function isPicture(text) {
  return text.length <= MOST_LETTERS_OF_A_PICTURE && PICTURE.test(text);
}

/** The value of a cell as text. @param {ee.Column} column @param {number} row */
export function cellText(column, row) {
  if (column.kind === "levels") {
    const codes = column.codes.subarray(column.starts[row], column.starts[row + 1]);
    return Array.from(codes, (code) => column.levels[code]).join(", ");
  }
  const value = /** @type {string | number} */ (column.values.at(row));
  if (typeof value === "string") return value;
  if (Number.isNaN(value)) return "";
  return column.kind === "number" && column.date ? formatDate(value) : formatNumber(value);
}

/** The day of so many milliseconds since 1970, and the time where there is one. @param {number} value */
export function formatDate(value) {
  const written = new Date(value).toISOString();
  return written.endsWith("T00:00:00.000Z") ? written.slice(0, 10) : written.slice(0, 16).replace("T", " ");
}

/** Three significant digits, and whole numbers as they are. @param {number} value */
export function formatNumber(value) {
  if (Number.isSafeInteger(value)) return String(value);
  if (Math.abs(value) >= HUGE) return value.toExponential(2);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

const SHOWN = 60;

/** The first so many letters of a text. @param {string} text */
export function shortened(text, most = SHOWN) {
  const letters = Array.from(text.slice(0, 4 * most));
  return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : letters.join("");
}

/**
 * A title cut to what a line can hold; an empty one is named by its row.
 * @param {ee.Data} data @param {number} row
 */
export function shortTitle(data, row) {
  const text = shortened(data.titles.at(row));
  return text.trim() ? text : `(no title, row ${row})`;
}

/**
 * A title inside a sentence: marks keep right-to-left text from turning the rest around.
 * @param {ee.Data} data @param {number} row
 */
export function quoted(data, row) {
  return `“\u2068${shortTitle(data, row)}\u2069”`;
}
