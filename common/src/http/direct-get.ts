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
 * Few connections, kept: Node accepts one new connection in each turn of its event loop, so at a busy process a burst of new
 * ones waits for seconds while requests on those that it has are answered in milliseconds.
 */
const connections = { keepAlive: true, maxSockets: 8 };
// agents of our own: with NODE_USE_ENV_PROXY the global ones, and `fetch`, go by a proxy
const plain = { request: httpRequest, agent: new HttpAgent(connections) };
const secure = { request: httpsRequest, agent: new HttpsAgent(connections) };

/**
 * A GET between our processes, past any proxy of the environment and without following redirects: what is sent is for this
 * process only. Rejects when there is no whole answer before `signal` aborts.
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
      // the other end closed a kept connection just as it was used: nothing answered, and a GET can be asked again
      if (!asked.reusedSocket || !CLOSED.has(String((error as { code?: unknown }).code))) throw error;
    }
  }
}

const CLOSED = new Set(['ECONNRESET', 'EPIPE']);
