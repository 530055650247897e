import { Metadata, status as Status, type ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { invalid } from '../../dist/errors.js';
import { fromServiceError, toServiceError } from '../../dist/grpc/errors.js';

const answered = (members: Readonly<Record<string, string | Buffer>>): ServiceError => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(members)) metadata.set(name, value);
  return Object.assign(new Error('no'), { code: Status.FAILED_PRECONDITION, details: 'no', metadata });
};

describe('a problem received over gRPC', () => {
  it('is the one that was sent, with its extra members', () => {
    const sent = toServiceError(invalid([{ path: 'a', message: 'is wrong' }])) as ServiceError;
    expect(fromServiceError(sent, 'peer')).to.deep.include({
      status: 422,
      code: 'VALIDATION_FAILED',
      extra: { errors: [{ path: 'a', message: 'is wrong' }] },
    });
  });

  for (const extra of ['{', '', 'null', '7', '[1]', '\u0000'])
    it(`is read without extra members when these are ${JSON.stringify(extra)}`, () => {
      const error = answered({
        'problem-code': 'NO_ROOM',
        'problem-status': '409',
        'problem-extra-bin': Buffer.from(extra),
      });
      expect(fromServiceError(error, 'peer')).to.deep.include({ status: 409, code: 'NO_ROOM', extra: {} });
    });

  it('quotes a callee whose resources are exhausted, and does not call it unreachable', () => {
    const details = 'Received message larger than max (5000000 vs. 4194304)';
    const said = Object.assign(new Error(details), {
      code: Status.RESOURCE_EXHAUSTED,
      details,
      metadata: new Metadata(),
    });
    expect(fromServiceError(said, 'peer')).to.deep.include({
      status: 503,
      message: `peer answered RESOURCE_EXHAUSTED: ${details}`,
    });
  });
});
