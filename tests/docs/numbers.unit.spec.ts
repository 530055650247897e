import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventRetentionDays } from '@shop/common/config/config';
import { PAGE_LIMITS } from '@shop/common/http/paging';
import { hours, days, minutes } from '@shop/common/time';
import { AUDITED_AT_ONCE, ORDER_LIMITS } from '@shop/protos/contract';
import { expect } from 'chai';
import { MOST_ATTEMPTS_KEPT } from '../../notification-service/src/domain/delivery.js';
import { MOST_WEBHOOKS } from '../../notification-service/src/domain/webhook.js';
import { LIMITS } from '../../order-service/src/domain/limits.js';
import { MOST_DECLINES } from '../../payment-service/src/domain/attempts.js';
import { MOST_STORED_CARDS } from '../../payment-service/src/domain/stored-cards.js';
import { KEY_AFTERLIFE, KEY_LEAD, REFRESH_TOKEN_LIFE, SESSION_LIFE } from '../../user-service/src/domain/lifetimes.js';
import { root } from './markdown-files.js';

const eventDays = eventRetentionDays().validate(undefined).value as number;
const WORDS = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const KOREAN = ['', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉', '열'];

/** Numbers of the sources that documents repeat, by file: a group of the pattern matches the number, at each occurrence. */
const REPEATED: readonly [what: string, value: number, places: Readonly<Record<string, RegExp>>][] = [
  [
    'lines of an order',
    ORDER_LIMITS.lines,
    {
      'protos/shop/v1/orders.proto': /At most (\S+) lines/g,
      'docs/growth.md': /at most (\S+) lines|lines of an order, at most (\S+)/g,
    },
  ],
  ['pieces of a line', ORDER_LIMITS.quantity, { 'protos/shop/v1/orders.proto': /Pieces, 1 to ([\d,]+)/g }],
  ['characters of a field', ORDER_LIMITS.text, { 'docs/growth.md': /fields of at most (\S+) characters/g }],
  [
    'orders that one call of an audit names',
    AUDITED_AT_ONCE,
    {
      'protos/shop/v1/orders.proto': /Only these orders, at most ([\d,]+)/g,
      'protos/shop/v1/payments.proto': /payments of these orders, at most ([\d,]+)/g,
    },
  ],
  ['items of a page at most', PAGE_LIMITS.most, { 'protos/shop/v1/sagas.proto': /1 to (\d+); 0: \d+/g }],
  ['items of a page', PAGE_LIMITS.usual, { 'protos/shop/v1/sagas.proto': /1 to \d+; 0: (\d+)/g }],
  [
    'unpaid orders of a customer',
    LIMITS.unpaidOrders,
    {
      'docs/failure-model.md': /`TOO_MANY_UNPAID_ORDERS` after (\S+) orders/g,
      'docs/failure-model.ko.md': /주문 (\d+)건 뒤에는 409 `TOO_MANY_UNPAID_ORDERS`/g,
      'docs/troubleshooting.md': /may leave (\S+) orders unpaid/g,
      'docs/troubleshooting.ko.md': /결제하지 않은 주문을 (\d+)건/g,
      'docs/growth.md': /(\S+) unpaid orders a customer/g,
      'order-service/.env.example': /leaves unpaid \((\S+) orders/g,
    },
  ],
  [
    'pieces of a product in unpaid orders',
    LIMITS.unpaidPieces,
    {
      'docs/failure-model.md': /`HOLD_LIMIT` after ([\d,]+) pieces|holds ([\d,]+) pieces of a product/g,
      'docs/failure-model.ko.md': /한 상품 ([\d,]+)개 뒤에는 409 `HOLD_LIMIT`/g,
      'docs/troubleshooting.md': /and ([\d,]+) pieces of a product/g,
      'docs/troubleshooting.ko.md': /한 상품을 ([\d,]+)개까지/g,
      'order-service/.env.example': /orders, ([\d,]+) pieces/g,
    },
  ],
  [
    'stored cards of a customer',
    MOST_STORED_CARDS,
    {
      'docs/troubleshooting.md': /may store (\S+) cards/g,
      'docs/troubleshooting.ko.md': /카드를 (\d+)장까지/g,
      'docs/growth.md': /document: (\S+) cards a customer/g,
    },
  ],
  [
    'declines of a customer in an hour',
    MOST_DECLINES,
    {
      'docs/troubleshooting.md': /(\S+) of the customer's cards were declined/g,
      'docs/troubleshooting.ko.md': /카드가 (\S+) 번 거절/g,
      'docs/growth.md': /(\S+) attempts a customer/g,
    },
  ],
  ['webhooks', MOST_WEBHOOKS, { 'docs/growth.md': /a webhook, at most (\d+)|(\d+) places, each taken once/g }],
  ['attempts of a delivery that are kept', MOST_ATTEMPTS_KEPT, { 'docs/growth.md': /the last (\d+) attempts/g }],
  [
    'days that events are kept',
    eventDays,
    {
      'docs/growth.md': /`EVENT_RETENTION_DAYS` \((\d+)\)/g,
      'docs/labs/08-a-consumer-of-events.md': /events are kept for (\d+)/g,
      'docs/labs/08-a-consumer-of-events.ko.md': /이벤트는 (\d+)일 동안/g,
      'order-service/.env.example': /^EVENT_RETENTION_DAYS=(\d+)/gm,
      'payment-service/.env.example': /^EVENT_RETENTION_DAYS=(\d+)/gm,
    },
  ],
  [
    'days of a refresh token',
    REFRESH_TOKEN_LIFE / days(1),
    {
      'docs/architecture.md': /(\d+) days after its last use/g,
      'docs/architecture.ko.md': /마지막 사용 뒤 (\d+)일/g,
      'docs/growth.md': /TTL, (\d+) days after it was used last/g,
    },
  ],
  [
    'hours of a session',
    SESSION_LIFE / hours(1),
    {
      'docs/architecture.md': /session cookie \(pages\) +\| user-service +\| (\d+) h\b/g,
      'docs/architecture.ko.md': /세션 쿠키\(화면\) \| user-service \| (\d+)시간/g,
      'docs/growth.md': /`users\.sessions`.*TTL, (\d+) hours/g,
      'user-service/README.md': /a token of (\d+) hours/g,
    },
  ],
  [
    'hours that a replaced signing key stays',
    KEY_AFTERLIFE / hours(1),
    {
      'docs/runbook.md': /stays published for (\d+) hours/g,
      'docs/runbook.ko.md': /이전 키는 (\d+)시간 동안/g,
      'user-service/README.md': /replaced one stays for (\d+) hours/g,
    },
  ],
  ['minutes before a new key signs', KEY_LEAD / minutes(1), { 'docs/runbook.ko.md': /새 키는 (\d+)분 뒤부터/g }],
];

/** The value of a number in figures, or in words up to ten. */
function figure(text: string): number {
  const word = text.toLowerCase();
  const index = [WORDS, KOREAN].map((words) => words.indexOf(word)).find((at) => at > 0);
  return index ?? Number(text.replaceAll(',', ''));
}
const said = (text: string, pattern: RegExp): number[] =>
  [...text.matchAll(pattern)].map((match) => figure(match.slice(1).find(Boolean) ?? ''));

describe('numbers in documents, comments of the protos and .env.example', () => {
  for (const [what, value, places] of REPEATED)
    it(`are those of the sources: ${what}`, () => {
      for (const [path, pattern] of Object.entries(places)) {
        const found = said(readFileSync(join(root, path), 'utf8'), pattern);
        expect(found, `${path}: ${pattern} is not there`).not.to.deep.equal([]);
        expect([...new Set(found)], path).to.deep.equal([value]);
      }
    });

  it('are read in figures and in words', () => {
    expect(said('at most 1,001; at most nine', /at most ([\w,]+)/g)).to.deep.equal([1001, 9]);
    expect(said('카드가 아홉 번', /카드가 (\S+) 번/g)).to.deep.equal([9]);
  });
});
