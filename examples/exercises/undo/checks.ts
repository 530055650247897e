import { expect } from 'chai';
import type { Setting } from '../../setting.js';
import { diesAtEachWrite, type Check } from '../check.js';
import { hold, type Product } from './given.js';
import type { release } from './start.js';

type Yours = { release: typeof release };

const products = async ({ db }: Setting) => {
  const collection = db.collection<Product>('products');
  const fill = () => collection.replaceOne({ _id: 'p' }, { available: 10, holds: {} }, { upsert: true });
  await fill();
  return { collection, fill, left: async () => (await collection.findOne({ _id: 'p' }))!.available };
};
const order = { order: 'o-1', productId: 'p' };
const asked = { ...order, quantity: 3 };

export const checks: readonly Check<Yours>[] = [
  {
    title: 'makes available what was held',
    async holds({ release }, setting) {
      const { collection, left } = await products(setting);
      await hold(collection, asked);
      await release(collection, order);
      expect(await left(), 'pieces available').to.equal(10);
    },
  },
  {
    title: 'does so once, however often it is sent',
    async holds({ release }, setting) {
      const { collection, left } = await products(setting);
      await hold(collection, asked);
      await release(collection, order);
      await release(collection, order);
      await Promise.all([release(collection, order), release(collection, order)]);
      expect(await left(), 'pieces available').to.equal(10);
    },
  },
  {
    title: 'does so once when it is sent five times at once',
    async holds({ release }, setting) {
      const { collection, left } = await products(setting);
      await hold(collection, asked);
      await Promise.all(Array.from({ length: 5 }, () => release(collection, order)));
      expect(await left(), 'pieces available').to.equal(10);
    },
  },
  {
    title: 'changes nothing when there was no hold, and refuses the hold that comes later',
    async holds({ release }, setting) {
      const { collection, left } = await products(setting);
      await release(collection, order);
      expect(await left(), 'pieces available').to.equal(10);
      expect(await hold(collection, asked), 'the answer to the late hold').to.deep.equal({ held: false });
      expect(await left(), 'pieces available after the late hold').to.equal(10);
    },
  },
  {
    title: 'leaves nothing held when the hold and its undo come at once',
    async holds({ release }, setting) {
      const { collection, fill, left } = await products(setting);
      for (let round = 0; round < 20; round++) {
        await fill();
        const both = [() => hold(collection, asked), () => release(collection, order)];
        await Promise.all((round % 2 ? both : both.toReversed()).map((each) => each()));
        expect(await left(), 'pieces available').to.equal(10);
      }
    },
  },
  {
    title: 'makes it available once, whenever its process dies',
    async holds({ release }, setting) {
      const { collection, fill, left } = await products(setting);
      await diesAtEachWrite(collection, {
        first: async (dying) => {
          await fill();
          await hold(collection, asked);
          await release(dying, order);
        },
        async next() {
          await release(collection, order);
          expect(await left(), 'pieces available').to.equal(10);
        },
      });
    },
  },
];
