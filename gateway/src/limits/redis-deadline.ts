/** Redis has this long to answer before a request goes on without it. */
const DEADLINE_MS = 200;

/** What Redis answers. Rejects when the answer comes too late. */
export function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
