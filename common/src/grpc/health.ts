import { makeClientConstructor, type ChannelOptions, type ServiceError } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { DIRECT, ownGrpcAddress } from './address.js';
import { ownChannel, type ClientChannel, type GrpcTls } from './tls.js';

const Health = makeClientConstructor(service, 'grpc.health.v1.Health');
type Check = (
  request: { service: string },
  options: { deadline: number },
  answer: (error: ServiceError | null, reply?: { status: string | number }) => void,
) => void;

/** The health check of one server. */
export interface GrpcHealth {
  /**
   * Resolves when the server reports that it serves; rejects when it reports anything else, or does not answer for two seconds. Who asks
   * while another is waiting gets the same answer.
   */
  serves(): Promise<void>;
  close(): void;
}

/** Connects to the health service of the server at `address`, at the first check. */
export function grpcHealth(
  address: string,
  { credentials, options }: ClientChannel,
  more: ChannelOptions = {},
): GrpcHealth {
  const client = new Health(address, credentials, { ...DIRECT, ...more, ...options });
  const check = client['check'] as unknown as Check;
  const serves = () =>
    new Promise<void>((resolve, reject) => {
      check.call(client, { service: '' }, { deadline: Date.now() + 2_000 }, (error, reply) => {
        if (error) reject(new Error(error.details || 'no answer'));
        else if (reply?.status === 'SERVING' || reply?.status === 1) resolve();
        else reject(new Error('not serving'));
      });
    });
  let waiting: Promise<void> | undefined;
  return {
    serves: () => (waiting ??= serves().finally(() => (waiting = undefined))),
    close: () => client.close(),
  };
}

/** Resolves when the gRPC server on this machine's `port` reports that it serves; rejects after two seconds without an answer. */
export async function pingGrpc(port: number, host = '127.0.0.1', tls?: GrpcTls): Promise<void> {
  const address = ownGrpcAddress(host, port);
  const health = grpcHealth(address, ownChannel(tls, address));
  try {
    await health.serves();
  } finally {
    health.close();
  }
}
