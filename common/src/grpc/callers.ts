import type { Caller } from '../auth/callers.js';
import { Problem } from '../errors.js';
import type { MethodsOf } from './methods.js';

/** Which processes may call each method of a service: a row for every method of its contract, or it does not compile. */
export type CallersOf<D> = Readonly<Record<MethodsOf<D>, readonly string[]>>;

/** Throws 403 FORBIDDEN unless the calling process is one of `allowed`; `method` is named in the message. */
export function authorizeProcess(caller: Caller, allowed: readonly string[], method: string): void {
  if (caller.process === undefined || !allowed.includes(caller.process))
    throw new Problem(403, 'FORBIDDEN', {
      detail: `${method} is not for ${caller.process ?? 'whoever this is'}: the topology does not name it as a caller.`,
    });
}
