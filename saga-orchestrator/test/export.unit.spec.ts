import { labelOf, STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { evolve } from 'saga-engine/core/evolve';
import type { Entry, SagaRecord } from 'saga-engine/core/journal';
import { definitionOf, viewOf } from 'saga-engine/core/known';
import { presenter } from 'saga-engine/core/present';
import { shownRecord } from 'saga-engine/core/shown';
import { sagas } from '../dist/sagas/definitions.js';
import { exportBundle } from '../dist/use-cases/export.js';

describe('the export of a saga', () => {
  const input = {
    userId: 'ann-1',
    lines: [{ productId: 'pen', quantity: 2, name: 'Ann’s pen' }],
    shippingAddress: { street: 'Elm St 1', city: 'Springfield', zipCode: '12345' },
    paymentMethodId: 'pm-77',
  };
  const bundle = () => {
    const journal: Entry[] = [
      { at: 0, type: 'done', step: STEPS.create, reply: { totalMinor: 500 }, startedAt: 1, attempt: 1 },
      { at: 0, type: 'signalled', signal: STEPS.pay, payload: { paymentMethodId: 'pm-77', amountMinor: 500 } },
      { at: 0, type: 'retry-requested', by: 'root-1', reason: 'Ann Smith phoned' },
      { at: 0, type: 'cancel-requested', by: 'ann-1', reason: 'CUSTOMER_CANCELLED' },
    ];
    const birth = { id: 'o1', type: 'place-order', version: 1, correlationId: 'o1', input };
    const base = { ...birth, revision: journal.length, journal, createdAt: 0, updatedAt: 0 };
    const { state } = evolve(sagas.find('place-order', 1)!, base);
    const record: SagaRecord = { ...base, state, nextActionAt: 0, deadline: null };
    return exportBundle(presenter(sagas.all), {
      saga: viewOf(sagas, record),
      record: shownRecord(definitionOf(sagas, record), record),
    });
  };

  it('contains nothing personal, whoever wrote it', () =>
    expect(JSON.stringify(bundle())).to.not.match(/ann|elm|springfield|12345|pm-77|root-1|phoned/i));

  it('keeps every field, number and code, so that the saga can be continued from it', () => {
    const { journal, input: redacted } = bundle();
    expect(redacted).to.deep.equal({
      userId: '[redacted]',
      lines: [{ productId: 'pen', quantity: 2, name: '[redacted]' }],
      shippingAddress: { street: '[redacted]', city: '[redacted]', zipCode: '[redacted]' },
      paymentMethodId: '[redacted]',
    });
    expect(journal[0]).to.deep.include({ reply: { totalMinor: 500 } });
    expect(journal[1]).to.deep.include({ payload: { paymentMethodId: '[redacted]', amountMinor: 500 } });
    expect(journal[3]).to.deep.include({ reason: 'CUSTOMER_CANCELLED' });
  });

  it('describes its steps and its journal with the labels of the definition', () => {
    const { steps, events } = bundle().shown;
    expect(steps[0]).to.deep.include({ name: STEPS.create, label: labelOf(STEPS.create) });
    expect(events[0]!.text.en).to.contain(`${STEPS.create} (${labelOf(STEPS.create).en}) done`);
  });
});
