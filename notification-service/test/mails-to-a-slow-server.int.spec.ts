import { connectMongo } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { MAILS_QUEUE } from '@shop/protos/channels';
import { until } from '@shop/testkit/until';
import { Queue } from 'bullmq';
import { expect } from 'chai';
import { startService, type Service } from './support/service.js';
import { expectOnceMarked, isMarked, sentBy } from './support/sent-mails.js';
import { startSmtp, type Smtp } from '@shop/testkit/smtp';

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
    smtp.will(...slow.map(() => 'hang-at-rcpt' as const), 'take');
    for (const each of slow) {
      await service.reset(each);
      await until('it hangs', async () => expect(await stateOf(each)).to.deep.equal(['SENDING', 1]));
    }
    await service.reset('quick');
    await until('it is sent', async () => expect(await stateOf('quick')).to.deep.equal(['SENT', 1]), 10_000);
    for (const each of slow) expect(await stateOf(each)).to.deep.equal(['SENDING', 1]);
  });

  it('do not let jobs pile up while they wait', async () => {
    await begin({ SMTP_TIMEOUT_MS: 6_000 });
    await resets(40);
    const queue = new Queue(MAILS_QUEUE.name, {
      prefix: MAILS_QUEUE.prefix,
      connection: { url: service.redis.url },
    });
    const jobs = async () => Object.values(await queue.getJobCounts()).reduce((sum, count) => sum + count, 0);
    const before = await jobs();
    const timedOut = async () => (await service.mail('password-reset.hangs-0'))?.['reason'] !== undefined;
    await until('a mail has waited for longer than three sweeps', timedOut, 30_000);
    const after = await jobs();
    await queue.close();
    expect(after).to.be.at.most(before);
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
