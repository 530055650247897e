import { choose, ownLanguage, speak } from '/assets/shared/language.js';
import { checks, korean } from '/assets/console/korean.js';

const translations = { ...korean, ...checks };

let language = ownLanguage();
speak(language);

/** The language that the console is in: `en` or `ko`. */
export const inLanguage = () => language;

/** Puts the console into the other language; the page has to be drawn again. */
export function switchLanguage() {
  language = language === 'ko' ? 'en' : 'ko';
  choose(language);
}

/** An English text in the console's language; `{name}` in it is replaced by that value. What has no translation stays English. */
export function t(english, values = {}) {
  const text = language === 'ko' && Object.hasOwn(translations, english) ? translations[english] : english;
  return text.replaceAll(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A text of the API that comes in each language. */
export const said = (text) => text?.[language] ?? '';
