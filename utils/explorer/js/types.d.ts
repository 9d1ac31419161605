// The types that the modules share. Read by the compiler in the tests, and by an editor; never run.

declare namespace ee {
  type Theme = "light" | "dark";
  type Measure = "dot" | "cosine" | "euclidean";
  type Side = "left" | "right";
  type Point = [number, number];
  type Size = { width: number; height: number };
  type Camera = { x: number; y: number; scale: number };
  type Changed = Set<string>;
  type Numbers = ArrayLike<number> & Iterable<number>;
  type Test = (row: number) => boolean;
  type Ink = { text: string; soft: string; halo: string; mark: string; query: string };

  type Texts = { length: number; at(row: number): string; join(separator: "\0"): string };
  type NumberColumn = {
    name: string; kind: "number"; date?: boolean; values: Int32Array | Float32Array | Float64Array;
  };
  type TextColumn = { name: string; kind: "text"; values: Texts };
  type LevelColumn = { name: string; kind: "levels"; levels: string[]; starts: Int32Array; codes: Int32Array;
    /** What a row without any is said to be. */ missing?: string };
  type Column = (NumberColumn | TextColumn | LevelColumn) & { constant?: boolean };
  type Rule = { weight: number; unobserved: number; l2: number; offset: number; scale: number };
  /** vectors: null where they stay in the kernel, which data.remote says; then nobody computes with them. */
  type Vectors = { vectors: Float32Array; dim: number; norms: Float32Array | Float64Array };
  type Space = Vectors & { name: string; maps: Record<string, Float32Array>; rule: Rule | null };
  type Data = {
    n: number; titles: Texts; label: string; noun: string; spaces: Space[]; columns: Column[]; remote: boolean;
    colorings: Column[]; measures: Measure[];
    popularity?: NumberColumn; axes: { name: string; note?: string; vector: Float32Array }[]; epochs: boolean;
    clusters: Clusters | null; embeds: boolean;
  };
  /** purity, overall: null where a cluster is named by its center. */
  type Cluster = { name: string; size: number; purity: number | null; overall: number | null; held: number | null; center: number };
  type Clusters = { column: string; found: Cluster[] };
  type Levels = { labels: string[]; ordered: boolean; looks: number[]; starts: Int32Array; levels: Uint8Array; counts: number[] };
  type Grid = ReturnType<typeof import("./drawing/grid.mjs").buildGrid>;
  type Layout = { xy: Float32Array; half: number[]; labels: { x: string; y: string }; grid: Grid };
  type Layouts = (space: number, name: string, axis: Axis | null) => Layout;

  /** What a pane shows. */
  type View = { space: number; layout: string; camera: Camera | null };
  /** A direction of a name, or from one set of rows to another. */
  type Axis = { name?: string; called?: string; from?: number[]; to?: number[] };
  /** An axis between two sets that was given a name. */
  type Kept = { name: string; from: number[]; to: number[] };
  type Sum = { plus: number[]; minus: number[] };
  type State = {
    measure: Measure; k: number; picked: number; query: string; color: string; hidden: string[];
    least: number | null; filters: Record<string, Filter>; columns: string[] | null; tab: string; selection: number[]; sum: Sum; axis: Axis; ratings: Record<string, number>;
    left: View; right: View | null; hover: number; tool: string; heard: number;
    only: number[] | null; kept: Kept[]; outside: Outside | null; data: number;
  };
  /** What the cells of a column must be: within bounds, or holding words. */
  type Filter = { least?: number; most?: number; holds?: string };
  /** A vector that is none of the rows', and what it is of. */
  type Outside = { text: string; vector: number[] };
  type Patch = Partial<State>;
  type Store = { readonly state: State; set(patch: Patch): void;
    subscribe(subscriber: (state: State, changed: Changed) => void): void };

  /** The rows that make up a query. rated: rows and stars. */
  type Recipe = Sum & { mean?: boolean; rated?: Point[]; outside?: Outside };
  type Query = { vector: Float64Array; terms?: (row: number) => number[] };
  type Question = { index: number; space: Space; recipe: Recipe; measure: Measure; k: number };
  type Found = {
    vector?: ArrayLike<number>; rows: number[]; scores: number[];
    terms?: (row: number) => number[]; scoreOf?: (row: number) => number;
  };
  type Answer = Question & Found & {
    onMap: number[] | null; agreed: number; lookalikes: { row: number; score: number | null }[];
  };
  type Agreement = { share: number; rows: number; apart: { row: number; shared: number }[] };

  /** A part of the explorer that follows the state. */
  type Panel = { element: HTMLElement; update(state: State, changed: Changed): void };
  type App = ReturnType<typeof import("./state/app.mjs").createApp>;
  type Making = ReturnType<typeof import("./state/making.mjs").createMaking>;
  type Model = ReturnType<typeof import("./state/model.mjs").createModel>;
  type Kernel = ReturnType<typeof import("./state/kernel.mjs").createKernel>;
  /** anywidget's model: of messages, what a channel to the kernel is. */
  type Channel = {
    send(content: object, callbacks?: undefined, buffers?: ArrayBuffer[]): void;
    on(event: string, callback: (content: any, buffers: any) => void): void;
    off(event: string, callback: (content: any, buffers: any) => void): void;
  };
  type WidgetModel = Channel & { get(name: string): any; set(name: string, value: any): void; save_changes(): void };

  type Pane = {
    element: HTMLElement; top: HTMLCanvasElement; side: Side; outline: Point[]; size: Size; ratio: number;
    /** Beside the name of the map. */
    readonly said: string; say(text: string): void;
    readonly view: View; readonly camera: Camera; readonly layout: Layout; readonly moving: boolean;
    whole(): Camera; setCamera(camera: Camera | null): void; zoom(factor: number, x?: number, y?: number): void;
    screenOf(row: number): Point; rowAt(x: number, y: number, reach: number): number;
    marks(): import("./drawing/overlay.mjs").Placed[]; widthOf(text: string): number; rowsIn(outline: Point[]): number[];
    request(...what: string[]): void; update(changed: Changed): void; resize(): void; radius(): number; stop(): void;
  };
}
