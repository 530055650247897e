import { randomUUID } from 'node:crypto';
import { Problem } from '@shop/common/errors';
import { expect } from 'chai';
import type { Card } from '../../src/domain/card.js';
import type { DisputeStatus } from '@shop/protos/contract';
import type { ListedDispute } from '../../src/domain/dispute.js';
import type { Books } from '../../src/domain/money-movement.js';
import type { Charge, PaymentProvider } from '../../src/providers/provider.js';
import { thrown } from '../support/stand.js';

type Moving = 'authorize' | 'capture' | 'void' | 'refund';

/** An adapter, and the provider or a stand-in for it. */
export interface UnderContract {
  readonly provider: PaymentProvider;
  readonly approved: Card;
  readonly declined: { readonly card: Card; readonly code: string };
  /** Loses the answer to the next such call, which takes effect. */
  loseAnswerTo(call: Moving | 'detach'): Promise<void> | void;
  /** The body of the provider's webhook about a change of this charge. */
  webhookOf(reference: string): Promise<Buffer> | Buffer;
  /** A card whose charges are disputed once they are captured, and the reason of the dispute. */
  readonly disputed: { readonly card: Card; readonly reason: string };
  /** Has the bank decide the dispute of this charge. */
  decide(reference: string, status: 'WON' | 'LOST'): Promise<void> | void;
  /** The body of the provider's webhook about the dispute of this charge. */
  disputeWebhookOf(reference: string): Promise<Buffer> | Buffer;
  /** A body of a type that the adapter ignores. */
  readonly otherWebhook: string;
  /** The signature header for a body, by default signed now with the shared secret. */
  sign(body: Buffer, how?: { secret?: string; at?: Date }): string;
  /** Stops the provider: from here on connections are refused. */
  goAway(): Promise<void>;
  close(): Promise<void>;
}

const movementsOf = ({ movements }: Books) => movements.map(({ type, amountMinor }) => `${type} ${amountMinor}`);
const isInDoubt = (error: Problem) => expect(error.definite, `${error.code} is in doubt`).to.equal(false);
const isDefinite = (error: Problem) => expect(error.definite, `${error.code} is definite`).to.equal(true);

/** What every payment provider's adapter must do. Each `it` tests one guarantee of `PaymentProvider`. */
export function keepsTheContract(name: string, start: () => Promise<UnderContract>): void {
  describe(`the contract of a payment provider, implemented by ${name}`, () => {
    let under: UnderContract;
    let provider: PaymentProvider;
    before(async () => {
      under = await start();
      ({ provider } = under);
    });
    after(() => under.close());

    const charge = async (amountMinor = 2999, currency = 'USD', card = under.approved): Promise<Charge> => {
      const reference = randomUUID();
      const { token } = await provider.tokenize(card, `${reference}:tokenize`);
      const authorize = { key: `${reference}:authorize`, token, at: new Date() };
      return { reference, providerRef: null, authorize, amountMinor, currency };
    };
    const authorized = async (amountMinor?: number, currency?: string): Promise<Charge> => {
      const made = await charge(amountMinor, currency);
      return { ...made, providerRef: (await provider.authorize(made)).providerRef };
    };
    const captured = async (amountMinor?: number, currency?: string): Promise<Charge> => {
      const made = await authorized(amountMinor, currency);
      await provider.capture(made, `${made.reference}:capture`);
      return made;
    };
    const booksOf = async (made: Charge) => (await provider.books([made])).get(made.reference);

    it('gives one token for a card and a key, and shows only brand, last digits and expiry', async () => {
      const key = randomUUID();
      const first = await provider.tokenize(under.approved, key);
      expect(await provider.tokenize(under.approved, key)).to.deep.equal(first);
      const { number, expiry } = under.approved;
      expect(first).to.include({ brand: 'visa', last4: number.slice(-4), expiry });
      expect(JSON.stringify(first)).not.to.contain(number);
    });

    it('detaches a card, even repeatedly, and keeps what was authorised with it', async () => {
      const made = await authorized();
      const { token } = made.authorize;
      await under.loseAnswerTo('detach');
      isInDoubt(await thrown(provider.detach(token)));
      await provider.detach(token);
      await provider.detach(`${token}-that-nobody-made`);
      expect(movementsOf(await provider.capture(made, `c${made.reference}`))).to.include('captured 2999');
      expect(movementsOf(await provider.refund(made, `r${made.reference}`, 999))).to.include('refunded 999');
      const reference = randomUUID();
      const authorize = { key: `${reference}:authorize`, token, at: new Date() };
      isDefinite(await thrown(provider.authorize({ ...made, reference, providerRef: null, authorize })));
    });

    it('authorises, captures and refunds in parts, and lists that in its books', async () => {
      const made = await charge();
      const held = await provider.authorize(made);
      expect(movementsOf(held)).to.deep.equal(['authorized 2999']);
      expect(held).to.include({ voided: false });
      const known = { ...made, providerRef: held.providerRef };
      expect(movementsOf(await provider.capture(known, 'c' + made.reference))).to.include('captured 2999');
      await provider.refund(known, `1${made.reference}`, 999);
      const last = await provider.refund(known, `2${made.reference}`, 2000);
      const all = ['authorized 2999', 'captured 2999', 'refunded 999', 'refunded 2000'];
      expect(movementsOf(last)).to.have.members(all);
      expect(await booksOf(known)).to.deep.equal(last);
      const refunds = last.movements.filter(({ type }) => type === 'refunded');
      expect(refunds.map(({ key }) => key)).to.have.members([`1${made.reference}`, `2${made.reference}`]);
      expect(new Set(last.movements.map(({ ref }) => ref)).size, 'each movement has an id').to.equal(4);
    });

    it('moves money once for a key, however often it is sent', async () => {
      const made = await charge();
      const twice = async (work: () => Promise<Books>) => {
        const first = await work();
        expect(await work()).to.deep.equal(first);
        return first;
      };
      await twice(() => provider.authorize(made));
      await twice(() => provider.capture(made, `c${made.reference}`));
      const books = await twice(() => provider.refund(made, `r${made.reference}`, 1000));
      expect(movementsOf(books)).to.have.members(['authorized 2999', 'captured 2999', 'refunded 1000']);
      const other = await authorized();
      const letGo = await twice(() => provider.void(other, `v${other.reference}`));
      expect(movementsOf(letGo)).to.have.members(['authorized 2999', 'voided 2999']);
    });

    it('records in its books that a card was declined, and why', async () => {
      const made = await charge(2999, 'USD', under.declined.card);
      for (let i = 0; i < 2; i++) {
        const books = await provider.authorize(made);
        expect([books.declineCode, movementsOf(books)]).to.deep.equal([under.declined.code, []]);
      }
      expect((await booksOf(made))?.declineCode).to.equal(under.declined.code);
    });

    it('refuses definitely to void a captured charge, to capture a voided one, and to refund more than was captured', async () => {
      const kept = await captured();
      isDefinite(await thrown(provider.void(kept, `v${kept.reference}`)));
      isDefinite(await thrown(provider.refund(kept, `r${kept.reference}`, 3000)));
      expect(movementsOf((await booksOf(kept))!)).to.have.members(['authorized 2999', 'captured 2999']);
      const gone = await authorized();
      expect((await provider.void(gone, `v${gone.reference}`)).voided).to.equal(true);
      isDefinite(await thrown(provider.capture(gone, `c${gone.reference}`)));
    });

    it('never authorises a charge that was voided first', async () => {
      const made = await charge();
      const books = await provider.void(made, `v${made.reference}`);
      expect([books.voided, movementsOf(books)]).to.deep.equal([true, []]);
      expect((await thrown(provider.authorize(made))).code).to.equal('CHARGE_VOIDED');
    });

    for (const [call, before, sum] of [
      ['authorize', charge, ['authorized 2999']],
      ['capture', authorized, ['authorized 2999', 'captured 2999']],
      ['void', authorized, ['authorized 2999', 'voided 2999']],
      ['refund', captured, ['authorized 2999', 'captured 2999', 'refunded 1000']],
    ] as const)
      it(`leaves ${call} in doubt when its answer is lost, lists it in the books, and does it once when it is repeated`, async () => {
        const made = await before();
        const key = `${call}:${made.reference}`;
        const work = () =>
          call === 'authorize'
            ? provider.authorize(made)
            : call === 'refund'
              ? provider.refund(made, key, 1000)
              : provider[call](made, key);
        await under.loseAnswerTo(call);
        isInDoubt(await thrown(work()));
        expect(movementsOf((await booksOf(made))!)).to.have.members([...sum]);
        expect(movementsOf(await work())).to.have.members([...sum]);
      });

    it('has no books of an unknown charge, and returns those of the others', async () => {
      const made = await authorized();
      const unknown = { ...made, reference: randomUUID(), providerRef: 'pi_that_nobody_made' };
      const books = await provider.books([unknown, made]);
      expect([...books.keys()]).to.deep.equal([made.reference]);
      isDefinite(await thrown(provider.capture(unknown, `c${unknown.reference}`)));
      isDefinite(await thrown(provider.refund(unknown, `r${unknown.reference}`, 1)));
      expect([...(await provider.books([])).keys()]).to.deep.equal([]);
    });

    for (const [currency, amount] of [
      ['USD', 2999],
      ['KRW', 10_000],
      ['JPY', 1],
      ['KWD', 5_120],
      ['ISK', 1_200],
    ] as const)
      it(`counts ${currency} in minor units of ISO 4217, in both directions`, async () => {
        const made = await captured(amount, currency);
        const books = await provider.refund(made, `r${made.reference}`, amount);
        expect(movementsOf(books)).to.have.members(
          ['authorized', 'captured', 'refunded'].map((each) => `${each} ${amount}`),
        );
      });

    it('lists the charges since a time, with the amount that it holds or keeps of each', async () => {
      const [held, kept, given] = [await authorized(), await captured(), await captured()];
      await provider.refund(given, `r${given.reference}`, 999);
      const listed = async (since: Date) => {
        const all = [];
        for await (const page of provider.charges(since)) all.push(...page);
        return all;
      };
      const found = await listed(new Date(1_600_000_000_000));
      const of = ({ reference }: Charge) => found.filter((each) => each.reference === reference);
      for (const [made, amountMinor] of [
        [held, 2999],
        [kept, 2999],
        [given, 2000],
      ] as const) {
        expect(of(made)).to.have.length(1);
        expect(of(made)[0]).to.include({ providerRef: made.providerRef, currency: 'USD', amountMinor });
      }
      expect(await listed(new Date(Date.now() + 3_600_000))).to.deep.equal([]);
    });

    it('lists the refunds since a time', async () => {
      const made = await captured();
      const { movements } = await provider.refund(made, `r${made.reference}`, 999);
      const { ref } = movements.find(({ type }) => type === 'refunded')!;
      const listed = async (since: Date) => {
        const all = [];
        for await (const page of provider.refunds(since)) all.push(...page);
        return all.filter(({ reference }) => reference === made.reference);
      };
      expect(await listed(new Date(1_600_000_000_000))).to.deep.equal([
        { ref, reference: made.reference, state: 'done' },
      ]);
      expect(await listed(new Date(Date.now() + 3_600_000))).to.deep.equal([]);
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

    // must be the last test: it stops the provider
    it('leaves every call in doubt while it cannot be reached', async () => {
      const made = await captured();
      await under.goAway();
      for (const [call, work] of [
        ['tokenize', () => provider.tokenize(under.approved, randomUUID())],
        ['detach', () => provider.detach(made.authorize.token)],
        ['authorize', () => provider.authorize(made)],
        ['capture', () => provider.capture(made, 'c')],
        ['void', () => provider.void(made, 'v')],
        ['refund', () => provider.refund(made, 'r', 1)],
        ['books', () => provider.books([made])],
      ] as const)
        expect((await thrown(work() as Promise<unknown>)).definite, `${call} while it is down`).to.equal(false);
    });
  });
}
