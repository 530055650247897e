export interface Rule {
  readonly form: string;
  readonly instead: string;
}
export function rulesOf(markdown: string): Rule[];
export function findings(path: string, text: string, rules: readonly Rule[]): string[];
