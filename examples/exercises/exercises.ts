import { withSetting, type Urls } from '../setting.js';
import type { Check } from './check.js';

export const exercises = ['idempotent', 'undo', 'step', 'definition', 'lost-message'] as const;
export type Exercise = (typeof exercises)[number];

export interface Result {
  readonly title: string;
  /** What was observed instead; absent when the check passes. */
  readonly problem?: string;
}

/** Runs the checks of an exercise's file one after the other, each with its own setting. */
export async function* attempt(name: Exercise, file: 'start' | 'solution', urls: Urls): AsyncGenerator<Result> {
  const { checks } = (await import(`./${name}/checks.ts`)) as { checks: readonly Check<unknown>[] };
  const yours = (await import(`./${name}/${file}.ts`)) as unknown;
  for (const [index, { title, holds }] of checks.entries())
    yield await withSetting(`exercise-${name}-${index + 1}`, urls, async (setting) => holds(yours, setting)).then(
      () => ({ title }),
      (error: Error) => ({ title, problem: error.message }),
    );
}
