import { expect } from 'chai';
import type { Definition } from 'saga-engine';
import { storyOf } from 'saga-engine/testkit/story';
import type { Check } from '../check.js';

type Yours = { definitions: readonly Definition<{ nights: number }>[] };

const version = ({ definitions }: Yours, wanted: number) => {
  const found = definitions.find((each) => each.version === wanted);
  expect(found, `version ${wanted} among the definitions`).to.not.equal(undefined);
  return storyOf(found!, { nights: 2 }, { id: 't1' });
};
const insuring = (yours: Yours) => version(yours, 2).done({ price: 300 });

export const checks: readonly Check<Yours>[] = [
  {
    title: 'leaves version 1 as it is, for the sagas that are under way',
    holds(yours) {
      const story = version(yours, 1).done({ price: 300 });
      expect(story.next, 'what follows the room').to.equal('airline.book');
      expect(story.refused('NO_SEAT').next, 'what follows a refused flight').to.equal('undo hotel.release');
    },
  },
  {
    title: 'insures the trip behind the room, for twice its price, before the flight',
    holds(yours) {
      const story = insuring(yours);
      expect(story.next, 'what follows the room').to.equal('insurer.insure');
      expect(story.request, 'what the insurer is asked').to.deep.equal({ trip: 't1', value: 600 });
      expect(story.done({ policy: 'x' }).next, 'what follows the insurance').to.equal('airline.book');
    },
  },
  {
    title: 'gives the room back when the insurer refuses',
    holds(yours) {
      const story = insuring(yours).refused('TOO_EXPENSIVE');
      expect(story.next, 'what follows').to.equal('undo hotel.release');
      expect(story.done().next, 'how it ends').to.equal('COMPENSATED');
    },
  },
  {
    title: 'undoes the last first when there is no seat: the insurance, then the room',
    holds(yours) {
      const story = insuring(yours).done({ policy: 'x' }).refused('NO_SEAT');
      expect(story.next, 'the first undo').to.equal('undo insurer.cancel');
      expect(story.request, 'what the insurer is asked').to.deep.equal({ trip: 't1' });
      expect(story.done().next, 'the second undo').to.equal('undo hotel.release');
    },
  },
  {
    title: 'books the trip when nobody refuses',
    holds(yours) {
      expect(insuring(yours).done({ policy: 'x' }).done().next).to.equal('COMPLETED');
    },
  },
];
