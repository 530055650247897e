/** The same items; the next one is read while the one before is looked at. */
export async function* ahead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  const read = () => {
    const next = items.next();
    // a failure is told when its turn comes
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
