import { until } from '@shop/testkit/until';
import type { Smtp, Turn } from '@shop/testkit/smtp';
import { expect } from 'chai';
import { tokenOf, type Service } from './service.js';

let n = 0;
/** Has a mail sent, and returns its final state and each message that the server received. */
export async function sentBy(service: Service, smtp: Smtp, turns: readonly Turn[]) {
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
  return { resetId, mail, raws: smtp.taken.filter(({ raw }) => raw.includes(tokenOf(resetId))).map(({ raw }) => raw) };
}
/** Whether the message says that it may have arrived before. */
export const isMarked = (raw: string) => /^X-Possible-Duplicate: yes$/m.test(raw.replaceAll('\r', ''));
const messageId = (raw: string) => /^Message-ID: (.*)$/im.exec(raw)?.[1];

/** Asserts that a mail arrived twice, the second time marked as a possible duplicate. */
export function expectOnceMarked(raws: readonly string[]): void {
  expect(raws.map(isMarked)).to.deep.equal([false, true]);
  expect(messageId(raws[0]!))
    .to.equal(messageId(raws[1]!))
    .and.match(/@shop\.example>$/);
}
