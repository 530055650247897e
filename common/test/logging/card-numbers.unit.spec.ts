import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { hasCardNumber, withoutCardNumbers } from '../../dist/logging/card-numbers.js';
import { newContext } from '../../dist/tracing/context.js';
import { invalid, notFound } from '../../dist/errors.js';

const CARD = '4111111111111111';
const AMEX = '378282246310005';
/** A card number with something between its digits. */
const spaced = (between: string, every = 4) => CARD.match(new RegExp(`\\d{1,${every}}`, 'g'))!.join(between);
const inScript = (zero: number) => [...CARD].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
const percent = (text: string) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join('');
const hide = (text: string) => withoutCardNumbers(text, '[]');

describe('card numbers', () => {
  const written = {
    'as it is': CARD,
    'of 13, 14, 15, 18 and 19 digits':
      '4222222222222 30569309025904 378282246310005 589300000000000009 6304000000000000000',
    'of an unknown issuer': '9999999999999995',
    ...Object.fromEntries(
      [
        ' ',
        '-',
        '_',
        '.',
        '/',
        ',',
        '+',
        ' - ',
        '\u00a0',
        '\u2011',
        '\t',
        '\u200b',
        '%20',
        '%2D',
        '%5F',
        '%C2%A0',
        ...":!#$&'()=?@^`{}",
        '\u2212',
        '"',
      ].map((each) => [`with ${JSON.stringify(each)}`, spaced(each)]),
    ),
    'digit by digit': spaced('_', 1),
    'percent-encoded': percent(CARD),
    'percent-encoded in part': `%34${CARD.slice(1)}`,
    'percent-encoded twice': percent(CARD).replaceAll('%', '%25'),
    'in full-width digits': inScript(0xff10),
    'in full-width digits, percent-encoded': percent(inScript(0xff10)),
    'in Arabic digits': inScript(0x660),
    'in Devanagari digits': inScript(0x966),
    'in mathematical digits': inScript(0x1d7ce),
    'in digits of several scripts': `${inScript(0xff10).slice(0, 8)}${CARD.slice(8)}`,
    'in escapes of JSON': [...CARD].map((digit) => `\\u003${digit}`).join(''),
  };
  for (const [how, text] of Object.entries(written))
    it(`are found ${how}, and between letters`, () => {
      expect(hasCardNumber(text)).to.equal(true);
      expect(hide(text)).not.to.match(/[^[\] ]/u);
      expect(hide(`a path/card${text}x, z`)).to.match(/^a path\/card\[\](?: \[\])*x, z$/);
    });

  it('are found before and after other digits', () => {
    expect(hide(`${spaced(' ')} 12/27 987`)).to.equal('[] 12/27 987');
    expect(hide(`0000${CARD}`)).to.equal('0000[]');
    expect(hide(`${CARD}1227987`)).to.equal('[]1227987');
    expect(hide(`00000000${AMEX}`)).to.equal('00000000[]');
    expect(hide(`7 ${CARD} 8 ${AMEX}`)).to.equal('7 [] 8 []');
  });

  it('are told apart from other numbers', () => {
    for (const text of [
      '4111111111111112',
      '411111111111',
      '0000000000000000',
      '2026-11-27 22:57:17.123',
      '2026-11-27T22:57:17.123Z',
      '10.0.0.1 10.0.0.2 10.0.0.3 192.168.111.222',
      '1764284237123',
      '1764284237123456',
      'product-4111',
      '12.50, 13.50, 14.50, 15.50, 16.50',
      '01939a5e-1234-7123-8123-123456789012',
      'order 01939a5e-1234-7123-8123-123456789012 of 4a111111111111111111111111111111',
    ])
      expect(hide(text), text).to.equal(text);
    for (let i = 0; i < 2_000; i++) {
      const [uuid, trace] = [randomUUID(), `f${randomBytes(16).toString('hex').slice(1)}`];
      const line = `saga ${uuid}: 00-${trace}-f${randomBytes(8).toString('hex').slice(1)}-01`;
      expect(hide(line)).to.equal(line);
    }
  });

  it('cost little in any text', () => {
    const evil = ['4', '41', '4 ', '%', '%3', '%34', '\\u', '٤', '4111 1111 1111 111 ', '\u200b', '-'];
    for (const each of evil) {
      const began = process.cpuUsage();
      hide(each.repeat(10_000 / each.length));
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1_000, each).to.be.below(200);
    }
  });

  it('never appear in a problem, whatever input it repeats', () => {
    for (const problem of [
      invalid([{ path: `a.card${CARD}`, message: `card${CARD} is not allowed` }]),
      notFound('ROUTE_NOT_FOUND', `There is nothing at /${spaced('_')}.`),
    ])
      expect(JSON.stringify([problem.message, problem.extra, problem.stack])).not.to.match(/4111/);
  });

  it('never appear in an id that a caller chooses: the id is replaced', () => {
    const span = '00f067aa0ba902b7';
    for (const id of [CARD, `card${CARD}`, spaced('-'), spaced('.', 1)])
      expect(newContext(id).requestId, id).to.match(/^[0-9a-f-]{36}$/);
    expect(newContext('order-4111').requestId).to.equal('order-4111');
    for (const trace of [`${'0'.repeat(16)}${CARD}`, `abcdef${CARD}abcdefabcd`]) {
      expect(newContext(undefined, `00-${trace}-${span}-01`).traceId, trace).not.to.equal(trace);
    }
    // the second one of 13 digits
    for (const of of [CARD, 'abc4222222222222'])
      expect(newContext(undefined, `00-4bf92f3577b34da6a3ce929d0e0e4736-${of}-01`).spanId).not.to.equal(of);
    expect(newContext(undefined, `00-4bf92f3577b34da6a3ce929d0e0e4736-${span}-01`).spanId).to.equal(span);
  });
});
