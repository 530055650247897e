import type { FollowUp } from './definition.js';
import { hours } from './duration.js';
import type { Command } from './participant.js';

/** The longest duration of a wait, or of a saga up to its pivot: a hundred years, milliseconds. */
const LONGEST_WAIT = hours(24 * 36_500);

/** Whether it is a duration that can be added to a date. */
export const isLength = (ms: unknown): ms is number =>
  typeof ms === 'number' && Number.isFinite(ms) && Math.abs(ms) <= LONGEST_WAIT;

/** The result of a definition's function. Throws when it is a promise, because results are not awaited. */
export function atOnce<Answer>(of: string, answer: Answer): Answer {
  if (typeof (answer as { then?: unknown } | null | undefined)?.then !== 'function') return answer;
  // an unhandled rejection would end the process
  void Promise.resolve(answer).catch(() => undefined);
  throw new TypeError(`${of} gave a promise, and must answer at once`);
}

/** The result of a step's `command` or `compensate`. Throws when it is not a command. */
export function commandOf(step: string, answer: Command): Command {
  const { participant, method } = Object(atOnce(step, answer)) as Partial<Command>;
  if (typeof participant === 'string' && typeof method === 'string') return answer;
  throw new TypeError(`${step} gave no command: make one with a participant's function`);
}

/** The result of `onLateCancel` or `onResolve` of the saga `id`. Throws when no saga can be started from it. */
export function followUpOf(id: string, answer: FollowUp): FollowUp {
  const named = Object(atOnce('the follow-up', answer)) as Partial<FollowUp>;
  if (typeof named.saga !== 'string' || typeof named.id !== 'string' || named.id === '')
    throw new TypeError('there is no follow-up: it needs the name of a saga, an id and an input');
  if (named.id === id) throw new TypeError(`the follow-up has the id of its own saga, ${id}`);
  return answer;
}

/** The text of a thrown value. */
export function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'something was thrown that has no text';
  }
}

/** The error of an attempt whose function of the definition threw. */
export const definitionError = (step: string, error: unknown): string =>
  `The definition of ${step} failed: ${textOf(error)}`;
