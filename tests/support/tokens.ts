/** Access tokens of one person. */
export interface Tokens {
  readonly last: string;
  /** One that is good for a while yet. */
  fresh(): Promise<string>;
}

/** Before it ends a token is exchanged, milliseconds: so long may nobody be there to log in with. */
const IN_TIME_MS = 300_000;

/** Logs in, and again before the token has ended: long runs outlive it. While that fails the old one has to do. */
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
