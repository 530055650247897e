// The process that runs the sagas of a business: `node --import tsx host.ts MODULE NAME HOSTED PORT`, where MODULE exports the
// business as NAME and HOSTED is JSON (see business.ts). POST /start {type, id, input}, /signal {id, name, payload} and /cancel {id} are answered 200
// once they are stored.
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { startSagas } from '@shop/saga-engine';
import type { Business, Hosted } from './business.js';

const [module = '', business = '', hosted = '', port = ''] = process.argv.slice(2);
const known = (await import(module)) as Record<string, Business>;
const { definitions, connect } = known[business]!;
const sagas = await startSagas({
  definitions,
  participants: connect(JSON.parse(hosted) as Hosted),
  mongodbUri: process.env['MONGODB_URI']!,
  redisUrl: process.env['REDIS_URL']!,
});

const calls: Readonly<Record<string, (body: Record<string, string>) => Promise<unknown>>> = {
  '/ready': () => Promise.resolve({}),
  '/start': ({ type, id = '', input }) =>
    sagas.start(
      definitions.find(({ name }) => name === type)!,
      id,
      input,
    ),
  '/signal': ({ id = '', name = '', payload }) => sagas.signal(id, { name }, payload),
  '/cancel': ({ id = '' }) => sagas.cancel(id, { by: 'traveller', reason: 'SECOND_THOUGHTS' }),
};

async function answer(request: IncomingMessage): Promise<unknown> {
  const body = request.method === 'POST' ? ((await json(request)) as Record<string, string>) : {};
  return calls[request.url ?? '']!(body);
}

createServer((request, response) => {
  answer(request).then(
    (said) => response.end(JSON.stringify(said)),
    (error: unknown) => response.writeHead(503).end(String(error)),
  );
}).listen(Number(port), '127.0.0.1');
