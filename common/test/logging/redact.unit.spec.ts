import { expect } from 'chai';
import { redact } from '../../dist/logging/redact.js';

const HIDDEN = '[redacted]';
const CARD = '4242424242424242';
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';

describe('what is redacted', () => {
  it('is every field of the list, however it is spelled and however deep', () => {
    for (const name of [
      'password',
      'PASSWORD',
      'new-password',
      'current_password',
      'Authorization',
      'set-cookie',
      'cvv',
    ])
      for (const times of ['first', 'second'])
        expect(redact({ list: [{ [name]: 'hunter2' }], times })).to.deep.equal({ list: [{ [name]: HIDDEN }], times });
  });

  it('is a card number in any text, with blanks or dashes too, and no other number', () => {
    expect(redact(`card ${CARD}.`)).to.equal(`card ${HIDDEN}.`);
    expect(redact('4242 4242 4242 4242 and 4242-4242-4242-4242')).to.equal(`${HIDDEN} and ${HIDDEN}`);
    expect(redact('/api/orders/378282246310005')).to.equal(`/api/orders/${HIDDEN}`);
    expect(redact('4242424242424241')).to.equal('4242424242424241');
    expect(redact('2026-01-01T00:00:00.000Z')).to.equal('2026-01-01T00:00:00.000Z');
  });

  it('is a compact token, the secret of a webhook, and the password of an address', () => {
    expect(redact(`Bearer ${TOKEN} was sent`)).to.equal(`Bearer ${HIDDEN} was sent`);
    expect(redact('made whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD here')).to.equal(`made ${HIDDEN} here`);
    expect(redact('redis://:hunter2@cache:6379/0')).to.equal(`redis://:${HIDDEN}@cache:6379/0`);
    expect(redact('mongodb://shop:hunter2@db/users')).to.equal(`mongodb://shop:${HIDDEN}@db/users`);
    expect(redact('http://127.0.0.1:3002')).to.equal('http://127.0.0.1:3002');
  });

  it('is a refresh token or the token of a link, in a path too, and nothing that is only as long', () => {
    const [id, code, secret] = ['Zk3_a-9QhPw1Yb7Xc5Rt2A', 'q8Vd0LmNs4-Ue6_Fj2Hk1A', 'J1-x'.repeat(10) + 'abc'];
    expect(redact(`/api/users/password-reset/${id}.${code}`)).to.equal(`/api/users/password-reset/${HIDDEN}`);
    expect(redact(`token=${id}.${code}&x=1`)).to.equal(`token=${HIDDEN}&x=1`);
    expect(redact(`tried ${id}.${secret} twice`)).to.equal(`tried ${HIDDEN} twice`);
    for (const other of [`order-confirmed.${id}`, `${id}`, `${id}.${code}AB`, `${id}.json`, `a${id}.${code}`])
      expect(redact(other)).to.equal(other);
  });

  it('is found in errors and their causes', () => {
    const text = JSON.stringify(redact(new Error(`no ${CARD}`, { cause: new Error(`bad ${TOKEN}`) })));
    expect(text).to.contain(`no ${HIDDEN}`).and.to.contain(`bad ${HIDDEN}`);
    expect(text).not.to.contain(CARD);
    expect(text).not.to.contain(TOKEN);
  });

  it('can be written as JSON, whatever it was', () => {
    const self: Record<string, unknown> = { id: 12n };
    self['self'] = self;
    expect(JSON.stringify(redact(self))).to.contain('"id":"12"');
  });
});
