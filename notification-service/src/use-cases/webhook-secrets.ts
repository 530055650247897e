import { secretsOf } from '@shop/common/auth/secrets';
import { seal, unseal } from '@shop/common/auth/seal';
import type { Webhook } from '../domain/webhook.js';

const PURPOSE = 'shop notification-service webhook secrets';

/** Seals the secrets of webhooks by the first of WEBHOOK_KEY_SECRET, and opens them by any of them. */
export class WebhookSecrets {
  readonly #secrets: readonly string[];

  constructor(secrets: string) {
    this.#secrets = secretsOf(secrets);
  }

  seal(text: string, webhookId: string): string {
    return seal(text, { secret: this.#secrets[0]!, purpose: PURPOSE }, webhookId);
  }

  /** Throws when it was sealed by a secret that is not named any more. */
  open({ _id, sealedSecret }: Pick<Webhook, '_id' | 'sealedSecret'>): string {
    for (const secret of this.#secrets)
      try {
        return unseal(sealedSecret, { secret, purpose: PURPOSE }, _id);
      } catch {
        // by another one
      }
    throw new Error(
      'The secret of a webhook cannot be opened: WEBHOOK_KEY_SECRET is another than when it was registered. Add the former one behind a comma.',
    );
  }
}
