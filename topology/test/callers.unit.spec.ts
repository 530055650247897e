import { authorizeProcess } from '@shop/common/grpc/callers';
import { serviceDefinition, type ServiceName } from '@shop/protos/load';
import { processNames, processOf } from '@shop/topology/processes';
import { expect } from 'chai';
import { CALLERS } from '../dist/callers.js';

const as = (process?: string) => ({ userId: null, role: 'anonymous' as const, ...(process ? { process } : {}) });
const call = (process: string | undefined, service: ServiceName, method: string) => () =>
  authorizeProcess(
    as(process),
    (CALLERS[service] as Record<string, readonly string[]>)[method]!,
    `${service}.${method}`,
  );

describe('the table of callers of gRPC methods', () => {
  it('has a row for every method of the contracts, and no others', () => {
    for (const [service, rows] of Object.entries(CALLERS))
      expect(Object.keys(rows).sort(), service).to.deep.equal(
        Object.keys(serviceDefinition(service as ServiceName)).sort(),
      );
  });

  it('names only methods of services that the called process serves', () => {
    for (const name of processNames)
      for (const { to, commands = {} } of processOf(name).calls) {
        const callee = processNames.find((each) => each === to)!;
        expect(processOf(callee).serves ?? [], `${name} → ${to}`).to.include.members(Object.keys(commands));
      }
  });

  it('permits commands from the orchestrator only', () => {
    const commands = {
      Orders: ['Create', 'Cancel', 'Confirm', 'MarkCancelled', 'Audit'],
      Stock: ['Reserve', 'Release', 'Restock', 'Audit'],
      Payments: ['Authorize', 'Void', 'Capture', 'Refund', 'Audit', 'AuditCharges'],
    } as const;
    for (const [service, methods] of Object.entries(commands) as [ServiceName, readonly string[]][])
      for (const method of methods)
        for (const process of processNames) {
          if (process === 'saga-orchestrator') expect(call(process, service, method)).to.not.throw();
          else
            expect(call(process, service, method), `${service}.${method} by ${process}`).to.throw(
              `${service}.${method} is not for ${process}`,
            );
        }
  });

  it('refuses callers that it does not name', () => {
    for (const process of [undefined, '', 'unknown', 'constructor', '__proto__'])
      expect(call(process, 'Sagas', 'Start'))
        .to.throw()
        .with.property('status', 403);
    expect(call('gateway', 'Sagas', 'Start'))
      .to.throw()
      .with.property('code', 'FORBIDDEN');
  });
});
