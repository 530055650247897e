import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Person, Reply } from './shop.js';

/** There was no definite answer in time: the outcome of the request is unknown. */
export class NoAnswer extends Error {}

/** An answer as `call`, fetch or the typed client return it. */
type Answer = Reply | Response | { readonly response: Response };

/** Whether the answer leaves the outcome open, so that the client must retry. A server whose event loop was blocked answers 408. */
function isIndefinite(answer: Answer): boolean {
  const { status } = 'response' in answer ? answer.response : answer;
  const inProgress = 'body' in answer && (answer as Reply).body?.['code'] === 'IDEMPOTENCY_IN_PROGRESS';
  return status >= 500 || status === 408 || status === 429 || inProgress;
}

/**
 * Retries one request until it gets a definite answer, as a correct client does. The request must be idempotent. Throws
 * NoAnswer after `ms` milliseconds.
 */
export async function askUntilAnswered<A extends Answer>(
  send: () => Promise<A>,
  { ms = 120_000, again = isIndefinite }: { ms?: number; again?: (answer: A) => boolean } = {},
): Promise<A> {
  const deadline = Date.now() + ms;
  let last = '';
  for (let wait = 50; Date.now() < deadline; wait = Math.min(2 * wait, 800)) {
    try {
      const answer = await send();
      if (!isIndefinite(answer) && !again(answer)) return answer;
      last = 'response' in answer ? `${answer.response.status}` : `${answer.status} ${JSON.stringify(answer.body)}`;
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      last = `${(error as Error).message} ${String((error as Error).cause ?? '')}`;
    }
    await pause(wait);
  }
  throw new NoAnswer(`no definite answer within ${ms} ms; the last was: ${last}`);
}

/** fetch throws a TypeError, a truncated body a SyntaxError, our own deadline a TimeoutError. */
const isConnectionError = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof SyntaxError || (error as Error).name === 'TimeoutError';

/** Retries an order with one key until it is accepted, and returns the reply. Throws when it is refused. */
export async function placeUntilTaken(person: Person, order: object, key: string = randomUUID()): Promise<Reply> {
  const reply = await askUntilAnswered(() => person.call('POST', '/api/orders', order, { 'idempotency-key': key }));
  if (reply.status === 201 || reply.status === 202) return reply;
  throw new Error(`the order was refused: ${reply.status} ${JSON.stringify(reply.body)}`);
}

/** Retries a cancellation until it is accepted. Throws when it is refused. */
export async function cancelUntilTaken(person: Person, orderId: string): Promise<void> {
  const reply = await askUntilAnswered(() => person.call('POST', `/api/orders/${orderId}/cancel`));
  if (reply.status !== 202) throw new Error(`the cancellation was refused: ${JSON.stringify(reply.body)}`);
}

/** Like askUntilAnswered, for 15 s at most: for the first requests to a shop that has just started on a busy machine. */
export const whenReady = <A extends Answer>(send: () => Promise<A>): Promise<A> =>
  askUntilAnswered(send, { ms: 15_000 });
