const LANGUAGES = ['en', 'ko'];
const MARK = 'shop-language';

/** The language chosen before, else the browser's if it is one of ours, else English. */
export const ownLanguage = () => {
  const wanted = localStorage.getItem(MARK) ?? navigator.language.slice(0, 2);
  return LANGUAGES.includes(wanted) ? wanted : 'en';
};

/** Tells the browser in which language the page is, and shows the page's title in it: Korean is its `data-ko`. */
export function speak(language) {
  document.documentElement.lang = language;
  const title = document.querySelector('title');
  title.dataset.en ??= title.textContent;
  title.textContent = (language === 'ko' && title.dataset.ko) || title.dataset.en;
}

/** Speaks another language from now on, and at the next visit. */
export function choose(language) {
  localStorage.setItem(MARK, language);
  speak(language);
}
