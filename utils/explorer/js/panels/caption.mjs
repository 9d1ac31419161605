// What is shown, in words: for whoever does not see the map, and for whoever doubts it.

import { formatNumber, quoted } from "../vectors/data.mjs";

const TRUST = 0.5;

/** @param {ee.Data} data @param {ee.State} state @param {ee.Recipe} recipe */
function query(data, state, recipe) {
  if (state.query === "you") return "your ratings";
  if (recipe.outside) return `“\u2068${recipe.outside.text}\u2069”`;
  if (recipe.mean) return `the mean of ${recipe.plus.length} selected ${data.noun}`;
  const signed = [...recipe.plus.map((row) => ({ sign: "+", row })),
    ...recipe.minus.map((row) => ({ sign: "−", row }))];
  const terms = signed.map(({ sign, row }, i) => (i || sign === "−" ? `${sign} ` : "") + quoted(data, row));
  return terms.join(" ");
}

/**
 * Where the flat map and the space disagree about who is near; null where that cannot be said.
 * @param {ee.Answer | null} answer
 */
export function mapWarning(answer) {
  if (!answer?.onMap || !answer.rows.length) return null;
  const { agreed, rows } = answer;
  const share = agreed / rows.length;
  const text = `${agreed} of these ${rows.length} are among the ${rows.length} nearest on the map`;
  return { misleads: share < TRUST, text: share < TRUST ? `${text}: here it misleads.` : `${text}.` };
}

/** What is said instead of a map without points. @param {ee.Data} data */
export function emptyCaption(data) {
  return `This space holds no ${data.noun}: there is nothing to show.`;
}

/**
 * The caption.
 * @param {ee.Data} data @param {ee.State} state
 * @param {{titles: string[], answers: ee.Answer[], visible: Uint8Array,
 *   agreed: ee.Agreement | null}} what
 *   titles: of the views; agreed: how much two spaces agree, null while that is not known
 */
export function captionOf(data, state, what) {
  const { titles, answers, visible, agreed } = what;
  const shown = visible.reduce((sum, one) => sum + one, 0);
  const parts = [`${titles.join("; ")}. ${shown} of ${data.n} ${data.noun} shown, colored by ${state.color}.`];
  if (state.selection.length) parts.push(`${state.selection.length} selected.`);
  for (const answer of answers) {
    const { rows, scores, space, measure } = answer;
    const names = rows.slice(0, 3).map((row, i) => `${quoted(data, row)} (${formatNumber(scores[i])})`);
    const where = data.spaces.length > 1 ? ` in ${space.name}` : "";
    parts.push(`Nearest to ${query(data, state, answer.recipe)}${where} by ${measure}: `
      + `${names.join(", ") || "nothing that is shown"}.`);
    const warning = mapWarning(answer);
    if (warning) parts.push(warning.text);
  }
  if (agreed) {
    if (answers.length === 2) {
      const both = answers[0].rows.filter((row) => answers[1].rows.includes(row)).length;
      parts.push(`The two spaces share ${both} of these ${answers[0].rows.length}.`);
    }
    parts.push(`Over ${agreed.rows} ${data.noun}, ${Math.round(100 * agreed.share)} % of the `
      + `${state.k} nearest are the same in both.`);
  }
  return parts.join(" ");
}
