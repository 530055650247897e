import { request as requestHttp } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';

interface Sent extends RequestOptions {
  readonly body?: string;
  readonly signal: AbortSignal;
}

/**
 * Sends a request to a process of the stack. Its certificate is not verified: it is our own child on this machine, and the names are for
 * others.
 */
export function send(url: string, { body, ...options }: Sent): Promise<{ status: number; body: string }> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, rejectUnauthorized: false }, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
