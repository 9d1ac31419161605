// Your ratings, and the vector they make.

import { bidi, button, h } from "../dom.mjs";
import { formatNumber, quoted, shortTitle } from "../vectors/data.mjs";
import { starBox } from "./picked.mjs";
import { replaceKeepingFocus } from "./table.mjs";

const HOW = "What is nearest to you is found by the dot product, whatever the measure of the other questions: "
  + "for that your vector was made.";

/** @param {ee.App} app @returns {ee.Panel} */
export function createYou({ data, store, shownSpaces, model }) {
  const element = h("div", {});

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
    if (!rated.length) {
      replaceKeepingFocus(element,
        h("p", {}, `Pick one of the ${data.noun} and rate it above: your vector follows each rating.`));
      return;
    }
    const recipe = model.recipe({ ...state, query: "you" });
    replaceKeepingFocus(element,
      h("div", { class: "ee-buttons" },
        button("what is near to you", () => store.set({ query: "you", tab: "nearest" })),
        button("forget all", () => store.set({ ratings: {}, query: "picked" }))),
      h("ul", { class: "ee-ratings" }, ...rated.map((row) => h("li", {},
        starBox(store, row, `your rating of ${quoted(data, row)}`), bidi(shortTitle(data, row))))),
      h("p", {}, [recipe && norms(recipe), HOW].filter(Boolean).join(" ")),
      h("p", {}, h("small", {}, "◇ On a PCA map your vector has a place, drawn at the mean length of all.")));
  }
  return { element, update };
}
