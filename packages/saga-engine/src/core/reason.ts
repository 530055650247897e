/** A reason is a stable code, which everybody is shown; what is none may be words about somebody. */
export const isCode = (reason: string): boolean => /^[\w.:-]{1,100}$/.test(reason);

/** Stands for a refusal without a code. */
export const NO_CODE = 'REFUSED';
