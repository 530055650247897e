import { conflict } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import type { PaymentDocument } from '../../dist/data/payment.model.js';
import type { PaymentRepository } from '../../dist/data/payment.repository.js';
import type { Books, Movement } from '../../dist/domain/money-movement.js';
import { newPayment } from '../../dist/domain/new-payment.js';
import type { PaymentProvider } from '../../dist/providers/provider.js';
import type { Parts } from '../../dist/use-cases/parts.js';
import { reconcile } from '../../dist/use-cases/reconcile.js';
import { refundPayment, sendRefund } from '../../dist/use-cases/refund-payment.js';

const at = new Date(1_000);
const of = { orderId: 'o', userId: 'u', methodId: 'm', provider: 'p', amountMinor: 3000, currency: 'USD' };
const line = (type: 'authorized' | 'captured', providerRef: string) => ({ type, amountMinor: 3000, at, providerRef });

/** A captured payment with a refund A in doubt, at a provider that does not remember the keys of what it has refused. */
function paymentInDoubt() {
  let payment: PaymentDocument = {
    ...newPayment({ ...of, card: { brand: 'visa', last4: '4242' } }, at, at),
    status: 'CAPTURED',
    providerRef: 'ch',
    nextCheckAt: at,
    ledger: [line('authorized', 'a'), line('captured', 'c')],
    calls: { authorize: { key: 'k', token: 't', at }, capture: { key: 'k:c', at } },
    refunds: [{ key: 'A', at, amountMinor: 1000, state: 'asked' }],
  };
  const made: Movement[] = [
    { type: 'authorized', amountMinor: 3000, at, ref: 'a' },
    { type: 'captured', amountMinor: 3000, at, ref: 'c' },
  ];
  const provider = { refuses: false, whileAsked: async () => {} };
  const books = (): Books => ({ providerRef: 'ch', voided: false, movements: [...made] });
  const calls = {
    name: 'p',
    async refund(_charge, key, amountMinor) {
      if (provider.refuses) throw conflict('CHARGE_DISPUTED', 'Disputed.');
      if (!made.some((each) => each.key === key))
        made.push({ type: 'refunded', amountMinor, at: new Date(), ref: `r-${key}`, key });
      return books();
    },
    async books() {
      const read = new Map([[payment._id, books()]]);
      await provider.whileAsked();
      return read;
    },
  } as Pick<PaymentProvider, 'name' | 'refund' | 'books'> as PaymentProvider;
  const payments = {
    find: async () => payment,
    findStored: async () => payment,
    findCommitted: async () => payment,
    due: async () => [payment],
    postpone: async () => undefined,
    async change({ revision }, { set, lines = [] }) {
      if (payment.revision !== revision) return null;
      payment = { ...payment, ...set, ledger: [...payment.ledger, ...lines], revision: revision + 1 };
      return payment;
    },
  } as Partial<PaymentRepository> as PaymentRepository;
  const parts = {
    payments,
    doubtMs: 1000,
    logger: silentLogger(),
    providers: { named: () => calls },
    disputes: { ofPayments: async () => [] },
    metrics: { moved: () => undefined },
  } as unknown as Parts;
  return { parts, provider, made, now: () => payment };
}

describe('the reconciler', () => {
  it('carries out no refund that was refused, and replaced by another, after it had read the payment', async () => {
    const { parts, provider, made, now } = paymentInDoubt();
    provider.whileAsked = async () => {
      // asked again by sendRefund
      provider.whileAsked = async () => {};
      provider.refuses = true;
      await sendRefund(parts, now(), now().refunds[0]!).catch(() => undefined);
      expect(now().refunds[0]!.state).to.equal('refused');
      provider.refuses = false;
      await refundPayment(parts, { paymentId: now()._id, amount: 10, by: 'admin', key: 'B' });
    };
    await reconcile(parts);
    const refunded = made.filter(({ type }) => type === 'refunded');
    expect(refunded).to.have.length(1);
    expect(refunded[0]!.key, 'is not the one that was refused').not.to.equal('A');
  });
});
