import { expect } from 'chai';
import { endsLogIns, placeAfter, sameEmail, type Account } from '../../dist/domain/account.js';

const account = (change: Partial<Account> = {}): Account => ({
  id: 'a',
  email: 'ada@example.com',
  name: 'Ada',
  role: 'admin',
  disabled: false,
  passwordHash: '',
  epoch: 0,
  createdAt: new Date(),
  ...change,
});

describe('an account', () => {
  it('is found by its address in any case and any Unicode form', () => {
    expect(sameEmail('Ada@Example.COM')).to.equal('ada@example.com');
    expect(sameEmail('Jose\u0301@example.com')).to.equal(sameEmail('jos\u00e9@example.com'));
  });

  it('leaves the administrators when it is demoted or disabled, and joins them when it is enabled and has the role', () => {
    const [admin, disabled, user] = [account(), account({ disabled: true }), account({ role: 'user' })];
    for (const role of ['user', 'viewer'] as const) expect(placeAfter(admin, { role })).to.equal('leaves');
    expect(placeAfter(admin, { disabled: true })).to.equal('leaves');
    expect(placeAfter(admin, { disabled: false, role: 'admin' })).to.equal('stays');
    expect(placeAfter(disabled, { role: 'user' })).to.equal('stays');
    expect(placeAfter(disabled, { disabled: false })).to.equal('joins');
    expect(placeAfter(user, { role: 'admin' })).to.equal('joins');
    expect(placeAfter(user, { role: 'admin', disabled: true })).to.equal('stays');
  });

  it('loses its log-ins when it is disabled, and not by other changes', () => {
    expect(endsLogIns(account(), { disabled: true })).to.equal(true);
    expect(endsLogIns(account({ disabled: true }), { disabled: true })).to.equal(false);
    expect(endsLogIns(account(), { role: 'user' })).to.equal(false);
  });
});
