import { expect } from 'chai';
import { startService, type Service } from './support/service.js';

describe('notification-service as a process', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service?.stop());

  it('is ready with its store, Redis and gRPC', async () => {
    const answer = await fetch(`http://127.0.0.1:${service.ports.http}/health/ready`);
    const { checks } = (await answer.json()) as { checks: Record<string, string> };
    expect([answer.status, checks]).to.deep.equal([200, { mongo: 'ok', redis: 'ok', grpc: 'ok' }]);
  });

  it('answers only health and metrics without a token', async () => {
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${service.ports.http}${path}`)).status;
    expect([await status('/openapi.json'), await status('/metrics')]).to.deep.equal([401, 200]);
  });
});
