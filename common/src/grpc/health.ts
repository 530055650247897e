import { makeClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { DIRECT, ownGrpcAddress, OWN_CONNECTION, UNCOUNTED } from './address.js';
import { ownChannel, type GrpcTls } from './tls.js';
import { seconds } from '../time.js';

const Health = makeClientConstructor(service, 'grpc.health.v1.Health');
type Check = (
  request: { service: string },
  options: { deadline: number },
  answer: (error: ServiceError | null, reply?: { status: string | number }) => void,
) => void;

/** Resolves when the gRPC server on this machine's `port` reports that it serves; rejects after two seconds without an answer. */
export async function pingGrpc(port: number, host = '127.0.0.1', tls?: GrpcTls): Promise<void> {
  const address = ownGrpcAddress(host, port);
  const { credentials, options } = ownChannel(tls, address);
  const client = new Health(address, credentials, { ...DIRECT, ...UNCOUNTED, ...OWN_CONNECTION, ...options });
  const check = client['check'] as unknown as Check;
  try {
    await new Promise<void>((resolve, reject) => {
      check.call(client, { service: '' }, { deadline: Date.now() + seconds(2) }, (error, reply) => {
        if (error) reject(new Error(error.details || 'no answer'));
        else if (reply?.status === 'SERVING' || reply?.status === 1) resolve();
        else reject(new Error('not serving'));
      });
    });
  } finally {
    client.close();
  }
}
