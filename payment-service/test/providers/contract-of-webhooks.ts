import { randomUUID } from 'node:crypto';
import type { DisputeStatus } from '@shop/protos/contract';
import { expect } from 'chai';
import type { ListedDispute } from '../../dist/domain/dispute.js';
import type { PaymentProvider } from '../../dist/providers/provider.js';
import { thrown } from '../support/stand.js';
import { isDefinite, movementsOf, type ContractPart, type UnderContract } from './under-contract.js';

/** Disputes, and webhooks that are signed. */
export function reportsByWebhook({ started, charge, authorized }: ContractPart): void {
  let under: UnderContract;
  let provider: PaymentProvider;
  before(() => {
    ({ provider } = under = started());
  });

  it('reports a dispute by webhook, in its list and on request, and refuses refunds while it is open or lost', async () => {
    const made = await charge(2999, 'USD', under.disputed.card);
    const known = { ...made, providerRef: (await provider.authorize(made)).providerRef };
    await provider.capture(known, `c${made.reference}`);
    const body = await under.disputeWebhookOf(made.reference);
    const event = await provider.readWebhook({ [provider.signatureHeader]: under.sign(body) }, body);
    expect(event).to.have.all.keys('dispute');
    const { dispute: ref } = event as { dispute: string };
    const stands = async (status: DisputeStatus): Promise<ListedDispute> => {
      const dispute = (await provider.dispute(ref))!;
      const of = {
        ref,
        reference: made.reference,
        amountMinor: 2999,
        currency: 'USD',
        reason: under.disputed.reason,
      };
      expect(dispute).to.deep.include({ ...of, status });
      return dispute;
    };
    const open = await stands('OPEN');
    expect(open.evidenceDueAt! > open.openedAt).to.equal(true);
    isDefinite(await thrown(provider.refund(known, `r${made.reference}`, 999)));
    const listed = async (since: Date) => {
      const all = [];
      for await (const page of provider.disputes(since)) all.push(...page);
      return all.filter(({ reference }) => reference === made.reference);
    };
    expect(await listed(new Date(1_600_000_000_000))).to.deep.equal([open]);
    expect(await listed(new Date(Date.now() + 3_600_000))).to.deep.equal([]);
    await under.decide(made.reference, 'LOST');
    expect(await stands('LOST')).not.to.have.property('evidenceDueAt');
    isDefinite(await thrown(provider.refund(known, `s${made.reference}`, 999)));
    await under.decide(made.reference, 'WON');
    await stands('WON');
    expect(movementsOf(await provider.refund(known, `t${made.reference}`, 999))).to.include('refunded 999');
    expect(await provider.dispute('dp_that_nobody_made')).to.equal(null);
  });

  it('accepts only webhooks that were signed recently with the shared secret, unchanged, and finds their charge', async () => {
    const { reference } = await authorized();
    const body = await under.webhookOf(reference);
    const read = (header: string | undefined, of = body) =>
      provider.readWebhook(header === undefined ? {} : { [provider.signatureHeader]: header }, of);
    const event = await read(under.sign(body));
    expect(event).to.include({ reference });
    if (event && 'books' in event && event.books) expect(movementsOf(event.books)).to.deep.equal(['authorized 2999']);
    const forged = Buffer.from(body.toString().replace(reference, randomUUID()));
    for (const [what, header, of] of [
      ['no signature', undefined, body],
      ['not one', 'v1=0', body],
      ['of another secret', under.sign(body, { secret: 'another-secret-of-at-least-32-characters' }), body],
      ['of another body', under.sign(body), forged],
      ['too old', under.sign(body, { at: new Date(Date.now() - 600_000) }), body],
    ] as const)
      expect((await thrown(read(header, of))).code, what).to.equal('BAD_SIGNATURE');
    const other = Buffer.from(under.otherWebhook);
    expect(await read(under.sign(other), other)).to.equal(null);
    for (const text of ['', 'null', '[]', '{', '{}', '{"id":"x","type":7}']) {
      const malformed = Buffer.from(text);
      expect((await thrown(read(under.sign(malformed), malformed))).code, text).to.equal('MALFORMED_WEBHOOK');
    }
  });
}
