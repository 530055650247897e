/** A reason is a stable code, which everybody is shown; what is none may be words about somebody, or a number of theirs. */
export const isCode = (reason: string): boolean => /^[A-Za-z][\w.:-]{0,99}$/.test(reason);

/** Stands for a refusal without a code. */
export const NO_CODE = 'REFUSED';
