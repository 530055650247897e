import { pause, steadyNow } from '@shop/common/time';
import type { WebhookRepository } from '../data/webhook.repository.js';
import type { Webhook } from '../domain/webhook.js';

/** How long the webhooks that were read are used without reading them again, milliseconds. */
const KNOWN_MS = 200;

/** Caches all webhooks: they are read at most a few times a second, instead of for each event. */
export class KnownWebhooks {
  readonly #webhooks: Pick<WebhookRepository, 'all'>;
  #known: { readonly since: number; readonly all: Promise<Webhook[]> } | undefined;

  constructor(webhooks: Pick<WebhookRepository, 'all'>) {
    this.#webhooks = webhooks;
  }

  /** The webhooks as they were at most `KNOWN_MS` ago. */
  all(): Promise<Webhook[]> {
    const since = steadyNow();
    if (this.#known && since - this.#known.since < KNOWN_MS) return this.#known.all;
    const known = { since, all: this.#webhooks.all() };
    this.#known = known;
    known.all.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return known.all;
  }

  /** Resolves when every replica uses what was written before the call. */
  async everywhere(): Promise<void> {
    // timers may be a little early
    await pause(KNOWN_MS + 20);
  }
}
