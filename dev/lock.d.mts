export type Lock = { release: () => void; holder?: never } | { release?: never; holder: number };
export function processIdentity(pid: number): string | undefined;
export function tryLock(folder: string): Lock;
export function lockWithin(folder: string, ms: number, onWait?: (holder: number) => void): Promise<Lock>;
