// Questions for the kernel, where the vectors of a space stay that is too large for the browser.

const PATIENCE_MS = 5000;
const ASKED = "Asking the kernel …";
const LATE = `The kernel has not answered for ${PATIENCE_MS / 1000} s. Either it runs another cell, and will `
  + "answer after it; or it is gone: then run the cell of this explorer again.";

/**
 * @typedef {(found: any[]) => void} Take
 * @typedef {{questions: ee.Question[], visible: Uint8Array, take: Take}} Waiting
 */

/** A bit for each flag, the first the lowest. @param {Uint8Array} flags 0 or 1 */
export function packBits(flags) {
  const bits = new Uint8Array(Math.ceil(flags.length / 8));
  for (let i = 0; i < flags.length; i++) bits[i >> 3] |= flags[i] << (i & 7);
  return bits;
}

/**
 * What is asked of one or more spaces, as `utils.explorer.answers` reads it.
 * @param {number} id @param {ee.Question[]} questions @param {Uint8Array} visible
 */
function message(id, questions, visible) {
  const [{ recipe, measure, k }] = questions;
  const stars = recipe.rated?.map(([, given]) => given) ?? null;
  const spaces = questions.map(({ index }) => index);
  return {
    content: { type: "nearest", id, spaces, measure, k,
      minus: recipe.minus, mean: Boolean(recipe.mean), stars, outside: recipe.outside?.vector ?? null },
    buffers: [Int32Array.from(recipe.plus).buffer, packBits(visible).buffer],
  };
}

/**
 * One question is on its way at a time; of those that wait for it only the newest is asked.
 * @param {ee.Channel} channel a widget's model
 * @param {() => void} heard called when an answer was taken, or is late
 */
export function createKernel(channel, heard) {
  let status = "";
  let asked = 0;
  /** @type {{id: number, take: Take, late: boolean} | null} */
  let open = null;  // {id, take, late}
  /** @type {Waiting | null} */
  let next = null;
  let timer = 0;

  /** @param {Waiting} waiting */
  function send({ questions, visible, take }) {
    clearTimeout(timer);
    open = { id: ++asked, take, late: false };
    next = null;
    timer = setTimeout(late, PATIENCE_MS);
    const { content, buffers } = message(asked, questions, visible);
    try {
      channel.send(content, undefined, buffers);
    } catch {  // there is no kernel
      clearTimeout(timer);
      timer = setTimeout(late, 0);
    }
  }

  function late() {
    if (open) open.late = true;
    status = LATE;
    heard();
  }

  /** @param {any} content */
  function hear({ type, id, found }) {
    if (!open || type !== "found" || id !== open.id) return;
    const { take } = open;
    open = null;
    clearTimeout(timer);
    if (next) return send(next);
    status = "";
    take(found);
    heard();
  }

  channel.on("msg:custom", hear);
  return {
    /** What is to be said while there is no answer. */
    get status() { return status; },
    /**
     * @param {ee.Question[]} questions to spaces, of one query @param {Uint8Array} visible
     * @param {Take} take
     */
    ask(questions, visible, take) {
      status = ASKED;
      const question = { questions, visible, take };
      if (open && !open.late) next = question;
      else send(question);
    },
    /** What was asked is wanted no more. */
    forget() {
      next = null;
      open = null;
      clearTimeout(timer);
      status = "";
    },
    stop() {
      clearTimeout(timer);
      channel.off("msg:custom", hear);
    },
  };
}
