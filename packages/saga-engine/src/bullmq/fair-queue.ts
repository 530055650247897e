interface Line<Item> {
  readonly urgent: Map<string, Item>;
  readonly usual: Map<string, Item>;
}

/** Waiting items by owner. Owners take turns; within an owner urgent items come first, otherwise in order of arrival. */
export class FairQueue<Item> {
  /** The owner whose turn is next comes first. */
  readonly #lines = new Map<string, Line<Item>>();
  readonly #ownerOf = new Map<string, string>();

  get size(): number {
    return this.#ownerOf.size;
  }

  add(owner: string, id: string, item: Item, urgent: boolean): void {
    this.remove(id);
    const line = this.#lines.get(owner) ?? { urgent: new Map(), usual: new Map() };
    (urgent ? line.urgent : line.usual).set(id, item);
    this.#lines.set(owner, line);
    this.#ownerOf.set(id, owner);
  }

  remove(id: string): void {
    const owner = this.#ownerOf.get(id);
    if (owner === undefined) return;
    this.#ownerOf.delete(id);
    const line = this.#lines.get(owner)!;
    line.urgent.delete(id);
    line.usual.delete(id);
    if (sizeOf(line) === 0) this.#lines.delete(owner);
  }

  /** Removes the next item, considering only the owners that may have a turn. */
  next(may: (owner: string) => boolean): Item | undefined {
    for (const [owner, line] of this.#lines) {
      if (!may(owner)) continue;
      const [id, item] = (line.urgent.size > 0 ? line.urgent : line.usual).entries().next().value!;
      this.remove(id);
      // moves the owner to the end, if it has more items
      if (this.#lines.delete(owner)) this.#lines.set(owner, line);
      return item;
    }
    return undefined;
  }

  /** The number of items before the next item of this owner. */
  before(owner: string, urgent: boolean): number {
    const line = this.#lines.get(owner);
    const own = line ? (urgent ? line.urgent.size : sizeOf(line)) : 0;
    return Math.min(this.size, (own + 1) * this.#lines.size);
  }
}

const sizeOf = <Item>({ urgent, usual }: Line<Item>): number => urgent.size + usual.size;
