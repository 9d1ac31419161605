// What follows from the state: who is visible, in which color, and what is nearest to the query.

import { foldIn, gram } from "./foldin.mjs";
import { levelColors, levelsOf, PALETTES } from "./levels.mjs";
import { mix, packColor } from "./raster.mjs";
import { combine, nearestOnMap, overlap, scoreAll, topK } from "./similarity.mjs";

const DIMMED = 0.25;

/** @param {any} data from unpack @param {Function} layouts from makeLayouts */
export function createModel(data, layouts) {
  const levels = new Map();
  const grams = new Map();
  const model = {
    /** Levels of the column that colors the map. */
    levels(state) {
      const column = data.columns.find(({ name }) => name === state.color);
      if (!levels.has(column)) levels.set(column, levelsOf(column, data.n));
      return levels.get(column);
    },

    /** (n,) 1 for the rows that the filters leave. */
    visible(state) {
      const { labels, of } = model.levels(state);
      const shown = labels.map((label) => !state.hidden.includes(label));
      const popularity = data.popularity?.values;
      return Uint8Array.from({ length: data.n }, (_, row) =>
        Number(!(popularity && !(popularity[row] >= state.least) && state.least > 0)
          && of(row).some((level) => shown[level])));
    },

    /** (n,) packed colors: 0 where hidden, pale where something else is selected. */
    colors(state, visible, theme) {
      const found = model.levels(state);
      const background = packColor(PALETTES[theme].background);
      const full = levelColors(found, theme).map(packColor);
      const pale = full.map((color) => mix(color, background, DIMMED));
      const shown = found.labels.map((label) => !state.hidden.includes(label));
      const selected = new Set(state.selection);
      return Uint32Array.from({ length: data.n }, (_, row) => {
        if (!visible[row]) return 0;
        const level = found.of(row).find((one) => shown[one]);
        return (selected.size && !selected.has(row) ? pale : full)[level];
      });
    },

    /** The rows that make up the query, and how; null without one. */
    parts(state) {
      const { query, picked, sum, selection, ratings } = state;
      if (query === "sum") return sum.plus.length + sum.minus.length ? { ...sum } : null;
      if (query === "mean") return selection.length ? { plus: selection, minus: [], mean: true } : null;
      if (query === "you") {
        const rated = Object.entries(ratings).map(([row, stars]) => [Number(row), stars]);
        return rated.length ? { plus: rated.map(([row]) => row), minus: [], rated } : null;
      }
      return picked >= 0 ? { plus: [picked], minus: [] } : null;
    },

    /**
     * The query as a vector of one space, and the terms of its scores where it has some.
     * @returns {{vector: Float64Array, terms?: (row: number) => number[]} | null}
     */
    vector(parts, space) {
      if (!parts.rated) return { vector: combine(space, parts.plus, parts.minus, parts.mean) };
      if (!space.rule) return null;
      if (!grams.has(space)) grams.set(space, gram(space));
      return foldIn(space, parts.rated, space.rule, grams.get(space));
    },

    /** What is nearest to the query in one space; null without a query. */
    answer(state, visible, { space: index, layout }) {
      const parts = model.parts(state);
      const space = data.spaces[index];
      const query = parts && model.vector(parts, space);
      if (!query) return null;
      const own = new Set(parts.mean ? [] : [...parts.plus, ...parts.minus]);
      const allowed = (row) => visible[row] === 1 && !own.has(row);
      const measure = parts.rated ? "dot" : state.measure;
      const scores = scoreAll(query.vector, space, measure);
      const rows = topK(scores, state.k, allowed);
      const answer = { index, space, parts, measure, vector: query.vector, terms: query.terms, rows,
        scores: rows.map((row) => scores[row]), onMap: null, agreed: 0 };
      if (state.query === "picked" && layout in space.maps) {
        const { xy } = layouts(index, layout, state.axis);
        const [x, y] = [xy[2 * state.picked], xy[2 * state.picked + 1]];
        answer.onMap = nearestOnMap(xy, x, y, state.k, allowed);
        answer.agreed = overlap(rows, answer.onMap);
      }
      return answer;
    },
  };
  return model;
}
