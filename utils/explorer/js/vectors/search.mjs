// Titles that hold what was typed: accents, case and the order of the words are forgiven.

/** @typedef {{row: number, rank: number, popular: number}} Hit */

/** @type {Record<string, string>} */
const LETTERS = { ß: "ss", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", æ: "ae", œ: "oe", þ: "th" };

/** Lower case without accents. @param {string} text */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[ßøđðłıæœþ]/g, (letter) => LETTERS[letter]);
}

/**
 * Titles, folded, in one string: looking through it is faster than through each.
 * @param {{length: number, join: (separator: "\0") => string}} titles none holds "\0"
 * @returns {{text: string, starts: Int32Array}} starts: where each begins, and where one more would
 */
export function foldAll(titles) {
  const text = fold(titles.join("\0"));
  const starts = new Int32Array(titles.length + 1);
  for (let row = 1; row < titles.length; row++) starts[row] = text.indexOf("\0", starts[row - 1]) + 1;
  starts[titles.length] = text.length + 1;
  return { text, starts };
}

/**
 * Rows whose title holds every word typed, best first: the title begins so, a word begins so, or
 * it holds it anywhere; among equals the more popular first.
 * @param {ReturnType<typeof foldAll>} titles
 * @param {string} typed
 * @param {(row: number) => number} popularity
 */
export function search({ text, starts }, typed, popularity, limit = 12) {
  const whole = fold(typed).trim();
  const words = whole.split(/\s+/).filter(Boolean).sort((a, b) => b.length - a.length);
  if (!words.length) return [];
  /** @type {Hit[]} */
  const found = [];
  for (let row = 0, at = text.indexOf(words[0]); at >= 0; at = text.indexOf(words[0], starts[row])) {
    while (starts[row + 1] <= at) row++;
    const title = text.slice(starts[row], starts[row + 1] - 1);
    const rank = rankOf(title, whole, words);
    if (rank < NO_RANK) insert(found, { row, rank, popular: popularity(row) }, limit);
    row++;
  }
  return found.map(({ row }) => row);
}

const NO_RANK = 3;

/** @param {string} title @param {string} whole @param {string[]} words */
function rankOf(title, whole, words) {
  if (title.startsWith(whole)) return 0;
  if (!words.every((word) => title.includes(word))) return NO_RANK;
  return words.every((word) => title.startsWith(word) || title.includes(" " + word)) ? 1 : 2;
}

/**
 * Put one that comes after all of its equals into a sorted list of so many.
 * @param {Hit[]} found @param {Hit} one @param {number} limit
 */
function insert(found, one, limit) {
  /** @param {Hit} a @param {Hit} b */
  const comes = (a, b) => a.rank - b.rank || b.popular - a.popular;
  if (found.length === limit && comes(found[limit - 1], one) <= 0) return;
  let place = found.length;
  while (place > 0 && comes(found[place - 1], one) > 0) place--;
  found.splice(place, 0, one);
  if (found.length > limit) found.pop();
}
