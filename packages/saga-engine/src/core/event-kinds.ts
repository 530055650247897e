import type { Entry } from './journal.js';

const KINDS: Readonly<Record<Entry['type'], true>> = {
  done: true,
  decided: true,
  refused: true,
  'way-refused': true,
  'way-in-doubt': true,
  'ran-out': true,
  'gave-up': true,
  expired: true,
  failed: true,
  parked: true,
  undone: true,
  signalled: true,
  'cancel-requested': true,
  'compensate-requested': true,
  'retry-requested': true,
  forced: true,
  restarted: true,
  resumed: true,
  resolved: true,
  'followed-up': true,
};

/** The kinds of journal lines that this release knows. */
export const KNOWN_EVENTS: readonly string[] = Object.keys(KINDS);

/** Whether this release knows this kind of line. */
export const isKnownEvent = ({ type }: { readonly type: string }): boolean => Object.hasOwn(KINDS, type);
