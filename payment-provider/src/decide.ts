import { randomUUID } from 'node:crypto';
import { conflict, notFound, Problem, unavailable } from '@shop/common/errors';
import { disputeOf } from './disputes.js';
import { sumsOf, type Entry, type MovementEntry } from './entries.js';
import { hasFailed, isOpen, unfinishedRefunds, type ChargeState, type State } from './state.js';
import type { Behaviour } from './test-cards.js';

/** The result of a call: entries to write, and a failure to answer with once they are written. */
export interface Decision {
  readonly entries: readonly Entry[];
  readonly failure?: Problem;
}

export interface ChargeRequest {
  readonly reference: string;
  readonly token: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** The page to which a customer returns after confirming it; without it a card that requires confirmation is declined. */
  readonly returnUrl?: string;
}

const now = (): string => new Date().toISOString();
const NOTHING: Decision = { entries: [] };

/** Authorises the amount, or declines, according to the card's behaviour. */
export function authorize(state: State, key: string, request: ChargeRequest): Decision {
  const { reference, token, amountMinor, currency } = request;
  const used = useKey(state, key, `authorize ${reference} ${token} ${amountMinor} ${currency}`);
  if (!used) return NOTHING;
  const there = state.charges.get(reference);
  if (there?.voided) throw conflict('CHARGE_VOIDED', 'This charge was voided; it cannot be authorised any more.');
  if (there) throw conflict('CHARGE_EXISTS', 'There is a charge with this reference already.');
  const card = state.detached.has(token) ? undefined : state.tokens.get(token);
  if (!card) throw notFound('TOKEN_NOT_FOUND', 'There is no card with this token.');
  const failing = fails(state, card.behaviour, 'authorize', reference);
  if (failing) return failing;
  const base = {
    type: 'charge',
    id: `ch_${randomUUID()}`,
    reference,
    amountMinor,
    currency,
    token,
    at: now(),
  } as const;
  if (card.behaviour.do === 'ask') {
    const { returnUrl } = request;
    if (returnUrl === undefined) return { entries: [{ ...base, declineCode: 'authentication_required' }, used] };
    return { entries: [{ ...base, action: { id: randomUUID(), returnUrl } }, used] };
  }
  if (card.behaviour.do === 'decline') return { entries: [{ ...base, declineCode: card.behaviour.code }, used] };
  return { entries: [base, movement(reference, 'authorized', amountMinor, key), used] };
}

/** A charge that no shop requested. Throws CHARGE_EXISTS. */
export function chargeUnasked(
  state: State,
  of: Omit<ChargeRequest, 'token' | 'returnUrl'> & { readonly captured: boolean },
): Decision {
  const { captured, ...charge } = of;
  const { reference, amountMinor } = charge;
  if (state.charges.has(reference)) throw conflict('CHARGE_EXISTS', 'There is a charge with this reference already.');
  const moved = (['authorized', ...(captured ? (['captured'] as const) : [])] as const).map((type) =>
    movement(reference, type, amountMinor, `${reference}:unasked`),
  );
  return { entries: [{ type: 'charge', id: `ch_${randomUUID()}`, ...charge, at: now() }, ...moved] };
}

/** Records the customer's answer; no effect when there is one already, or the charge was voided meanwhile. */
export function answerAction(
  state: State,
  { reference }: { reference: string },
  answer: 'approve' | 'refuse',
): Decision {
  const charge = found(state, reference);
  if (!isOpen(charge)) return NOTHING;
  if (answer === 'refuse') return { entries: [{ type: 'answered', reference, declineCode: 'authentication_failed' }] };
  const authorized = movement(reference, 'authorized', charge.amountMinor, `${reference}:answer`);
  return { entries: [{ type: 'answered', reference }, authorized] };
}

/** Captures the whole authorised amount. */
export function capture(state: State, key: string, reference: string): Decision {
  const used = useKey(state, key, `capture ${reference}`);
  if (!used) return NOTHING;
  const charge = found(state, reference);
  const sums = sumsOf(charge.movements);
  if (charge.voided || sums.authorized === 0 || sums.captured > 0)
    throw conflict('CHARGE_NOT_CAPTURABLE', 'Only a charge that is authorised, and no more, can be captured.');
  const behaviour = behaviourOf(state, charge);
  if (behaviour?.do === 'refuse') throw conflict('CAPTURE_REFUSED', 'This test card is never captured.');
  if (behaviour?.do === 'lapse') {
    const entries = [movement(reference, 'voided', sums.authorized, key), { type: 'voided', reference } as const];
    return { entries, failure: conflict('CHARGE_NOT_CAPTURABLE', 'The authorisation of this charge has lapsed.') };
  }
  const failing = behaviour && fails(state, behaviour, 'capture', reference);
  if (failing) return failing;
  const captured = movement(reference, 'captured', sums.authorized, key);
  if (behaviour?.do !== 'dispute') return { entries: [captured, used] };
  const dispute = disputeOf(reference, sums.authorized, charge.currency, behaviour.reason);
  return { entries: [captured, used, dispute] };
}

/** Voids the authorised amount; before authorise it leaves a tombstone that refuses an authorise that may still come. */
export function voidCharge(state: State, key: string, reference: string, currency: string): Decision {
  const used = useKey(state, key, `void ${reference}`);
  if (!used) return NOTHING;
  const charge = state.charges.get(reference);
  if (!charge) {
    const mark = { type: 'charge', id: `ch_${randomUUID()}`, reference, amountMinor: 0, currency, at: now() } as const;
    return { entries: [mark, { type: 'voided', reference }, used] };
  }
  const sums = sumsOf(charge.movements);
  if (sums.captured > 0) throw conflict('CHARGE_CAPTURED', 'A captured charge cannot be voided; refund it.');
  // a charge that waits for its customer can never be authorised any more
  if (!charge.voided && isAwaited(charge)) return { entries: [{ type: 'voided', reference }, used] };
  if (charge.voided || sums.authorized === 0) return { entries: [used] };
  return { entries: [movement(reference, 'voided', sums.authorized, key), { type: 'voided', reference }, used] };
}

/** Refunds captured money. */
export function refund(state: State, key: string, reference: string, amountMinor: number): Decision {
  const used = useKey(state, key, `refund ${reference} ${amountMinor}`);
  if (!used) return NOTHING;
  const charge = found(state, reference);
  if (state.disputes.holds(reference))
    throw conflict('CHARGE_DISPUTED', 'The bank has taken the money of this charge back; it cannot be refunded.');
  const sums = sumsOf(charge.movements.filter((each) => !hasFailed(charge, each)));
  if (amountMinor > sums.captured - sums.refunded)
    throw conflict('REFUND_TOO_LARGE', 'Not that much of this charge is left to give back.');
  const given = movement(reference, 'refunded', amountMinor, key);
  const behaviour = behaviourOf(state, charge);
  const isFirst = charge.movements.every(({ movement: type }) => type !== 'refunded');
  if (behaviour?.do !== 'finish-refund' || !isFirst) return { entries: [given, used] };
  return { entries: [{ ...given, later: behaviour.later }, used] };
}

/** Moves the pending refunds of this charge to their final state. */
export function finishRefunds(charge: ChargeState): Decision {
  const { reference } = charge;
  return {
    entries: unfinishedRefunds(charge).map(({ id }) => ({ type: 'refund-finished', reference, id, at: now() })),
  };
}

const behaviourOf = (state: State, { token }: ChargeState): Behaviour | undefined =>
  token === undefined ? undefined : state.tokens.get(token)?.behaviour;

/** The key's entry; undefined when this request was carried out before. Throws 422 for another request with the same key. */
function useKey(state: State, key: string, request: string): Entry | undefined {
  const before = state.keys.get(key);
  if (before === undefined) return { type: 'key', key, request };
  if (before === request) return undefined;
  throw new Problem(422, 'IDEMPOTENCY_KEY_REUSED', { detail: 'This key was used for another request.' });
}

function fails(state: State, behaviour: Behaviour, call: string, reference: string): Decision | undefined {
  if (behaviour.do !== 'fail' || behaviour.call !== call) return undefined;
  if ((state.failures.get(`${call} ${reference}`) ?? 0) >= behaviour.times) return undefined;
  return {
    entries: [{ type: 'failure', reference, call }],
    failure: unavailable('This test card fails a few times before it works.'),
  };
}

function found(state: State, reference: string) {
  const charge = state.charges.get(reference);
  if (!charge) throw notFound('CHARGE_NOT_FOUND', 'There is no charge with this reference.');
  return charge;
}

/** True while the charge waits for its customer. */
const isAwaited = (charge: ChargeState): boolean => charge.action !== undefined && isOpen(charge);

const movement = (
  reference: string,
  type: MovementEntry['movement'],
  amountMinor: number,
  key: string,
): MovementEntry => ({
  type: 'movement',
  id: `mv_${randomUUID()}`,
  reference,
  movement: type,
  amountMinor,
  key,
  at: now(),
});
