import { isDuplicateKey } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { newestFirst } from '@shop/common/mongo/newest-first';
import type { Connection, Model } from 'mongoose';
import { endsLogIns, type Account, type AccountChange, type ProfileChange } from '../domain/account.js';
import type { KnownAddress } from '../domain/known-addresses.js';
import { userModel, type UserDocument } from './user.model.js';

/** The most recently disabled accounts that are listed; every gateway asks for them every two seconds. */
const MOST_DISABLED = 10_000;

/** Accounts in the database. */
export class UserRepository {
  readonly #model: Model<UserDocument>;

  constructor(connection: Connection) {
    this.#model = userModel(connection);
  }

  /** False when an account with this id or address exists already. */
  async insert({ id, ...rest }: Account): Promise<boolean> {
    try {
      await this.#model.create([{ _id: id, ...rest }]);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async byId(id: string): Promise<Account | undefined> {
    return accountOf(await this.#model.findById(id).lean());
  }

  /** The accounts of these ids that exist, in no order. */
  async byIds(ids: readonly string[]): Promise<Account[]> {
    return (await this.#model.find({ _id: { $in: ids } }).lean()).map((document) => accountOf(document));
  }

  async byEmail(email: string): Promise<Account | undefined> {
    return accountOf(await this.#model.findOne({ email }).lean());
  }

  /** A page of accounts, newest first. Throws 422 for a cursor of another list. */
  async list(query: PageQuery): Promise<Page<Account>> {
    const { items, nextCursor } = await newestFirst(new Documents(this.#model), {}, query);
    return { items: items.map((document) => accountOf(document)), nextCursor };
  }

  async changeProfile(id: string, change: ProfileChange): Promise<Account | undefined> {
    return accountOf(
      await this.#model.findOneAndUpdate({ _id: id }, { $set: change }, { returnDocument: 'after' }).lean(),
    );
  }

  /** Applies an administrator's change; disabling ends every log-in. Undefined when the account no longer is as in `account`. */
  async change(account: Account, change: AccountChange): Promise<Account | undefined> {
    return accountOf(
      await this.#model
        .findOneAndUpdate(
          asItIs(account),
          {
            $set: { ...change, ...(endsLogIns(account, change) ? { disabledAt: new Date() } : {}) },
            $inc: { epoch: endsLogIns(account, change) ? 1 : 0, revision: 1 },
            ...(change.disabled === false ? { $unset: { disabledAt: 1 } } : {}),
          },
          { returnDocument: 'after' },
        )
        .lean(),
    );
  }

  /** Ids of accounts that were disabled after `since` and still are, the latest first. */
  async disabledAfter(since: Date): Promise<string[]> {
    const latest = this.#model.find({ disabledAt: { $gt: since } }, { _id: 1 }).sort({ disabledAt: -1 });
    return (await latest.limit(MOST_DISABLED).lean()).map(({ _id }) => _id);
  }

  /** The accounts that are administrators now; few, and read by an index. */
  async enabledAdministrators(): Promise<Account[]> {
    return (await this.#model.find({ role: 'admin', disabled: false }).lean()).map((document) => accountOf(document));
  }

  /** Makes every change fail that was decided on this account before. False when the account no longer is as in `account`. */
  async renewRevision(account: Account): Promise<boolean> {
    const { modifiedCount } = await this.#model.updateOne(asItIs(account), { $inc: { revision: 1 } });
    return modifiedCount === 1;
  }

  /** Sets a new password and ends every log-in. False when the password was changed meanwhile. */
  async changePassword({ id, passwordHash }: Account, newHash: string): Promise<boolean> {
    const { modifiedCount } = await this.#model.updateOne(
      { _id: id, passwordHash },
      { $set: { passwordHash: newHash }, $inc: { epoch: 1 } },
    );
    return modifiedCount === 1;
  }

  /** Sets a new password for an enabled account, if its log-ins were not ended since it was read, and ends them. False otherwise. */
  async resetPassword({ id, epoch }: Account, newHash: string): Promise<boolean> {
    const { modifiedCount } = await this.#model.updateOne(
      { _id: id, epoch, disabled: false },
      { $set: { passwordHash: newHash }, $inc: { epoch: 1 } },
    );
    return modifiedCount === 1;
  }

  /** Stores the addresses from which the account logged in; of two concurrent log-ins one may be lost, until the next. */
  async rememberAddresses(id: string, knownAddresses: readonly KnownAddress[]): Promise<void> {
    await this.#model.updateOne({ _id: id }, { $set: { knownAddresses: [...knownAddresses] } });
  }

  /** Replaces the hash of an unchanged password. */
  async rehash({ id, passwordHash }: Account, newHash: string): Promise<void> {
    await this.#model.updateOne({ _id: id, passwordHash }, { $set: { passwordHash: newHash } });
  }
}

// earlier releases, without revisions, change role, access and epoch without one
const asItIs = ({ id, role, disabled, epoch, revision }: Account) => ({
  _id: id,
  role,
  disabled,
  epoch,
  revision: revision ?? null,
});

function accountOf(document: UserDocument): Account;
function accountOf(document: UserDocument | null): Account | undefined;
function accountOf(document: UserDocument | null): Account | undefined {
  if (!document) return undefined;
  const { _id: id, ...rest } = document;
  return { id, ...rest };
}
