import { expect } from 'chai';
import { Closing } from '../../dist/service/closing.js';

describe('closing', () => {
  it('frees in reverse order of creation, one after the other', async () => {
    const closing = new Closing();
    const freed: string[] = [];
    closing.add(() => freed.push('store'));
    closing.add(
      async () => {
        await new Promise(setImmediate);
        freed.push('server');
      },
      () => freed.push('client'),
    );
    await closing.close();
    expect(freed).to.deep.equal(['server', 'client', 'store']);
  });

  it('frees the rest when something cannot be freed, reports that, and runs once', async () => {
    const closing = new Closing();
    const freed: string[] = [];
    closing.add(() => freed.push('store'));
    closing.add(() => Promise.reject(new Error('the server does not end')));
    const failed = await closing.close().catch((error: Error) => error.message);
    expect([failed, freed]).to.deep.equal(['the server does not end', ['store']]);
    await closing.close();
    expect(freed).to.deep.equal(['store']);
  });
});
