import { ahead } from '@shop/common/ahead';
import { expect } from 'chai';

describe('reading ahead', () => {
  async function* upTo(last: number, read: number[], failAt = Infinity) {
    try {
      for (let n = 1; n <= last; n++) {
        if (n === failAt) throw new Error(`no ${n}`);
        read.push(n);
        yield n;
      }
    } finally {
      read.push(0);
    }
  }

  it('reads one item more than was asked for, in order', async () => {
    const read: number[] = [];
    const items = ahead(upTo(3, read));
    expect((await items.next()).value).to.equal(1);
    await items.next();
    expect(read).to.deep.equal([1, 2, 3]);
    expect((await items.next()).value).to.equal(3);
    expect((await items.next()).done).to.equal(true);
  });

  it('throws a failure after the items before it, and closes its source when the consumer stops', async () => {
    const seen: number[] = [];
    const failure = await (async () => {
      for await (const n of ahead(upTo(3, [], 3))) seen.push(n);
    })().catch((error: Error) => error.message);
    expect(seen).to.deep.equal([1, 2]);
    expect(failure).to.equal('no 3');
    const read: number[] = [];
    for await (const _ of ahead(upTo(9, read))) break;
    expect(read).to.deep.equal([1, 2, 0]);
  });
});
