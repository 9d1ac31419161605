// Work that the kernel does for a while: it says how far it is, and can be stopped.

/** @typedef {{what: string, share: number, problem: string}} Work problem: "" while there is none */

/**
 * @param {ee.Channel} channel @param {(message: any, buffers: DataView[]) => void} made takes results
 * @param {() => void} heard called when there is something new to say
 */
export function createJobs(channel, made, heard) {
  /** @type {Work | null} */
  let work = null;

  /** @param {any} message @param {DataView[]} buffers */
  function hear(message, buffers) {
    if (message.type === "told" && work) work = { ...work, share: message.share };
    else if (message.type === "failed" && work) work = { ...work, problem: message.text };
    else if (message.type === "map" || message.type === "clusters") {
      work = null;
      made(message, buffers);
    } else return;
    heard();
  }

  channel.on("msg:custom", hear);
  return {
    /** What is at work, or went wrong; null without. */
    get work() { return work; },
    /** @param {string} what in words @param {object} message @param {number[] | null} [rows] */
    start(what, message, rows = null) {
      work = { what, share: 0, problem: "" };
      channel.send({ type: "start", ...message }, undefined, rows ? [Int32Array.from(rows).buffer] : []);
      heard();
    },
    stop() {
      work = null;
      channel.send({ type: "stop" });
      heard();
    },
    close: () => channel.off("msg:custom", hear),
  };
}
