import assert from "node:assert/strict";
import test from "node:test";
import { fit, panned, pinched, toMap, toScreen, zoomed } from "../../utils/explorer/js/drawing/camera.mjs";
import { countAll, overRepresented, sample } from "../../utils/explorer/js/panels/traits.mjs";
import { formatNumber, shortened } from "../../utils/explorer/js/vectors/data.mjs";
import { toCsv, toProjector } from "../../utils/explorer/js/files/export.mjs";
import { buildGrid, findNearest, findToward, inOrder, inPolygon, rowsInBox, runsIn } from "../../utils/explorer/js/drawing/grid.mjs";
import { INKS } from "../../utils/explorer/js/drawing/overlay.mjs";
import { drawDensity, drawPoints, mix, packColor, packShape, shapeOf, unpackColor } from "../../utils/explorer/js/drawing/raster.mjs";
import { foldAll, search } from "../../utils/explorer/js/vectors/search.mjs";
import { layOut, wrapped } from "../../utils/explorer/js/files/sheet.mjs";
import { toSvg } from "../../utils/explorer/js/files/svg.mjs";

const all = () => true;
let seed = 1;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;

// Search

test("accents, case and the order of the words are forgiven", () => {
  const titles = ["Amélie (2001)", "Matrix, The (1999)", "Ærø", "The Enigma", "Straße"];
  const find = (typed) => search(foldAll(titles), typed, () => 0);
  assert.deepEqual(find("AMELIE"), [0]);
  assert.deepEqual(find("the matrix"), [1]);
  assert.deepEqual(find("aero"), [2]);
  assert.deepEqual(find("strasse"), [4]);
  assert.deepEqual(find("  "), []);
  assert.deepEqual(find("nothing like it"), []);
});

test("a title that begins so comes first, then the more popular", () => {
  const titles = ["Superstar", "Big Star", "Star Wars", "Star Trek"];
  assert.deepEqual(search(foldAll(titles), "star", (row) => row), [3, 2, 1, 0]);
});

// Places

test("the index finds what a look at all points finds", () => {
  const xy = Float32Array.from({ length: 2000 }, () => 2 * random() - 1);
  const grid = buildGrid(xy);
  for (let trial = 0; trial < 200; trial++) {
    const [x, y, radius] = [2.4 * random() - 1.2, 2.4 * random() - 1.2, 0.2 * random()];
    const allowed = (row) => row % 3 > 0;
    let best = -1;
    let bound = radius ** 2;
    for (let row = 0; row < 1000; row++) {
      const distance = (xy[2 * row] - x) ** 2 + (xy[2 * row + 1] - y) ** 2;
      if (allowed(row) && distance <= bound && (best < 0 || distance < bound)) [best, bound] = [row, distance];
    }
    assert.equal(findNearest(grid, x, y, radius, allowed), best);
  }
});

test("equal points and none at all can be looked at", () => {
  assert.equal(findNearest(buildGrid(new Float32Array(8)), 0, 0, 0.1, all), 0);
  assert.equal(findNearest(buildGrid(new Float32Array(0)), 0, 0, 0.1, all), -1);
});

test("an arrow key goes to the next point in its direction", () => {
  const xy = Float32Array.from([0, 0, 0.5, 0.1, 0.2, 0.9, -0.3, 0]);
  assert.equal(findToward(xy, 0, [1, 0], all), 1);
  assert.equal(findToward(xy, 0, [0, 1], all), 2);
  assert.equal(findToward(xy, 0, [-1, 0], all), 3);
  assert.equal(findToward(xy, 0, [0, -1], all), -1);
});

test("the rows of a box are those of a look at all points, in their order", () => {
  const xy = Float32Array.from({ length: 2000 }, () => 2 * random() - 1);
  const inside = (_, x, y) => x >= -0.3 && x <= 0.4 && y >= 0.1 && y <= 0.9;
  const expected = [...Array(1000).keys()].filter((row) => inside(row, xy[2 * row], xy[2 * row + 1]));
  assert.ok(expected.length > 50);
  assert.deepEqual(rowsInBox(buildGrid(xy), ...[-0.3, 0.1, 0.4, 0.9].map(Math.fround), inside), expected);
  const counted = runsIn(buildGrid(xy), -0.3, 0.1, 0.4, 0.9).reduce((sum, [from, to]) => sum + to - from, 0);
  assert.ok(counted >= expected.length && counted < 1.5 * expected.length, "whole cells");
  assert.deepEqual(runsIn(buildGrid(xy), -9, -9, 9, 9), [[0, 1000]]);
  assert.deepEqual(rowsInBox(buildGrid(xy), -9, -9, 9, 9, all), [...Array(1000).keys()]);
});

test("inside and outside of a lasso", () => {
  const lasso = [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]];
  assert.ok(inPolygon(lasso, 1, 1));
  assert.ok(!inPolygon(lasso, 2, 3));
  assert.ok(!inPolygon(lasso, 5, 1));
});

test("the camera: there and back, and the place under the pointer stays", () => {
  const camera = panned(fit(800, 400), 30, -20);
  const [x, y] = toMap(camera, 800, 400, 123, 77);
  const back = toScreen(camera, 800, 400, x, y);
  assert.ok(Math.hypot(back[0] - 123, back[1] - 77) < 1e-9);
  const closer = toMap(zoomed(camera, 800, 400, 3, 123, 77), 800, 400, 123, 77);
  assert.ok(Math.hypot(closer[0] - x, closer[1] - y) < 1e-9);
});

test("two fingers: what each was on stays under it", () => {
  const camera = panned(fit(800, 400), 30, -20);
  const [from, to] = [[[100, 100], [300, 200]], [[50, 80], [450, 280]]];
  const pinch = pinched(camera, 800, 400, from, to);
  assert.ok(Math.abs(pinch.scale - 2 * camera.scale) < 1e-9);
  for (const finger of [0, 1]) {
    const before = toMap(camera, 800, 400, ...from[finger]);
    const after = toMap(pinch, 800, 400, ...to[finger]);
    assert.ok(Math.hypot(before[0] - after[0], before[1] - after[1]) < 1e-9);
  }
});

// Pixels

test("a point is drawn where the camera sees it, a hidden one is not", () => {
  const [width, height] = [20, 10];
  const data = new Uint32Array(width * height).fill(packColor("#ffffff"));
  const colors = Uint32Array.from([packColor("#ff0000"), 0]);
  const points = { places: Float32Array.from([0.5, 0, -0.5, 0]), colors, runs: [[0, 2]] };
  drawPoints({ data, width, height }, points, { x: 0, y: 0, scale: 8 }, 1, 1);
  assert.equal(data[5 * width + 14], packColor("#ff0000"));
  assert.equal(data[5 * width + 6], packColor("#ffffff"));
});

test("points far outside, or at the rim, write nowhere else", () => {
  const data = new Uint32Array(100).fill(7);
  const points = { places: Float32Array.from([1, 0, 99, 99, -1, 1]), colors: new Uint32Array(3).fill(1), runs: [[0, 3]] };
  drawPoints({ data, width: 10, height: 10 }, points, { x: 0, y: 0, scale: 5 }, 2, 1);
  assert.ok(data.every((pixel) => pixel === 7));
});

test("density: the fullest pixel in full color, one point paler, the mean where colors meet", () => {
  const [red, blue, white] = ["#ff0000", "#0000ff", "#ffffff"].map(packColor);
  const data = new Uint32Array(200).fill(white);
  const places = [[-0.5, 0], [-0.5, 0], [0.5, 0], [0, 0.25], [0, 0.25], [9, 9], [0.9, 0]];
  const colors = Uint32Array.from([red, red, red, red, blue, red, 0]);
  const grid = buildGrid(Float32Array.from(places.flat()));
  const points = { places: grid.places, colors: inOrder(grid, colors), runs: runsIn(grid, -1, -1, 1, 1) };
  drawDensity({ data, width: 20, height: 10 }, points, { x: 0, y: 0, scale: 8 });
  assert.equal(data[5 * 20 + 6], red);
  assert.equal(data[5 * 20 + 14], mix(red, white, 0.35));
  assert.equal(data[3 * 20 + 10], packColor("#800080"));
  assert.equal(data.filter((pixel) => pixel !== white).length, 3);
});

test("a color says in which shape it is drawn, and mixing keeps that", () => {
  const triangle = packShape(packColor("#ff0000"), 2);
  assert.deepEqual([shapeOf(triangle), unpackColor(triangle)], [2, "#ff0000"]);
  assert.equal(shapeOf(mix(triangle, packColor("#ffffff"), 0.5)), 2);
  const lit = [0, 1, 2].map((shape) => {
    const data = new Uint32Array(441).fill(packColor("#ffffff"));
    const points = { places: Float32Array.from([0, 0]), runs: [[0, 1]],
      colors: Uint32Array.from([packShape(packColor("#ff0000"), shape)]) };
    drawPoints({ data, width: 21, height: 21 }, points, { x: 0, y: 0, scale: 1 }, 6, 1);
    return data.map((pixel) => Number(pixel !== packColor("#ffffff"))).join("");
  });
  assert.equal(new Set(lit).size, 3);
});

test("colors mix by channel", () => {
  assert.equal(mix(packColor("#ff0080"), packColor("#000000"), 0.5), packColor("#800040"));
});

// What a selection has in common

const DATA = {
  n: 40,
  titles: Array.from({ length: 40 }, (_, row) => (row < 8 ? `Star ${row}` : `Other ${row}`)),
  columns: [
    { name: "genre", kind: "levels", levels: ["drama", "sci-fi"],
      starts: Int32Array.from({ length: 41 }, (_, row) => row),
      codes: Int32Array.from({ length: 40 }, (_, row) => Number(row < 10)) },
    { name: "year", kind: "number", values: Float32Array.from({ length: 40 }, (_, row) => 1970 + row % 20) },
  ],
};

test("genres, words and decades that are more frequent in a selection", () => {
  const found = overRepresented(DATA, [0, 1, 2, 3, 4, 5], countAll(DATA));
  assert.deepEqual(found.map(({ label }) => label), ["word: star", "genre: sci-fi", "decade: 1970s"]);
  assert.equal(found[1].own, 6);
  assert.equal(found[1].share, 0.25);
});

test("all rows have nothing special, and one row neither", () => {
  const counts = countAll(DATA);
  assert.deepEqual(overRepresented(DATA, [...Array(40).keys()], counts), []);
  assert.deepEqual(overRepresented(DATA, [1], counts), []);
});

test("of too many rows to count an even sample is taken", () => {
  const few = [...Array(50_000).keys()];
  assert.equal(sample(few), few);
  assert.deepEqual([...sample([...few, ...few.map((row) => row + 50_000)])].slice(0, 3), [0, 2, 4]);
});

// Files

test("CSV: quotes, commas and line breaks survive, a formula is no formula", () => {
  const data = { label: "title", titles: ['say "a, b"', "=1+1", "two\nlines"], columns: [
    { name: "x", kind: "number", values: Float32Array.from([-1, 2, NaN]) }] };
  assert.equal(toCsv(data, [0, 1, 2]),
    'row,title,x\r\n0,"say ""a, b""",-1\r\n1,\'=1+1,2\r\n2,"two\nlines",\r\n');
});

test("CSV: what was found comes with its rank and score, and numbers with all their digits", () => {
  const data = { label: "name", titles: ["a", "b"], columns: [
    { name: "x", kind: "number", values: Float64Array.from([16777217, 0.123456789]) },
    { name: "y", kind: "number", values: Float32Array.from([0.1, 1e-30]) }] };
  const ranking = [{ name: "rank", cell: (at) => String(at + 1) }];
  assert.equal(toCsv(data, [1, 0], ranking),
    "row,name,rank,x,y\r\n1,b,1,0.123456789,1e-30\r\n0,a,2,16777217,0.1\r\n");
});

test("the Projector's files have no tab and no line break in a title", () => {
  const data = { label: "title", titles: ["a\tb\nc"], columns: [] };
  const files = toProjector(data, { vectors: Float32Array.from([1, 2]), dim: 2 }, [0]);
  assert.deepEqual(files, { vectors: "1\t2\n", metadata: "title\na b c\n" });
});

// Names and numbers

test("numbers are three digits, and no number is a line long", () => {
  const said = [0, 7, 12345, 0.123456, 123.456, -1.189e30, 1e-30, 4e9].map(formatNumber);
  assert.deepEqual(said, ["0", "7", "12345", "0.123", "123", "-1.19e+30", "1.00e-30", "4000000000"]);
});

test("a text is cut between letters, not within one", () => {
  assert.equal(shortened("🎬".repeat(9), 4), "🎬🎬🎬…");
  assert.equal(shortened("abcd", 4), "abcd");
});

// A sheet: 10 pixels a letter, lines of 18 pixels, 12 at the edge

const tenEach = (text) => 10 * text.length;
const oneView = [{ title: "a map", size: { width: 320, height: 100 } }];

test("lines are as wide as there is room, and a long word is cut", () => {
  assert.deepEqual(wrapped("one two three", 80, tenEach), ["one two", "three"]);
  assert.deepEqual(wrapped("a bcdefghij", 40, tenEach), ["a", "bcde", "fghi", "j"]);
  assert.deepEqual(wrapped(" ", 40, tenEach), []);
});

test("a sheet: views side by side, the legend below, then the words", () => {
  const legend = ["drama 12", "comedy 7", "war 3", "crime 1"].map((label) => ({ label, color: "#123456" }));
  const sheet = layOut([...oneView, ...oneView], legend, ["what is shown"], tenEach);
  assert.deepEqual(sheet.views, [{ x: 12, y: 32 }, { x: 344, y: 32 }]);
  assert.equal(sheet.width, 12 + 320 + 12 + 320 + 12);
  assert.deepEqual(sheet.dots.map(({ x, y }) => [x, y]), [[17, 151], [123, 151], [229, 151], [305, 151]]);
  assert.deepEqual(sheet.texts.at(-1), { x: 12, y: 169, text: "what is shown" });
  assert.equal(sheet.height, 169 + 9 + 12);
  assert.equal(layOut(oneView, legend, [], tenEach).dots[3].y, 169);
});

test("SVG: a title is text, and what is marked is marked there too", () => {
  const marks = [
    { row: 0, kind: "query", x: 5, y: 6, text: "a", label: { x: 1, y: 1, text: "<img onerror=x> & \0\uffff" } },
    { row: 1, kind: "near", x: 8, y: 9, text: "b", label: null },
  ];
  const view = { size: oneView[0].size, radius: 1, labels: { x: "<b>", y: "" }, marks,
    points: [{ x: 1, y: 2, color: "#123456", shape: 0 }, { x: 5, y: 5, color: "#654321", shape: 2 }] };
  const svg = toSvg(layOut(oneView, [], ["words"], tenEach), [view], INKS.light, "a map");
  assert.match(svg, />&lt;img onerror=x&gt; &amp; <\/text>/);
  assert.match(svg, />&lt;b&gt; →<\/text>/);
  assert.match(svg, /<circle cx="1" cy="2" r="1" fill="#123456"/);
  assert.match(svg, /<polygon points="5.0,3.8 6.1,5.7 3.9,5.7" fill="#654321"/);
  assert.match(svg, /<line x1="5" y1="6" x2="8" y2="9"/);
  assert.match(svg, />words<\/text>/);
  assert.doesNotMatch(svg, /<img|<b>|undefined|NaN/);
});
