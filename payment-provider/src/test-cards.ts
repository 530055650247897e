/**
 * How this provider treats a card: approve it, decline it, ask the customer first, fail `times` before it works, authorise and never
 * capture, dispute the charge once it is captured, let the authorisation lapse before its capture, or finish its first refund `later`: a
 * pending one is done, or one that was done has failed.
 */
export type Behaviour =
  | { readonly do: 'approve' }
  | { readonly do: 'decline'; readonly code: string }
  | { readonly do: 'ask' }
  | { readonly do: 'refuse'; readonly call: 'capture' }
  | { readonly do: 'lapse' }
  | { readonly do: 'dispute'; readonly reason: string }
  | { readonly do: 'finish-refund'; readonly later: 'done' | 'failed' }
  | { readonly do: 'fail'; readonly call: 'authorize' | 'capture'; readonly times: number };

const APPROVE: Behaviour = { do: 'approve' };

/** The test cards of the contract: they work whatever their expiry. */
export const TEST_CARDS: ReadonlyMap<string, Behaviour> = new Map<string, Behaviour>([
  ['4111111111111111', APPROVE],
  ['4242424242424242', APPROVE],
  ['4000000000000002', { do: 'decline', code: 'generic_decline' }],
  ['4000000000009995', { do: 'decline', code: 'insufficient_funds' }],
  ['4000000000000069', { do: 'decline', code: 'expired_card' }],
  ['4000000000000119', { do: 'fail', call: 'authorize', times: 2 }],
  ['4000000000000341', { do: 'fail', call: 'capture', times: 2 }],
  ['4000002500003155', { do: 'ask' }],
  ['4000000000000036', { do: 'refuse', call: 'capture' }],
]);

/** Cards with a special behaviour but the usual checks: they must have a future expiry. All except the last are Stripe's. */
const OTHER_CARDS: ReadonlyMap<string, Behaviour> = new Map<string, Behaviour>([
  ['4000000000007726', { do: 'finish-refund', later: 'done' }],
  ['4000000000005126', { do: 'finish-refund', later: 'failed' }],
  ['4000000000000259', { do: 'dispute', reason: 'fraudulent' }],
  ['4000000000000648', { do: 'lapse' }],
]);

/** How a card of this number behaves: test cards as they are listed, all others are approved. */
export const behaviourOf = (number: string): Behaviour => TEST_CARDS.get(number) ?? OTHER_CARDS.get(number) ?? APPROVE;
