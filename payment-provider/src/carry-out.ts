import { seconds } from '@shop/common/time';
import { finishRefunds, type Decision } from './decide.js';
import type { Entry } from './entries.js';
import type { Journal } from './journal.js';
import { unfinishedRefunds, type State } from './state.js';
import type { WebhookSender } from './webhooks.js';
import type { WireCharge } from './wire.js';

/**
 * Writes the decision about a charge and, unless `notify` is false, notifies the shop if its books changed. Resolves when it is on disk;
 * throws the decision's failure.
 */
export type CarryOut = (
  decision: Decision,
  reference: string,
  how?: { readonly notify: boolean },
) => Promise<WireCharge>;

interface CarriesOut {
  readonly carryOut: CarryOut;
  /** Cancels the timers; pending refunds finish after the next start. */
  close(): void;
}

const NOTIFIED: readonly Entry['type'][] = ['charge', 'movement', 'answered', 'refund-finished'];

/** How long a refund of some test cards has another state than its final one. */
const LATER_MS = seconds(3);

/** Also schedules the refunds from before the start that have not reached their final state. */
export function carryOutBy(state: State, journal: Journal<Entry>, webhooks: WebhookSender): CarriesOut {
  const timers = new Set<NodeJS.Timeout>();
  function finishLater(reference: string): void {
    const charge = state.charges.get(reference);
    if (!charge || unfinishedRefunds(charge).length === 0) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      // if the journal cannot be written, the next call that writes ends the process
      void carryOut(finishRefunds(charge), reference).catch(() => undefined);
    }, LATER_MS);
    timers.add(timer);
  }
  const carryOut: CarryOut = async ({ entries, failure }, reference, { notify } = { notify: true }) => {
    for (const entry of entries) state.apply(entry);
    await journal.append(entries);
    finishLater(reference);
    const charge = state.wireOf(reference);
    if (notify && charge && entries.some(({ type }) => NOTIFIED.includes(type)))
      webhooks.send({ type: 'charge.changed', charge });
    for (const entry of entries)
      if (entry.type === 'dispute' || entry.type === 'dispute-decided')
        webhooks.send({ type: 'dispute.changed', dispute: state.disputes.wireOf(entry.id)! });
    if (failure) throw failure;
    return charge!;
  };
  for (const reference of state.references) finishLater(reference);
  return { carryOut, close: () => timers.forEach((timer) => clearTimeout(timer)) };
}
