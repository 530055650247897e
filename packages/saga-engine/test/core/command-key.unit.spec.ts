import { expect } from 'chai';
import { commandKey, workOf } from '../../dist/core/command-key.js';

describe('the key of a command', () => {
  it('says which step it is of, and whether it undoes it, whatever the names', () => {
    for (const id of ['t1', 't1.hold', 'a.undo'])
      for (const step of ['hold-room', 'hold.room', 'undo'])
        for (const phase of ['do', 'undo'] as const)
          expect(workOf(commandKey(id, step, phase), id)).to.deep.equal({ step, phase });
  });
});
