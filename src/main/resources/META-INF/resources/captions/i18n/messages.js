import de from './de.js';
import en from './en.js';
import es from './es.js';
import pl from './pl.js';

const DICTIONARIES = { en, de, es, pl };

/** The languages that the texts of the pages exist in. */
export const LANGUAGES = Object.keys(DICTIONARIES);

let locale;
let dictionary;
let plural;

useLanguages(globalThis.navigator?.languages ?? []);

/**
 * Selects the first language that the texts exist in, English without one. All later texts, numbers and times are in it.
 *
 * @param {readonly string[]} wanted language tags, such as "de-AT", most wanted first
 */
export function useLanguages(wanted) {
  locale = wanted.find((tag) => primary(tag) in DICTIONARIES && isValid(tag)) ?? 'en';
  dictionary = DICTIONARIES[primary(locale)];
  plural = new Intl.PluralRules(locale);
}

/** Returns the selected language, such as "de". */
export function language() {
  return primary(locale);
}

/** Returns the language tag for Intl, such as "de-AT". */
export function currentLocale() {
  return locale;
}

/**
 * Returns a text in the selected language. `{name}` in it stands for the value of that name; a number is formatted. A text
 * that depends on a number has forms for the plural categories of `count`.
 */
export function t(key, values = {}) {
  const entry = dictionary[key];
  const text = typeof entry === 'object' ? (entry[plural.select(values.count)] ?? entry.other) : entry;
  if (text === undefined) {
    throw new Error(`The dictionary ${language()} has no text ${key}`);
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => formatted(values[name]));
}

/** Returns the text `prefix.name`; undefined if there is none, as for a reason that a later version of the service has. */
export function optional(prefix, name, values) {
  const key = `${prefix}.${name}`;
  return Object.hasOwn(dictionary, key) ? t(key, values) : undefined;
}

function formatted(value) {
  return typeof value === 'number' ? value.toLocaleString(locale) : String(value ?? '');
}

function primary(tag) {
  return tag.toLowerCase().split('-')[0];
}

/** A tag of a browser is valid; one of an attribute may not be. */
function isValid(tag) {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
