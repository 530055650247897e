import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Person, Reply } from './shop.js';

/** Nobody gave a definite answer in time: what became of the request is not known. */
export class NoAnswer extends Error {}

/** An answer as `call`, fetch or the typed client give it. */
type Answer = Reply | Response | { readonly response: Response };

/** Whether a client has to ask again: nothing definite was said. A server that stood still finds its requests too slow (408). */
function passing(answer: Answer): boolean {
  const { status } = 'response' in answer ? answer.response : answer;
  const going = 'body' in answer && (answer as Reply).body?.['code'] === 'IDEMPOTENCY_IN_PROGRESS';
  return status >= 500 || status === 408 || status === 429 || going;
}

/**
 * Sends one request again and again until it is answered for good: a client's part in losing nothing. The request must
 * tolerate being sent twice. Throws NoAnswer after `ms` milliseconds.
 */
export async function askUntilAnswered<A extends Answer>(
  send: () => Promise<A>,
  { ms = 120_000, again = passing }: { ms?: number; again?: (answer: A) => boolean } = {},
): Promise<A> {
  const deadline = Date.now() + ms;
  let last = '';
  for (let wait = 50; Date.now() < deadline; wait = Math.min(2 * wait, 800)) {
    try {
      const answer = await send();
      if (!passing(answer) && !again(answer)) return answer;
      last = 'response' in answer ? `${answer.response.status}` : `${answer.status} ${JSON.stringify(answer.body)}`;
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

/** As askUntilAnswered, by whoever comes to a shop that has just started on a busy machine: fifteen seconds at most. */
export const whenReady = <A extends Answer>(send: () => Promise<A>): Promise<A> =>
  askUntilAnswered(send, { ms: 15_000 });
