import type { Entry, Phase } from './journal.js';
import { countOf } from './lines.js';
import { ended } from './progress.js';
import type { SagaView } from './view.js';

/** One period of a step: an attempt, a rest before the next one, or a wait. Times are epoch milliseconds. */
export interface Part {
  readonly phase: Phase;
  readonly what: 'done' | 'undone' | 'refused' | 'failed' | 'rest' | 'wait';
  readonly from: number;
  /** Null while it continues. */
  readonly to: number | null;
  readonly note: string;
}

/** When each step was done, tried, waited for and undone, by the step's name. */
export function timelineOf(saga: SagaView, journal: readonly Entry[]): ReadonlyMap<string, readonly Part[]> {
  const end = ended(saga) ? saga.updatedAt : null;
  const parts = new Map<string, Part[]>();
  const add = (step: string, part: Part) => void parts.set(step, [...(parts.get(step) ?? []), part]);
  for (const { name, kind, startedAt, finishedAt } of saga.steps)
    if (kind === 'wait' && startedAt !== null && finishedAt !== startedAt)
      add(name, { phase: 'do', what: 'wait', from: startedAt, to: finishedAt ?? end, note: 'waits' });
  for (const entry of journal) for (const part of partsOf(entry)) add((entry as { step: string }).step, part);
  return new Map([...parts].map(([step, all]) => [step, clipped(all, end)]));
}

function partsOf(entry: Entry): Part[] {
  const { at } = entry;
  switch (entry.type) {
    case 'done':
    case 'refused':
    case 'way-refused':
    case 'undone': {
      const phase = entry.type === 'undone' ? 'undo' : 'do';
      const why = 'reason' in entry ? `: ${entry.reason}` : '';
      const what = entry.type === 'way-refused' ? 'refused' : entry.type;
      return [{ phase, what, from: entry.startedAt, to: at, note: `attempt ${entry.attempt}${why}` }];
    }
    case 'failed': {
      // successive failures are one line of the journal, so they are one part
      const { phase, attempt, startedAt, since, retryAt } = entry;
      const count = countOf(entry);
      const tries = count > 1 ? `attempts ${attempt - count + 1} to ${attempt}` : `attempt ${attempt}`;
      const failed = { phase, what: entry.type, from: since ?? startedAt, to: at, note: `${tries}: ${entry.error}` };
      return [failed, { phase, what: 'rest', from: at, to: retryAt, note: 'rests' }];
    }
    case 'parked':
      return [{ phase: entry.phase, what: 'rest', from: at, to: entry.until, note: entry.why }];
    default:
      return [];
  }
}

/** A rest ends when the next part of its phase begins, however long it was planned to be. */
function clipped(parts: readonly Part[], end: number | null): Part[] {
  return parts.map((part, index) => {
    const next = parts.slice(index + 1).find(({ phase }) => phase === part.phase)?.from ?? end;
    if (part.to === null || next === null) return part;
    return { ...part, to: Math.max(part.from, Math.min(part.to, next)) };
  });
}
