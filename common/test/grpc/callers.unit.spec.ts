import { serviceDefinition, type ServiceName } from '@shop/protos/load';
import { expect } from 'chai';
import { authorizeProcess, CALLERS } from '../../src/grpc/callers.js';

const as = (process?: string) => ({ userId: null, role: 'anonymous' as const, ...(process ? { process } : {}) });
const PROCESSES = ['gateway', 'user-service', 'order-service', 'payment-service', 'saga-orchestrator'];

describe('who may call which gRPC method', () => {
  it('has a row for every method of the contracts, and none besides', () => {
    for (const [service, rows] of Object.entries(CALLERS))
      expect(Object.keys(rows).sort(), service).to.deep.equal(
        Object.keys(serviceDefinition(service as ServiceName)).sort(),
      );
  });

  it('lets commands come from the orchestrator only', () => {
    const commands = {
      Orders: ['Create', 'Cancel', 'Confirm', 'MarkCancelled', 'Audit'],
      Stock: ['Reserve', 'Release', 'Restock', 'Audit'],
      Payments: ['Authorize', 'Void', 'Capture', 'Refund', 'Audit'],
    } as const;
    for (const [service, methods] of Object.entries(commands))
      for (const method of methods)
        for (const process of PROCESSES) {
          const call = () => authorizeProcess(as(process), service as ServiceName, method);
          if (process === 'saga-orchestrator') expect(call).to.not.throw();
          else
            expect(call, `${service}.${method} by ${process}`).to.throw(`${service}.${method} is not for ${process}`);
        }
  });

  it('lets nobody in whom it does not name', () => {
    for (const process of [undefined, '', 'stranger', 'constructor', '__proto__'])
      expect(() => authorizeProcess(as(process), 'Sagas', 'Start'))
        .to.throw()
        .with.property('status', 403);
    expect(() => authorizeProcess(as('gateway'), 'Sagas', 'toString'))
      .to.throw()
      .with.property('code', 'FORBIDDEN');
  });
});
