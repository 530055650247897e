/** Yields the same items; the next one is read while the caller handles the current one. */
export async function* ahead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  const read = () => {
    const next = items.next();
    // a failure is thrown when its turn comes; until then it must not count as unhandled
    next.catch(() => undefined);
    return next;
  };
  try {
    for (let item = await read(); !item.done;) {
      const next = read();
      yield item.value;
      item = await next;
    }
  } finally {
    await items.return(undefined);
  }
}
