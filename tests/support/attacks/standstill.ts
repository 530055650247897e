import type { Pool } from 'undici';

/** For how long a request may block the event loop of a process, milliseconds. */
export const LONGEST_MS = 50;
/** The resolution of the event loop's delay histogram, which every measured delay includes. */
const RESOLUTION_MS = 12;
const TRIES = 5;

export interface Attack {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}
interface Usage {
  /** CPU of the process so far, and the longest delay of its event loop since it was last asked, milliseconds. */
  readonly cpu: number;
  readonly delay: number;
}

async function usageOf(pool: Pool): Promise<Usage> {
  const { body } = await pool.request({ method: 'GET', path: '/metrics' });
  const text = await body.text();
  const read = (name: string) => 1000 * Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
  return { cpu: read('process_cpu_seconds_total'), delay: read('nodejs_eventloop_lag_max_seconds') };
}

/**
 * For how long a request blocks the event loop of the process, and the status of the answer. The least of the time to its
 * answer, the CPU time it took and the longest delay of the event loop, and of several tries, since other work on the machine
 * only adds to each.
 */
export async function standstillOf(
  pool: Pool,
  { method, path, headers, body }: Attack,
): Promise<{ ms: number; status: number }> {
  const sent = { method: method as 'GET', path, headers, body: body ?? null };
  let ms = Infinity;
  let status = 0;
  for (let tries = 0; tries < TRIES && ms > LONGEST_MS; tries++) {
    const before = tries === 0 ? undefined : await usageOf(pool);
    const began = performance.now();
    const answer = await pool.request(sent);
    await answer.body.dump();
    status = answer.statusCode;
    ms = Math.min(ms, performance.now() - began);
    if (!before || ms <= LONGEST_MS) continue;
    const after = await usageOf(pool);
    ms = Math.min(ms, after.cpu - before.cpu, after.delay - RESOLUTION_MS);
  }
  return { ms, status };
}
