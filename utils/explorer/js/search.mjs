// Titles that hold what was typed: accents, case and the order of the words are forgiven.

const LETTERS = { ß: "ss", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", æ: "ae", œ: "oe", þ: "th" };

/** Lower case without accents. @param {string} text */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[ßøđðłıæœþ]/g, (letter) => LETTERS[letter]);
}

/**
 * Rows whose title holds every word typed, best first: the title begins so, a word begins so, or
 * it holds it anywhere; among equals the more popular first.
 * @param {string[]} folded titles, folded
 * @param {string} typed
 * @param {(row: number) => number} popularity
 */
export function search(folded, typed, popularity, limit = 12) {
  const whole = fold(typed).trim();
  const words = whole.split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  /** @type {{row: number, rank: number}[]} */
  const found = [];
  folded.forEach((title, row) => {
    if (!words.every((word) => title.includes(word))) return;
    const begins = words.every((word) => title.startsWith(word) || title.includes(" " + word));
    found.push({ row, rank: title.startsWith(whole) ? 0 : begins ? 1 : 2 });
  });
  found.sort((a, b) => a.rank - b.rank || popularity(b.row) - popularity(a.row) || a.row - b.row);
  return found.slice(0, limit).map(({ row }) => row);
}
