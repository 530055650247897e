import { makeClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { ownCredentials, type GrpcTls } from './grpc-tls.js';

const Health = makeClientConstructor(service, 'grpc.health.v1.Health');
type Check = (
  request: { service: string },
  options: { deadline: number },
  answer: (error: ServiceError | null, reply?: { status: string | number }) => void,
) => void;

/** Resolves when the gRPC server on this machine's `port` says that it serves; rejects after two seconds without a word. */
export async function pingGrpc(port: number, host = '127.0.0.1', tls?: GrpcTls): Promise<void> {
  const client = new Health(`${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`, ownCredentials(tls));
  try {
    await new Promise<void>((resolve, reject) => {
      const check = client['check'] as unknown as Check;
      check.call(client, { service: '' }, { deadline: Date.now() + 2_000 }, (error, reply) =>
        error
          ? reject(new Error(error.details || 'no answer'))
          : reply?.status === 'SERVING' || reply?.status === 1
            ? resolve()
            : reject(new Error('not serving')),
      );
    });
  } finally {
    client.close();
  }
}
