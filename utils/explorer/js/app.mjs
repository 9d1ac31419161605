// What the parts of the explorer share: the data, the state, and what was computed from them.

import { newId } from "./dom.mjs";
import { createKernel } from "./kernel.mjs";
import { layoutNames } from "./layouts.mjs";
import { createModel } from "./model.mjs";
import { landmarkOrder } from "./overlay.mjs";
import { themeAround } from "./theme.mjs";

export const FILTERS = ["color", "hidden", "least"];
export const ASKING = [...FILTERS, "measure", "k", "picked", "query", "selection", "sum", "ratings",
  "left", "right"];

const signature = (pane) => pane && `${pane.space}:${pane.layout}`;

/** @param {{root: HTMLElement, data: any, store: any, layouts: any, initial: any, inPage: boolean,
 *   channel: any}} parts channel: to the kernel, if there is one */
export function createApp({ root, data, store, layouts, initial, inPage, channel }) {
  const model = createModel(data, layouts);
  const kernel = data.remote
    ? createKernel(channel, () => store.set({ heard: store.state.heard + 1 })) : null;
  let order = null;
  let seen = {};  // what each pane showed when the answers were computed
  /** @type {ReturnType<typeof import("./pane.mjs").createPane>[]} */
  const panes = [];
  /** @type {ReturnType<typeof model.answer>[]} */
  const answers = [];
  const app = {
    data, store, layouts, initial, inPage, model, captionId: newId("caption"),
    visible: new Uint8Array(data.n), colors: new Uint32Array(data.n), answers,
    kernel, caption: "", panes,
    theme: () => root.dataset.theme,
    calm: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
    hover: (row) => { if (row !== store.state.hover) store.set({ hover: row }); },
    pick: (row) => store.set({ picked: row, query: "picked" }),
    /** Rows that may become landmarks, the most popular first. */
    get landmarkOrder() { return (order ??= landmarkOrder(data)); },
    shownPanes: () => app.panes.filter((pane) => pane.view),
    zoom: (factor) => app.shownPanes().forEach((pane) => pane.zoom(factor)),
    fitAll: () => app.shownPanes().forEach((pane) => pane.setCamera(null)),
    selectView() {
      const [left] = app.panes;
      const { width, height } = left.size;
      store.set({ selection: left.rowsIn([[0, 0], [width, 0], [width, height], [0, height]]) });
    },
    titleOf: (view) => (data.spaces.length > 1 ? app.fullTitleOf(view) : app.layoutTitleOf(view)),
    fullTitleOf: (view) => `${data.spaces[view.space].name}: ${app.layoutTitleOf(view)}`,
    layoutTitleOf({ space, layout }) {
      const names = Object.fromEntries(layoutNames(data, data.spaces[space], store.state.axis));
      return names[layout] ?? layout;
    },
    /** The spaces on the screen, each once. */
    shownSpaces: () => [...new Set([store.state.left, store.state.right].filter(Boolean)
      .map(({ space }) => data.spaces[space]))],
    answerFor: ({ space }) => app.answers.find(({ index }) => index === space) ?? null,
    /** Whether nothing changed but where cameras look. */
    onlyCameras: (changed) => [...changed].every((key) =>
      (key === "left" || key === "right") && seen[key] === signature(store.state[key])),
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
      const answered = (found = []) => {
        app.answers = views.map((pane, i) => model.answer(state, visible, pane, found[i]));
      };
      const { visible } = app;
      if (!kernel) return answered();
      app.answers = [];
      if (!views.length) return kernel.forget();
      kernel.ask(views.map((pane) => model.question(state, pane)), visible, (found) => {
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
  return app;
}
