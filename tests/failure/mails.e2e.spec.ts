import { startSmtp, type Smtp } from '@shop/testkit/smtp';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { armingOf, type Arming } from '../support/arming.js';
import { ADDRESS, startShop, type Person, type Shop } from '../support/shop.js';

const WITHIN_MS = 90_000;

/** What arrives after a kill at each point: one element for each text, true when it is marked as a possible duplicate. */
const ONCE = [[false]];
/** Whether the mail server had received the whole text is unknown. */
const MAY_BE_TWICE = [[true], [false, true]];
const POINTS: readonly (readonly [at: string, arrives: boolean[][]])[] = [
  ['event-handle.before', ONCE],
  ['mail-add.before', ONCE],
  ['mail-add.after', ONCE],
  ['mail-wake.before', ONCE],
  ['mail-wake.after', ONCE],
  ['event-handle.after', ONCE],
  ['event-cursor.before', ONCE],
  ['event-cursor.after', ONCE],
  ['mail-send.before', ONCE],
  ['mail-hand-over.before', ONCE],
  ['mail-hand-over.after', MAY_BE_TWICE],
  ['mail-send.after', MAY_BE_TWICE],
  ['mail-sent.before', MAY_BE_TWICE],
  ['mail-sent.after', ONCE],
];
/** The points around reading an event, which the tests of events also cover, run only with MATRIX=full. */
const OF_ORDERS = POINTS.filter(([at]) => process.env['MATRIX'] === 'full' || !at.startsWith('event-'));
/** A mail without an event is written and queued by another call; the points after that are the same. */
const OF_RESETS = POINTS.filter(([at]) => /^mail-(add|wake)/.test(at));

describe('a mail whose process is killed while it is written, queued or sent', function () {
  this.timeout(900_000);
  let smtp: Smtp;
  let shop: Shop;
  let faults: Arming;
  let admin: Person;

  before(async () => {
    smtp = await startSmtp();
    shop = await startShop({
      // a killed attempt is repeated when its lease ends, ten seconds after this time
      env: { FAULT_INJECTION: 'on', SMTP_URL: smtp.url, SMTP_TIMEOUT_MS: '2000' },
      longestRestartMs: 500,
    });
    admin = await shop.admin();
    faults = armingOf(shop, admin);
  });
  after(async () => {
    await shop?.stop();
    await smtp?.stop();
  });

  const cancelAnOrder = async (user: Person) => {
    const items = [{ productId: 'product-1', quantity: 1 }];
    const { status, body } = await user.call('POST', '/api/orders', { items, shippingAddress: ADDRESS });
    expect(status).to.be.oneOf([201, 202]);
    expect((await user.call('POST', `/api/orders/${body['id']}/cancel`)).status).to.equal(202);
  };
  const askForReset = async (user: Person) =>
    void expect((await shop.call('POST', '/api/users/password-reset', { email: user.email })).status).to.equal(202);

  const textsFor = ({ email }: Person) =>
    smtp.taken.filter(({ to }) => to.includes(email)).map(({ raw }) => raw.replaceAll('\r', ''));
  const isMarked = (raw: string) => /^X-Possible-Duplicate: yes$/m.test(raw);
  const messageId = (raw: string) => /^Message-ID: (.*)$/im.exec(raw)?.[1];

  /** Waits until all mails of this user have ended; returns them. */
  const ended = (user: Person) =>
    until(
      'the mail has ended',
      async () => {
        const { body } = await admin.call('GET', '/api/mails?limit=100');
        const own = (body['items'] as Record<string, unknown>[]).filter(({ userId }) => userId === user.id);
        if (own.length > 0 && own.every(({ endedAt }) => endedAt)) return own;
        throw new Error(JSON.stringify(own));
      },
      WITHIN_MS,
      200,
    );

  for (const [asking, ask, points] of [
    ['of a cancelled order', cancelAnOrder, OF_ORDERS],
    ['of a forgotten password', askForReset, OF_RESETS],
  ] as const)
    for (const [at, arrives] of points)
      it(`is sent ${arrives === ONCE ? 'once' : 'once, or twice and marked as a possible duplicate'}: a mail ${asking}, killed at ${at}`, async () => {
        const user = await shop.register();
        await faults.arm('notification-service', { at: `notification.${at}`, do: 'crash' });
        await ask(user);
        await until(
          'it was killed',
          async () => (await faults.armed('notification-service')).length === 0,
          WITHIN_MS,
          100,
        );
        const [mail, ...others] = await ended(user);
        expect(others).to.deep.equal([]);
        expect(mail).to.include({ state: 'SENT', possibleDuplicate: arrives === MAY_BE_TWICE });
        const texts = textsFor(user);
        expect(arrives).to.deep.include(texts.map(isMarked));
        expect(new Set(texts.map(messageId)).size).to.equal(1);
      });
});
