import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const sealingKey = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'shop user-service signing keys', 32));

/** `text` encrypted by AES-256-GCM and bound to `about`: iv.tag.ciphertext in base64url. */
export function seal(text: string, secret: string, about: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(secret), iv).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url')).join('.');
}

/** What `seal` was given. Throws when secret, `about` or a single bit is another. */
export function unseal(sealed: string, secret: string, about: string): string {
  const [iv, tag, text] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (!iv || !tag || !text || tag.length !== 16) throw new Error('not something that was sealed');
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(secret), iv, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(about)).setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}
