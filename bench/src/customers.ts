import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';

const agent = new Agent({ connections: 128, pipelining: 1 });

/** What benchmarks read of a response; a call answers some of it. */
export interface Body extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly status: string;
  readonly accessToken: string;
  readonly ok: boolean;
  readonly checks: readonly unknown[];
  /** Sagas by state. */
  readonly byState: Readonly<Record<string, number>>;
}

export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** Calls the gateway as the holder of one token, or anonymously. */
export type Call = (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** A function that calls the API at this address as one customer. */
export const caller =
  (gateway: string, token?: string): Call =>
  async (method, path, body, headers = {}) => {
    const { statusCode, body: answer } = await request(`${gateway}${path}`, {
      method,
      dispatcher: agent,
      headers: {
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: statusCode, body: text === '' ? {} : JSON.parse(text) };
  };

/** The body of a response that must have this status. Throws with the response when it has another. */
export async function expecting(status: number, answer: Promise<Answer>): Promise<Body> {
  const { status: got, body } = await answer;
  if (got !== status) throw new Error(`Answered ${got} and not ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Logs in; returns the calls of that user, who logs in again before the token expires. */
export async function logIn(gateway: string, email: string, password: string): Promise<Call> {
  const enter = async () => {
    const body = await expecting(200, caller(gateway)('POST', '/api/users/login', { email, password }));
    // some benchmarks run longer than the lifetime of an access token
    return { until: Date.now() + 500 * Number(body['expiresIn']), call: caller(gateway, body.accessToken) };
  };
  let entered = await enter();
  let entering: Promise<void> | undefined;
  return async (...request) => {
    if (Date.now() > entered.until)
      await (entering ??= enter().then((again) => {
        entered = again;
        entering = undefined;
      }));
    return entered.call(...request);
  };
}

/** A new customer. */
export async function register(gateway: string): Promise<Call> {
  const who = { email: `${randomUUID()}@example.com`, password: randomUUID() };
  await expecting(201, caller(gateway)('POST', '/api/users/register', { ...who, name: 'Bench' }));
  return logIn(gateway, who.email, who.password);
}

/** Stores a card of the built-in provider; returns its id. */
export async function storeCard(call: Call, number: string): Promise<string> {
  const cardDetails = { number, expiry: '12/40', cvv: '123' };
  const stored = call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails });
  return (await expecting(201, stored)).id;
}

/** Closes the connections. */
export const hangUp = (): Promise<void> => agent.close();
