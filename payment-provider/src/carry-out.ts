import type { Decision } from './decide.js';
import type { Entry } from './entries.js';
import type { Journal } from './journal.js';
import type { State } from './state.js';
import type { WebhookSender } from './webhooks.js';
import type { WireCharge } from './wire.js';

/** Writes what was decided for a charge, and tells the shop if its books changed. Resolves when it is on disk; throws the decision's failure. */
export type CarryOut = (decision: Decision, reference: string) => Promise<WireCharge>;

const TOLD: readonly Entry['type'][] = ['charge', 'movement', 'answered'];

export const carryOutBy =
  (state: State, journal: Journal<Entry>, webhooks: WebhookSender): CarryOut =>
  async ({ entries, failure }, reference) => {
    for (const entry of entries) state.apply(entry);
    await journal.append(entries);
    if (failure) throw failure;
    const charge = state.told(reference)!;
    if (entries.some(({ type }) => TOLD.includes(type))) webhooks.send(charge);
    return charge;
  };
