export const beforeCommit: readonly string[];
export const forCi: readonly string[];
export const forNight: readonly string[];
export const alone: readonly string[];
export function fileOf(name: string): string;
export function runsWith(file: string, matrix?: string): boolean;
