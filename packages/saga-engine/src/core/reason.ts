/** A reason is a stable code, which everybody may see; other texts may contain personal data. */
export const isCode = (reason: string): boolean => /^[A-Za-z][\w.:-]{0,99}$/.test(reason);

/** Replaces the reason of a refusal without a code. */
export const NO_CODE = 'REFUSED';
