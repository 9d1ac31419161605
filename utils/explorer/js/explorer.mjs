// The explorer: its panels around one state.

import { createApart } from "./panels/apart.mjs";
import { createApp, FILTERS } from "./state/app.mjs";
import { createAxis, createSum } from "./panels/arithmetic.mjs";
import { captionOf, emptyCaption } from "./panels/caption.mjs";
import { createControls } from "./panels/controls.mjs";
import { quoted, unpack } from "./vectors/data.mjs";
import { h } from "./dom.mjs";
import { createHelp } from "./panels/help.mjs";
import { makeLayouts } from "./drawing/layouts.mjs";
import { createLegend } from "./panels/legend.mjs";
import { createPane } from "./drawing/pane.mjs";
import { createPicked } from "./panels/picked.mjs";
import { createResults } from "./panels/results.mjs";
import { searchBox } from "./panels/searchbox.mjs";
import { createSelected } from "./panels/selected.mjs";
import { agreement } from "./vectors/similarity.mjs";
import { createStore, initialState, stateOf, viewOf } from "./state/state.mjs";
import { createTakeaway } from "./panels/takeaway.mjs";
import { themeAround, watchTheme } from "./drawing/theme.mjs";
import { createYou } from "./panels/you.mjs";

const LATER_MS = 120;
const COMPARING = [...FILTERS, "measure", "k", "left", "right"];  // on which the agreement depends
const AGREEMENT_BUDGET = 3e7;  // multiplications: a tenth of a second

/**
 * Put an explorer into an element.
 * @param {HTMLElement} root
 * @param {any} meta @param {DataView} bytes as `utils.explorer.payload` packs them
 * @param {{view?: any, onView?: (view: any, selection: number[]) => void, inPage?: boolean,
 *   channel?: any}} options channel: a widget's model, where a kernel answers
 * @returns {() => void} takes it out again, with all it listens to
 */
export function mount(root, meta, bytes, options = {}) {
  const { view = null, onView = () => {}, inPage = false, channel = null } = options;
  const data = unpack(meta, bytes);
  root.classList.add("course-explorer");
  root.dataset.lmSuppressShortcuts = "true";  // the keys that JupyterLab would take for itself
  root.dataset.theme = themeAround(root);
  if (!data.n) return emptyExplorer(root, data);

  const initial = initialState(data);
  const store = createStore(stateOf(view, initial, data));
  const app = createApp({ root, data, store, layouts: makeLayouts(data), initial, inPage, channel });
  const caption = h("p", { class: "ee-caption", id: app.captionId, "aria-live": "polite" });
  app.announce = (row) => { caption.textContent = `At ${quoted(data, row)}.`; };
  app.panes = [createPane("left", app), createPane("right", app)];
  const panels = arrange(root, app, caption);
  const stop = follow(root, app, panels, caption, onView);
  root.dataset.ready = "true";
  /** @type {any} */ (root).explorer = app;  // for the console, and for tests
  return () => {
    stop();
    app.kernel?.stop();
    app.panes.forEach((pane) => pane.stop());
    root.replaceChildren();
    delete (/** @type {any} */ (root).explorer);
  };
}

/**
 * Make the panels, and put them in their places.
 * @param {HTMLElement} root @param {ee.App} app @param {HTMLElement} caption @returns {ee.Panel[]}
 */
function arrange(root, app, caption) {
  const panels = [createControls, createLegend, createPicked, createResults, createApart, createSelected,
    createSum, createAxis, createYou, createTakeaway, createHelp].map((create) => create(app));
  const [controls, legend, ...beside] = panels.map(({ element }) => element);
  const maps = h("div", { class: "ee-panes" }, ...app.panes.map(({ element }) => element));
  root.replaceChildren(
    h("div", { class: "ee-head" }, searchBox(app.data, app.pick), controls),
    h("div", { class: "ee-main" },
      h("div", { class: "ee-left" }, maps, legend, caption),
      h("div", { class: "ee-right" }, ...beside)));
  return panels;
}

/**
 * Let everything follow the state, the size and the theme. Returns what ends it.
 * @param {HTMLElement} root @param {ee.App} app @param {ee.Panel[]} panels @param {HTMLElement} caption
 * @param {(view: any, selection: number[]) => void} onView
 */
function follow(root, app, panels, caption, onView) {
  const { data, store, panes } = app;
  let later = 0;

  /** @param {ee.State} state @param {ee.Changed} changed */
  function changedTo(state, changed) {
    if (changed.size === 1 && changed.has("hover")) {
      root.dataset.hover = String(state.hover);
      panes.forEach((pane) => pane.request("top"));
      return;
    }
    const onlyCameras = app.onlyCameras(changed);
    if (!onlyCameras) app.derive(changed);
    panes[1].element.hidden = !state.right;
    panes.forEach((pane) => pane.update(changed));
    clearTimeout(later);
    later = setTimeout(lateWork, LATER_MS);
    if (onlyCameras) return;
    if (COMPARING.some((key) => changed.has(key))) app.agreed = null;
    panels.forEach((panel) => panel.update(state, changed));
    say();
  }

  function describe() {
    const titles = app.shownPanes().map(({ view }) => app.titleOf(view));
    const words = captionOf(data, store.state,
      { titles, answers: app.answers, visible: app.visible, agreed: app.agreed });
    app.caption = [words, app.kernel?.status].filter(Boolean).join(" ");
    mark(root, store.state, app);
  }

  function say() {
    describe();
    caption.textContent = app.caption;
  }

  /** What takes long, or goes to the kernel: once the hand has come to rest. */
  function lateWork() {
    const { measure, k, selection } = store.state;
    const [a, b] = app.shownSpaces();
    if (b && !app.agreed && !data.remote) {
      /** @param {number} row */
      const isVisible = (row) => app.visible[row] === 1;
      app.agreed = agreement(a, b, measure, k, isVisible, AGREEMENT_BUDGET);
      panels.forEach((panel) => panel.update(store.state, new Set(["agreed"])));
      const announced = caption.textContent !== app.caption;  // where the keys are: it stays
      describe();
      if (!announced) caption.textContent = app.caption;
    }
    onView(viewOf(store.state, app.initial), selection);
  }

  const stopping = new AbortController();
  const sizes = new ResizeObserver(() => panes.forEach((pane) => pane.resize()));
  panes.forEach((pane) => sizes.observe(pane.top));
  watchTheme(() => { if (app.retheme()) changedTo(store.state, new Set(["theme"])); }, stopping.signal);
  store.subscribe(changedTo);
  changedTo(store.state, new Set([...Object.keys(store.state), "theme"]));
  return () => {
    stopping.abort();
    sizes.disconnect();
    clearTimeout(later);
  };
}

/**
 * What tests and other programs can read of the state without looking at pixels.
 * @param {HTMLElement} root @param {ee.State} state @param {ee.App} app
 */
function mark(root, state, { answers, visible, kernel, agreed }) {
  Object.assign(root.dataset, {
    measure: state.measure,
    query: state.query,
    picked: String(state.picked),
    selected: String(state.selection.length),
    visible: String(visible.reduce((sum, one) => sum + one, 0)),
    waiting: kernel?.status ?? "",
    agreement: agreed ? agreed.share.toFixed(4) : "",
    results: JSON.stringify(answers.map(({ rows }) => rows)),
  });
}

/** @param {HTMLElement} root @param {ee.Data} data */
function emptyExplorer(root, data) {
  root.replaceChildren(h("p", { class: "ee-caption", role: "status" },
    emptyCaption(data)));
  root.dataset.ready = "true";
  return () => root.replaceChildren();
}
