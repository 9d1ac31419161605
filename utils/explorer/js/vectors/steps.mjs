// The stops of a slider over the values of a column.

const MOST_STEPS = 100;
const LONG_TAIL = 100;  // of counts up to so many and more, the steps grow with the count
const FROM_FEW = 0.1;  // where the least is at most this share of the largest: years are no counts

/** Three significant digits. @param {number} value */
const rounded = (value) => Number(value.toPrecision(3));

/**
 * Ascending bounds that fit the range of the values, none of which leaves all rows: counts grow by
 * the logarithm, all else in equal steps.
 * @param {ArrayLike<number>} values NaN where one is missing @returns {number[]}
 */
export function stepsOf(values) {
  let [low, high, whole] = [Infinity, -Infinity, true];
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
    whole &&= Number.isInteger(value);
  }
  if (!(low < high)) return [];
  const counts = whole && low >= 0;
  const tailed = counts && high >= LONG_TAIL && low <= FROM_FEW * high;
  const steps = Array.from({ length: MOST_STEPS }, (_, i) => {
    const share = (i + 1) / MOST_STEPS;
    if (tailed) return Math.round(Math.expm1(share * Math.log1p(high)));
    const value = low + share * (high - low);
    return counts ? Math.round(value) : rounded(value);
  });
  return [...new Set(steps)].filter((step) => step > low && step <= high);
}
