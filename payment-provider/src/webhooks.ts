import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { ReplyDropped, type Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logging/logger';
import { pause } from '@shop/common/time';
import { request } from 'undici';
import { sign, SIGNATURE_HEADER } from './signature.js';
import type { WireEvent, WireNotification } from './wire.js';

/**
 * The pauses before each attempt, milliseconds. As with a real provider, a webhook comes after the answer and usually contains nothing new.
 */
const PAUSES_MS = [200, 500, 2_000, 10_000];

export interface WebhookSender {
  /** Notifies the shop of a charge or dispute; not awaited. Only a few attempts are made, since webhooks are hints. */
  send(news: WireNotification): void;
  close(): Promise<void>;
}

/** Sends signed webhooks to `url`, each repeated until it is answered 2xx or the attempts are used up; nothing without a `url`. */
export function webhookSender(
  url: string | undefined,
  secret: string,
  { logger, faults }: { logger: Logger; faults: Faults },
): WebhookSender {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const underWay = new Set<Promise<void>>();
  async function deliver(target: string, event: WireEvent): Promise<void> {
    const { reference } = event.type === 'charge.changed' ? event.charge : event.dispute;
    const body = Buffer.from(JSON.stringify(event));
    for (const wait of PAUSES_MS) {
      await pause(wait, closing.signal);
      if (closing.signal.aborted) return;
      try {
        await faults.at('provider.webhook.before');
        const answer = await request(target, {
          method: 'POST',
          headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: sign(secret, body, Date.now()) },
          body,
          headersTimeout: 2_000,
          bodyTimeout: 2_000,
          signal: closing.signal,
        });
        await answer.body.dump();
        if (answer.statusCode < 300) return;
        logger.warn('A webhook was refused', { status: answer.statusCode, reference });
      } catch (error) {
        if (error instanceof ReplyDropped) return;
        if (!closing.signal.aborted) logger.debug('A webhook could not be delivered', { reference, error });
      }
    }
  }
  return {
    send(news) {
      if (url === undefined) return;
      const work = deliver(url, { id: `evt_${randomUUID()}`, ...news });
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}
