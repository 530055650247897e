/** The longest wait that a client may ask for, seconds; a longer one is shortened to this. */
export const MAX_WAIT = 30;

/** Seconds of `Prefer: wait=N` (RFC 7240), at most MAX_WAIT; undefined when it is absent, malformed, or 0. */
export function preferredWait(header: string): number | undefined {
  for (const preference of header.split(',')) {
    const seconds = /^\s*wait\s*=\s*"?(\d+)"?\s*(;|$)/i.exec(preference)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), MAX_WAIT) || undefined;
  }
  return undefined;
}
