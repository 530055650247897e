/** Items that wait by owner: owners take turns, and the items of one come in their order. */
export class FairQueue<Item> {
  /** The owner who is next comes first. */
  readonly #owners = new Map<string, Map<string, Item>>();
  readonly #ownerOf = new Map<string, string>();

  get size(): number {
    return this.#ownerOf.size;
  }

  add(owner: string, id: string, item: Item): void {
    this.remove(id);
    const items = this.#owners.get(owner) ?? new Map<string, Item>();
    this.#owners.set(owner, items.set(id, item));
    this.#ownerOf.set(id, owner);
  }

  remove(id: string): void {
    const owner = this.#ownerOf.get(id);
    if (owner === undefined) return;
    this.#ownerOf.delete(id);
    const items = this.#owners.get(owner)!;
    items.delete(id);
    if (items.size === 0) this.#owners.delete(owner);
  }

  /** Takes out the item whose turn it is. */
  next(): Item | undefined {
    const [owner, items] = this.#owners.entries().next().value ?? [];
    const [id, item] = items?.entries().next().value ?? [];
    if (owner === undefined || id === undefined) return undefined;
    this.remove(id);
    // to the end, if there is more of it
    if (this.#owners.delete(owner)) this.#owners.set(owner, items!);
    return item;
  }

  /** How many come before the next item of this owner. */
  before(owner: string): number {
    const own = this.#owners.get(owner)?.size ?? 0;
    return Math.min(this.size, (own + 1) * this.#owners.size);
  }
}
