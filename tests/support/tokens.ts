/** Access tokens of one person. */
export interface Tokens {
  readonly last: string;
  /** A token that does not expire soon. */
  fresh(): Promise<string>;
}

/** How long before its expiry a token is renewed, milliseconds: user-service may be unavailable for that long. */
const IN_TIME_MS = 300_000;

/** Logs in, and again before the token expires, since long runs outlive it. Keeps the old token while that fails. */
export async function keptFresh(logIn: () => Promise<{ accessToken: string; expiresIn: number }>): Promise<Tokens> {
  let last = '';
  let dueAt = 0;
  let renewing: Promise<void> | undefined;
  const renew = async () => {
    const { accessToken, expiresIn } = await logIn();
    last = accessToken;
    dueAt = performance.now() + expiresIn * 1000 - IN_TIME_MS;
  };
  await renew();
  return {
    get last() {
      return last;
    },
    async fresh() {
      if (performance.now() > dueAt)
        await (renewing ??= renew()
          .catch(() => undefined)
          .finally(() => (renewing = undefined)));
      return last;
    },
  };
}
