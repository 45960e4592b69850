import { timeText } from './text.js';

/** Shorter overlaps between speakers are normal and not shown. */
const OVERLAP_SECONDS = 1;
/** Nor is one of less than this part of the shorter line. */
const OVERLAP_PART = 1 / 3;
/** A longer silence is shown. */
const PAUSE_SECONDS = 60;

/**
 * Returns how a line is shown after the item before it:
 *
 * - `continued`: it belongs to the turn of the speaker before, whose name is shown there.
 * - `timed`: its time is shown, because it is the first line of a minute, or after something else than a line.
 * - `overlaps`: it was said in the same time as the line before. `together`: this is shown, at the first one of several such lines.
 * - `pause`: the seconds of silence before it, 0 if they are few.
 *
 * @param {object | null} before the item before
 * @param {object | undefined} beforeShown the result for the item before
 */
export function shownAs(item, before, beforeShown) {
  const follows = before?.kind === 'line' && before.sessionId === item.sessionId;
  const pause = follows ? silence(before, item, beforeShown?.until ?? 0) : 0;
  const sameSpeaker = follows && before.peerId === item.peerId && before.speaker === item.speaker && pause === 0;
  const time = timeText(item.at);
  const overlaps = follows && before.peerId !== item.peerId && overlap(before, item);
  return {
    continued: sameSpeaker,
    timed: time !== '' && (!follows || pause > 0 || timeText(before.at) !== time),
    overlaps,
    together: overlaps && beforeShown?.overlaps !== true,
    pause,
    // The end of what was said so far: a line may end before the one above it.
    until: Math.max(item.end ?? 0, follows && pause === 0 ? (beforeShown?.until ?? 0) : 0),
  };
}

function silence(before, item, until) {
  const from = Math.max(before.end ?? Infinity, until);
  const seconds = item.start - from;
  return seconds >= PAUSE_SECONDS ? seconds : 0;
}

function overlap(before, item) {
  if (item.start === undefined || before.end === undefined) {
    return item.state === 'partial' && before.state === 'partial';
  }
  const seconds = Math.min(before.end, item.end) - Math.max(before.start, item.start);
  const shorter = Math.min(before.end - before.start, item.end - item.start);
  return seconds >= OVERLAP_SECONDS && seconds >= OVERLAP_PART * shorter;
}

/** How far the end of a gap may be from the start of the next one, in seconds, for both to be one. */
const ADJOINING_SECONDS = 0.05;

/** A loss or a pause that continues is a series of adjoining gaps of some seconds. This finds the series, to show each as one. */
export class GapSeries {
  #byCause = new Map();

  /** Adds a gap; returns the gaps of the same cause, each with its series: the first one's length, and 0 for the others. */
  add(gap) {
    const gaps = this.#of(gap);
    gaps.push(gap);
    gaps.sort((a, b) => a.from - b.from);
    return lengths(gaps);
  }

  remove(gap) {
    const gaps = this.#of(gap);
    gaps.splice(gaps.indexOf(gap), 1);
    return lengths(gaps);
  }

  /** Whether a gap continues one that was added. */
  continues(gap) {
    return this.#of(gap).some((other) => adjoin(other, gap));
  }

  #of({ sessionId, trackId, peerId, reason, from, key }) {
    const cause = from === undefined ? key : JSON.stringify([sessionId, trackId, peerId, reason]);
    if (!this.#byCause.has(cause)) {
      this.#byCause.set(cause, []);
    }
    return this.#byCause.get(cause);
  }
}

function lengths(gaps) {
  const result = [];
  let first = null;
  gaps.forEach((gap, i) => {
    if (i > 0 && adjoin(gaps[i - 1], gap)) {
      first.seconds = gap.to === undefined ? null : gap.to - first.gap.from;
      result.push({ gap, seconds: 0 });
    } else {
      first = { gap, seconds: gap.seconds };
      result.push(first);
    }
  });
  return result;
}

function adjoin(before, after) {
  return before.to !== undefined && Math.abs(before.to - after.from) <= ADJOINING_SECONDS;
}
