import { appendFile, readFile } from 'node:fs/promises';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { GrpcClient } from '@shop/common/grpc/client';
import { createMetrics } from '@shop/common/metrics';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import { expect } from 'chai';
import { freePort } from '@shop/testkit/redis';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { SECRET } from '../support/peers.js';
import { run, type RunningProcess } from '../support/process.js';
import { startStand, thrown, type Stand } from '../support/stand.js';

describe('kill -9', () => {
  let stand: Stand;
  const running: RunningProcess[] = [];
  before(async () => {
    stand = await startStand({ WEBHOOK_URL: 'http://127.0.0.1:9/nobody' });
  });
  after(async () => {
    await Promise.all(running.map((each) => each.kill()));
    await stand.stop();
  });
  const started = async (workspace: string, env: Record<string, string>) => {
    const each = await run(workspace, env);
    running.push(each);
    return each;
  };

  for (const side of ['before', 'after'] as const)
    it(`of payment-service ${side} its call to the provider leaves one charge when the saga retries`, async () => {
      const [port, grpcPort] = [await freePort(), await freePort()];
      const env = { ...stand.environments.app, PORT: String(port), GRPC_PORT: String(grpcPort) };
      const first = await started('payment-service', env);
      const commands = new GrpcClient<PaymentsDefinition>({
        service: 'Payments',
        callee: 'payment-service',
        addresses: [`127.0.0.1:${grpcPort}`],
        internal: new InternalTokens('saga-orchestrator', SECRET),
        metrics: createMetrics('saga-orchestrator'),
      });
      const orderId = stand.order();
      const paymentMethodId = await stand.method();
      const request = { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' };
      await fetch(`http://127.0.0.1:${port}/faults`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [INTERNAL_HEADER]: new InternalTokens('gateway', SECRET).issue('payment-service', {
            sub: 'a',
            role: 'admin',
          }),
        },
        body: JSON.stringify({ at: `payment.provider-call.${side}`, do: 'crash' }),
      });
      expect((await thrown(commands.call('Authorize', request))).definite).to.equal(false);
      await first.ended();
      expect((await stand.books(paymentIdOf(orderId))) !== undefined).to.equal(side === 'after');
      const doc = await stand.database.collection('payments').findOne({ _id: paymentIdOf(orderId) as never });
      expect(doc).to.deep.include({ status: 'PENDING', ledger: [] });
      await started('payment-service', env);
      await commands.ready(5_000);
      expect(await commands.call('Authorize', request)).to.deep.equal({
        paymentId: paymentIdOf(orderId),
        customerMustAct: false,
      });
      commands.close();
      const { movements } = await stand.books(paymentIdOf(orderId));
      expect(movements.map(({ type }: { type: string }) => type)).to.deep.equal(['authorized']);
    });

  it('of the provider loses nothing that it answered, and half a line in its file does no harm', async () => {
    await stand.provider.close();
    const env = stand.environments.provider;
    let provider = await started('payment-provider', env);
    const orderId = stand.order();
    const paymentMethodId = await stand.method();
    const request = { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' };
    await stand.commands.call('Authorize', request);
    await provider.kill();
    await appendFile(stand.dataFile, '{"type":"movement","id":"mv_half');
    provider = await started('payment-provider', env);
    await stand.commands.call('Capture', { orderId });
    const { movements } = await stand.books(paymentIdOf(orderId));
    expect(movements.map(({ type }: { type: string }) => type)).to.deep.equal(['authorized', 'captured']);
    expect(await readFile(stand.dataFile, 'utf8')).not.to.include('mv_half');
    await provider.kill();
    await stand.restartProvider();
  });

  it('is not needed for a graceful end: both exit with 0 on SIGTERM', async () => {
    const [port, grpcPort, providerPort] = [await freePort(), await freePort(), await freePort()];
    const app = await started('payment-service', {
      ...stand.environments.app,
      PORT: `${port}`,
      GRPC_PORT: `${grpcPort}`,
    });
    const env = { ...stand.environments.provider, PORT: `${providerPort}`, DATA_FILE: `${stand.dataFile}.2` };
    const provider = await started('payment-provider', env);
    for (const { child, ended } of [app, provider]) {
      child.kill('SIGTERM');
      await ended();
      expect(child.exitCode).to.equal(0);
    }
  });
});
