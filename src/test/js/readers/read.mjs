// Reads every subtitle file of a directory with every reader of its format, and writes one JSON object to the standard
// output: by file and reader, a list of cues, [start in ms, end in ms, text, speaker], or the error as a text. A reader that
// does not know speakers gives the text with the voice tag, which is taken apart here.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseText, tokenizeVTTCue } from 'media-captions';

const require = createRequire(import.meta.url);
const nodeWebVtt = require('node-webvtt');
const SrtParser = require('srt-parser-2').default;
const subtitle = require('subtitle');
const videojs = require('videojs-vtt.js');
const { WebVTTParser } = require('webvtt-parser');

const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const unescaped = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);
const ms = (seconds) => Math.round(seconds * 1000);

function raw(start, end, text) {
  const voice = /^<v ([^>]*)>/.exec(text);
  return [start, end, unescaped(text.slice(voice?.[0].length ?? 0)), voice?.[1] ?? null];
}

function check(errors) {
  if (errors.length > 0) {
    throw new Error(errors.map(({ message }) => message).join('; '));
  }
}

async function withMediaCaptions(text, type) {
  const { cues, errors } = await parseText(text, { type, strict: true, errors: true });
  check(errors);
  return cues.map((cue) => {
    const [token] = tokenizeVTTCue(cue);
    return token?.type === 'v'
      ? [ms(cue.startTime), ms(cue.endTime), token.children.map(({ data }) => data).join(''), token.voice]
      : [ms(cue.startTime), ms(cue.endTime), token?.data ?? '', null];
  });
}

const READERS = {
  vtt: {
    'media-captions': (text) => withMediaCaptions(text, 'vtt'),
    'node-webvtt': (text) => {
      const { cues, errors } = nodeWebVtt.parse(text, { strict: true });
      check(errors);
      return cues.map(({ start, end, text: content }) => raw(ms(start), ms(end), content));
    },
    subtitle: (text) =>
      subtitle
        .parseSync(text)
        .filter(({ type }) => type === 'cue')
        .map(({ data }) => raw(data.start, data.end, data.text)),
    'videojs-vtt.js': (text) => {
      const cues = [];
      const errors = [];
      const parser = new videojs.WebVTT.Parser(videojs, {}, videojs.WebVTT.StringDecoder());
      parser.oncue = (cue) => cues.push(cue);
      parser.onparsingerror = (error) => errors.push(error);
      parser.parse(text);
      parser.flush();
      check(errors);
      return cues.map((cue) => raw(ms(cue.startTime), ms(cue.endTime), cue.text));
    },
    'webvtt-parser': (text) => {
      const { cues, errors } = new WebVTTParser(ENTITIES).parse(text, 'subtitles');
      check(errors);
      return cues.map(({ startTime, endTime, tree }) => {
        const [node] = tree.children;
        return node.name === 'v'
          ? [ms(startTime), ms(endTime), node.children.map(({ value }) => value).join(''), node.value]
          : [ms(startTime), ms(endTime), node.value, null];
      });
    },
  },
  srt: {
    'media-captions': (text) => withMediaCaptions(text, 'srt'),
    'srt-parser-2': (text) =>
      new SrtParser()
        .fromSrt(text)
        .map(({ startSeconds, endSeconds, text: content }) => [ms(startSeconds), ms(endSeconds), content, null]),
    subtitle: (text) =>
      subtitle.parseSync(text).map(({ data }) => [data.start, data.end, data.text, null]),
  },
};

const directory = process.argv[2];
const results = {};
for (const file of readdirSync(directory)) {
  const text = readFileSync(`${directory}/${file}`, 'utf8');
  results[file] = {};
  for (const [reader, read] of Object.entries(READERS[file.split('.').pop()] ?? {})) {
    try {
      results[file][reader] = await read(text);
    } catch (error) {
      results[file][reader] = String(error.message);
    }
  }
}
process.stdout.write(JSON.stringify(results));
