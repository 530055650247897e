import { localParticipants, type Participants } from 'saga-engine';
import type { Done } from './done.js';
import type { Car } from './trip.js';

type Call = { readonly key: string };

/** The car rental, as functions of the process that runs the sagas. */
export const rental = (done: Done): Participants =>
  localParticipants({
    car: {
      hold: ({ trip }: Parameters<Car['hold']>[0], { key }: Call) =>
        done.once(key, () => ({ plate: `B-${trip.slice(-4).toUpperCase()}` })),
      confirm: (_: object, { key }: Call) => done.once(key, () => undefined),
      release: (_: object, { key }: Call) => done.once(key, () => undefined),
    },
  });
