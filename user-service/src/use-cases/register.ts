import type { Language } from '@shop/protos/contract';
import { v7 as uuidv7 } from 'uuid';
import { sameEmail, type Account } from '../domain/account.js';
import { emailTaken } from '../domain/refusals.js';
import type { Parts } from './parts.js';

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** Derived from the Idempotency-Key, so that a registration whose answer was lost is found again. */
  readonly id?: string;
  /** The client's address, if it is known. */
  readonly address?: string | undefined;
  readonly language: Language;
}

/** Creates an account. Throws 409 EMAIL_TAKEN. */
export async function register(
  { users, passwords }: Pick<Parts, 'users' | 'passwords'>,
  { email, password, name, id = uuidv7(), address, language }: Registration,
): Promise<Account> {
  const by = { account: sameEmail(email), address };
  const account: Account = {
    id,
    email: sameEmail(email),
    name,
    role: 'user',
    disabled: false,
    passwordHash: await passwords.hash(password, by),
    epoch: 0,
    createdAt: new Date(),
    language,
  };
  if (await users.insert(account)) return account;
  const earlier = await users.byEmail(account.email);
  // the same id alone is not enough: the key may be used again after KEY_LIFE
  const isRepeat = earlier?.id === id && (await passwords.matches(earlier.passwordHash, password, by));
  if (!isRepeat) throw emailTaken();
  return earlier;
}
