// What the panels of the explorer share: the data, the state, and what was computed from them.

import { newId } from "../dom.mjs";
import { createKernel } from "./kernel.mjs";
import { layoutNames } from "../drawing/layouts.mjs";
import { createMaking } from "./making.mjs";
import { createModel } from "./model.mjs";
import { landmarkOrder } from "../drawing/overlay.mjs";
import { atMeanLength, linearPlacing } from "../vectors/placing.mjs";
import { themeAround } from "../drawing/theme.mjs";

export const FILTERS = ["color", "hidden", "least", "filters", "only"];
const FED = ["you", "axes"];  // tabs to which one picks rows
export const ASKING = [...FILTERS, "measure", "k", "picked", "query", "selection", "sum", "ratings",
  "outside", "left", "right"];

/** @param {ee.View | null} pane */
const signature = (pane) => pane && `${pane.space}:${pane.layout}`;

/** @param {{root: HTMLElement, data: ee.Data, store: ee.Store, layouts: ee.Layouts, initial: ee.State,
 *   inPage: boolean, channel: ee.Channel | null}} given channel: to the kernel, if there is one */
export function createApp({ root, data, store, layouts, initial, inPage, channel }) {
  const model = createModel(data, layouts);
  const heard = () => store.set({ heard: store.state.heard + 1 });
  const kernel = data.remote && channel ? createKernel(channel, heard) : null;
  /** @type {Map<Float32Array, ReturnType<typeof linearPlacing>>} */
  const placings = new Map();
  /** @type {number[] | null} */
  let order = null;
  /** @type {Record<string, string | null>} */
  let seen = {};  // what each pane showed when the answers were computed
  /** @type {ee.Pane[]} */
  const panes = [];
  /** @type {ee.Answer[]} */
  const answers = [];
  const app = {
    data, store, root, layouts, initial, inPage, channel, model, captionId: newId("caption"),
    /** How much two spaces agree; null with one, and until it is known. @type {ee.Agreement | null} */
    agreed: null,
    /** Say where the keyboard is. @type {(row: number) => void} */
    announce: () => {},
    /** @type {Uint8Array} */ visible: new Uint8Array(data.n),
    /** @type {Uint32Array} */ colors: new Uint32Array(data.n),
    answers,
    kernel, caption: "", panes,
    theme: () => /** @type {ee.Theme} */ (root.dataset.theme),
    calm: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
    /** @param {number} row */
    hover: (row) => { if (row !== store.state.hover) store.set({ hover: row }); },
    /** @param {number} row */
    pick: (row) => store.set({ picked: row, query: "picked",
      ...(FED.includes(store.state.tab) ? {} : { tab: "nearest" }) }),
    /** Select rows, and show them. @param {number[]} rows */
    select: (rows) => store.set({ selection: rows, ...(rows.length ? { tab: "selection" } : {}) }),
    get visibleCount() { return app.visible.reduce((sum, one) => sum + one, 0); },
    /** Rows that may become landmarks, the most popular first. */
    get landmarkOrder() { return (order ??= landmarkOrder(data)); },
    shownPanes: () => app.panes.filter((pane) => pane.view),
    /** @param {number} factor */
    zoom: (factor) => app.shownPanes().forEach((pane) => pane.zoom(factor)),
    fitAll: () => app.shownPanes().forEach((pane) => pane.setCamera(null)),
    selectView() {
      const [left] = app.panes;
      const { width, height } = left.size;
      app.select(left.rowsIn([[0, 0], [width, 0], [width, height], [0, height]]));
    },
    /** @param {ee.View} view @returns {string} */
    titleOf: (view) => (data.spaces.length > 1 ? app.fullTitleOf(view) : app.layoutTitleOf(view)),
    /** @param {ee.View} view @returns {string} */
    fullTitleOf: (view) => `${data.spaces[view.space].name}: ${app.layoutTitleOf(view)}`,
    /** @param {ee.View} view @returns {string} */
    layoutTitleOf({ space, layout }) {
      const names = Object.fromEntries(layoutNames(data, data.spaces[space], store.state.axis));
      return names[layout] ?? layout;
    },
    /** The spaces on the screen, each once. */
    shownSpaces: () => [...new Set([store.state.left, store.state.right]
      .flatMap((view) => (view ? [data.spaces[view.space]] : [])))],
    /**
     * Where your vector lies on a linear map, drawn at the mean length of the rows; null elsewhere.
     * @param {ee.View} view @returns {ee.Point | null}
     */
    placeOfYou({ space: index, layout }) {
      const space = data.spaces[index];
      const recipe = layout in space.maps ? model.recipe({ ...store.state, query: "you" }) : null;
      const query = recipe && model.vector(recipe, space);
      if (!query) return null;
      const { xy } = layouts(index, layout, null);
      if (!placings.has(xy)) placings.set(xy, linearPlacing(space, xy));
      return placings.get(xy)?.(atMeanLength(query.vector, space.norms)) ?? null;
    },
    /** @param {ee.View} view */
    answerFor: ({ space }) => app.answers.find(({ index }) => index === space) ?? null,
    /** Whether nothing changed but where cameras look. @param {ee.Changed} changed */
    onlyCameras: (changed) => [...changed].every((key) =>
      (key === "left" || key === "right") && seen[key] === signature(store.state[key])),
    /** @param {ee.Changed} changed */
    derive(changed) {
      const { state } = store;
      const { left, right } = state;
      seen = { left: signature(left), right: signature(right) };
      if (FILTERS.some((key) => changed.has(key))) app.visible = model.visible(state);
      if ([...FILTERS, "selection", "theme"].some((key) => changed.has(key))) {
        app.colors = model.colors(state, app.visible, app.theme());
      }
      if (!ASKING.some((key) => changed.has(key))) return;
      const views = (right && right.space !== left.space ? [left, right] : [left])
        .filter((pane) => model.question(state, pane));
      /** @param {ee.Found[]} found */
      const answered = (found = []) => {
        app.answers = views.flatMap((pane, i) => model.answer(state, visible, pane, found[i]) ?? []);
      };
      const { visible } = app;
      if (!kernel) return answered();
      app.answers = [];
      if (!views.length) return kernel.forget();
      kernel.ask(views.flatMap((pane) => model.question(state, pane) ?? []), visible, (found) => {
        answered(found.map(({ terms, ...others }) =>
          ({ ...others, terms: terms && ((row) => terms[others.rows.indexOf(row)]) })));
      });
    },
    /** Follow the theme of the page around. Returns whether it changed. */
    retheme() {
      const theme = themeAround(root);
      const changed = theme !== root.dataset.theme;
      root.dataset.theme = theme;
      return changed;
    },
  };
  return Object.assign(app, { making: createMaking(app) });
}
