import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpParticipants, participant, saga, startSagas } from 'saga-engine';
import type { Experiment } from './experiment.js';

interface Provider {
  charge(request: { amount: number }): void;
}
const provider = participant<Provider>('provider');
const sell = saga<{ amount: number }>('sell', { version: 1 })
  .pivot('charge', {
    command: (s) => provider.charge({ amount: s.input.amount }),
  })
  .end();

/** A payment provider that charges and closes the connection instead of sending its first answer. Honours the key of a call, or not. */
function providerThatLosesAnswers(heedsKeys: boolean) {
  const keys: string[] = [];
  const charges: number[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    const key = String(request.headers['idempotency-key']);
    if (!heedsKeys || !keys.includes(key)) charges.push((JSON.parse(body) as { amount: number }).amount);
    keys.push(key);
    if (keys.length === 1) request.socket.destroy();
    else response.end('{}');
  };
  const server = createServer((request, response) => void answer(request, response));
  return { server, keys, charges };
}

export const key: Experiment = {
  about: 'The idempotency key: whoever cannot remember what was asked tells two requests from one by their keys.',
  async run(protection, { mongodbUri, redisUrl, queuePrefix }) {
    const { server, keys, charges } = providerThatLosesAnswers(protection);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const participants = httpParticipants({ provider: { urls: [url] } });
    const sagas = await startSagas({ definitions: [sell], participants, mongodbUri, redisUrl, queuePrefix });
    try {
      await sagas.start(sell, 'order-1', { amount: 30 });
      const { state } = await sagas.ended('order-1');
      return `called ${keys.length} times with ${new Set(keys).size} key, ${state}, charges: ${charges.join(' and ')}`;
    } finally {
      await sagas.close();
      server.close();
      server.closeAllConnections();
    }
  },
};
