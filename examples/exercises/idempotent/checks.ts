import { expect } from 'chai';
import type { Setting } from '../../setting.js';
import { diesAtEachWrite, type Check } from '../check.js';
import type { Product } from './given.js';
import type { reserve } from './start.js';

type Yours = { reserve: typeof reserve };

const products = async ({ db }: Setting, available = 100) => {
  const collection = db.collection<Product>('products');
  await collection.replaceOne({ _id: 'p' }, { available }, { upsert: true });
  return { collection, left: async () => (await collection.findOne({ _id: 'p' }))!.available };
};
const command = (key: string, quantity = 2) => ({ key, productId: 'p', quantity });
const several = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

export const checks: readonly Check<Yours>[] = [
  {
    title: 'takes the pieces, and refuses more than there are',
    async holds({ reserve }, setting) {
      const { collection, left } = await products(setting, 3);
      expect(await reserve(collection, command('a'))).to.deep.equal({ reserved: true });
      expect(await reserve(collection, command('b'))).to.deep.equal({ reserved: false });
      expect(await left(), 'pieces left').to.equal(1);
    },
  },
  {
    title: 'loses no command of several at once, and never sells what is not there',
    async holds({ reserve }, setting) {
      const { collection, left } = await products(setting, 15);
      const replies = await several(10, (index) => reserve(collection, command(`c-${index}`)));
      expect(replies.filter(({ reserved }) => reserved).length, 'commands that were told yes').to.equal(7);
      expect(await left(), 'pieces left').to.equal(1);
    },
  },
  {
    title: 'answers a command that comes again as it did, and takes nothing more',
    async holds({ reserve }, setting) {
      const { collection, left } = await products(setting, 2);
      expect(await reserve(collection, command('a'))).to.deep.equal({ reserved: true });
      expect(await reserve(collection, command('a')), 'the second answer').to.deep.equal({ reserved: true });
      expect(await left(), 'pieces left').to.equal(0);
    },
  },
  {
    title: 'carries out a command once that comes five times at once',
    async holds({ reserve }, setting) {
      const { collection, left } = await products(setting);
      const replies = await several(5, () => reserve(collection, command('a')));
      expect(replies, 'the answers').to.deep.equal(replies.map(() => ({ reserved: true })));
      expect(await left(), 'pieces left').to.equal(98);
    },
  },
  {
    title: 'carries out a command once, whenever its process dies',
    async holds({ reserve }, setting) {
      const { collection, left } = await products(setting);
      await diesAtEachWrite(collection, {
        first: async (dying) => {
          await collection.replaceOne({ _id: 'p' }, { available: 100 });
          await reserve(dying, command('a'));
        },
        async next() {
          expect(await reserve(collection, command('a')), 'the answer to the next').to.deep.equal({ reserved: true });
          expect(await left(), 'pieces left').to.equal(98);
        },
      });
    },
  },
];
