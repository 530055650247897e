import { days, minutes } from './lengths.js';
import { SagaNotFound } from '../../../dist/core/refusals.js';
import type { World } from './simulate.js';

/** The promises that one traveller received. */
export interface Promised {
  readonly id: string;
  accepted: boolean;
  cancelled: boolean;
  approved: boolean;
}

/** Books, and perhaps approves and cancels, at random moments, perhaps twice, and repeats each call until it is answered. */
export async function behave({ faults, insist: ask }: World, promised: Promised): Promise<void> {
  const { random, clock, longFaults } = faults;
  const { id } = promised;
  const input = { city: 'oslo', ...(random.chance(0.4) ? { preApproved: 'c1' } : {}) };
  const later = async (act: () => Promise<unknown>) => {
    const long = longFaults.lasts && random.chance(0.5) ? Math.min(longFaults.until, days(40)) : minutes(2);
    await clock.sleep(random.chance(0.5) ? random.between(0, 3_000) : random.between(0, long));
    await act();
  };

  await clock.sleep(random.between(0, 5_000));
  await ask((calls) => calls.start({ saga: 'book-trip', id, input }));
  promised.accepted = true;
  const approve = async () => {
    const { answer } = await ask((calls) => calls.signal(id, { name: 'trip-approved', payload: { token: 't1' } }));
    if (answer === 'accepted') promised.approved = true;
  };
  const cancel = async (byOperator = random.chance(0.2)) => {
    const { answer } = await ask((calls) =>
      byOperator
        ? calls.compensate(id, { by: 'admin', reason: 'asked by phone' })
        : calls.cancel(id, { by: 'u1', reason: 'TRAVELLER_CANCELLED' }),
    );
    if (answer !== 'late') promised.cancelled = true;
  };
  const resolve = async () => {
    const cancelling = [`${id}-cancel`, `${id}-cancel-cancel`];
    for (const saga of random.chance(0.5) ? [id, ...cancelling] : cancelling)
      await ask((calls) => calls.resolve(saga, { by: 'admin', reason: 'done by hand' }).catch(unlessUnknown));
    // a resolve in a process that was blocked may still take effect
    await clock.sleep(minutes(5));
    // an accepted cancel is carried out even after a resolve; without one the trip stays as it is
    if (!promised.cancelled || random.chance(0.2)) await later(() => cancel(false));
  };
  const operate = () => ask((calls) => calls.retry(id, { by: 'admin', reason: 'impatient' }));
  const plans: Promise<void>[] = [];
  const plan = (probability: number, act: () => Promise<unknown>) => {
    while (plans.length < 8 && random.chance(probability)) plans.push(later(act));
  };
  plan(0.6, approve);
  plan(0.3, cancel);
  plan(0.1, operate);
  if (longFaults.lasts) plan(0.15, resolve);
  await Promise.all(plans);
  // nothing else ends a trip whose ticket is never issued
  if (longFaults.permanent) await later(cancel);
}

const unlessUnknown = (error: unknown): { answer: string } => {
  if (error instanceof SagaNotFound) return { answer: 'unknown' };
  throw error;
};
