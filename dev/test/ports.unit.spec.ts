import { processNames, replicas } from '@shop/topology/processes';
import { expect } from 'chai';
import { freePortBase, isPortFree, portsFor } from '../dist/ports.js';

const table = (base?: number, replica = 1) =>
  Object.fromEntries(processNames.map((name) => [name, portsFor(base).of(name, replica)]));

describe('the port table', () => {
  it('is the contract’s for the default stack', () => {
    expect(table()).to.deep.include({
      gateway: { rest: 3000 },
      'user-service': { rest: 3001, grpc: 50051 },
      'order-service': { rest: 3002, grpc: 50052 },
      'payment-service': { rest: 3003, grpc: 50053 },
      'saga-orchestrator': { rest: 3004, grpc: 50054 },
      'notification-service': { rest: 3006, grpc: 50056 },
      'payment-provider': { rest: 3005 },
    });
    expect(portsFor()).to.include({ redis: 3079, store: 3027 });
  });

  it('moves every port with a base, gRPC beside the rest', () => {
    expect(table(4000)).to.deep.include({
      gateway: { rest: 4000 },
      'user-service': { rest: 4001, grpc: 4051 },
      'order-service': { rest: 4002, grpc: 4052 },
      'payment-service': { rest: 4003, grpc: 4053 },
      'saga-orchestrator': { rest: 4004, grpc: 4054 },
      'notification-service': { rest: 4006, grpc: 4056 },
      'payment-provider': { rest: 4005 },
    });
    expect(portsFor(3000).of('user-service')).to.deep.equal({ rest: 3001, grpc: 3051 });
  });

  it('puts replica k on its ports + 10 × (k − 1), and no two ports of a stack are equal', () => {
    expect(portsFor(4000).of('order-service', 4)).to.deep.equal({ rest: 4032, grpc: 4082 });
    const all = [portsFor(4000).redis, portsFor(4000).store];
    for (let replica = 1; replica <= replicas.most; replica += 1) {
      for (const ports of Object.values(table(4000, replica))) all.push(...Object.values(ports));
    }
    expect(new Set(all).size).to.equal(all.length);
    expect(Math.max(...all)).to.be.below(4100);
  });

  it('refuses a base outside the range, and one that would put Redis on 6379', () => {
    expect(() => portsFor(80)).to.throw('whole number from 1024');
    expect(() => portsFor(65_500)).to.throw('whole number');
    expect(() => portsFor(6300)).to.throw('6379');
  });

  it('finds free bases for tests, never the same twice', async () => {
    const bases = [await freePortBase(), await freePortBase()];
    expect(bases[0]).not.to.equal(bases[1]);
    expect(await isPortFree(portsFor(bases[0]).of('gateway').rest)).to.equal(true);
  });
});
