import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { connect } from 'node:net';

/** Requests GET /health/ready of a process; true on 200. Its certificate is not verified: it is our own child on this machine. */
export function isHealthy(baseUrl: string): Promise<boolean> {
  return new Promise((resolve) => {
    const get = baseUrl.startsWith('https:') ? getHttps : getHttp;
    const options = { timeout: 2000, agent: false, rejectUnauthorized: false };
    const request = get(`${baseUrl}/health/ready`, options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', () => resolve(false));
  });
}

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
