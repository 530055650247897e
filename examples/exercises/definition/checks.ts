import { expect } from 'chai';
import { localParticipants, Refused, startSagas } from 'saga-engine';
import { storyOf } from 'saga-engine/testkit/story';
import type { Check } from '../check.js';
import { arrived } from './given.js';
import type { lendBook } from './start.js';

type Yours = { lendBook: typeof lendBook };

const loan = { title: 'Sagas', deposit: 20 };
const begun = ({ lendBook }: Yours) => storyOf(lendBook, loan, { id: 'l1' });
const reserved = (yours: Yours) => {
  const story = begun(yours);
  expect(story.next, 'what comes first').to.equal('library.reserve');
  return story.done({ copy: 7 });
};
const atTheDesk = (yours: Yours) => {
  const story = reserved(yours);
  expect(story.next, 'what follows the reservation').to.equal('wait arrived');
  return story.signal(arrived, { desk: 'A' });
};
const threeDays = 3 * 24 * 3_600_000;

export const checks: readonly Check<Yours>[] = [
  {
    title: 'reserves a copy first, and ends when there is none',
    holds(yours) {
      const story = begun(yours);
      expect(story.next, 'what comes first').to.equal('library.reserve');
      expect(story.request, 'what the library is asked').to.deep.equal({ loan: 'l1', title: 'Sagas' });
      expect(story.refused('NO_COPY').next, 'what follows a refusal').to.equal('COMPENSATED');
    },
  },
  {
    title: 'waits three days for the reader, then gives the copy back, with the reason NOT_COLLECTED',
    holds(yours) {
      const story = reserved(yours);
      expect(story.next, 'what follows the reservation').to.equal('wait arrived');
      expect(story.after(threeDays - 1_000).next, 'a second before three days').to.equal('wait arrived');
      const late = story.after(threeDays + 1_000);
      expect(late.next, 'a second after three days').to.equal('undo library.giveBack');
      expect(late.transcript.join('\n'), 'the reason').to.include('NOT_COLLECTED');
    },
  },
  {
    title: 'takes the deposit when the reader is there, and gives the copy back when that is refused',
    holds(yours) {
      const story = atTheDesk(yours);
      expect(story.next, 'what follows').to.equal('cashier.charge');
      expect(story.request, 'what the cashier is asked').to.deep.equal({ loan: 'l1', amount: 20 });
      expect(story.refused('DECLINED').next, 'what follows a refusal').to.equal('undo library.giveBack');
    },
  },
  {
    title: 'lends the copy that was reserved once the deposit is taken, and does not go back from there',
    holds(yours) {
      const story = atTheDesk(yours).done();
      expect(story.next, 'what follows the deposit').to.equal('library.lend');
      expect(story.request, 'what the library is asked').to.deep.equal({ loan: 'l1', copy: 7 });
      expect(story.inDoubt().next, 'what follows when nobody knows').to.equal('rest');
      expect(story.done().next, 'how it ends').to.equal('COMPLETED');
    },
  },
  {
    title: 'runs: one loan with a deposit that is taken, one with a deposit that is refused',
    async holds({ lendBook }, { mongodbUri, redisUrl, queuePrefix }) {
      const given: string[] = [];
      const participants = localParticipants({
        library: {
          reserve: () => ({ copy: 7 }),
          giveBack: ({ loan: id }: { loan: string }) => void given.push(id),
          lend: () => undefined,
        },
        cashier: {
          charge({ amount }: { amount: number }) {
            if (amount > 100) throw new Refused('DECLINED');
          },
        },
      });
      const sagas = await startSagas({ definitions: [lendBook], participants, mongodbUri, redisUrl, queuePrefix });
      try {
        const ends: string[] = [];
        for (const [id, deposit] of [
          ['taken', 20],
          ['refused', 200],
        ] as const) {
          await sagas.start(lendBook, id, { title: 'Sagas', deposit });
          await sagas.signal(id, arrived, { desk: 'A' });
          ends.push((await sagas.ended(id)).state);
        }
        expect(ends, 'how they ended').to.deep.equal(['COMPLETED', 'COMPENSATED']);
        expect(given, 'whose copies were given back').to.deep.equal(['refused']);
      } finally {
        await sagas.close();
      }
    },
  },
];
