// Light or dark: whatever the page around the explorer is.

/**
 * Relative luminance of "rgb(r, g, b)" or "rgba(…)"; null where it is transparent.
 * @param {string} color
 */
export function luminance(color) {
  const [r, g, b, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
  if (r === undefined || alpha < 0.5) return null;
  const [lr, lg, lb] = [r, g, b].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * lr + 0.7152 * lg + 0.0722 * lb;
}

/**
 * "dark" if the nearest painted background around an element is, else "light".
 * @param {HTMLElement} element @returns {ee.Theme}
 */
export function themeAround(element) {
  for (let node = element.parentElement; node; node = node.parentElement) {
    const light = luminance(getComputedStyle(node).backgroundColor);
    if (light !== null) return light < 0.2 ? "dark" : "light";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/**
 * Call back when the theme may have changed, until the signal says stop.
 * @param {() => void} changed @param {AbortSignal} signal
 */
export function watchTheme(changed, signal) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed, { signal });
  const observer = new MutationObserver(changed);
  const names = ["class", "style", "theme", "data-theme", "data-jp-theme-light", "data-jp-theme-name"];
  for (const node of [document.documentElement, document.body]) {
    observer.observe(node, { attributes: true, attributeFilter: names });
  }
  signal.addEventListener("abort", () => observer.disconnect());
}
