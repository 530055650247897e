import { seconds } from '@shop/common/time';
import { finishRefunds, type Decision } from './decide.js';
import type { Entry } from './entries.js';
import type { Journal } from './journal.js';
import { unfinishedRefunds, type State } from './state.js';
import type { WebhookSender } from './webhooks.js';
import type { WireCharge } from './wire.js';

/** Writes what was decided for a charge, and tells the shop if its books changed, unless it is not to be told. Resolves when it is on disk; throws the decision's failure. */
export type CarryOut = (decision: Decision, reference: string, how?: { readonly tell: boolean }) => Promise<WireCharge>;

interface CarriesOut {
  readonly carryOut: CarryOut;
  /** Waits for nothing any more; what was to become of refunds does so after the next start. */
  close(): void;
}

const TOLD: readonly Entry['type'][] = ['charge', 'movement', 'answered', 'refund-finished'];

/** How long a refund of some test cards is something else than it will be. */
const LATER_MS = seconds(3);

/** Begins with the refunds of before the start that have still to become what they were to become. */
export function carryOutBy(state: State, journal: Journal<Entry>, webhooks: WebhookSender): CarriesOut {
  const timers = new Set<NodeJS.Timeout>();
  function finishLater(reference: string): void {
    const charge = state.charges.get(reference);
    if (!charge || unfinishedRefunds(charge).length === 0) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      // a journal that cannot be written ends the process with the next call that is answered
      void carryOut(finishRefunds(charge), reference).catch(() => undefined);
    }, LATER_MS);
    timers.add(timer);
  }
  const carryOut: CarryOut = async ({ entries, failure }, reference, { tell } = { tell: true }) => {
    for (const entry of entries) state.apply(entry);
    await journal.append(entries);
    finishLater(reference);
    const charge = state.told(reference);
    if (tell && charge && entries.some(({ type }) => TOLD.includes(type)))
      webhooks.send({ type: 'charge.changed', charge });
    for (const entry of entries)
      if (entry.type === 'dispute' || entry.type === 'dispute-decided')
        webhooks.send({ type: 'dispute.changed', dispute: state.disputes.told(entry.id)! });
    if (failure) throw failure;
    return charge!;
  };
  for (const reference of state.references) finishLater(reference);
  return { carryOut, close: () => timers.forEach((timer) => clearTimeout(timer)) };
}
