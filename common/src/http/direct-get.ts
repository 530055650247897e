import { once } from 'node:events';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

export interface DirectAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/**
 * Few connections, kept alive: Node accepts one new connection in each turn of its event loop, so at a busy process a burst of new
 * connections waits for seconds while requests on open ones are answered in milliseconds.
 */
const connections = { keepAlive: true, maxSockets: 8 };
// agents of our own: with NODE_USE_ENV_PROXY the global ones, and `fetch`, use a proxy
const plain = { request: httpRequest, agent: new HttpAgent(connections) };
const secure = { request: httpsRequest, agent: new HttpsAgent(connections) };

/**
 * A GET between our processes. It bypasses any proxy of the environment and follows no redirects: its headers are for this process only.
 * Rejects when there is no complete answer before `signal` aborts.
 */
export async function directGet(
  url: URL,
  { headers, signal }: { headers: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<DirectAnswer> {
  const { request, agent } = url.protocol === 'https:' ? secure : plain;
  for (;;) {
    const asked = request(url, { headers, agent, signal });
    asked.end();
    try {
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      return { status: answer.statusCode!, headers: answer.headers, body: await text(answer) };
    } catch (error) {
      // the other end closed a kept-alive connection just as it was used: there was no answer, and a GET can be sent again
      if (!asked.reusedSocket || !CLOSED.has(String((error as { code?: unknown }).code))) throw error;
    }
  }
}

const CLOSED = new Set(['ECONNRESET', 'EPIPE']);
