/**
 * The words and limits that services, clients and pages share, each once. Pages import what they need of them from
 * gateway/src/pages/contract.ts; words and numbers that comments of the protos and documents repeat are held against these by
 * contract.unit.spec.ts and tests/docs/facts.unit.spec.ts.
 */
export const ORDER_STATUSES = ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'CANCELLED'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Who can ask for a cancellation, as its reason. */
export const CANCEL_REQUESTS = ['CUSTOMER_CANCELLED', 'ADMIN_CANCELLED'] as const;
export type CancelRequest = (typeof CANCEL_REQUESTS)[number];

/** The reasons for which an order can have been cancelled. */
export const CANCEL_REASONS = [
  'OUT_OF_STOCK',
  'PAYMENT_DECLINED',
  'PAYMENT_TIMEOUT',
  'CUSTOMER_CANCELLED',
  'PRICE_CHANGED',
  'ADMIN_CANCELLED',
  'FAILED',
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** How long an order, its change or a payment waits for its saga before it is answered without (202), milliseconds. */
export const ANSWER_WAIT_MS = 5_000;
/** The part of a deadline that the round trip to the orchestrator may take, milliseconds. */
export const TRAVEL_MS = 300;

export const PAYMENT_STATUSES = [
  'PENDING',
  'REQUIRES_ACTION',
  'AUTHORIZED',
  'CAPTURED',
  'DECLINED',
  'VOIDED',
  'REFUNDED',
  'PARTIALLY_REFUNDED',
  'FAILED',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** The statuses of a payment that was captured, whether or not some of it was refunded. */
export const PAID_STATUSES = ['CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'] as const satisfies readonly PaymentStatus[];

/** The languages that mails are written in; an account has one. */
export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The signal with which payment-service notifies an order's saga that the provider has the customer's answer. */
export const CUSTOMER_ANSWERED = 'customer-answered';

/** The saga that changes a paid order, by its type: started by order-service, carried out by the orchestrator. */
export const CHANGE_ORDER = 'change-order';

export const SAGA_STATES = [
  'RUNNING',
  'WAITING',
  'COMPENSATING',
  'NEEDS_ATTENTION',
  'COMPLETED',
  'COMPENSATED',
  'RESOLVED',
] as const;

/** The states of a saga whose own steps have ended. */
export const ENDED_STATES = [
  'COMPLETED',
  'COMPENSATED',
  'RESOLVED',
] as const satisfies readonly (typeof SAGA_STATES)[number][];

/** The limits of an order. Amounts are in minor units. */
export const ORDER_LIMITS = {
  /** Lines of one order, before and after lines with the same product are summed. */
  lines: 50,
  /** Pieces of one product in one order. */
  quantity: 1_000,
  /** Price of one piece: a million. */
  priceMinor: 100_000_000,
  /** The most that one order, and so one payment, may cost: ten million, far within the safe integers. */
  totalMinor: 1_000_000_000,
  /** Characters of a product's name or of one field of an address. */
  text: 200,
} as const;

/** The limits of an account. Lengths are in characters. */
export const ACCOUNT_LIMITS = {
  email: 254,
  /** A password that is chosen, in NFKC. */
  password: { min: 8, max: 128 },
  name: 100,
} as const;

/** Orders that one call of an audit may name. */
export const AUDITED_AT_ONCE = 1_000;

/** The limits of operators' texts. Lengths are in characters. */
export const OPERATOR_LIMITS = {
  /** Why an operator acts on a saga, or pauses a part of the system. */
  reason: 500,
  /** The search text for stuck sagas: a code, or words of an error. */
  soughtReason: 200,
} as const;

/** What an operator can do with many sagas at once. */
export const BULK_ACTIONS = ['retry', 'compensate', 'resolve', 'force', 'restart'] as const;

/** The outcomes of a step that an operator can force. */
export const FORCED_OUTCOMES = ['done', 'refused'] as const;

/** Whether a step's command is meant or its compensation, as it is sent over HTTP. */
export const STEP_PHASES = ['step', 'undo'] as const;

/**
 * The status of a webhook's delivery. `PENDING`: it is sent now or tried again. `DELIVERED`: the receiver answered 2xx. `FAILED`: given up.
 * `HELD`: its webhook is disabled. Deliveries with one of the last three are sent again only by a replay.
 */
export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED', 'HELD'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The limits of a webhook. Lengths are in characters. */
export const WEBHOOK_LIMITS = { url: 2_000 } as const;

/**
 * The states of a charge that only its provider knows. OPEN: an administrator has to decide. RETURNING and MATCHING: the decision is being
 * carried out. RETURNED: nothing of it is held or kept any more. MATCHED: it has its payment. GONE: before a decision, its payment existed
 * again or its money was no longer there.
 */
export const UNKNOWN_CHARGE_STATES = ['OPEN', 'RETURNING', 'MATCHING', 'RETURNED', 'MATCHED', 'GONE'] as const;
export type UnknownChargeState = (typeof UNKNOWN_CHARGE_STATES)[number];

/**
 * INQUIRY: the cardholder's bank asks about a charge and has taken nothing; a refund ends it. OPEN: the bank has taken the money back
 * provisionally, and decides. WON: the money is the shop's. LOST: it is the cardholder's. The last two change when the other side appeals.
 */
export const DISPUTE_STATUSES = ['INQUIRY', 'OPEN', 'WON', 'LOST'] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];
