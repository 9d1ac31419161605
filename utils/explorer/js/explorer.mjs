// The explorer: its parts around one state.

import { createAxis, createSum } from "./arithmetic.mjs";
import { captionOf } from "./caption.mjs";
import { createControls } from "./controls.mjs";
import { quoted, unpack } from "./data.mjs";
import { h, newId } from "./dom.mjs";
import { layoutNames, makeLayouts } from "./layouts.mjs";
import { createLegend } from "./legend.mjs";
import { createModel } from "./model.mjs";
import { createPane } from "./pane.mjs";
import { createPicked } from "./picked.mjs";
import { createResults } from "./results.mjs";
import { searchBox } from "./searchbox.mjs";
import { createSelected } from "./selected.mjs";
import { agreement } from "./similarity.mjs";
import { createStore, initialState, stateOf, viewOf } from "./state.mjs";
import { createTakeaway } from "./takeaway.mjs";
import { themeAround, watchTheme } from "./theme.mjs";
import { createYou } from "./you.mjs";

const FILTERS = ["color", "hidden", "least"];
const ASKING = [...FILTERS, "measure", "k", "picked", "query", "selection", "sum", "ratings",
  "left", "right"];
const LATER_MS = 120;

/**
 * Put an explorer into an element.
 * @param {HTMLElement} root
 * @param {any} meta @param {DataView} bytes as `utils.explorer.payload` packs them
 * @param {{view?: any, onView?: (view: any, selection: number[]) => void, inPage?: boolean}} options
 * @returns {() => void} takes it out again, with all it listens to
 */
export function mount(root, meta, bytes, { view = null, onView = () => {}, inPage = false } = {}) {
  const data = unpack(meta, bytes);
  root.classList.add("course-explorer");
  root.dataset.lmSuppressShortcuts = "true";  // the keys that JupyterLab would take for itself
  root.dataset.theme = themeAround(root);
  if (!data.n) return emptyExplorer(root, data);

  const initial = initialState(data);
  const store = createStore(stateOf(view, initial, data));
  const layouts = makeLayouts(data);
  const stopping = new AbortController();
  const app = createApp({ root, data, store, layouts, initial, inPage });
  const caption = h("p", { class: "ee-caption", id: app.captionId, "aria-live": "polite" });
  const panes = [createPane("left", app), createPane("right", app)];
  const stage = h("div", { class: "ee-panes" }, ...panes.map((pane) => pane.element));
  const parts = [createControls, createLegend, createPicked, createResults, createSelected,
    createSum, createAxis, createYou, createTakeaway].map((create) => create(app));
  const [controls, legend, picked, ...panels] = parts;
  app.panes = panes;
  app.announce = (row) => { caption.textContent = `At ${quoted(data, row)}.`; };
  root.replaceChildren(
    h("div", { class: "ee-head" }, searchBox(data, app.pick), controls.element),
    h("div", { class: "ee-main" },
      h("div", { class: "ee-left" }, stage, legend.element, caption),
      h("div", { class: "ee-right" }, picked.element,
        ...panels.map((panel) => panel.element))));

  let later = 0;
  let stale = true;  // whether the agreement of two spaces is to be computed again
  function changedTo(state, changed) {
    if (changed.size === 1 && changed.has("hover")) {
      root.dataset.hover = String(state.hover);
      panes.forEach((pane) => pane.request("top"));
      return;
    }
    const cameraOnly = [...changed].every((key) => app.onlyCamera(key));
    if (!cameraOnly) app.derive(changed);
    panes[1].element.hidden = !state.right;
    panes.forEach((pane) => pane.update(changed));
    clearTimeout(later);
    later = setTimeout(lateWork, LATER_MS);
    if (cameraOnly) return;
    parts.forEach((part) => part.update(state, changed));
    stale = true;
    say(null);
  }

  function say(agreed) {
    app.caption = captionOf(data, store.state, app.answers, app.visible, agreed);
    caption.textContent = app.caption;
    if (!agreed) delete root.dataset.agreement;
    mark(root, store.state, app);
  }

  /** What takes long, or goes to the kernel: once the hand has come to rest. */
  function lateWork() {
    const [a, b] = app.shownSpaces();
    if (b && stale) {
      const { measure, k } = store.state;
      const agreed = agreement(a, b, measure, k, (row) => app.visible[row] === 1, 3e7);
      say(agreed);
      root.dataset.agreement = agreed.share.toFixed(4);
    }
    stale = false;
    onView(viewOf(store.state, initial), store.state.selection);
  }

  const sizes = new ResizeObserver(() => panes.forEach((pane) => pane.resize()));
  panes.forEach((pane) => sizes.observe(pane.element.querySelector(".ee-stage")));
  watchTheme(() => app.retheme(changedTo), stopping.signal);
  store.subscribe(changedTo);
  app.derive(new Set(ASKING));
  changedTo(store.state, new Set([...Object.keys(store.state), "theme"]));
  root.dataset.ready = "true";
  /** @type {any} */ (root).explorer = app;  // for the console, and for tests
  return () => {
    stopping.abort();
    sizes.disconnect();
    clearTimeout(later);
    panes.forEach((pane) => pane.stop());
    root.replaceChildren();
    delete (/** @type {any} */ (root).explorer);
  };
}

function createApp({ root, data, store, layouts, initial, inPage }) {
  const model = createModel(data, layouts);
  let panesBefore = {};
  const app = {
    data, store, layouts, initial, inPage, model, captionId: newId("caption"),
    visible: new Uint8Array(data.n), colors: new Uint32Array(data.n), answers: [], caption: "",
    theme: () => root.dataset.theme,
    calm: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
    pick: (row) => store.set({ picked: row, query: "picked" }),
    zoom: (factor) => app.panes.forEach((pane) => pane.view && pane.zoom(factor)),
    fitAll: () => app.panes.forEach((pane) => pane.view && pane.setCamera(null)),
    selectView: () => {
      const [{ size }] = app.panes;
      const [w, h_] = [size.width, size.height];
      store.set({ selection: app.panes[0].rowsIn([[0, 0], [w, 0], [w, h_], [0, h_]]) });
    },
    titleOf: ({ space, layout }) => {
      const names = Object.fromEntries(layoutNames(data, data.spaces[space], store.state.axis));
      const what = names[layout] ?? layout;
      return data.spaces.length > 1 ? `${data.spaces[space].name}: ${what}` : what;
    },
    shownSpaces: () => [...new Set([store.state.left, store.state.right].filter(Boolean)
      .map(({ space }) => data.spaces[space]))],
    answerFor: ({ space }) => app.answers.find(({ index }) => index === space) ?? null,
    /** Whether a pane changed in nothing but its camera. */
    onlyCamera: (key) => {
      const pane = store.state[key];
      if (key !== "left" && key !== "right") return false;
      return panesBefore[key] === (pane && `${pane.space}:${pane.layout}`);
    },
    derive: (changed) => {
      const { state } = store;
      const { left, right } = state;
      panesBefore = Object.fromEntries(Object.entries({ left, right })
        .map(([key, pane]) => [key, pane && `${pane.space}:${pane.layout}`]));
      if (FILTERS.some((key) => changed.has(key))) app.visible = model.visible(state);
      if ([...FILTERS, "selection", "theme"].some((key) => changed.has(key))) {
        app.colors = model.colors(state, app.visible, app.theme());
      }
      if (!ASKING.some((key) => changed.has(key))) return;
      const views = [left, right].filter((pane, i, all) =>
        pane && (i === 0 || pane.space !== all[0].space));
      app.answers = views.map((pane) => model.answer(state, app.visible, pane)).filter(Boolean);
    },
    retheme: (changedTo) => {
      const theme = themeAround(root);
      if (theme === root.dataset.theme) return;
      root.dataset.theme = theme;
      changedTo(store.state, new Set(["theme"]));
    },
  };
  return app;
}

/** What tests and other programs can read of the state without looking at pixels. */
function mark(root, state, { answers, visible }) {
  Object.assign(root.dataset, {
    measure: state.measure,
    query: state.query,
    picked: String(state.picked),
    selected: String(state.selection.length),
    visible: String(visible.reduce((sum, one) => sum + one, 0)),
    results: JSON.stringify(answers.map(({ rows }) => rows)),
  });
}

function emptyExplorer(root, data) {
  root.replaceChildren(h("p", { class: "ee-caption", role: "status" },
    captionOf(data, { selection: [], color: "" }, [], new Uint8Array(0), null)));
  root.dataset.ready = "true";
  return () => root.replaceChildren();
}
