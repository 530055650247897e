import { isLength } from './answers.js';
import type { Step } from './definition.js';

/** How many signals of one wait a journal keeps; the journal is one document with its saga. */
export const MOST_COLLECTED = 100;

type Made = Readonly<Record<string, unknown>> & { readonly name: string; readonly kind: Step['kind'] };

/** Throws, with a sentence that says what to do, when the step cannot follow the steps `before` it. For callers without types. */
export function assertUsable(saga: string, step: Made, before: readonly Step[]): void {
  const { name, kind, unless, insteadOf, collect, onExpiry, command, compensate } = step;
  const refuse = (because: string): never => {
    throw new Error(`Saga ${saga}: ${name} ${because}`);
  };
  const committed = before.some((each) => each.kind === 'pivot' || each.kind === 'retriable');
  if (unless !== undefined && typeof unless !== 'function')
    refuse('has an unless that is no function; make it (s) => …');
  if (unless && kind === 'pivot') refuse('is the pivot, which is never left out; move unless to other steps.');
  if (unless && insteadOf !== undefined)
    refuse('is another way, which is left out when the first one is done; put unless on the first one.');
  if (kind === 'wait') {
    if (committed && onExpiry !== 'go-on' && onExpiry !== 'ask')
      refuse("waits behind the pivot, from where nothing compensates; say onExpiry: 'go-on' or 'ask'.");
    if (!committed && onExpiry !== undefined)
      refuse('waits before the pivot, where the saga compensates when it runs out; leave onExpiry out.');
    if (typeof collect === 'number') assertCount(collect, onExpiry === 'go-on', refuse);
    return;
  }
  if (typeof command !== 'function') refuse('has no command; say what it sends: command: (s) => …');
  if (kind === 'undoable' && compensate !== 'nothing' && typeof compensate !== 'function')
    refuse("does not say how it is undone; give it compensate: (s) => …, or 'nothing' if it changes nothing.");
  if (kind === 'undoable' && committed) refuse('is undoable and stands behind the pivot; make it a retriable.');
}

function assertCount(collect: number, endless: boolean, refuse: (because: string) => never): void {
  if (collect === Infinity && !endless)
    refuse("would never be satisfied: collect a number of signals, or say onExpiry: 'go-on' (behind the pivot).");
  if (collect !== Infinity && !isCount(collect))
    refuse(`collects ${collect} signals; collect a whole number from 1 to ${MOST_COLLECTED}.`);
}

/** Whether this number of signals can be collected. */
export const isCount = (collect: number): boolean =>
  Number.isInteger(collect) && collect >= 1 && collect <= MOST_COLLECTED;

/** Throws when it is not a duration. A function is called later, when the saga exists. */
export function assertLength(what: string, ms: unknown): void {
  if (ms === undefined || typeof ms === 'function' || isLength(ms)) return;
  throw new TypeError(`Saga ${what} must be a number of milliseconds of at most a hundred years; got ${String(ms)}.`);
}
