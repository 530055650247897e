import { secretsOf } from '@shop/common/auth/secrets';
import { seal, unseal } from '@shop/common/auth/seal';
import type { Webhook } from '../domain/webhook.js';

type Sealed = Pick<Webhook, '_id' | 'sealedSecret'>;

/** What to do when secrets cannot be opened. */
export const CANNOT_OPEN =
  'The secret of a webhook cannot be opened: WEBHOOK_KEY_SECRET is another than when it was made. Add the former one behind a comma, or, if it is lost, replace the secret: POST /api/webhooks/:id/rotate-secret.';

const PURPOSE = 'shop notification-service webhook secrets';

/** Encrypts the secrets of webhooks with the first key of WEBHOOK_KEY_SECRET, and decrypts them with any of them. */
export class WebhookSecrets {
  readonly #secrets: readonly string[];

  constructor(secrets: string) {
    this.#secrets = secretsOf(secrets);
  }

  seal(text: string, webhookId: string): string {
    return seal(text, { secret: this.#secrets[0]!, purpose: PURPOSE }, webhookId);
  }

  /** Throws when it was encrypted with a key that is no longer configured. */
  open(webhook: Sealed): string {
    const secret = this.#opened(webhook, webhook.sealedSecret);
    if (secret === undefined) throw new Error(CANNOT_OPEN);
    return secret;
  }

  /** False when nothing can be signed for the webhook, because its secret was encrypted with a key that is no longer configured. */
  canOpen(webhook: Sealed): boolean {
    return this.#opened(webhook, webhook.sealedSecret) !== undefined;
  }

  /** The secrets that sign for the webhook at this time: its own, and for a while the one that it replaced. Throws as `open`. */
  signing(webhook: Sealed & Pick<Webhook, 'formerSecret'>, now: Date): string[] {
    const { formerSecret } = webhook;
    const former = formerSecret && now < formerSecret.until ? this.#opened(webhook, formerSecret.sealed) : undefined;
    return [this.open(webhook), ...(former === undefined ? [] : [former])];
  }

  #opened({ _id }: Pick<Webhook, '_id'>, sealed: string): string | undefined {
    for (const secret of this.#secrets)
      try {
        return unseal(sealed, { secret, purpose: PURPOSE }, _id);
      } catch {
        // by another one
      }
    return undefined;
  }
}
