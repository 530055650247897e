import type { Pool } from 'undici';

/** For how long a request may block the event loop of a process, milliseconds. */
export const LONGEST_MS = 50;
const TRIES = 5;

export interface Attack {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** CPU of the process so far, milliseconds. */
async function cpuOf(pool: Pool): Promise<number> {
  const { body } = await pool.request({ method: 'GET', path: '/metrics' });
  return 1000 * Number(/^process_cpu_seconds_total(?:\{[^}]*\})? (\S+)$/m.exec(await body.text())?.[1]);
}

/**
 * For how long at most a request blocks the event loop of the process, and the status of the answer. The lesser of the time to its
 * answer and the CPU time it took, and the least of several tries, since other work on the machine only adds to each.
 */
export async function standstillOf(
  pool: Pool,
  { method, path, headers, body }: Attack,
): Promise<{ ms: number; status: number }> {
  const sent = { method: method as 'GET', path, headers, body: body ?? null };
  let ms = Infinity;
  let status = 0;
  for (let tries = 0; tries < TRIES && ms > LONGEST_MS; tries++) {
    const before = tries === 0 ? undefined : await cpuOf(pool);
    const began = performance.now();
    const answer = await pool.request(sent);
    await answer.body.dump();
    status = answer.statusCode;
    ms = Math.min(ms, performance.now() - began);
    if (before === undefined || ms <= LONGEST_MS) continue;
    ms = Math.min(ms, (await cpuOf(pool)) - before);
  }
  return { ms, status };
}
