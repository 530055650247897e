import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** A secret of the process and the purpose of the key; a key for one purpose cannot decrypt the texts of another. */
export interface SealKey {
  readonly secret: string;
  /** Part of the key, so it must never change. */
  readonly purpose: string;
}

const keyOf = ({ secret, purpose }: SealKey): Buffer => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));

/** `text` encrypted by AES-256-GCM and bound to `about`: iv.tag.ciphertext in base64url. */
export function seal(text: string, key: SealKey, about: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(key), iv).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url')).join('.');
}

/** The text that was given to `seal`. Throws when the key or `about` is another one, or a single bit was changed. */
export function unseal(sealed: string, key: SealKey, about: string): string {
  const [iv, tag, text] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (!iv || !tag || !text || tag.length !== 16) throw new Error('not something that was sealed');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(key), iv, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(about)).setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}
