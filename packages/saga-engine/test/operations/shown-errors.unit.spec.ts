import { invalid } from '@shop/common/errors';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { NotMine } from '../../dist/core/not-mine.js';
import { withShownErrors } from '../../dist/operations/shown-errors.js';
import { recordingLogger } from '../recording-logger.js';

class MongoLooking extends Error {
  override readonly name = 'Ann Smith';
}
const refusedConnection = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
  code: 'ECONNREFUSED',
  errno: -111,
  syscall: 'connect',
});
const secrets: Record<string, unknown> = {
  'what a definition threw': new TypeError('no room for Ann Smith'),
  'a text': 'Ann Smith',
  'a message that looks like a stack': new Error('x\n    at Ann (Smith:1:2)\n    at Ann Smith (a.js:1:2)'),
  'an error whose name says it': new MongoLooking('Ann Smith'),
  'a cause': new mongoose.mongo.MongoNetworkError('connection 3 closed', { cause: new Error('Ann Smith') }),
  'members of its own': Object.assign(new Error('x'), { code: 'Ann Smith', input: { guest: 'Ann Smith' } }),
};

describe('errors in the log of the engine', () => {
  const logged = (error: unknown): string => {
    const lines: string[] = [];
    withShownErrors(recordingLogger(lines)).warn('A run of a saga failed', { sagaId: 's1', error });
    return lines.join('');
  };

  for (const [what, error] of Object.entries(secrets))
    it(`hide ${what}, and show where it came from`, () => {
      const line = logged(error);
      expect(line)
        .to.match(/sagaId: 's1'/)
        .and.not.match(/Ann|Smith/);
      if (error instanceof Error) expect(line).to.contain('shown-errors.unit.spec');
    });

  it('show messages of the engine, its drivers and the system', () => {
    expect(logged(new mongoose.mongo.MongoServerError({ message: 'not primary' }))).to.contain('not primary');
    expect(logged(refusedConnection)).to.contain('ECONNREFUSED 127.0.0.1:1');
    const record = { type: 'trip', version: 3 } as never;
    expect(logged(new NotMine('There is no definition of saga trip version 3 here.', record))).to.contain('version 3');
    expect(logged(invalid([{ path: 'input.nights', message: 'must be a number' }]))).to.contain('VALIDATION');
  });
});
