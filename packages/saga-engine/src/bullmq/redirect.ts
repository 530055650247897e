import type { EnginePorts } from '../core/ports.js';
import { wake } from '../core/wake.js';

/**
 * Treats a job that is not its saga's own, from an older release or added by hand, as a wake-up: the saga's own job runs, and this one
 * ends.
 */
export async function redirect(ports: EnginePorts, sagaId: string): Promise<object> {
  const saga = await ports.journal.load(sagaId);
  if (!saga) return { outcome: 'UNKNOWN' };
  if (saga.nextActionAt !== null) await wake(ports, saga, { why: 'request' });
  return { woke: sagaId };
}
