import type { EnginePorts } from '../core/ports.js';
import { wake } from '../core/wake.js';

/**
 * Takes a job that is not its saga's own, one of an older release or one added by hand, as a wake-up: the saga's own job
 * runs, and this one ends.
 */
export async function redirect(ports: EnginePorts, sagaId: string): Promise<object> {
  const saga = await ports.journal.load(sagaId);
  if (!saga) return { outcome: 'UNKNOWN' };
  if (saga.nextActionAt !== null) await wake(ports, saga, { why: 'request' });
  return { woke: sagaId };
}
