import { send } from './request.js';

export interface Order {
  id: string;
  status: string;
  cancelReason?: string;
  createdAt: string;
  history: { status: string; at: string; reason?: string }[];
}

export interface Saga {
  state: string;
  steps: { name: string; status: string }[];
}

/** Calls the gateway as one user, or anonymously. */
export interface ShopClient {
  login(credentials: { email: string; password: string }): Promise<ShopClient>;
  /** Returns the body; throws an Error with the problem's code and detail. */
  call<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T>;
  /** Repeats the GET until the answer is final, at most 10 s; returns the last one. */
  awaitOutcome<T>(path: string, isFinal: (answer: T) => boolean): Promise<T>;
}

const callMs = 20_000;
const outcomeMs = 10_000;

/** The JSON of an answer; an empty object for anything else. */
function parsed<T>(body: string): T {
  try {
    return JSON.parse(body) as T;
  } catch {
    return {} as T;
  }
}

/** A client of the gateway; all its calls end when the signal aborts. */
export function createShopClient(gateway: string, signal: AbortSignal, token?: string): ShopClient {
  const client: ShopClient = {
    async login(credentials) {
      const { accessToken } = await client.call<{ accessToken: string }>('POST', '/api/users/login', credentials);
      return createShopClient(gateway, signal, accessToken);
    },
    async call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await send(`${gateway}${path}`, {
        method,
        headers: {
          ...headers,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(callMs)]),
      });
      const answer = parsed<T & { code?: string; detail?: string }>(response.body);
      if (response.status < 300) return answer;
      throw new Error(
        `${method} ${path} answered ${[response.status, answer.code, answer.detail].filter(Boolean).join(' ')}`,
      );
    },
    async awaitOutcome<T>(path: string, isFinal: (answer: T) => boolean) {
      for (const end = Date.now() + outcomeMs; ;) {
        const answer = await client.call<T>('GET', path);
        if (isFinal(answer) || Date.now() > end) return answer;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
  return client;
}
