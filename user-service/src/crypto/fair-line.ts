/** The account and the client that request the work. */
export interface Requester {
  readonly account: string;
  /** The client's address, if it is known. */
  readonly address?: string | undefined;
}

interface Waiting<T> {
  size: number;
  readonly accounts: Map<string, T[]>;
}

const addressOf = ({ address }: Requester): string => address ?? '';

/**
 * A queue that takes turns between addresses, and within an address between accounts: however much one has queued, the others wait for only
 * one piece of it.
 */
export class FairLine<T> {
  readonly #addresses = new Map<string, Waiting<T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of waiting pieces of work of the address, and of the account there. */
  waiting(by: Requester): { address: number; account: number } {
    const waiting = this.#addresses.get(addressOf(by));
    return { address: waiting?.size ?? 0, account: waiting?.accounts.get(by.account)?.length ?? 0 };
  }

  add(by: Requester, item: T): void {
    const address = addressOf(by);
    const waiting = this.#addresses.get(address) ?? { size: 0, accounts: new Map<string, T[]>() };
    this.#addresses.set(address, waiting);
    const line = waiting.accounts.get(by.account);
    if (line) line.push(item);
    else waiting.accounts.set(by.account, [item]);
    waiting.size++;
    this.#size++;
  }

  /** Takes the next in turn; its address and account go to the end. */
  take(): T | undefined {
    const [first] = this.#addresses;
    const [account] = first?.[1].accounts.keys() ?? [];
    if (!first || account === undefined) return undefined;
    const [address, waiting] = first;
    const line = waiting.accounts.get(account) ?? [];
    this.#addresses.delete(address);
    waiting.accounts.delete(account);
    const item = line.shift();
    if (line.length > 0) waiting.accounts.set(account, line);
    if (--waiting.size > 0) this.#addresses.set(address, waiting);
    this.#size--;
    return item;
  }

  /** Removes the latest of the address with the most, if that has more than `by` would have. */
  takeFromLongest(by: Requester): T | undefined {
    let longest: [string, Waiting<T>] | undefined;
    for (const each of this.#addresses) if (!longest || each[1].size > longest[1].size) longest = each;
    if (!longest || longest[1].size <= this.waiting(by).address + 1) return undefined;
    const [address, waiting] = longest;
    const [account, line] = [...waiting.accounts].reduce((a, b) => (b[1].length > a[1].length ? b : a));
    const item = line.pop();
    if (line.length === 0) waiting.accounts.delete(account);
    if (--waiting.size === 0) this.#addresses.delete(address);
    this.#size--;
    return item;
  }
}
