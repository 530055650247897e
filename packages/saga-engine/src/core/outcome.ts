import type { Decision } from './decide.js';
import type { Event } from './journal.js';
import type { EnginePorts } from './ports.js';
import { backoff, growingRest, LONGEST_REST } from './retry.js';
import { storable, type Answered } from './storable.js';

/** An action that may have to be retried. */
export type Attempt = Extract<Decision, { type: 'send' | 'undo' | 'definition-failed' | 'start-follow-up' }>;

/** The events to record for an attempt that began at `startedAt` (epoch ms) and was answered so. */
export function recordOutcome(
  ports: Pick<EnginePorts, 'now' | 'random'> & { readonly journal?: Pick<EnginePorts['journal'], 'refusal'> },
  decision: Attempt,
  answer: Answered,
  startedAt: number,
): Event[] {
  const { step, attempt, retry } = decision;
  const outcome = storable(answer, decision, ports.journal?.refusal);
  const restOf = (row: number, refused: boolean) =>
    decision.forEver ? growingRest(retry, row, refused, ports.random()) : backoff(retry, row, ports.random());
  const undoing = decision.type === 'undo' || (decision.type === 'definition-failed' && decision.phase === 'undo');
  const phase = undoing ? 'undo' : 'do';
  if (outcome.type === 'done')
    return undoing
      ? [{ type: 'undone', step, startedAt, attempt }]
      : [{ type: 'done', step, reply: outcome.reply, startedAt, attempt }];
  if (outcome.type === 'refused' && decision.refusable)
    return [{ step, startedAt, attempt, ...outcome, type: decision.otherWay ? 'way-refused' : 'refused' }];
  if (outcome.type === 'in-doubt' && outcome.parkedUntil !== undefined) {
    const now = ports.now();
    const until = Math.max(
      Math.min(outcome.parkedUntil, now + LONGEST_REST),
      now + restOf(decision.parkedRow + 1, false),
    );
    return [{ type: 'parked', step, phase, until, why: outcome.error }];
  }
  const denied = outcome.type === 'refused';
  const error = denied ? `refused: ${outcome.reason}${outcome.detail ? ` ${outcome.detail}` : ''}` : outcome.error;
  const retryAt = ports.now() + restOf(decision.row + 1, denied);
  const failed = { type: 'failed', step, phase, attempt, error, startedAt, retryAt } as const;
  const events: Event[] = [denied ? { ...failed, refused: true } : failed];
  if (decision.last) events.push({ type: decision.otherWay ? 'way-in-doubt' : 'gave-up', step });
  return events;
}
