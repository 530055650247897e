import type { GrpcClient } from '@shop/common/grpc/client';
import { Problem } from '@shop/common/errors';
import { seconds } from '@shop/common/time';
import { LANGUAGES } from '@shop/protos/contract';
import type { User__Output } from '@shop/protos/generated/shop/v1/User';
import type { UsersDefinition } from '@shop/protos/generated/shop/v1/Users';
import type { Recipient } from '../domain/templates/draft.js';
import { nameInMails } from '../domain/templates/name.js';

const DEADLINE = { deadlineMs: seconds(5) };

/** Client of user-service. Addresses and links are requested when a mail is sent, and not stored. */
export class UsersClient {
  readonly #grpc: GrpcClient<UsersDefinition>;

  constructor(grpc: GrpcClient<UsersDefinition>) {
    this.#grpc = grpc;
  }

  /** By their ids, of these accounts those that exist and are enabled. */
  async recipients(userIds: readonly string[]): Promise<ReadonlyMap<string, Recipient>> {
    if (userIds.length === 0) return new Map();
    const { users } = await this.#grpc.call('GetUsers', { userIds: [...new Set(userIds)] }, DEADLINE);
    return new Map(users.filter(({ disabled }) => !disabled).map((user) => [user.id, recipientOf(user)]));
  }

  /** Ids of the administrators that are enabled. */
  async administrators(): Promise<string[]> {
    return (await this.#grpc.call('ListAdministrators', {}, DEADLINE)).userIds;
  }

  /** Undefined when the reset was used or has expired. */
  async reset(resetId: string): Promise<{ recipient: Recipient; token: string } | undefined> {
    const found = await unless('BAD_RESET_TOKEN', this.#grpc.call('GetPasswordReset', { resetId }, DEADLINE));
    return found?.user ? { recipient: recipientOf(found.user), token: found.token } : undefined;
  }
}

const recipientOf = ({ email, name, language }: User__Output): Recipient => ({
  email,
  name: nameInMails(name),
  // an older release sends no language
  language: LANGUAGES.find((each) => each === language) ?? 'en',
});

async function unless<T>(code: string, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Problem && error.code === code) return undefined;
    throw error;
  }
}
