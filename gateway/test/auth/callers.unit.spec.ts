import type { Caller, Claims, TokenReader, Who } from '@shop/common/auth/callers';
import { CurrentAccounts, type AskAccount } from '@shop/common/auth/current-accounts';
import { Problem, unavailable } from '@shop/common/errors';
import { expect } from 'chai';
import type { Context } from 'koa';
import { Callers, type Identity } from '../../dist/auth/callers.js';
import { DisabledAccounts } from '../../dist/auth/disabled-accounts.js';

const customer: Omit<Claims, 'expiresAt'> = { userId: 'ann', role: 'user' };
const session = { ...customer, sessionId: 's' };
const administrator = { ...customer, role: 'admin' } as const;

describe('the caller of a request', () => {
  let disabled: DisabledAccounts;
  let listed: string[];
  beforeEach(() => {
    listed = [];
    disabled = new DisabledAccounts(async () => listed);
  });
  afterEach(() => disabled.close());

  const callersOf = (claims: Omit<Claims, 'expiresAt'>, ask: AskAccount) => {
    // the signature is checked by TokenReader, which has tests of its own
    const tokens: TokenReader = { read: async () => ({ ...claims, expiresAt: new Date(Date.now() + 900_000) }) };
    return new Callers({ tokens, accounts: new CurrentAccounts(ask), disabled });
  };
  const by = (callers: Callers, method: string): Identity | Promise<Identity> =>
    callers.identify({ method, get: () => '', cookies: { get: () => 'a token' } } as unknown as Context);
  const away = () => Promise.reject(unavailable('away'));
  const ended = () => Promise.reject(new Problem(401, 'UNAUTHENTICATED'));
  const nobodyIsAsked = () => Promise.reject(new Error('asked'));

  it('has lost its rights once the account is disabled, its session has ended, or it has another role', async () => {
    const holds = (claims: typeof customer, ask: AskAccount, authorization = '', who: Who = 'user') =>
      callersOf(claims, ask).stillHolds(
        {
          method: 'GET',
          get: () => authorization,
          cookies: { get: () => 'a token' },
        } as unknown as Context,
        { userId: 'ann', role: claims.role },
        who,
      );
    const is = (role: Caller['role']) => async () => ({ userId: 'ann', role });
    await disabled.known();
    expect(await holds(session, is('user'))).to.equal(true);
    expect(await holds(session, away), 'not to be asked').to.equal(true);
    expect(await holds(session, ended)).to.equal(false);
    expect(await holds(administrator, is('admin'), 'Bearer token', 'viewer')).to.equal(true);
    expect(await holds(administrator, is('user'), 'Bearer token', 'viewer')).to.equal(false);
    expect(await holds(administrator, nobodyIsAsked, 'Bearer token of which only the account is checked')).to.equal(
      true,
    );
    expect(await holds(customer, nobodyIsAsked, 'Bearer of which only the account is checked')).to.equal(true);
    listed.push('ann');
    await disabled.refresh();
    expect(await holds(customer, nobodyIsAsked, 'Bearer token')).to.equal(false);
  });

  for (const [what, claims] of [
    ['a session', session],
    ['an administrator’s access token', administrator],
    ['a viewer’s access token', { ...customer, role: 'viewer' }],
  ] as [string, Omit<Claims, 'expiresAt'>][]) {
    it(`is the account of ${what}, with its current role in user-service`, async () => {
      const { caller } = await by(
        callersOf(claims, async () => ({ userId: 'ann', role: 'user' })),
        'GET',
      );
      expect(caller).to.deep.equal({ userId: 'ann', role: 'user' });
    });

    it(`is anonymous with ${what} that was ended`, async () => {
      const { caller, problem } = await by(callersOf(claims, ended), 'GET');
      expect([caller.userId, problem?.status]).to.deep.equal([null, 401]);
    });

    it(`is anonymous with ${what} while user-service cannot be asked, and is sent a Retry-After`, async () => {
      for (const method of ['GET', 'POST']) {
        const { caller, problem } = await by(callersOf(claims, away), method);
        expect([caller.userId, problem?.status, problem?.code]).to.deep.equal([null, 503, 'SERVICE_UNAVAILABLE']);
        expect(problem?.retryAfter).to.be.greaterThan(0);
      }
    });

    it(`is verified for each change with ${what}, and at most every five seconds for reads`, async () => {
      let asked = 0;
      let now: AskAccount = async () => (asked++, { userId: 'ann', role: 'admin' });
      const callers = callersOf(claims, (token) => now(token));
      for (const method of ['GET', 'GET', 'HEAD']) await by(callers, method);
      expect(asked).to.equal(1);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) await by(callers, method);
      expect(asked).to.equal(5);
      now = away;
      expect((await by(callers, 'GET')).caller.userId).to.equal('ann');
      expect((await by(callers, 'POST')).problem?.status).to.equal(503);
      now = ended;
      expect((await by(callers, 'POST')).problem?.status).to.equal(401);
      // the answer for a change replaces the cached one of reads
      expect((await by(callers, 'GET')).problem?.status).to.equal(401);
    });
  }

  it('is verified once for many simultaneous reads', async () => {
    let asked = 0;
    const callers = callersOf(session, async () => (asked++, { userId: 'ann', role: 'user' }) as Caller);
    await Promise.all(Array.from({ length: 20 }, () => by(callers, 'GET')));
    expect(asked).to.equal(1);
  });

  it('is the subject of a customer’s access token, without a question to user-service', async () => {
    const callers = callersOf(customer, nobodyIsAsked);
    for (const method of ['GET', 'POST']) expect((await by(callers, method)).caller).to.deep.equal(customer);
    // synchronous, once the list of disabled accounts is known
    expect(by(callers, 'POST')).to.not.be.instanceOf(Promise);
  });

  it('is anonymous with the access token of a customer whose account was disabled', async () => {
    const callers = callersOf(customer, nobodyIsAsked);
    expect((await by(callers, 'POST')).problem).to.equal(undefined);
    listed = ['ann'];
    await disabled.refresh();
    for (const method of ['GET', 'POST']) expect((await by(callers, method)).problem?.status).to.equal(401);
  });

  it('is anonymous with a customer’s access token until the disabled accounts are known', async () => {
    await disabled.close();
    let answer: (ids: string[]) => void = () => undefined;
    let asking: Promise<readonly string[]> = Promise.reject(new Error('away'));
    disabled = new DisabledAccounts(() => asking, 3_600_000);
    const callers = callersOf(customer, nobodyIsAsked);
    for (const method of ['GET', 'POST']) expect((await by(callers, method)).problem?.status).to.equal(503);
    await disabled.close();
    asking = new Promise((resolve) => (answer = resolve));
    disabled = new DisabledAccounts(() => asking, 3_600_000);
    // the first requests after a start wait for the answer
    const first = by(callersOf(customer, nobodyIsAsked), 'POST');
    answer([]);
    expect((await first).caller).to.deep.equal(customer);
  });
});

describe('the list of disabled accounts', () => {
  it('holds while user-service cannot be asked, and an older answer does not undo a newer one', async () => {
    const answers: ((ids: string[] | Error) => void)[] = [];
    const disabled = new DisabledAccounts(
      () =>
        new Promise((resolve, reject) => answers.push((ids) => (ids instanceof Error ? reject(ids) : resolve(ids)))),
      3_600_000,
    );
    const newer = disabled.refresh();
    answers[1]!(['ann']);
    await newer;
    answers[0]!([]);
    await Promise.resolve();
    expect(() => disabled.refuse('ann')).to.throw('disabled');
    const failing = disabled.refresh();
    answers[2]!(new Error('away'));
    await failing;
    expect(() => disabled.refuse('ann')).to.throw('disabled');
    disabled.refuse('bob');
    await disabled.close();
  });

  it('uses an answer that arrives while a later request is open, even if that one fails', async () => {
    const answers: ((ids?: string[]) => void)[] = [];
    const ask = () =>
      new Promise<string[]>((resolve, reject) => answers.push((ids) => (ids ? resolve(ids) : reject())));
    const disabled = new DisabledAccounts(ask, 3_600_000);
    const [earlier, later] = [disabled.refresh(), disabled.refresh()];
    answers[1]!(['ann']);
    answers[2]!();
    await Promise.all([earlier, later]);
    expect(() => disabled.refuse('ann')).to.throw('disabled');
    await disabled.close();
  });

  it('contains an account that user-service announced at once, until a later answer does not list it', async () => {
    const answers: ((ids: string[]) => void)[] = [];
    const disabled = new DisabledAccounts(() => new Promise((resolve) => answers.push(resolve)), 3_600_000);
    answers[0]!([]);
    await disabled.known();
    const before = disabled.refresh();
    disabled.hear('ann');
    expect(() => disabled.refuse('ann')).to.throw('disabled');
    // asked before it was disabled
    answers[1]!([]);
    await before;
    expect(() => disabled.refuse('ann')).to.throw('disabled');
    const after = disabled.refresh();
    answers[2]!([]);
    await after;
    disabled.refuse('ann');
    await disabled.close();
  });
});
