import { expect } from 'chai';
import type { PaymentDocument } from '../../dist/data/payment.model.js';
import type { PaymentRepository } from '../../dist/data/payment.repository.js';
import type { Books } from '../../dist/domain/money-movement.js';
import { newPayment } from '../../dist/domain/new-payment.js';
import type { ProviderMetrics } from '../../dist/providers/provider-metrics.js';
import { recordBooks } from '../../dist/use-cases/record-books.js';

const at = new Date(1_000);
const of = { orderId: 'o', userId: 'u', methodId: 'm', provider: 'p', amountMinor: 100, currency: 'USD' };
const read: PaymentDocument = {
  ...newPayment({ ...of, card: { brand: 'visa', last4: '4242' } }, at, at),
  calls: { authorize: { key: 'k', token: 't', at } },
};
const books: Books = {
  providerRef: 'ch',
  voided: false,
  movements: [{ type: 'authorized', amountMinor: 100, at, ref: 'a' }],
};

/** A repository with this payment, and the movements that were counted. */
function stored(payment: PaymentDocument | null) {
  const moved: unknown[] = [];
  const payments = {
    async change({ revision }, { set, lines = [] }) {
      if (payment?.revision !== revision) return null;
      payment = { ...payment, ...set, ledger: [...payment.ledger, ...lines], revision: revision + 1 };
      return payment;
    },
    findCommitted: async () => payment,
  } as Pick<PaymentRepository, 'change' | 'findCommitted'> as PaymentRepository;
  const metrics = { moved: (...args) => void moved.push(args) } as Pick<ProviderMetrics, 'moved'> as ProviderMetrics;
  return { parts: { payments, metrics }, moved };
}

describe('books of a payment that was read before they were asked for', () => {
  it('are recorded once, when a webhook has recorded them meanwhile', async () => {
    const { parts, moved } = stored(read);
    const webhook = await recordBooks(parts, read, books);
    expect(webhook.changed).to.equal(true);
    expect(await recordBooks(parts, read, books)).to.deep.equal({ payment: webhook.payment, changed: false });
    expect(webhook.payment?.ledger.map(({ type }) => type)).to.deep.equal(['authorized']);
    expect(moved).to.have.length(1);
  });

  it('keep what another wrote meanwhile', async () => {
    const { parts } = stored({ ...read, updatedAt: new Date(2_000), userId: 'another', revision: 2 });
    const { payment } = await recordBooks(parts, read, books);
    expect(payment).to.deep.include({ userId: 'another', status: 'AUTHORIZED', revision: 3 });
  });

  it('are not recorded when it is gone', async () => {
    const { parts } = stored(null);
    expect(await recordBooks(parts, read, books)).to.deep.equal({ payment: null, changed: false });
  });

  it('show a refund that failed, when it was recorded meanwhile', async () => {
    const line = (type: 'authorized' | 'captured' | 'refunded', providerRef: string) => ({
      type,
      providerRef,
      amountMinor: 100,
      at,
    });
    const captured: PaymentDocument = {
      ...read,
      status: 'CAPTURED',
      nextCheckAt: null,
      providerRef: 'ch',
      ledger: [line('authorized', 'a'), line('captured', 'c')],
    };
    const { parts } = stored({
      ...captured,
      status: 'REFUNDED',
      revision: 2,
      ledger: [...captured.ledger, line('refunded', 'r')],
    });
    const movements = (['authorized', 'captured', 'refunded'] as const).map((type) => ({
      type,
      amountMinor: 100,
      at,
      ref: type[0]!,
    }));
    const failed: Books = { ...books, movements, failedRefunds: [{ ref: 'r', at }] };
    const { payment, changed } = await recordBooks(parts, captured, failed);
    expect({ status: payment?.status, changed }).to.deep.equal({ status: 'CAPTURED', changed: true });
  });
});
