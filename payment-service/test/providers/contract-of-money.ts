import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Books } from '../../dist/domain/money-movement.js';
import type { PaymentProvider } from '../../dist/providers/provider.js';
import { thrown } from '../support/stand.js';
import { isDefinite, isInDoubt, movementsOf, type ContractPart, type UnderContract } from './under-contract.js';

/** Cards, and money that moves once for a key, whatever is lost. */
export function movesMoney({ started, charge, authorized, captured, booksOf }: ContractPart): void {
  let under: UnderContract;
  let provider: PaymentProvider;
  before(() => {
    ({ provider } = under = started());
  });

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
}
