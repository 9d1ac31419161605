// Your ratings, and the vector they make.

import { formatNumber, quoted, shortTitle } from "../vectors/data.mjs";
import { bidi, button, h, folding } from "../dom.mjs";
import { starBox } from "./picked.mjs";
import { replaceKeepingFocus } from "./table.mjs";

/** @param {ee.App} app @returns {ee.Panel} */
export function createYou({ data, store, shownSpaces, model }) {
  const place = h("div");
  const element = folding("Your ratings", false, place);

  /** @param {ee.Recipe} recipe */
  function norms(recipe) {
    return shownSpaces().flatMap((space) => {
      const query = model.vector(recipe, space);
      const length = query && formatNumber(Math.hypot(...query.vector));
      return length ? [`Your vector in ${space.name}: length ${length}.`] : [];
    }).join(" ");
  }

  /** @type {ee.Panel["update"]} */
  function update(state, changed) {
    if (!["ratings", "left", "right"].some((key) => changed.has(key))) return;
    const rated = Object.keys(state.ratings).map(Number);
    if (rated.length && changed.has("ratings")) element.open = true;
    if (!rated.length) {
      replaceKeepingFocus(place, h("p", {}, "Pick one and rate it: your vector follows each rating."));
      return;
    }
    const recipe = model.recipe({ ...state, query: "you" });
    replaceKeepingFocus(place,
      h("ul", { class: "ee-ratings" }, ...rated.map((row) => h("li", {},
        starBox(store, row, `your rating of ${quoted(data, row)}`), bidi(shortTitle(data, row))))),
      h("p", {}, recipe && norms(recipe)),
      h("p", {}, h("small", {}, "◇ On a PCA map your vector has a place, drawn at the mean length of all.")),
      h("div", { class: "ee-buttons" },
        button("what to watch", () => store.set({ query: "you" })),
        button("forget all", () => store.set({ ratings: {}, query: "picked" }))));
  }
  return { element, update };
}
