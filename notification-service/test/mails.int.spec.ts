import { setTimeout as pause } from 'node:timers/promises';
import { connectMongo } from '@shop/common/mongo/connection';
import { createLogger, silentLogger } from '@shop/common/logging/logger';
import { MAILS_QUEUE } from '@shop/protos/channels';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startService, tokenOf, type Service } from './support/service.js';
import { startSmtp, type Smtp, type Turn } from '@shop/testkit/smtp';

let n = 0;
/** Has a mail sent, and returns its final state and each message that the server received. */
async function sentBy(service: Service, smtp: Smtp, turns: readonly Turn[]) {
  const resetId = `reset-${n++}`;
  smtp.will(...turns);
  await service.reset(resetId);
  const mail = await until(
    `${resetId} has ended`,
    async () => {
      const found = await service.mail(`password-reset.${resetId}`);
      return found?.['endedAt'] ? found : undefined;
    },
    30_000,
  );
  return { mail, raws: smtp.taken.filter(({ raw }) => raw.includes(tokenOf(resetId))).map(({ raw }) => raw) };
}
const isMarked = (raw: string) => /^X-Possible-Duplicate: yes$/m.test(raw.replaceAll('\r', ''));
const messageId = (raw: string) => /^Message-ID: (.*)$/im.exec(raw)?.[1];

function expectOnceMarked(raws: readonly string[]): void {
  expect(raws.map(isMarked)).to.deep.equal([false, true]);
  expect(messageId(raws[0]!))
    .to.equal(messageId(raws[1]!))
    .and.match(/@shop\.example>$/);
}

describe('mails by SMTP', function () {
  this.timeout(60_000);
  let smtp: Smtp;
  let service: Service;
  const lines: string[] = [];
  before(async () => {
    const logger = createLogger('notification-service', 'debug');
    for (const transport of logger.transports)
      transport.log = (info: unknown, next: () => void) => {
        lines.push(JSON.stringify(info));
        next();
      };
    smtp = await startSmtp();
    service = await startService({ SMTP_URL: smtp.url }, logger);
  });
  after(async () => {
    await service?.stop();
    await smtp?.stop();
  });
  const sent = (...turns: Turn[]) => sentBy(service, smtp, turns);

  it('go out once, with the link, in text and HTML', async () => {
    const { mail, raws } = await sent('take');
    expect([mail['state'], mail['attempts'], mail['possibleDuplicate']]).to.deep.equal(['SENT', 1, false]);
    expect(raws).to.have.length(1);
    const [raw = ''] = raws;
    expect(raw)
      .to.match(/^Content-Type: multipart\/alternative/m)
      .and.not.match(/X-Possible-Duplicate/);
    const link = `http://localhost:3000/?token=${tokenOf('reset-0')}`;
    expect(raw.split(link)).to.have.length(2);
    const decoded = raw.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
    expect(decoded).to.include(`href="${link}"`);
    expect(smtp.taken.find((each) => each.raw === raw)?.to).to.deep.equal(['ann@example.com']);
  });

  for (const [what, turn] of [
    ['refused for now at the sender', { at: 'mail', code: 451 }],
    ['refused for now at the recipient', { at: 'rcpt', code: 450 }],
    ['refused for now at the text', { at: 'data', code: 452 }],
    ['cut off at the recipient', 'drop-at-rcpt'],
  ] as const)
    it(`are retried without a mark when they are ${what}`, async () => {
      const { mail, raws } = await sent(turn, 'take');
      expect([mail['state'], mail['attempts'], mail['possibleDuplicate']]).to.deep.equal(['SENT', 2, false]);
      expect(isMarked(raws.at(-1)!)).to.equal(false);
    });

  it('are retried once, marked as a possible duplicate, when the server breaks off after the text', async () => {
    const { mail, raws } = await sent('drop-after-data', 'take');
    expect([mail['state'], mail['attempts'], mail['possibleDuplicate']]).to.deep.equal(['SENT', 2, true]);
    expectOnceMarked(raws);
  });

  it('are not sent a third time when the outcome stays unknown', async () => {
    const { mail, raws } = await sent('drop-after-data');
    expect([mail['state'], mail['reason'], raws.length]).to.deep.equal(['UNKNOWN', 'UNANSWERED', 2]);
  });

  for (const at of ['mail', 'rcpt', 'data'] as const)
    it(`fail when they are refused permanently (${at})`, async () => {
      const { mail } = await sent({ at, code: 550 });
      expect([mail['state'], mail['attempts'], mail['reason']]).to.deep.equal(['FAILED', 1, 'SMTP_550']);
    });

  it('are dropped when the link is no longer valid', async () => {
    await service.reset('used-reset');
    await until('dropped', async () => (await service.mail('password-reset.used-reset'))?.['state'] === 'DROPPED');
    expect(smtp.taken.some(({ raw }) => raw.includes('used-reset'))).to.equal(false);
  });

  it('are sent once when many simultaneous calls request one', async () => {
    smtp.will('take');
    await Promise.all(Array.from({ length: 20 }, () => service.reset('many')));
    await until('sent', async () => (await service.mail('password-reset.many'))?.['state'] === 'SENT');
    expect(smtp.taken.filter(({ raw }) => raw.includes(tokenOf('many')))).to.have.length(1);
  });

  it('wait for Redis, and are sent after it was wiped or down', async () => {
    const redis = new Redis(service.redis.url);
    await redis.flushall();
    redis.disconnect();
    expect((await sent('take')).raws).to.have.length(1);
    await service.redis.kill();
    await service.reset('without-redis');
    await service.redis.start();
    await until('sent', async () => (await service.mail('password-reset.without-redis'))?.['state'] === 'SENT', 30_000);
    expect(smtp.taken.filter(({ raw }) => raw.includes(tokenOf('without-redis')))).to.have.length(1);
  });

  it('wait for a server that is down', async () => {
    await smtp.stop();
    await service.reset('without-server');
    await until('tried', async () => Number((await service.mail('password-reset.without-server'))?.['attempts']) > 0);
    const before = smtp.taken.length;
    smtp = await startSmtp({ port: smtp.port });
    await until(
      'sent',
      async () => (await service.mail('password-reset.without-server'))?.['state'] === 'SENT',
      30_000,
    );
    expect([before > 0, smtp.taken.length]).to.deep.equal([true, 1]);
  });

  it('leave no token and no address in the database, the queue or the logs', async () => {
    const mongo = await connectMongo(service.store.uri('notifications'), { logger: silentLogger() });
    const stored = JSON.stringify(await mongo.collection('mails').find({}).toArray());
    await mongo.close();
    const redis = new Redis(service.redis.url);
    const dumps: string[] = [];
    for (const key of await redis.keys('*'))
      dumps.push(key, ...((await redis.type(key)) === 'hash' ? Object.values(await redis.hgetall(key)) : []));
    redis.disconnect();
    expect(stored).to.include('reset-1');
    const everything = [stored, ...dumps, ...lines].join('\n');
    for (const secret of ['token-of-it', 'ann@example.com'])
      expect(everything.includes(secret), secret).to.equal(false);
  });
});

describe('mails to a server that keeps a sender waiting', function () {
  this.timeout(60_000);
  // long enough for an attempt that is answered, even on a busy machine
  const TIMEOUT_MS = 3_000;
  let smtp: Smtp;
  let service: Service;
  before(async () => {
    smtp = await startSmtp();
    service = await startService({ SMTP_URL: smtp.url, SMTP_TIMEOUT_MS: TIMEOUT_MS });
  });
  after(async () => {
    await service?.stop();
    await smtp?.stop();
  });

  it('are retried without a mark when it hangs at the recipient', async () => {
    const { mail, raws } = await sentBy(service, smtp, ['hang-at-rcpt', 'take']);
    expect([mail['state'], mail['attempts'], mail['possibleDuplicate']]).to.deep.equal(['SENT', 2, false]);
    expect(raws.map(isMarked)).to.deep.equal([false]);
  });

  it('are retried once, marked as a possible duplicate, when it never answers to the text', async () => {
    const { mail, raws } = await sentBy(service, smtp, ['hang-after-data', 'take']);
    expect([mail['state'], mail['attempts'], mail['possibleDuplicate']]).to.deep.equal(['SENT', 2, true]);
    expectOnceMarked(raws);
  });

  it('are sent once when the answer arrives while the sender is blocked for longer than the timeout', async () => {
    const { mail, raws } = await sentBy(service, smtp, [{ at: 'taken', stillMs: TIMEOUT_MS + 500 }, 'take']);
    expect([mail['state'], mail['attempts'], mail['possibleDuplicate']]).to.deep.equal(['SENT', 1, false]);
    expect(raws).to.have.length(1);
  });
});

describe('mails to a server that hangs', function () {
  this.timeout(60_000);
  let smtp: Smtp;
  let service: Service;
  const begin = async (changes: { SMTP_TIMEOUT_MS?: number } = {}) => {
    smtp = await startSmtp();
    service = await startService({ SMTP_URL: smtp.url, ...changes });
    smtp.will('hang-at-rcpt');
  };
  afterEach(async () => {
    // first, so that nothing hangs any more
    await smtp?.stop();
    await service?.stop();
  });
  const stateOf = async (resetId: string) => {
    const { state, attempts } = (await service.mail(`password-reset.${resetId}`)) ?? {};
    return [state, attempts];
  };
  const resets = (count: number) => Promise.all(Array.from({ length: count }, (_, n) => service.reset(`hangs-${n}`)));

  it('for some of them do not hold up the others', async () => {
    await begin();
    const slow = Array.from({ length: 8 }, (_, each) => `slow-${each}`);
    for (const each of slow) {
      await service.reset(each);
      await until('it hangs', async () => expect(await stateOf(each)).to.deep.equal(['SENDING', 1]));
    }
    // a lease is a moment before the server hears of the mail
    await pause(1_000);
    smtp.will('take');
    await service.reset('quick');
    await until('it is sent', async () => expect(await stateOf('quick')).to.deep.equal(['SENT', 1]), 10_000);
    for (const each of slow) expect(await stateOf(each)).to.deep.equal(['SENDING', 1]);
  });

  it('do not let jobs pile up while they wait', async () => {
    await begin();
    await resets(40);
    const redis = new Redis(service.redis.url);
    const { prefix, name } = MAILS_QUEUE;
    const jobs = async () => (await redis.keys(`${prefix}:${name}:mails-*`)).length;
    await pause(1_000);
    const before = await jobs();
    await pause(5_000);
    const after = await jobs();
    redis.disconnect();
    expect(after).to.equal(before);
  });

  it('do not keep the process from ending: those that were not begun wait for another', async () => {
    await begin({ SMTP_TIMEOUT_MS: 1_000 });
    await resets(60);
    await service.app.close();
    const mongo = await connectMongo(service.store.uri('notifications'), { logger: silentLogger() });
    expect(await mongo.collection('mails').countDocuments({ attempts: 0 })).to.be.greaterThan(10);
    await mongo.close();
  });
});

describe('mails to a server that asks for a password', () => {
  it('log in, and wait while the password is refused', async () => {
    const smtp = await startSmtp({ auth: { user: 'shop', pass: 'p@ss:word' } });
    const wrong = await startService({ SMTP_URL: `smtp://shop:wrong@127.0.0.1:${smtp.port}` });
    await wrong.reset('a');
    await until('tried', async () => (await wrong.mail('password-reset.a'))?.['reason'] === 'SMTP_535', 20_000);
    expect((await wrong.mail('password-reset.a'))?.['state']).to.equal('WAITING');
    await wrong.stop();
    const right = await startService({ SMTP_URL: `smtp://shop:p%40ss%3Aword@127.0.0.1:${smtp.port}` });
    await right.reset('a');
    await until('sent', async () => (await right.mail('password-reset.a'))?.['state'] === 'SENT', 20_000);
    await right.stop();
    await smtp.stop();
  });
});
