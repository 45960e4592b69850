// node page-texts.mjs RESOURCES: prints what is wrong with the texts of the pages, a line each
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const resources = process.argv[2];
const scripts = join(resources, 'META-INF/resources');
const LANGUAGES = ['en', 'de', 'es', 'pl'];

/** Names and keys of the keyboard, which are the same in every language. */
const NO_TEXT = /^(?:Roomscribe|Authorization|Enter|Escape|Home|End|Bearer)$/;

const dictionaries = Object.fromEntries(
  await Promise.all(
    LANGUAGES.map(async (language) => {
      const { default: texts } = await import(pathToFileURL(join(scripts, `captions/i18n/${language}.js`)));
      return [language, texts];
    }),
  ),
);

function forms(entry) {
  return typeof entry === 'string' ? [entry] : Object.values(entry);
}

function values(text) {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort().join();
}

/** A key that occurs twice has the second text; merging two changes can cause that. */
function checkKeys(language) {
  const source = readFileSync(join(scripts, `captions/i18n/${language}.js`), 'utf8');
  const keys = [...source.matchAll(/^ {2}'([^']+)':/gm)].map(([, key]) => key);
  for (const key of keys.filter((candidate, index) => keys.indexOf(candidate) !== index)) {
    console.log(`${language}: ${key} occurs twice`);
  }
}

function files(directory, ending) {
  return readdirSync(directory)
    .map((name) => join(directory, name))
    .flatMap((path) => (statSync(path).isDirectory() ? files(path, ending) : path.endsWith(ending) ? [path] : []));
}

/** A form for one may leave out the number, but no form may have a value that another language does not have. */
function checkDictionary(language, texts, english) {
  const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const key of new Set([...Object.keys(english), ...Object.keys(texts)])) {
    if (!(key in texts) || !(key in english)) {
      console.log(`${language}: ${key} is not in every language`);
      continue;
    }
    const entry = texts[key];
    if (forms(entry).some((text) => text.trim() === '')) {
      console.log(`${language}: ${key} is empty`);
    }
    if (typeof entry !== typeof english[key]) {
      console.log(`${language}: ${key} has plural forms in one language only`);
    } else if (typeof entry === 'object' && Object.keys(entry).sort().join() !== [...categories].sort().join()) {
      console.log(`${language}: ${key} needs the forms ${categories}`);
    }
    const wanted = values(forms(english[key]).at(-1));
    for (const text of forms(entry)) {
      if (values(text) !== wanted && !(typeof entry === 'object' && text === entry.one && values(text) === '')) {
        console.log(`${language}: ${key} has the values {${values(text)}} instead of {${wanted}}`);
      }
    }
  }
}

/** A literal is a text for people if it begins like a sentence, or has three words. */
function checkScript(path) {
  const source = readFileSync(path, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  for (const line of source.split('\n').filter((candidate) => !/new \w*Error\(/.test(candidate))) {
    for (const [, , literal] of line.matchAll(/(['"`])((?:\\.|(?!\1).)*)\1/g)) {
      const text = literal.replace(/\$\{[^}]*\}/g, '').trim();
      const isText = /^\p{Lu}\p{Ll}+(?: |$|[.:!?])/u.test(text) || /(?:^|[^\w.#[-])\p{Ll}+ \p{Ll}+ \p{Ll}+(?:$|[ .:!?])/u.test(text);
      if (isText && !NO_TEXT.test(text)) {
        console.log(`${path}: "${literal}" is not in the dictionary`);
      }
    }
  }
  for (const [, key] of source.matchAll(/\bt\('([^']+)'/g)) {
    if (!(key in dictionaries.en)) {
      console.log(`${path}: there is no text ${key}`);
    }
  }
}

/** Without scripts there is no dictionary, so <noscript> has every language. */
function checkPage(path) {
  const html = readFileSync(path, 'utf8').replace(/<script>[\s\S]*?<\/script>/g, '');
  const [, noscript = ''] = /<noscript>([\s\S]*?)<\/noscript>/.exec(html) ?? [];
  for (const language of LANGUAGES) {
    if (!noscript.includes(`lang="${language}"`)) {
      console.log(`${path}: <noscript> has no text in ${language}`);
    }
  }
  const rest = html
    .replace(/<noscript>[\s\S]*?<\/noscript>|<title>Roomscribe<\/title>|<[^>]*>/g, '')
    .trim();
  if (rest !== '' || /\b(?:placeholder|title|aria-label|alt)=/.test(html)) {
    console.log(`${path}: a text is not in the dictionary: ${rest}`);
  }
}

LANGUAGES.forEach(checkKeys);
Object.entries(dictionaries).forEach(([language, texts]) => checkDictionary(language, texts, dictionaries.en));
files(scripts, '.js')
  .filter((path) => !/i18n|style/.test(path))
  .forEach(checkScript);
files(join(resources, 'pages'), '.html').forEach(checkPage);
