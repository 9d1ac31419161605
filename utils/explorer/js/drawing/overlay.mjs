// What lies above the points: neighbors, landmarks, the hovered point, the lasso, the axes.

import { shortened, shortTitle } from "../vectors/data.mjs";

export const INKS = {
  light: { text: "#1a1a1a", soft: "#50555c", halo: "#ffffff", mark: "#1a1a1a", query: "#b00020" },
  dark: { text: "#f2f2f2", soft: "#b9bec6", halo: "#16181c", mark: "#f2f2f2", query: "#ff8a80" },
};
export const FONT = "12px system-ui, sans-serif";
export const LABEL_LETTERS = 34;
const HALF_LINE = 8;
const EDGE = 2;
const CELL = [200, 100];  // pixels: one landmark in each
const MOST_LANDMARKS = 3000;
// Where a label may go, beside its point: the nearest to reading order first.
const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];

/**
 * @typedef {{row: number, text: string, short?: string,
 *   kind: "hover" | "query" | "near" | "landmark" | "you"}} Mark
 *   row: −1 of "you", who is none of them
 * @typedef {Mark & {x: number, y: number, label: {x: number, y: number, text: string} | null}} Placed
 *   x, y: of the point; label: the left end of its text, at half its height
 */

/** Who rates, on a map where that has a place. @type {Mark} */
export const YOU = { row: -1, text: "you", kind: "you" };

/** @param {ee.Data} data @param {number} row */
const nameOf = (data, row) => shortened(shortTitle(data, row), LABEL_LETTERS);

/**
 * What to mark and to name, in the order in which labels may take place.
 * @param {ee.Data} data @param {ee.State} state @param {ee.Answer | null} answer @returns {Mark[]}
 */
export function marksOf(data, state, answer) {
  /** @param {Mark["kind"]} kind @returns {(row: number) => Mark} */
  const mark = (kind) => (row) => ({ row, text: nameOf(data, row), kind });
  const hovered = state.hover >= 0 ? [mark("hover")(state.hover)] : [];
  if (!answer) return [...hovered, ...(state.picked >= 0 ? [mark("query")(state.picked)] : [])];
  const { recipe, rows } = answer;
  const asked = recipe.mean ? [] : [...recipe.plus, ...recipe.minus];
  /** @type {Mark[]} */
  const near = rows.map((row, rank) =>
    ({ row, text: `${rank + 1} ${nameOf(data, row)}`, short: String(rank + 1), kind: "near" }));
  return [...hovered, ...asked.map(mark("query")), ...near];
}

/**
 * The rows that may become landmarks, the most popular first.
 * @param {{n: number, popularity?: ee.NumberColumn}} data @returns {number[]}
 */
export function landmarkOrder({ n, popularity }) {
  if (!popularity) return Array.from({ length: Math.min(n, MOST_LANDMARKS) }, (_, row) => row);
  const values = Float32Array.from(popularity.values, (value) => value || 0);
  const least = values.slice().sort()[Math.max(0, n - MOST_LANDMARKS)];
  const rows = [];
  for (let row = 0; row < n; row++) if (values[row] >= least) rows.push(row);
  return rows.sort((a, b) => values[b] - values[a]).slice(0, MOST_LANDMARKS);
}

/**
 * Names to find one's way by: in each part of what is in view the most popular.
 * @param {ee.Data} data
 * @param {number[]} order from landmarkOrder
 * @param {(row: number) => [number, number] | null} pointOf null where a row is not in view
 * @returns {Mark[]}
 */
export function landmarksOf(data, order, pointOf) {
  const found = new Map();
  for (const row of order) {
    const point = pointOf(row);
    const cell = point && `${Math.floor(point[0] / CELL[0])} ${Math.floor(point[1] / CELL[1])}`;
    if (cell && !found.has(cell)) found.set(cell, row);
  }
  return [...found.values()].map((row) => ({ row, text: nameOf(data, row), kind: "landmark" }));
}

/**
 * Marks that lie in view, each with a label where one finds a free place. Of a neighbor at least
 * the rank is shown if that fits; what is asked for and what is pointed at is named in any case.
 * @param {Mark[]} marks the first come first
 * @param {(row: number) => [number, number]} pointOf
 * @param {{width: number, height: number}} size @param {number} radius of a point
 * @param {(text: string) => number} widthOf
 * @returns {Placed[]}
 */
export function placeMarks(marks, pointOf, { width, height }, radius, widthOf) {
  const named = new Set(marks.filter(({ kind }) => kind !== "landmark").map(({ row }) => row));
  /** @type {Placed[]} */
  const placed = marks.filter(({ kind, row }) => kind !== "landmark" || !named.has(row)).map((mark) => {
    const [x, y] = pointOf(mark.row);
    return { ...mark, x, y, label: null };
  }).filter(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height);
  const rings = placed.filter(({ kind }) => kind !== "landmark");
  const taken = rings.map(({ x, y }) => [x - radius - 4, y - radius - 4, x + radius + 4, y + radius + 4]);
  /** @param {number[]} box */
  const isFree = ([left, top, right, bottom]) =>
    left >= 0 && top >= 0 && right <= width && bottom <= height
    && !taken.some((other) => left < other[2] && right > other[0] && top < other[3] && bottom > other[1]);

  /** @param {Placed} mark @param {string} text @param {number[][]} sides @param {boolean} must */
  function put(mark, text, sides, must) {
    const w = widthOf(text);
    const gap = radius + (mark.kind === "landmark" ? 4 : 9);
    for (const [dx, dy] of sides) {
      const x = dx > 0 ? mark.x + gap : dx < 0 ? mark.x - gap - w : mark.x - w / 2;
      const y = mark.y + dy * (dx ? HALF_LINE + 3 : gap + HALF_LINE);
      const left = must ? Math.max(EDGE, Math.min(x, width - w - EDGE)) : x;
      const box = [left - EDGE, y - HALF_LINE, left + w + EDGE, y + HALF_LINE];
      if (!must && !isFree(box)) continue;
      taken.push(box);
      return { x: left, y, text };
    }
    return null;
  }

  for (const mark of placed) {
    const must = mark.kind === "hover" || isAsked(mark.kind);
    const fits = mark.x + radius + 9 + widthOf(mark.text) <= width;
    mark.label = put(mark, mark.text, SIDES, false)
      ?? (mark.short ? put(mark, mark.short, SIDES, false) : null)
      ?? (must ? put(mark, mark.text, [fits ? SIDES[0] : SIDES[1]], true) : null);
  }
  return placed;
}

/**
 * Draw rings around what is marked, lines to the neighbors of a single query, and the labels.
 * @param {CanvasRenderingContext2D} context @param {Placed[]} placed
 * @param {number} radius @param {ee.Ink} ink
 */
export function drawMarks(context, placed, radius, ink) {
  drawLines(context, placed, ink);
  context.font = FONT;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { x, y, kind } of placed) {
    if (kind === "landmark") continue;
    context.lineWidth = 2;
    context.strokeStyle = isAsked(kind) ? ink.query : ink.mark;
    context.beginPath();
    if (kind === "query") context.rect(x - radius - 4, y - radius - 4, 2 * radius + 8, 2 * radius + 8);
    else if (kind === "you") diamond(x, y, radius + 7).forEach(([px, py]) => context.lineTo(px, py));
    else context.arc(x, y, radius + (kind === "hover" ? 5 : 3), 0, 7);
    context.stroke();
  }
  for (const { kind, label } of placed) {
    if (!label) continue;
    context.lineWidth = 4;
    context.strokeStyle = ink.halo;
    context.fillStyle = inkOf(kind, ink);
    context.strokeText(isolated(label.text), label.x, label.y);
    context.fillText(isolated(label.text), label.x, label.y);
  }
}

/** The color of a label. @param {Mark["kind"]} kind @param {ee.Ink} ink */
export function inkOf(kind, ink) {
  return isAsked(kind) ? ink.query : kind === "landmark" ? ink.soft : ink.text;
}

/** @param {Mark["kind"]} kind */
const isAsked = (kind) => kind === "query" || kind === "you";

/** The closed corners of a diamond. @param {number} x @param {number} y @param {number} reach */
export function diamond(x, y, reach) {
  return [[x, y - reach], [x + reach, y], [x, y + reach], [x - reach, y], [x, y - reach]];
}

/** A text from data in its own direction, whatever stands around it. @param {string} text */
const isolated = (text) => `\u2068${text}\u2069`;

/**
 * Lines from a single query to what is nearest to it: short where the map agrees with the space.
 * @param {Placed[]} placed
 */
export function linesOf(placed) {
  const you = placed.filter(({ kind }) => kind === "you");
  const asked = you.length ? you : placed.filter(({ kind }) => kind === "query");
  if (asked.length !== 1) return [];
  return placed.filter(({ kind }) => kind === "near").map((near) => ({ from: asked[0], to: near }));
}

/** @param {CanvasRenderingContext2D} context @param {Placed[]} placed @param {ee.Ink} ink */
function drawLines(context, placed, ink) {
  context.lineWidth = 1;
  context.strokeStyle = ink.soft;
  context.globalAlpha = 0.6;
  for (const { from, to } of linesOf(placed)) {
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * The outline of a selection being made.
 * @param {CanvasRenderingContext2D} context @param {ee.Point[]} polygon in pixels @param {ee.Ink} ink
 */
export function drawOutline(context, polygon, ink) {
  context.beginPath();
  polygon.forEach(([x, y]) => context.lineTo(x, y));
  context.closePath();
  context.setLineDash([5, 4]);
  context.lineWidth = 1.5;
  context.strokeStyle = ink.mark;
  context.stroke();
  context.setLineDash([]);
}

/**
 * The names of the two directions, where they have one.
 * @param {CanvasRenderingContext2D} context @param {{x: string, y: string}} labels
 * @param {ee.Size} size @param {ee.Ink} ink
 */
export function drawAxes(context, labels, { width, height }, ink) {
  context.font = "12px system-ui, sans-serif";
  context.fillStyle = ink.text;
  context.strokeStyle = ink.halo;
  context.lineWidth = 3;
  context.textBaseline = "alphabetic";
  for (const { label, x, y, turn } of [{ label: labels.x, x: width - 8, y: height - 8, turn: 0 },
    { label: labels.y, x: 16, y: 8, turn: -Math.PI / 2 }]) {
    if (!label) continue;
    const text = `${label} →`;
    context.save();
    context.translate(x, y);
    context.rotate(turn);
    context.textAlign = "right";
    context.strokeText(text, 0, 0);
    context.fillText(text, 0, 0);
    context.restore();
  }
}
