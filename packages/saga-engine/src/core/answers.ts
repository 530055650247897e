import type { FollowUp } from './definition.js';
import { hours } from './duration.js';
import type { Command } from './participant.js';

/** The longest time that a wait, or a saga up to its pivot, may last: a hundred years, milliseconds. */
const LONGEST_WAIT = hours(24 * 36_500);

/** Whether it is a length of time that can be added to a date. */
export const isLength = (ms: unknown): ms is number =>
  typeof ms === 'number' && Number.isFinite(ms) && Math.abs(ms) <= LONGEST_WAIT;

/** The answer of one of a definition's functions. Throws when it is a promise: nobody would wait for it. */
export function atOnce<Answer>(of: string, answer: Answer): Answer {
  if (typeof (answer as { then?: unknown } | null | undefined)?.then !== 'function') return answer;
  // a rejection that nobody handles would end the process
  void Promise.resolve(answer).catch(() => undefined);
  throw new TypeError(`${of} gave a promise, and must answer at once`);
}

/** What `command` or `compensate` of a step answered. Throws when it is no command. */
export function commandOf(step: string, answer: Command): Command {
  const { participant, method } = Object(atOnce(step, answer)) as Partial<Command>;
  if (typeof participant === 'string' && typeof method === 'string') return answer;
  throw new TypeError(`${step} gave no command: make one with a participant's function`);
}

/** What `onLateCancel` or `onResolve` of the saga `id` answered. Throws when no saga can be started by it. */
export function followUpOf(id: string, answer: FollowUp): FollowUp {
  const named = Object(atOnce('the follow-up', answer)) as Partial<FollowUp>;
  if (typeof named.saga !== 'string' || typeof named.id !== 'string' || named.id === '')
    throw new TypeError('there is no follow-up: it needs the name of a saga, an id and an input');
  if (named.id === id) throw new TypeError(`the follow-up has the id of its own saga, ${id}`);
  return answer;
}

/** What was thrown, as text. */
export function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'something was thrown that has no text';
  }
}
