import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync, randomUUID } from 'node:crypto';
import { WORK_IDS, type WorkId } from '@shop/protos/system';
import { hasCardNumber } from '../logging/card-numbers.js';

/** The context of one piece of work, in this process and passed on to the next. */
export interface Context extends Partial<Record<WorkId, string>> {
  requestId: string;
  /** W3C trace id, 32 hex digits. */
  traceId: string;
  /** W3C id of the span that called us, 16 hex digits; our own without a caller. */
  spanId: string;
  /** When the caller stops waiting, milliseconds since the epoch. */
  deadline?: number;
  /** Whether the spans of this work are recorded, here and by whomever it calls. */
  sampled?: boolean;
  /** True once `spanId` is that of a span, the caller's or ours; false while it is only reserved for our first one. */
  spanned?: boolean;
  /** The context that this one is a part of. */
  parent?: Context;
}

/** The ids that go on to the next process, each with its header: `x-user-id` for `userId`. */
export const ID_HEADERS: readonly (readonly [WorkId, string])[] = WORK_IDS.map((name) => [
  name,
  `x-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
]);

const storage = new AsyncLocalStorage<Context>();

/** The context of the work under way, if any. */
export const currentContext = (): Context | undefined => storage.getStore();

/** Runs `work` with this context. */
export const withContext = <T>(context: Context, work: () => T): T => storage.run(context, work);

/** Adds ids to the context of the work under way, so that every later log line carries them. */
export function annotate(ids: Pick<Context, WorkId>): void {
  for (let context = storage.getStore(); context; context = context.parent) Object.assign(context, ids);
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

let isSampled = (_traceId: string): boolean => true;

/** Sets which of the traces that begin in this process are recorded; until it is called, all are. */
export function sampleBy(decide: (traceId: string) => boolean): void {
  isSampled = decide;
}

// fetched for many ids at once: each fetch costs as much as parsing a small request
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

/** A fresh W3C span id, 16 hex digits. */
export const newSpanId = (): string => newId(8);

/** Letters end a number, so a hexadecimal id holds a card number only among as many digits in a row. */
const MAY_HOLD_CARD = /\d{13}/;

/** False for all zeros, which means no id, and for an id with a card number. */
// between letters it is not recognised as an id, in which such digits are ignored
const isUsable = (id: string): boolean => !/^0+$/.test(id) && !(MAY_HOLD_CARD.test(id) && hasCardNumber(`g${id}g`));

function newId(bytes: number): string {
  const id = randomHex(bytes);
  return isUsable(id) ? id : newId(bytes);
}

const isFlagged = (flags: string): boolean => (Number.parseInt(flags, 16) & 1) === 1;

/**
 * A context from what the caller sent; malformed ids, and those that hold a card number, are replaced. An unknown caller can keep its trace
 * from being recorded, but cannot have it recorded: neither by the flag nor by a trace id that the sampling would pick.
 */
export function newContext(requestId?: string, traceparent?: string, { unknownCaller = false } = {}): Context {
  const parent = traceparent ? TRACEPARENT.exec(traceparent) : null;
  const usable = parent && isUsable(parent[1]!) && isUsable(parent[2]!);
  const traceId = usable ? parent[1]! : newId(16);
  return {
    requestId: requestId && REQUEST_ID.test(requestId) && !hasCardNumber(requestId) ? requestId : randomUUID(),
    traceId,
    spanId: usable ? parent[2]! : newSpanId(),
    sampled: usable ? isFlagged(parent[3]!) && (!unknownCaller || isSampled(randomHex(16))) : isSampled(traceId),
    spanned: Boolean(usable),
  };
}

/** The W3C header for a call that this work makes. */
export const traceparentOf = ({ traceId, spanId, sampled }: Context): string =>
  `00-${traceId}-${spanId}-${sampled === false ? '00' : '01'}`;

/** Milliseconds that a call may take: `wanted`, or what is left until the caller's deadline if that is less. */
export function timeLeft(wanted: number): number {
  const deadline = storage.getStore()?.deadline;
  return deadline === undefined ? wanted : Math.max(1, Math.min(wanted, deadline - Date.now()));
}
