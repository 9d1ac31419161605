// The explorer: its panels around one state.

import { h } from "./dom.mjs";
import { createPane } from "./drawing/pane.mjs";
import { makeLayouts } from "./drawing/layouts.mjs";
import { themeAround, watchTheme } from "./drawing/theme.mjs";
import { createAxes } from "./panels/axes.mjs";
import { captionOf, emptyCaption } from "./panels/caption.mjs";
import { createAsk } from "./panels/ask.mjs";
import { createClusters } from "./panels/clusters.mjs";
import { createCompare } from "./panels/compare.mjs";
import { createFilter } from "./panels/filter.mjs";
import { createHelp } from "./panels/help.mjs";
import { createLegend } from "./panels/legend.mjs";
import { createMaps } from "./panels/maps.mjs";
import { createNearest } from "./panels/nearest.mjs";
import { createPicked } from "./panels/picked.mjs";
import { createSelected } from "./panels/selected.mjs";
import { createTabs } from "./panels/tabs.mjs";
import { createTakeaway } from "./panels/takeaway.mjs";
import { createToolbar } from "./panels/toolbar.mjs";
import { createYou } from "./panels/you.mjs";
import { createApp, FILTERS } from "./state/app.mjs";
import { createStore, initialState, stateOf, viewOf } from "./state/state.mjs";
import { quoted, unpack } from "./vectors/data.mjs";
import { agreement } from "./vectors/similarity.mjs";
import { mapScore } from "./vectors/trust.mjs";

const LATER_MS = 120;
const COMPARING = [...FILTERS, "measure", "k", "left", "right"];  // on which the agreement depends
const SCORED = [...FILTERS, "measure", "k", "left", "right", "data"];  // on which a map's score depends
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
  if (store.state.only) app.making.placePart(store.state.only);
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
    app.making.jobs?.close();
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
  const { data } = app;
  const rates = data.spaces.some(({ rule }) => rule);
  const tabs = [
    { name: "nearest", title: "Nearest", ...withAsk(app, createNearest(app)) },
    { name: "selection", title: "Selection", ...createSelected(app) },
    ...(rates ? [{ name: "you", title: "You", ...createYou(app) }] : []),
    { name: "axes", title: "Axes", ...createAxes(app) },
    { name: "compare", title: "Compare", ...createCompare(app) },
    ...(data.clusters || app.channel
      ? [{ name: "clusters", title: "Clusters", ...createClusters(app) }] : []),
  ];
  const [toolbar, legend, ...menus] = [createToolbar, createLegend, createFilter, createMaps, createTakeaway,
    createHelp].map((create) => create(app));
  const side = createTabs(app, createPicked(app), tabs);
  const panes = h("div", { class: "ee-panes" }, ...app.panes.map(({ element }) => element));
  toolbar.element.append(h("div", { class: "ee-menus" }, ...menus.map(({ element }) => element)));
  root.replaceChildren(toolbar.element,
    h("div", { class: "ee-main" }, panes, h("div", { class: "ee-beside" }, side.element)),
    legend.element, caption);
  closeMenus(root);
  return [toolbar, legend, side, ...menus];
}

/**
 * The neighbors, and above them a box to ask in words, where the kernel can.
 * @param {ee.App} app @param {ee.Panel} nearest @returns {ee.Panel}
 */
function withAsk(app, nearest) {
  if (!app.data.embeds || !app.channel) return nearest;
  const ask = createAsk(app, app.channel);
  return { element: h("div", {}, ask.element, nearest.element), update: nearest.update };
}

/** A menu closes when something else is clicked, or by Escape. @param {HTMLElement} root */
function closeMenus(root) {
  /** @param {Node | null} kept */
  const close = (kept) => {
    for (const menu of root.querySelectorAll(/** @type {"details"} */ ("details.ee-menu[open]"))) {
      if (!kept || !menu.contains(kept)) menu.open = false;
    }
  };
  root.addEventListener("pointerdown", (event) => close(/** @type {Node} */ (event.target)));
  root.addEventListener("keydown", (event) => {
    const menu = /** @type {Element} */ (event.target).closest("details.ee-menu[open]");
    if (event.key !== "Escape" || !menu) return;
    close(null);
    menu.querySelector("summary")?.focus();
  });
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
    if (SCORED.some((key) => changed.has(key))) panes.forEach((pane) => pane.say(""));
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
    app.shownPanes().forEach(score);
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

  /** Beside a map's name, what it keeps of the neighbors. @param {ee.Pane} pane */
  function score(pane) {
    const { space: index, layout } = pane.view;
    const [space, { measure, k }] = [data.spaces[index], store.state];
    if (data.remote || !(layout in space.maps) || pane.said) return;
    const rows = [...app.visible.keys()].filter((row) => app.visible[row]);
    const found = mapScore(space, space.maps[layout], measure, k, rows, (row) => app.visible[row] === 1,
      AGREEMENT_BUDGET);
    if (!found) return;
    const [kept, chance] = [found.share, found.chance].map((share) => Number((100 * share).toPrecision(2)));
    pane.say(`keeps ${kept} % of the ${k} nearest (chance: ${chance} %)`);
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
