// The view and the data as files.

import { cellText } from "./data.mjs";

/** Rows as comma-separated values, as RFC 4180 wants them; a formula is not one for a spreadsheet. */
export function toCsv(data, rows) {
  const cell = (text) => {
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const columns = data.columns;
  const lines = [["row", "title", ...columns.map(({ name }) => name)],
    ...rows.map((row) =>
      [String(row), data.titles.at(row), ...columns.map((column) => cellText(column, row))])];
  return lines.map((line) => line.map(cell).join(",") + "\r\n").join("");
}

/** The two files of the TensorBoard Embedding Projector, which has no quotes. */
export function toProjector(data, space, rows) {
  const plain = (text) => text.replace(/\s+/g, " ");
  const columns = data.columns;
  const vectors = rows.map((row) =>
    Array.from(space.vectors.subarray(row * space.dim, (row + 1) * space.dim)).join("\t"));
  const heads = ["title", ...columns.map(({ name }) => name)];
  const metadata = [heads, ...rows.map((row) =>
    [data.titles.at(row), ...columns.map((column) => cellText(column, row))])];
  return {
    vectors: vectors.join("\n") + "\n",
    metadata: metadata.map((line) => line.map(plain).join("\t")).join("\n") + "\n",
  };
}

const escapeXml = (text) => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, "")
  .replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/**
 * A pane as SVG.
 * @param {{width: number, height: number}} size
 * @param {{x: number, y: number, color: string, radius: number}[]} points
 * @param {{x: number, y: number, text: string}[]} labels
 */
export function toSvg(size, background, ink, points, labels, description) {
  const number = (value) => value.toFixed(1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" role="img">`,
    `<title>${escapeXml(description)}</title>`,
    `<rect width="100%" height="100%" fill="${background}"/>`,
    ...points.map(({ x, y, color, radius }) =>
      `<circle cx="${number(x)}" cy="${number(y)}" r="${number(radius)}" fill="${color}"/>`),
    ...labels.map(({ x, y, text }) =>
      `<text x="${number(x)}" y="${number(y)}" font-family="sans-serif" font-size="12" fill="${ink}"`
      + ` stroke="${background}" stroke-width="3" paint-order="stroke">${escapeXml(text)}</text>`),
    "</svg>", "",
  ].join("\n");
}

/** Let the browser save a file. @param {Blob} blob */
export function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
