import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from './shop.js';

/** What was answered to one request, and when it was sent. */
export interface Answered {
  readonly reply: Reply;
  readonly sentAt: number;
  readonly tookMs: number;
}

/** So many requests without an answer: a machine that cannot keep up is sent fewer, or the last would wait past every deadline. */
const MOST_UNDER_WAY = 30;

/** Sends a request every so often, whether or not the ones before are answered, until `stop`; gives every answer. */
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
    /** So far. */
    answered: answered as readonly Answered[],
    /** Sends no more, and waits for what is under way. Rejects when a request could not be sent. */
    async stop(): Promise<Answered[]> {
      running = false;
      await loop;
      return Promise.all(under);
    },
  };
}

/** How many answers there were of each status, and of each problem. */
export function countedBy(answers: readonly Answered[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reply } of answers) {
    const what = [reply.status, reply.body['code'], reply.body['detail']].filter(Boolean).join(' ');
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
