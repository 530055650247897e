import { once } from 'node:events';
import { connect } from 'node:net';
import { makeClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { DIRECT, hostAndPort, ownGrpcAddress, OWN_CONNECTION, UNCOUNTED } from './address.js';
import { ownChannel, type ClientChannel, type GrpcTls } from './tls.js';
import { seconds } from '../time.js';

const Health = makeClientConstructor(service, 'grpc.health.v1.Health');
type Check = (
  request: { service: string },
  options: { deadline: number },
  answer: (error: ServiceError | null, reply?: { status: string | number }) => void,
) => void;

const LIMIT_MS = seconds(2);

/**
 * Resolves when the server at `address` (`host:port`) reports that it serves; rejects when it reports anything else, or does not answer for
 * two seconds. Each check has a connection of its own.
 */
export async function checkHealth(address: string, { credentials, options }: ClientChannel): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  await accepts(address);
  const client = new Health(address, credentials, { ...DIRECT, ...UNCOUNTED, ...OWN_CONNECTION, ...options });
  const check = client['check'] as unknown as Check;
  try {
    await new Promise<void>((resolve, reject) => {
      check.call(client, { service: '' }, { deadline }, (error, reply) => {
        if (error) reject(new Error(error.details || 'no answer'));
        else if (reply?.status === 'SERVING' || reply?.status === 1) resolve();
        else reject(new Error('not serving'));
      });
    });
  } finally {
    client.close();
  }
}

/**
 * Resolves when a connection can be opened. grpc-js has no time limit for that: it leaves one that was begun while the host was away to the
 * system, which tries again after a minute or two.
 */
async function accepts(address: string): Promise<void> {
  const socket = connect(hostAndPort(address));
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(LIMIT_MS) });
  } finally {
    socket.destroy();
  }
}

/** Resolves when the gRPC server on this machine's `port` reports that it serves; rejects after two seconds without an answer. */
export async function pingGrpc(port: number, host = '127.0.0.1', tls?: GrpcTls): Promise<void> {
  const address = ownGrpcAddress(host, port);
  await checkHealth(address, ownChannel(tls, address));
}
