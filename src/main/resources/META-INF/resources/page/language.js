import { language, useLanguages } from '../captions/i18n/messages.js';

/** Selects the language of the page: that of the query parameter `lang`, otherwise that of the browser. */
export function usePageLanguage() {
  const wanted = new URLSearchParams(location.search).get('lang');
  if (wanted !== null) {
    useLanguages([wanted, ...navigator.languages]);
  }
  document.documentElement.lang = language();
}
