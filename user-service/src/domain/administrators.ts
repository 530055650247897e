import { seconds } from '@shop/common/time';

/**
 * The enabled administrators as one document, so that removing one is one atomic change and the last one cannot be removed. At every moment
 * each of `ids` is an enabled administrator in `users` too: an account joins after its own document says so, and is removed before.
 */
export interface Administrators {
  readonly ids: readonly string[];
  /** Recently removed; the process that removed it is about to change the account. */
  readonly leaving: readonly { readonly id: string; readonly at: Date }[];
  /** Counts the changes of this document. */
  readonly revision: number;
}

export const NO_ADMINISTRATORS: Administrators = { ids: [], leaving: [], revision: 0 };

/** After this long the process that removed an administrator counts as dead, milliseconds. */
const LEAVING_LASTS = seconds(10);

/** True when another administrator remains without this one. */
export const isReplaceable = ({ ids }: Administrators, id: string): boolean => ids.some((each) => each !== id);

/** Without this administrator. */
export const without = (all: Administrators, id: string, now: Date): Administrators => ({
  ids: all.ids.filter((each) => each !== id),
  leaving: [...all.leaving.filter((each) => each.id !== id && isRecent(each, now)), { id, at: now }],
  revision: all.revision + 1,
});

/** Older entries have no meaning any more, and would be kept for ever. */
const isRecent = ({ at }: Administrators['leaving'][number], now: Date): boolean =>
  now.getTime() - at.getTime() < LEAVING_LASTS;

/**
 * The differences from the accounts that are enabled administrators now: left by a crash between the two writes, by a release that did not
 * keep this document, or by an account that has just become one (`joining`).
 */
export function differences(
  all: Administrators,
  enabled: readonly string[],
  { now, joining }: { now: Date; joining?: string | undefined },
): { missing: string[]; gone: string[] } {
  const isLeaving = (id: string) => id !== joining && all.leaving.some((each) => each.id === id && isRecent(each, now));
  return {
    missing: enabled.filter((id) => !all.ids.includes(id) && !isLeaving(id)),
    gone: all.ids.filter((id) => !enabled.includes(id)),
  };
}

/** With `missing` added and `gone` removed. */
export const correctedBy = (
  all: Administrators,
  { missing, gone }: { missing: readonly string[]; gone: readonly string[] },
): Administrators => ({
  ids: [...all.ids.filter((id) => !gone.includes(id)), ...missing],
  leaving: all.leaving.filter(({ id }) => !missing.includes(id)),
  revision: all.revision + 1,
});
