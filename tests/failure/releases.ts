import { placeOrder } from '../../saga-orchestrator/dist/sagas/place-order.js';
import { sagaSource } from '../support/releases.js';

/** The new version checks the stock before it waits for the payment. */
const extraStep = `
  .step('check-stock', {
    command: (s) => stock.reserve({ orderId: s.id }),
    compensate: 'nothing',
    retry: surviveOutage,
  })

  .waitFor(`;
/** The version in the sources, and the next one. */
export const [OLD, NEW] = [placeOrder.version, placeOrder.version + 1];
/** The number of steps of each version. */
export const stepsOf: Record<number, number> = { [OLD]: placeOrder.steps.length, [NEW]: placeOrder.steps.length + 1 };

/** Replaces one part of a text. Throws when the text does not contain it. */
function changed(text: string, part: string, by: string): string {
  if (!text.includes(part)) throw new Error(`place-order.ts has no ${part} any more`);
  return text.replace(part, by);
}
const first = sagaSource('place-order');
const second = changed(changed(first, `version: ${OLD}`, `version: ${NEW}`), '\n  .waitFor(', extraStep);
const both = {
  'place-order-before': first,
  'place-order': second,
  definitions: changed(
    changed(sagaSource('definitions'), '[placeOrder,', '[placeOrder, before,'),
    'import { placeOrder }',
    "import { placeOrder as before } from './place-order-before.js';\nimport { placeOrder }",
  ),
};
/** The files that differ from the sources, by release. */
export const SAGAS = {
  old: { 'place-order': first },
  both,
  /** The same definitions in a release whose engine knows one more kind of journal entry. */
  newer: both,
  onlyNew: { 'place-order': second },
  changed: { 'place-order': changed(first, 'payments.void(', 'payments.refund(') },
} satisfies Record<string, Record<string, string>>;
export type Name = keyof typeof SAGAS;
