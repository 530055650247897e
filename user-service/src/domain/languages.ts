import { LANGUAGES, type Language } from '@shop/protos/contract';

/** The language of an account without one. */
export const DEFAULT_LANGUAGE: Language = 'en';

const tagOf = (entry: string): { language: string; weight: number } => {
  const [tag = '', ...options] = entry.trim().toLowerCase().split(';');
  const quality = options.map((option) => /^\s*q=(\d(?:\.\d{1,3})?)\s*$/.exec(option)?.[1]).find(Boolean);
  return { language: tag.trim().split('-')[0] ?? '', weight: quality === undefined ? 1 : Number(quality) };
};

/** The supported language that an Accept-Language header (RFC 9110, 12.5.4) prefers. Undefined when it accepts none of them. */
export function preferredLanguage(header: string): Language | undefined {
  const wanted = header
    .slice(0, 500)
    .split(',')
    .map(tagOf)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted.flatMap(({ language }) => LANGUAGES.filter((ours) => ours === language))[0];
}
