import { PASSING_STATUSES } from '/assets/shared/contract.js';

/**
 * What somebody wants done and has no answer to yet, by name, each with its Idempotency-Key: asked for again, after an answer
 * was lost, a second press or a reload of the page, it is the same. Kept by the tab; without its storage, by the page.
 */
const PREFIX = 'intention ';
const SECRETS = ['password', 'currentPassword', 'newPassword', 'cvv'];
const kept = new Map();

const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, '0')).join('');

function stored(name) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name)) ?? undefined;
  } catch {
    return undefined;
  }
}

function store(name, intention) {
  kept.set(name, intention);
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(intention));
  } catch {
    // the page keeps it
  }
}

/** The intention of this name that is not answered yet: its `key` and `what`; undefined when there is none. */
export const pending = (name) => kept.get(name) ?? stored(name);

/** The intention of this name about `what`, which JSON can say; a new one, with a new key, when it is about something else. */
export function intend(name, what) {
  const before = pending(name);
  if (before && JSON.stringify(before.what) === JSON.stringify(what)) return before;
  const intention = { key: newKey(), what };
  store(name, intention);
  return intention;
}

/** It has been answered: whoever wants the same now wants it once more. */
export function answered(name) {
  kept.delete(name);
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {
    // the page kept it
  }
}

/** True for an answer after which asking again would be a new request: it was done, or refused for good. */
export const isFinal = ({ status, code }) =>
  status < 500 && !PASSING_STATUSES.includes(status) && code !== 'IDEMPOTENCY_IN_PROGRESS';

/** A call's name, without what must not be kept: passwords, and of a card more than its last digits. */
export const nameOf = (method, path, body) =>
  `${method} ${path} ${JSON.stringify(body, (member, value) => (SECRETS.includes(member) ? undefined : member === 'number' ? String(value).slice(-4) : value))}`;
