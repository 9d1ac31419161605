// Any column as a handful of colored levels: what the legend lists, and what a filter hides.

export const PALETTES = {
  light: {
    background: "#ffffff",
    classes: ["#0072b2", "#d55e00", "#279d62", "#622789", "#891400", "#8989eb", "#004e4e", "#707070"],
    steps: ["#0d0887", "#6a00a8", "#b12a90", "#d8576b", "#d9660d"],
    missing: "#767676",
  },
  dark: {
    background: "#16181c",
    classes: ["#56b4e9", "#e8742a", "#27ebb1", "#ffd83b", "#b13b76", "#2762c4", "#896200", "#a0a0a0"],
    steps: ["#8f6ae0", "#cc4ea8", "#f0746a", "#fdb42f", "#f0f921"],
    missing: "#909090",
  },
};
const N_CLASSES = 8;
export const MISSING = "unknown";

/**
 * The levels of a column, and for each row the levels it has, the one that colors it first.
 * @returns {{labels: string[], ordered: boolean, of: (row: number) => number[], counts: number[]}}
 *   labels: at most eight and, last, "unknown" if values are missing.
 */
export function levelsOf(column, n) {
  const levels = column.kind === "number" ? binned(column, n) : classes(column, n);
  const counts = levels.labels.map(() => 0);
  for (let row = 0; row < n; row++) for (const level of levels.of(row)) counts[level]++;
  return { ...levels, counts };
}

function classes(column, n) {
  const counts = new Array(column.levels.length).fill(0);
  for (const code of column.codes) counts[code]++;
  const byCount = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
  const whole = byCount.length <= N_CLASSES;
  const kept = whole ? byCount : byCount.slice(0, N_CLASSES - 1);
  const labels = kept.map((code) => column.levels[code]);
  if (!whole) labels.push(`${byCount.length - kept.length} others`);
  const place = new Int32Array(counts.length).fill(labels.length - 1);
  kept.forEach((code, level) => { place[code] = level; });
  const missing = labels.length;
  const cells = Array.from({ length: n }, (_, row) => {
    const codes = column.codes.subarray(column.starts[row], column.starts[row + 1]);
    return codes.length ? [...new Set(Array.from(codes, (code) => place[code]))] : [missing];
  });
  if (cells.some((cell) => cell[0] === missing)) labels.push(MISSING);
  return { labels, ordered: false, of: (row) => cells[row] };
}

function binned({ values }, n) {
  const sorted = Float64Array.from(values).filter((value) => !Number.isNaN(value)).sort();
  const bounds = [...new Set([1, 2, 3, 4].map((fifth) =>
    sorted[Math.floor(sorted.length * fifth / 5)]))].filter((bound) => bound > sorted[0]);
  const binOf = (value) => bounds.filter((bound) => value >= bound).length;
  const ends = Array.from({ length: bounds.length + 1 }, () => [Infinity, -Infinity]);
  for (const value of sorted) {
    const end = ends[binOf(value)];
    end[0] = Math.min(end[0], value);
    end[1] = Math.max(end[1], value);
  }
  const labels = sorted.length ? ends.map(([low, high]) =>
    low === high ? shortNumber(low) : `${shortNumber(low)} to ${shortNumber(high)}`) : [];
  const missing = labels.length;
  if (sorted.length < n) labels.push(MISSING);
  const cells = Array.from({ length: n }, (_, row) =>
    [Number.isNaN(values[row]) ? missing : binOf(values[row])]);
  return { labels, ordered: true, of: (row) => cells[row] };
}

function shortNumber(value) {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}

/** The color of each label. @param {{labels: string[], ordered: boolean}} levels */
export function levelColors({ labels, ordered }, theme) {
  const { classes: hues, steps, missing } = PALETTES[theme];
  const known = labels.filter((label) => label !== MISSING).length;
  return labels.map((label, i) => {
    if (label === MISSING) return missing;
    if (!ordered) return hues[i];
    return steps[known > 1 ? Math.round(i * (steps.length - 1) / (known - 1)) : 0];
  });
}
