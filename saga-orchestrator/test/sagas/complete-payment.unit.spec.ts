import { paidAtOnce } from '@shop/testkit/sagas/smoothly';
import { commandsOf, STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { storyOf } from 'saga-engine/testkit/story';
import type { Definition } from 'saga-engine/core/definition';
import { sagas } from '../../dist/sagas/definitions.js';
import { customerAnswered } from '../../dist/sagas/participants.js';

const created = { [STEPS.create]: { totalMinor: 5998, currency: 'USD' } };

/** Every version of place-order in which a customer may have to approve the payment, including new ones. */
const asking = sagas.all.filter(({ steps }) => steps.some(({ name }) => name === customerAnswered.name));

for (const definition of asking)
  describe(`${definition.name} version ${definition.version} with a payment that the customer must approve`, () => {
    const authorising = storyOf(definition, paidAtOnce, { id: 'o1' }).run(created, 'payments.authorize');
    const asked = authorising.done({ paymentId: 'p1', customerMustAct: true });
    const answered = asked.signal(customerAnswered, {});
    const everything = undosBefore(definition, customerAnswered.name);

    /** The undo commands of a story. */
    const undos = (story: typeof asked): string[] =>
      story.next.startsWith('undo ') ? [story.next, ...undos(story.done())] : [];

    it('says in its commands that it can wait for the customer', () =>
      expect(authorising.request).to.include({ orderId: 'o1', customerMayAct: true }));

    it('waits for the customer’s answer, asks for it, and continues', () => {
      expect(asked.next).to.equal(`wait ${customerAnswered.name}`);
      expect(asked.until).to.equal(paidAtOnce.paymentTimeoutMs);
      expect(answered.next).to.equal('payments.completePayment');
      expect(answered.request).to.deep.equal({ orderId: 'o1' });
      expect(answered.run({}, 'orders.confirm').next).to.equal('orders.confirm');
    });

    it('keeps an answer that comes before the reply that requires it', () => {
      const early = authorising.signal(customerAnswered, {}).done({ paymentId: 'p1', customerMustAct: true });
      expect(early.next).to.equal('payments.completePayment');
    });

    it('neither waits nor asks when no approval is needed, nor when an older payment-service does not mention it', () => {
      for (const reply of [{ paymentId: 'p1', customerMustAct: false }, { paymentId: 'p1' }]) {
        const confirming = authorising.done(reply).run({}, 'orders.confirm');
        expect(confirming.next).to.equal('orders.confirm');
        expect(confirming.transcript.join()).not.to.include('completePayment');
      }
    });

    it('undoes everything when the bank declines', () => {
      const known = ['undo payments.void', 'undo stock.release', 'undo orders.cancel'];
      expect(everything.filter((undo) => known.includes(undo))).to.deep.equal(known);
      expect(undos(answered.refused('PAYMENT_DECLINED'))).to.deep.equal(everything);
    });

    it('undoes everything when nobody answers in time, or the order is cancelled meanwhile', () => {
      expect(undos(asked.after(paidAtOnce.paymentTimeoutMs))).to.deep.equal(everything);
      expect(undos(asked.cancel('CUSTOMER_CANCELLED'))).to.deep.equal(everything);
    });
  });

/** The undos of all steps before this one, the last first. */
function undosBefore({ steps }: Definition, name: string): string[] {
  const before = steps.slice(
    0,
    steps.findIndex((step) => step.name === name),
  );
  return before
    .toReversed()
    .flatMap((step) => commandsOf(step).undo ?? [])
    .map(({ participant, method }) => `undo ${participant}.${method}`);
}
