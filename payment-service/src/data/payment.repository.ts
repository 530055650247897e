import { doOnce, undoOnce, type DoOutcome, type UndoOutcome } from '@shop/common/mongo/barrier';
import { textId } from '@shop/common/mongo/connection';
import { Documents, type Filter, type Update } from '@shop/common/mongo/documents';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { newestFirst } from '@shop/common/mongo/newest-first';
import { recordedTrace } from '@shop/common/tracing/tracing';
import type { PaymentStatus } from '@shop/protos/contract';
import { paymentIdOf } from '../domain/ids.js';
import type { LedgerLine } from '../domain/ledger.js';
import type { KeyedCall, Payment } from '../domain/payment.js';
import { OF_A_CHANGE, WITH_FAILED_REFUND, type PaymentDocument, type PaymentModel } from './payment.model.js';

/**
 * The changes of one write: values, new ledger lines, the amount still to be refunded, and what is removed: a signal that is no longer
 * needed, or the barrier's mark of a refund that failed.
 */
export interface PaymentWrite {
  readonly set?: Partial<
    Omit<
      Payment,
      | '_id'
      | 'ledger'
      | 'failedRefund'
      | 'signalIntent'
      | 'told'
      | 'toldStatus'
      | 'revision'
      | 'createdAt'
      | 'updatedAt'
    >
  >;
  readonly lines?: readonly LedgerLine[];
  /** The new amount of `failedRefund`; 0 removes it. */
  readonly outstandingMinor?: number;
  readonly drop?: 'signalIntent' | 'marks.refund';
}

/** The fields of `Charged`, without the id. */
const CHARGED = [
  'orderId',
  'status',
  'provider',
  'providerRef',
  'calls',
  'ledger',
  'tombstone',
  'nextCheckAt',
] as const satisfies readonly (keyof Payment)[];

/** The fields of a payment that show whether a charge belongs to it and which ledger lines are missing. */
export type Charged = Pick<Payment, '_id' | (typeof CHARGED)[number]>;

/** The outcome of a step that must end. */
export type StepOutcome = Exclude<DoOutcome<PaymentDocument>, { type: 'not-now' }>;

export interface PaymentRepository {
  /** The payment, tombstones included; null when there is none. */
  find(id: string): Promise<PaymentDocument | null>;
  /** As `find`, but never older than a committed write or one that was refused: needed before a definite refusal. */
  findCommitted(id: string): Promise<PaymentDocument | null>;
  /** As `find`, but null only when there is none that was committed: a read may be older than the payment. */
  findStored(id: string): Promise<PaymentDocument | null>;
  /** The status of each of these payments that exists. */
  statuses(ids: readonly string[]): Promise<Map<string, PaymentStatus>>;
  /** Stores a new payment; null when its id exists. */
  insert(payment: Payment): Promise<PaymentDocument | null>;
  /** Changes exactly the revision that was read; null when it has changed since. */
  change(read: Payment, write: PaymentWrite): Promise<PaymentDocument | null>;
  /** Carries out a saga's step once, at exactly the revision that was read. */
  doOnce(read: Payment, step: string, write: PaymentWrite, reply: unknown): Promise<DoOutcome<PaymentDocument>>;
  /** Removes the payment of this method, unless its saga has reached it. */
  withdraw(id: string, methodId: string): Promise<void>;
  /** Stores the capture's call if the payment is authorised and neither voided nor captured; otherwise null. */
  storeCapture(id: string, call: KeyedCall, nextCheckAt: Date): Promise<PaymentDocument | null>;
  /** Undoes `authorize` unless a capture was requested; leaves a tombstone where there is no payment yet. */
  undoAuthorize(tombstone: Payment, key: string, now: Date, nextCheckAt: Date): Promise<UndoOutcome<PaymentDocument>>;
  /** One page, newest first; of all users without `userId`. Throws 422 for a cursor of another list. */
  list(of: PageQuery & { userId?: string; ids?: readonly string[]; refundFailed?: boolean }): Promise<Page<Payment>>;
  /** The payments of these orders' changes, the newest first. */
  ofChanges(orderIds: readonly string[]): Promise<PaymentDocument[]>;
  /** The ids of an order's payment and of those of its changes. */
  idsOf(orderId: string): Promise<string[]>;
  /** The payments that are due for the reconciler, the longest overdue first. */
  due(now: Date, limit: number): Promise<PaymentDocument[]>;
  /** Postpones the reconciler's next check without changing anything else. */
  postpone(id: string, until: Date): Promise<void>;
  /** Whether a payment of this user with this token, or with one of these methods, may still be authorised or captured. */
  isCardInUse(userId: string, token: string, methodIds: readonly string[]): Promise<boolean>;
  /** The payments that are authorised but not captured yet, and those that are in doubt. */
  atRisk(): Promise<Pick<Payment, '_id' | 'amountMinor' | 'currency' | 'provider' | 'calls'>[]>;
  /** Number of payments with a failed refund that is still outstanding, and the age of the oldest, seconds. */
  failedRefunds(): Promise<{ count: number; oldestSeconds: number }>;
  /** The payments with these ids, or all, in id order and in batches; only ids after `from`. */
  batches(size: number, ids?: readonly string[], from?: string): AsyncGenerator<Payment[]>;
  /** The order id of each payment, in the order of the payments' ids; only ids after `from`. */
  orders(from: string): AsyncGenerator<Pick<Payment, '_id' | 'orderId'>>;
  /** The fields that show which payment a provider's charge belongs to, for those of these payments that exist. */
  chargedOf(ids: readonly string[]): Promise<Charged[]>;
}

/** Payments in one read of `orders`. */
const ORDERS = 1_000;

const touched = (set: object): Update => ({ $set: { updatedAt: new Date(), ...set }, $inc: { revision: 1 } });

/** The ledger lines carry the trace of this write, since their events are made later. */
const updateOf = (read: Payment, { set = {}, lines = [], outstandingMinor, drop }: PaymentWrite): Update => {
  const trace = recordedTrace();
  const isOutstanding = outstandingMinor !== undefined && outstandingMinor > 0;
  const since = read.failedRefund?.since ?? new Date();
  const failedRefund = isOutstanding ? { failedRefund: { amountMinor: outstandingMinor, since } } : {};
  const traced = trace ? lines.map((line) => ({ ...line, trace })) : [...lines];
  return {
    ...touched({ ...set, ...failedRefund, ...(trace && set.status ? { statusTrace: trace } : {}) }),
    ...(lines.length > 0 ? { $push: { ledger: { $each: traced } } } : {}),
    // a second partial refund does not change the status: without this nothing would show that an event is outstanding
    ...unset(drop, lines.length > 0 && 'toldStatus', outstandingMinor === 0 && read.failedRefund && 'failedRefund'),
  };
};

const unset = (...names: readonly (string | false | undefined)[]): Update => {
  const gone = names.filter(Boolean).map((name) => [name, 1]);
  return gone.length > 0 ? { $unset: Object.fromEntries(gone) as Record<string, 1> } : {};
};

/** The payments of this model's collection. */
export function paymentRepository(model: PaymentModel): PaymentRepository {
  const documents = new Documents<PaymentDocument>(model);
  const find = async (id: string) => documents.findOne({ _id: textId(id) });
  return {
    find,
    findStored: async (id) => (await find(id)) ?? documents.findCommitted(id),
    findCommitted: (id) => documents.findCommitted(id),
    async statuses(ids) {
      const found = await documents.find({ _id: { $in: [...ids] } }, { fields: { status: 1 } }).toArray();
      return new Map(found.map(({ _id, status }) => [_id, status]));
    },
    async insert(payment) {
      const document: PaymentDocument = { ...payment, marks: {} };
      return (await documents.insert(document)) ? document : null;
    },
    change: (read, write) =>
      documents.findOneAndUpdate({ _id: read._id, revision: read.revision }, updateOf(read, write)),
    doOnce: (read, step, write, reply) =>
      doOnce(documents, read._id, step, { change: updateOf(read, write), when: { revision: read.revision }, reply }),
    async withdraw(id, methodId) {
      await documents.deleteOne({
        _id: id,
        methodId,
        status: 'PENDING',
        'calls.authorize': { $exists: false },
        'marks.authorize': { $exists: false },
      });
    },
    storeCapture: (id, call, nextCheckAt) =>
      documents.findOneAndUpdate(
        {
          _id: id,
          status: 'AUTHORIZED',
          tombstone: false,
          'calls.capture': { $exists: false },
          'marks.authorize.state': { $ne: 'undone' },
        },
        touched({ 'calls.capture': call, nextCheckAt }),
      ),
    undoAuthorize: (tombstone, key, now, nextCheckAt) =>
      undoOnce(documents, tombstone._id, 'authorize', {
        change: touched({ 'calls.void': { key, at: now }, nextCheckAt }),
        when: { 'calls.capture': { $exists: false } },
        tombstone: () => tombstone,
      }),
    list({ userId, ids, refundFailed, ...page }) {
      const filter = {
        tombstone: false,
        ...(userId === undefined ? {} : { userId }),
        ...(ids === undefined ? {} : { _id: { $in: [...ids] } }),
        ...(refundFailed ? WITH_FAILED_REFUND : {}),
      };
      return newestFirst(documents, filter, page, { hidden: ['marks'] });
    },
    async ofChanges(orderIds) {
      const found = await documents.find({ orderId: { $in: [...orderIds] }, ...OF_A_CHANGE }).toArray();
      return found.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    },
    async idsOf(orderId) {
      const changes = documents.find({ orderId, ...OF_A_CHANGE }, { fields: { _id: 1 } });
      return [paymentIdOf(orderId), ...(await changes.toArray()).map(({ _id }) => _id)];
    },
    due: (now, limit) => documents.find({ nextCheckAt: { $lte: now } }, { sort: { nextCheckAt: 1 }, limit }).toArray(),
    async postpone(id, until) {
      await documents.updateOne({ _id: id, nextCheckAt: { $ne: null } }, { $set: { nextCheckAt: until } });
    },
    async isCardInUse(userId, token, methodIds) {
      const open = { userId: textId(userId), tombstone: false, status: { $in: ['PENDING', 'AUTHORIZED'] } };
      const card = [{ 'calls.authorize.token': token }, { methodId: { $in: [...methodIds] } }];
      return (await documents.findOne({ ...open, $or: card }, { fields: { _id: 1 } })) !== null;
    },
    async atRisk() {
      const find = (filter: Filter) =>
        documents
          .find(filter, { fields: { amountMinor: 1, currency: 1, provider: 1, 'calls.authorize.token': 1 } })
          .toArray();
      const held = await find({ status: 'AUTHORIZED', tombstone: false });
      const doubtful = await find({ nextCheckAt: { $type: 'date' }, tombstone: false });
      return [...new Map([...held, ...doubtful].map((payment) => [payment._id, payment])).values()];
    },
    failedRefunds: () => documents.backlog(WITH_FAILED_REFUND, 'failedRefund.since'),
    chargedOf: (ids) =>
      documents
        .find({ _id: { $in: [...ids] } }, { fields: Object.fromEntries(CHARGED.map((field) => [field, 1] as const)) })
        .toArray(),
    async *orders(from) {
      for (let after = from, full = true; full;) {
        const rows = await documents
          .find({ _id: { $gt: after } }, { fields: { orderId: 1 }, sort: { _id: 1 }, limit: ORDERS })
          .toArray();
        yield* rows;
        full = rows.length === ORDERS;
        after = rows.at(-1)?._id ?? after;
      }
    },
    async *batches(size, ids = [], from = '') {
      const page = { fields: { marks: 0 }, sort: { _id: 1 }, limit: size } as const;
      const chosen = [...new Set(ids)].filter((id) => id > from).toSorted();
      for (let at = 0; at < chosen.length; at += size) {
        const rows = await documents.find({ _id: { $in: chosen.slice(at, at + size) } }, page).toArray();
        if (rows.length > 0) yield rows;
      }
      for (let after = from, full = ids.length === 0; full;) {
        const rows = await documents.find({ _id: { $gt: after } }, page).toArray();
        if (rows.length > 0) yield rows;
        full = rows.length === size;
        after = rows.at(-1)?._id ?? after;
      }
    },
  };
}
