import { credentials, loadPackageDefinition, type Client } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { expect } from 'chai';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { GrpcListening } from '../../dist/grpc/server.js';
import { startStock } from '../support/stock.js';

interface Answer {
  listServicesResponse?: { service: { name: string }[] };
  fileDescriptorResponse?: { fileDescriptorProto: Buffer[] };
}

describe('gRPC reflection, asked as grpcurl asks', () => {
  let server: GrpcListening;
  let client: Client & { ServerReflectionInfo(): import('@grpc/grpc-js').ClientDuplexStream<object, Answer> };
  before(async () => {
    server = await startStock();
    const folder = dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json'));
    const protos = loadSync(join(folder, 'build/proto/grpc/reflection/v1/reflection.proto'));
    const { grpc } = loadPackageDefinition(protos) as never as {
      grpc: { reflection: { v1: { ServerReflection: new (address: string, how: object) => typeof client } } };
    };
    client = new grpc.reflection.v1.ServerReflection(`127.0.0.1:${server.port}`, credentials.createInsecure());
  });
  after(async () => {
    client?.close();
    await server?.close(0);
  });

  const ask = (question: object) =>
    new Promise<Answer>((resolve, reject) => {
      const stream = client.ServerReflectionInfo();
      stream.once('data', resolve).once('error', reject);
      stream.write(question);
      stream.end();
    });

  it('lists what the process serves, and nothing of the other contracts', async () => {
    const { listServicesResponse } = await ask({ listServices: '' });
    expect(listServicesResponse?.service.map(({ name }) => name)).to.deep.equal(['shop.v1.Stock']);
  });

  it('describes what it lists', async () => {
    const { fileDescriptorResponse } = await ask({ fileContainingSymbol: 'shop.v1.Stock' });
    expect(Buffer.concat(fileDescriptorResponse!.fileDescriptorProto).toString('latin1')).to.contain(
      'ReserveStockRequest',
    );
  });
});
