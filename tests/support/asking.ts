import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Person, Reply } from './shop.js';

/** Nobody gave a definite answer in time: what became of the request is not known. */
export class NoAnswer extends Error {}

/** Whether a client has to ask again: nothing definite was said. A server that stood still finds its requests too slow (408). */
const passing = ({ status, body }: Reply): boolean =>
  status >= 500 || status === 408 || status === 429 || body['code'] === 'IDEMPOTENCY_IN_PROGRESS';

/**
 * Sends one request again and again until it is answered for good: a client's part in losing nothing. The request must
 * bear being sent twice. Throws NoAnswer after `ms` milliseconds.
 */
export async function askUntilAnswered(
  send: () => Promise<Reply>,
  { ms = 120_000, again = passing }: { ms?: number; again?: (reply: Reply) => boolean } = {},
): Promise<Reply> {
  const deadline = Date.now() + ms;
  let last = '';
  for (let wait = 50; Date.now() < deadline; wait = Math.min(2 * wait, 800)) {
    try {
      const reply = await send();
      if (!passing(reply) && !again(reply)) return reply;
      last = `${reply.status} ${JSON.stringify(reply.body)}`;
    } catch (error) {
      if (!brokeOff(error)) throw error;
      last = `${(error as Error).message} ${String((error as Error).cause ?? '')}`;
    }
    await pause(wait);
  }
  throw new NoAnswer(`no definite answer within ${ms} ms; the last was: ${last}`);
}

/** fetch says so by a TypeError, a body cut short by a SyntaxError, our own deadline by a TimeoutError. */
const brokeOff = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof SyntaxError || (error as Error).name === 'TimeoutError';

/** Places an order with one key until it is taken; answers it. Throws when it is refused. */
export async function placeUntilTaken(person: Person, order: object, key: string = randomUUID()): Promise<Reply> {
  const reply = await askUntilAnswered(() => person.call('POST', '/api/orders', order, { 'idempotency-key': key }));
  if (reply.status === 201 || reply.status === 202) return reply;
  throw new Error(`the order was refused: ${reply.status} ${JSON.stringify(reply.body)}`);
}

/** Cancels an order until the cancellation is taken. Throws when it is refused. */
export async function cancelUntilTaken(person: Person, orderId: string): Promise<void> {
  const reply = await askUntilAnswered(() => person.call('POST', `/api/orders/${orderId}/cancel`));
  if (reply.status !== 202) throw new Error(`the cancellation was refused: ${JSON.stringify(reply.body)}`);
}
