// What lies above the points: neighbors with their titles, the hovered point, the lasso, the axes.

import { shortTitle } from "./data.mjs";

export const INKS = {
  light: { text: "#1a1a1a", halo: "#ffffff", mark: "#1a1a1a", query: "#b00020" },
  dark: { text: "#f2f2f2", halo: "#16181c", mark: "#f2f2f2", query: "#ff8a80" },
};
const LABEL_LETTERS = 34;

/**
 * What to mark and to name, in the order in which labels may take place.
 * @returns {{row: number, text: string, kind: "hover" | "query" | "near"}[]}
 */
export function marksOf(data, state, answer) {
  const name = (row) => {
    const title = shortTitle(data, row);
    return title.length > LABEL_LETTERS ? title.slice(0, LABEL_LETTERS - 1) + "…" : title;
  };
  /** @type {ReturnType<typeof marksOf>} */
  const marks = [];
  if (state.hover >= 0) marks.push({ row: state.hover, text: name(state.hover), kind: "hover" });
  if (answer) {
    const { parts, rows } = answer;
    if (!parts.mean) {
      for (const row of [...parts.plus, ...parts.minus]) marks.push({ row, text: name(row), kind: "query" });
    }
    rows.forEach((row, rank) => marks.push({ row, text: `${rank + 1} ${name(row)}`, kind: "near" }));
  } else if (state.picked >= 0) marks.push({ row: state.picked, text: name(state.picked), kind: "query" });
  return marks;
}

/** Draw the marks; a label that would cover another one is left out, the hovered one never. */
export function drawMarks(context, marks, place, { width, height }, radius, ink) {
  const taken = [];
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "middle";
  for (const { row, text, kind } of marks) {
    const [x, y] = place(row);
    if (x < 0 || y < 0 || x > width || y > height) continue;
    context.lineWidth = 2;
    context.strokeStyle = kind === "query" ? ink.query : ink.mark;
    context.beginPath();
    if (kind === "query") context.rect(x - radius - 4, y - radius - 4, 2 * radius + 8, 2 * radius + 8);
    else context.arc(x, y, radius + (kind === "hover" ? 5 : 3), 0, 7);
    context.stroke();
    const w = context.measureText(text).width;
    const right = x + radius + 8 + w < width;
    const left = Math.max(2, right ? x + radius + 8 : x - radius - 8 - w);
    const box = [left - 2, y - 8, left + w + 2, y + 8];
    const covers = taken.some((other) =>
      box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
    if (covers && kind !== "hover") continue;
    taken.push(box);
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = ink.halo;
    context.fillStyle = kind === "query" ? ink.query : ink.text;
    context.strokeText(`\u2068${text}\u2069`, left, y);
    context.fillText(`\u2068${text}\u2069`, left, y);
  }
}

/** The outline of a selection being made. @param {[number, number][]} polygon in pixels */
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

/** The names of the two directions, where they have one. */
export function drawAxes(context, labels, { width, height }, ink) {
  context.font = "12px system-ui, sans-serif";
  context.fillStyle = ink.text;
  context.strokeStyle = ink.halo;
  context.lineWidth = 3;
  context.textBaseline = "alphabetic";
  for (const [text, x, y, turn] of [[labels.x && `${labels.x} →`, width - 8, height - 8, 0],
    [labels.y && `${labels.y} →`, 16, 8, -Math.PI / 2]]) {
    if (!text) continue;
    context.save();
    context.translate(x, y);
    context.rotate(turn);
    context.textAlign = "right";
    context.strokeText(text, 0, 0);
    context.fillText(text, 0, 0);
    context.restore();
  }
}
