import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from './shop.js';

/** The answer to one request, with the time at which it was sent and the time it took. */
export interface Answered {
  readonly reply: Reply;
  readonly sentAt: number;
  readonly tookMs: number;
}

/** The most requests without an answer: on a machine that cannot keep up, more would only wait past every deadline. */
const MOST_UNDER_WAY = 30;

/** Sends requests at a fixed rate until `stop`, whether or not earlier ones are answered (open loop), and collects the answers. */
export function steadyLoad(perSecond: number, send: (n: number) => Promise<Reply>) {
  const under: Promise<Answered>[] = [];
  const answered: Answered[] = [];
  let running = true;
  let underWay = 0;
  const loop = (async () => {
    const began = performance.now();
    for (let n = 0; running; n++) {
      await pause(Math.max(0, began + (n * 1000) / perSecond - performance.now()));
      while (running && underWay >= MOST_UNDER_WAY) await pause(20);
      const sentAt = performance.now();
      underWay++;
      const one = send(n)
        .then((reply) => ({ reply, sentAt, tookMs: performance.now() - sentAt }))
        .finally(() => underWay--);
      one.then(
        (done) => answered.push(done),
        () => undefined,
      );
      under.push(one);
    }
  })();
  return {
    /** The answers so far. */
    answered: answered as readonly Answered[],
    /** Stops sending and waits for the outstanding answers. Rejects when a request failed without an answer. */
    async stop(): Promise<Answered[]> {
      running = false;
      await loop;
      return Promise.all(under);
    },
  };
}

/** The number of answers by status and problem. */
export function countedBy(answers: readonly Answered[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reply } of answers) {
    const what = [reply.status, reply.body['code'], reply.body['detail']].filter(Boolean).join(' ');
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
