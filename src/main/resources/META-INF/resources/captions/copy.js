import { t } from './i18n/messages.js';
import { shownName } from './speaker.js';
import { boundaryText, gapText, timeText } from './text.js';

/**
 * Returns lines as plain text: a paragraph for each turn, with its speaker and time.
 *
 * @param {{item: object, text: string}[]} lines with the text of each that is wanted
 */
export function plainText(lines) {
  const paragraphs = [];
  let before = null;
  for (const { item, text } of lines) {
    if (before?.kind === 'line' && before.peerId === item.peerId && timeText(before.at) === timeText(item.at)) {
      paragraphs.push(`${paragraphs.pop()} ${text}`);
    } else if (item.kind === 'line') {
      const speaker = shownName(item.speaker, item.peerId);
      paragraphs.push(timeText(item.at) === '' ? `${speaker}: ${text}` : t('copy.turn', { speaker, time: timeText(item.at), text }));
    } else {
      paragraphs.push(`[${item.kind === 'gap' ? gapText(item) : boundaryText(item)}]`);
    }
    before = item;
  }
  return paragraphs.join('\n');
}

/**
 * Returns the selected passage of the list as plain text. Null if nothing is selected, or only a part of one line, which is
 * copied as it is.
 */
export function passageText(list, itemOf) {
  const range = selectedRange(list.getRootNode());
  if (range === null) {
    return null;
  }
  const lines = [...list.children]
    .filter((row) => !row.hidden && range.intersectsNode(row))
    .map((row) => ({ item: itemOf(row), text: selectedText(row.querySelector('.text'), range) }))
    .filter(({ item, text }) => item.kind !== 'line' || text !== '');
  const isPart = lines.length === 1 && lines[0].text !== lines[0].item.text;
  return lines.length === 0 || isPart ? null : plainText(lines);
}

/** The selection within a shadow root: the standard tells only its ends, and browsers differ in how to ask for them. */
function selectedRange(root) {
  const selection = root.getSelection?.() ?? document.getSelection();
  const ends = selection.getComposedRanges?.({ shadowRoots: [root] })[0] ?? (selection.rangeCount > 0 ? selection.getRangeAt(0) : null);
  if (ends === null || ends.collapsed) {
    return null;
  }
  const range = document.createRange();
  range.setStart(ends.startContainer, ends.startOffset);
  range.setEnd(ends.endContainer, ends.endOffset);
  return range.collapsed ? null : range;
}

function selectedText(text, range) {
  if (text === null || !range.intersectsNode(text)) {
    return '';
  }
  const part = document.createRange();
  part.selectNodeContents(text);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) {
    part.setStart(range.startContainer, range.startOffset);
  }
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) {
    part.setEnd(range.endContainer, range.endOffset);
  }
  return part.toString().trim();
}
