// The data as files.

import { exactText } from "../vectors/data.mjs";

/**
 * Rows as comma-separated values, as RFC 4180 wants them; a formula is not one for a spreadsheet.
 * @param {ee.Data} data @param {number[]} rows
 * @param {{name: string, cell: (at: number) => string}[]} ranking columns that go by the place in `rows`
 */
export function toCsv(data, rows, ranking = []) {
  /** @param {string} text */
  const cell = (text) => {
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const columns = data.columns;
  const lines = [["row", data.label, ...ranking.map(({ name }) => name), ...columns.map(({ name }) => name)],
    ...rows.map((row, at) => [String(row), data.titles.at(row), ...ranking.map(({ cell }) => cell(at)),
      ...columns.map((column) => exactText(column, row))])];
  return lines.map((line) => line.map(cell).join(",") + "\r\n").join("");
}

/**
 * The two files of the TensorBoard Embedding Projector, which has no quotes.
 * @param {ee.Data} data @param {ee.Vectors} space @param {number[]} rows
 */
export function toProjector(data, space, rows) {
  /** @param {string} text */
  const plain = (text) => text.split(/\s+/).filter(Boolean).join(" ") || "–"; // as the space writes it
  const columns = data.columns;
  const vectors = rows.map((row) =>
    Array.from(space.vectors.subarray(row * space.dim, (row + 1) * space.dim)).join("\t"));
  const heads = [data.label, ...columns.map(({ name }) => name)];
  const metadata = [heads, ...rows.map((row) =>
    [data.titles.at(row), ...columns.map((column) => exactText(column, row))])];
  return {
    vectors: vectors.join("\n") + "\n",
    metadata: metadata.map((line) => line.map(plain).join("\t")).join("\n") + "\n",
  };
}

/** Let the browser save a file. @param {Blob} blob @param {string} name */
export function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
