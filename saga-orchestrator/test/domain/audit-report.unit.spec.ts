import { expect } from 'chai';
import { AuditReport } from '../../dist/domain/audit-report.js';

describe('the report of an audit', () => {
  it('names at most a thousand orders at fault and twenty for each rule, and counts the others', () => {
    const report = new AuditReport(1_000, 0);
    const charge = { providerRef: 'ch_'.padEnd(60, 'x'), currency: 'USD', amountMinor: 1, madeAtMs: 1 };
    for (let n = 0; n < 5_000; n++)
      report.order({
        id: `order-${String(n).padStart(30, '0')}`,
        payment: {
          payment: { currency: 'USD' },
          ledgerCapturedMinor: 2,
          ledgerRefundedMinor: 0,
          ledgerRefundedByHandMinor: 0,
          changes: [],
        } as never,
        sagas: [{ id: 's', type: 'place-order', orderId: 'o', state: 'RUNNING', nextActionAt: null, updatedAt: 1 }],
      });
    report.charges(
      5_000,
      Array.from({ length: 1_000 }, (_, n) => ({ ...charge, reference: `p-${n}` })),
    );
    const checks = report.checks(true);
    expect(report.suspects).to.have.length(1_000);
    expect(checks.find(({ name }) => name.startsWith('no live saga'))!.detail).to.match(/^5000 of 5000: /);
    for (const { detail } of checks) expect(detail.split('; ')).to.have.length.at.most(20);
    expect(JSON.stringify([checks, report.suspects]).length).to.be.below(64 * 1024);
    // the money of the others is at risk as well
    expect(report.moneyAtRisk).to.deep.equal({ USD: 11_000 });
  });
});
