// The one state that everything on the screen follows, and its form in a link.

/** What is not part of a view: where the pointer is, what it does, and how often the kernel was heard,
 * and how often something was added to the data. */
const PASSING = ["hover", "tool", "heard", "data"];

/** The map that a space is first seen on: the last that was made of it. @param {ee.Space} space */
export function mapOf(space) {
  return Object.keys(space.maps).at(-1) ?? "";
}

/** The state before anything was done. @param {ee.Data} data @returns {ee.State} */
export function initialState(data) {
  const first = data.colorings.find(({ kind }) => kind === "levels") ?? data.colorings[0];
  const last = data.spaces.length - 1;
  /** @param {number} space @returns {ee.View} */
  const pane = (space) => ({ space, layout: mapOf(data.spaces[space]), camera: null });
  const compare = data.spaces.length > 1 && !data.epochs;
  return {
    measure: "cosine", k: 10, picked: -1, query: "picked",
    color: first.name, hidden: [], least: null, filters: {}, columns: null, tab: "nearest", selection: [],
    sum: { plus: [], minus: [] }, axis: { from: [], to: [] }, ratings: {},
    left: pane(data.epochs ? last : 0),
    right: compare ? pane(1) : null,
    only: null, kept: [], outside: null, hover: -1, tool: "pan", heard: 0, data: 0,
  };
}

/** A state that tells its subscribers what changed. @param {ee.State} initial @returns {ee.Store} */
export function createStore(initial) {
  let state = initial;
  const subscribers = new Set();
  return {
    get state() { return state; },
    /** @param {Partial<typeof initial>} patch */
    set(patch) {
      state = { ...state, ...patch };
      const changed = new Set(Object.keys(patch));
      for (const subscriber of subscribers) subscriber(state, changed);
    },
    subscribe(subscriber) { subscribers.add(subscriber); },
  };
}

/**
 * What a view consists of: the state without what is passing, and without defaults.
 * @param {ee.State} state @param {ee.State} initial @returns {ee.Patch}
 */
export function viewOf(state, initial) {
  /** @type {Record<string, any>} */
  const defaults = initial;
  const kept = Object.entries(state).filter(([key, value]) =>
    !PASSING.includes(key) && JSON.stringify(value) !== JSON.stringify(defaults[key]));
  return Object.fromEntries(kept);
}

/**
 * The state of a view; what this data cannot show are left at their defaults.
 * @param {any} view @param {ee.State} initial @param {ee.Data} data @returns {ee.State}
 */
export function stateOf(view, initial, data) {
  /** @param {any} row */
  const isRow = (row) => Number.isInteger(row) && row >= 0 && row < data.n;
  /** @param {any} list */
  const rows = (list) => Array.isArray(list) && list.every(isRow);
  /** @param {any} pane */
  const isPane = (pane) => data.spaces[pane?.space] !== undefined && typeof pane.layout === "string"
    && (pane.camera === null || ["x", "y", "scale"].every((key) => Number.isFinite(pane.camera?.[key])));
  /** @type {Record<string, (value: any) => boolean>} */
  const valid = {
    measure: (value) => data.measures.includes(value),
    k: (value) => Number.isInteger(value) && value >= 1 && value <= 100,
    picked: isRow,
    query: (value) => ["picked", "sum", "mean", "you", "outside"].includes(value),
    kept: (value) => Array.isArray(value) && value.every((axis) =>
      typeof axis?.name === "string" && rows(axis.from) && rows(axis.to)),
    only: (value) => rows(value) && value.length > 2 && !data.remote,
    outside: (value) => typeof value?.text === "string" && Array.isArray(value.vector)
      && value.vector.every(Number.isFinite),
    color: (value) => data.columns.some(({ name, kind }) => name === value && kind !== "text"),
    hidden: (value) => Array.isArray(value),
    least: (value) => value === null || Number.isFinite(value),
    filters: (value) => value !== null && typeof value === "object" && !Array.isArray(value),
    columns: (value) => Array.isArray(value),
    tab: (value) => typeof value === "string",
    selection: rows,
    sum: (value) => rows(value?.plus) && rows(value?.minus),
    axis: (value) => data.axes.some(({ name }) => name === value?.name)
      || (rows(value?.from) && rows(value?.to)),
    ratings: (value) => value !== null && typeof value === "object" && Object.entries(value).every(
      ([row, stars]) => isRow(Number(row)) && stars >= 0.5 && stars <= 5 && Number.isInteger(2 * stars)),
    left: isPane,
    right: (value) => value === null || isPane(value),
  };
  const kept = Object.entries(view ?? {}).filter(([key, value]) => valid[key]?.(value));
  return { ...initial, ...Object.fromEntries(kept) };
}

/**
 * Rows as text that stays short in an address: each less the one before, to the base of 36.
 * @param {number[]} rows
 */
export function packRows(rows) {
  return rows.map((row, i) => (row - (rows[i - 1] ?? 0)).toString(36)).join(".");
}

/** The rows of such a text. @param {string} text */
export function unpackRows(text) {
  let row = 0;
  return text.split(".").map((step) => (row += parseInt(step, 36)));
}

/** Lists of rows in a view. @type {("selection" | "only")[]} */
const LISTS = ["selection", "only"];

/** The part of an address behind "#". @param {ee.Patch} view */
export function toHash(view) {
  const packed = LISTS.flatMap((key) => (view[key] ? [[key, packRows(view[key] ?? [])]] : []));
  const short = { ...view, ...Object.fromEntries(packed) };
  return "#view=" + encodeURIComponent(JSON.stringify(short));
}

/** The view in an address, or null. @param {string} hash */
export function fromHash(hash) {
  try {
    const view = JSON.parse(decodeURIComponent(hash.match(/^#view=(.*)$/)?.[1] ?? "null"));
    const unpacked = LISTS.filter((key) => view?.[key]).map((key) => [key, unpackRows(view[key])]);
    return view && { ...view, ...Object.fromEntries(unpacked) };
  } catch {
    return null;  // a link that was cut off opens the page at its start
  }
}
