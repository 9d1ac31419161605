// What follows from the state: who is visible, in which color, and what is nearest to the query.

import { predicateOf } from "./filters.mjs";
import { foldIn, gram } from "../vectors/foldin.mjs";
import { levelLooks, levelsOf, PALETTES } from "../drawing/levels.mjs";
import { mix, packColor, packShape } from "../drawing/raster.mjs";
import { combine, nearestOnMap, overlap, scoreAll, topK } from "../vectors/similarity.mjs";

const DIMMED = 0.25;

/**
 * Call with each row that has a level which is shown, and with the first such level.
 * @param {ee.Levels} found @param {string[]} hidden @param {(row: number, level: number) => void} call
 */
function eachShown({ labels, starts, levels }, hidden, call) {
  const shown = labels.map((label) => !hidden.includes(label));
  for (let row = 0; row + 1 < starts.length; row++) {
    let at = starts[row];
    while (at < starts[row + 1] && !shown[levels[at]]) at++;
    if (at < starts[row + 1]) call(row, levels[at]);
  }
}

/** @param {ee.Data} data @param {ee.Layouts} layouts */
export function createModel(data, layouts) {
  const levels = new Map();
  const grams = new Map();
  const model = {
    /** Levels of the column that colors the map. @param {ee.State} state @returns {ee.Levels} */
    levels(state) {
      const column = /** @type {ee.NumberColumn | ee.LevelColumn} */ (data.columns
        .find(({ name, kind }) => name === state.color && kind !== "text"));
      if (!levels.has(column)) levels.set(column, levelsOf(column, data.n));
      return levels.get(column);
    },

    /** (n,) 1 for the rows that the filters leave. @param {ee.State} state @returns {Uint8Array} */
    visible(state) {
      const found = model.levels(state);
      const { least } = state;
      const popularity = least === null ? null : data.popularity?.values;
      const visible = new Uint8Array(data.n);
      eachShown(found, state.hidden, (row) => {
        visible[row] = Number(!popularity || popularity[row] >= Number(least));
      });
      if (state.only) {
        const alone = new Set(state.only);
        for (let row = 0; row < data.n; row++) if (!alone.has(row)) visible[row] = 0;
      }
      const tests = Object.entries(state.filters).map(([name, filter]) => predicateOf(data, name, filter));
      for (let row = 0; tests.length && row < data.n; row++) {
        if (visible[row] && !tests.every((passes) => passes(row))) visible[row] = 0;
      }
      return visible;
    },

    /**
     * (n,) packed colors: 0 where hidden, pale where something else is selected.
     * @param {ee.State} state @param {Uint8Array} visible @param {ee.Theme} theme @returns {Uint32Array}
     */
    colors(state, visible, theme) {
      const found = model.levels(state);
      const background = packColor(PALETTES[theme].background);
      const looks = levelLooks(found, theme);
      const full = looks.map(({ color, shape }) => packShape(packColor(color), shape));
      const pale = full.map((color) => mix(color, background, DIMMED));
      const selected = new Uint8Array(data.n).fill(state.selection.length ? 0 : 1);
      for (const row of state.selection) selected[row] = 1;
      const colors = new Uint32Array(data.n);
      eachShown(found, state.hidden, (row, level) => {
        if (visible[row]) colors[row] = (selected[row] ? full : pale)[level];
      });
      return colors;
    },

    /**
     * The rows that make up the query, and how; null without one.
     * @param {ee.State} state @returns {ee.Recipe | null}
     */
    recipe(state) {
      const { query, picked, sum, selection, ratings, outside } = state;
      if (query === "outside") return outside && { plus: [], minus: [], outside };
      if (query === "sum") return sum.plus.length + sum.minus.length ? { ...sum } : null;
      if (query === "mean") return selection.length ? { plus: selection, minus: [], mean: true } : null;
      if (query === "you") {
        const rated = Object.entries(ratings).map(([row, stars]) =>
          /** @type {ee.Point} */ ([Number(row), stars]));
        return rated.length ? { plus: rated.map(([row]) => row), minus: [], rated } : null;
      }
      return picked >= 0 ? { plus: [picked], minus: [] } : null;
    },

    /**
     * The query as a vector of one space, and the terms of its scores where it has some; null where
     * the kernel has the vectors.
     * @returns {ee.Query | null}
     * @param {ee.Recipe} recipe @param {ee.Space} space
     */
    vector(recipe, space) {
      if (!space.vectors) return null;
      if (recipe.outside) return { vector: Float64Array.from(recipe.outside.vector) };
      if (!recipe.rated) return { vector: combine(space, recipe.plus, recipe.minus, recipe.mean) };
      if (!space.rule) return null;
      if (!grams.has(space)) grams.set(space, gram(space));
      return foldIn(space, recipe.rated, space.rule, grams.get(space));
    },

    /**
     * What is asked of one space; null without a query.
     * @param {ee.State} state @param {{space: number}} view @returns {ee.Question | null}
     */
    question(state, { space: index }) {
      const recipe = model.recipe(state);
      const space = data.spaces[index];
      if (!recipe || (recipe.rated && !space.rule)) return null;
      if (recipe.outside && recipe.outside.vector.length !== space.dim) return null;
      return { index, space, recipe, measure: recipe.rated ? "dot" : state.measure, k: state.k };
    },

    /**
     * What is nearest to the query in one space, and its score.
     * @param {ee.Question} question @param {ee.Test} allowed @returns {ee.Found}
     */
    find({ recipe, space, measure, k }, allowed) {
      const { vector, terms } = /** @type {ee.Query} */ (model.vector(recipe, space));
      const scores = scoreAll(vector, space, measure);
      const rows = topK(scores, k, allowed);
      return { vector, terms, rows, scores: rows.map((row) => scores[row]), scoreOf: (row) => scores[row] };
    },

    /**
     * The question and its answer, set beside the map; null without a query.
     * @param {ee.State} state @param {Uint8Array} visible @param {ee.View} view
     * @param {ee.Found} [found] where the kernel found it
     * @returns {ee.Answer | null}
     */
    answer(state, visible, { space, layout }, found) {
      const question = model.question(state, { space });
      if (!question) return null;
      const { plus, minus, mean } = question.recipe;
      const own = new Set(mean ? [] : [...plus, ...minus]);
      /** @param {number} row */
      const allowed = (row) => visible[row] === 1 && !own.has(row);
      const { rows, ...others } = found ?? model.find(question, allowed);
      /** @type {ee.Answer} */
      const answer = { ...question, ...others, rows, onMap: null, agreed: 0, lookalikes: [] };
      if (state.query === "picked" && layout in question.space.maps) {
        const { xy } = layouts(space, layout, state.axis);
        const [x, y] = [xy[2 * state.picked], xy[2 * state.picked + 1]];
        answer.onMap = nearestOnMap(xy, x, y, state.k, allowed);
        answer.agreed = overlap(rows, answer.onMap);
        answer.lookalikes = answer.onMap.filter((row) => !rows.includes(row))
          .map((row) => ({ row, score: others.scoreOf?.(row) ?? null }))
          .sort((a, b) => (a.score ?? 0) - (b.score ?? 0));
      }
      return answer;
    },
  };
  return model;
}
