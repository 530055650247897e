import { connect } from 'node:net';
import { send } from './request.js';

/** Requests GET /health/ready of a process; true on 200. */
export const isHealthy = async (baseUrl: string): Promise<boolean> => (await askHealth(baseUrl)).status === 200;

/** The checks that fail in the answer of GET /health/ready, each with what is wrong; empty when there are none, or no answer. */
export async function failingChecks(baseUrl: string): Promise<string> {
  try {
    const { checks = {} } = JSON.parse((await askHealth(baseUrl)).body) as { checks?: Record<string, string> };
    const failing = Object.entries(checks).filter(([, state]) => state !== 'ok');
    return failing.map(([name, state]) => `${name} ${state}`).join(', ');
  } catch {
    return '';
  }
}

/** The answer of GET /health/ready; status 0 without one within 2 s. */
const askHealth = (baseUrl: string): Promise<{ status: number; body: string }> =>
  send(`${baseUrl}/health/ready`, { agent: false, signal: AbortSignal.timeout(2000) }).catch(() => ({
    status: 0,
    body: '',
  }));

/** Sends Redis a PING; true on PONG, false while it loads its data or when nothing answers within a second. */
export function answersPing(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1000 });
    const finish = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => finish(data.toString().startsWith('+PONG')));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
    socket.once('end', () => finish(false));
  });
}
