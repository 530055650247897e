// One hotel, a separate process: `node --import tsx hotel.ts NAME LONGEST_STAY FILE PORT`. It prints its port, and exits when its standard
// input ends.
import { fileURLToPath } from 'node:url';
import { Metadata, Server, ServerCredentials, status as Status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall, ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { Refused } from 'saga-engine';
import { Done } from './done.js';

const [name = '', longest = '', file = '', at = '0'] = process.argv.slice(2);
const done = new Done(file);
const contract = loadSync(fileURLToPath(new URL('hotel.proto', import.meta.url)), { defaults: true });

type Method<Request> = (call: ServerUnaryCall<Request, object>, answer: sendUnaryData<object>) => void;

function method<Request>(work: (request: Request) => object | void): Method<Request> {
  return ({ request, metadata }, answer) => {
    try {
      answer(
        null,
        done.once(String(metadata.get('idempotency-key')[0]), () => work(request)),
      );
    } catch (error) {
      const refusal = new Metadata();
      if (error instanceof Refused) refusal.set('problem-code', error.reason);
      const code = error instanceof Refused ? Status.FAILED_PRECONDITION : Status.INTERNAL;
      answer({ code, details: String(error), metadata: refusal });
    }
  };
}

const server = new Server();
server.addService(contract['trip.Hotel'] as ServiceDefinition, {
  hold: method(({ nights }: { nights: number }) => {
    if (nights > Number(longest)) throw new Refused('NO_ROOM');
    return { hotel: name };
  }),
  confirm: method(() => undefined),
  release: method(() => undefined),
});
server.bindAsync(`127.0.0.1:${at}`, ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
process.stdin.on('end', () => process.exit()).resume();
