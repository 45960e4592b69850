// Tests the colours of speakers, the grouping of lines and gaps, unsure words and problems. Throws the first failure.
async () => {
  const { SpeakerColours } = await import('/captions/speaker.js');
  const { GapSeries, shownAs } = await import('/captions/grouping.js');
  const { confidences, unsureWords } = await import('/captions/text.js');
  const { problemText } = await import('/captions/problem.js');
  const { plainText } = await import('/captions/copy.js');
  const same = (actual, expected, what) => {
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
      throw new Error(`${what}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
    }
  };

  // In order of appearance.
  const said = (colours, ...speakers) => {
    speakers.forEach(([peer, name, at]) => colours.spoke(peer, name, at));
    return speakers.map(([peer]) => colours.of(peer));
  };
  const ten = Array.from({ length: 10 }, (_, i) => [`p${i}`, `Speaker ${i}`, i]);
  const ofTen = said(new SpeakerColours(), ...ten);
  same(ofTen.slice(0, 8), [0, 1, 2, 3, 4, 5, 6, 7], 'eight speakers');
  same(ofTen.slice(8), [0, 1], 'more than eight speakers');

  // Another peer of the same name is the same person who has joined again, unless both are there.
  same(said(new SpeakerColours(), ['a', 'Ana', 1], ['b', 'Bob', 2], ['c', 'Ana', 3]), [0, 1, 0], 'joined again');
  const both = new SpeakerColours();
  both.present('a', true);
  both.present('c', true);
  same(said(both, ['a', 'Ana', 1], ['b', 'Bob', 2], ['c', 'Ana', 3]), [0, 1, 2], 'two of one name in the room');
  const left = new SpeakerColours();
  left.present('a', true);
  left.present('a', false);
  left.present('c', true);
  same(said(left, ['a', 'Ana', 1], ['c', 'Ana', 3]), [0, 0], 'one has left before the other joined');
  const changed = [];
  const inTurn = new SpeakerColours();
  inTurn.onChange((peer) => changed.push(peer));
  said(inTurn, ['a', 'Ana', 1], ['c', 'Ana', 3], ['a', 'Ana', 5]);
  same([inTurn.of('a'), inTurn.of('c'), changed], [0, 1, ['c']], 'they turn out to be two');

  // A room's colours are remembered, whatever is seen first, and no name is stored.
  localStorage.removeItem('roomscribe-speakers');
  const room = 'https://example.org/rooms/r';
  const first = new SpeakerColours(room);
  ['a', 'c'].forEach((peer) => first.present(peer, true));
  same(said(first, ['a', 'Ana', 1], ['b', 'Bob', 2], ['c', 'Ana', 3]), [0, 1, 2], 'the first visit');
  const again = new SpeakerColours(room);
  ['a', 'c'].forEach((peer) => again.present(peer, true));
  same(said(again, ['d', 'Dan', 0], ['c', 'Ana', 1], ['b', 'Bob', 2], ['a', 'Ana', 3]), [3, 2, 1, 0], 'the second visit');
  same(said(new SpeakerColours('https://example.org/rooms/other'), ['b', 'Bob', 2]), [0], 'another room');
  same(/Ana|Bob|example/.test(localStorage.getItem('roomscribe-speakers')), false, 'names are stored');
  localStorage.removeItem('roomscribe-speakers');

  // Grouping.
  const line = (peerId, start, end) => ({
    kind: 'line', state: 'final', sessionId: 's', peerId, speaker: peerId, start, end, at: 1_000 * (start + 86_400),
  });
  const placed = (...lines) => {
    const shown = [];
    lines.forEach((item, i) => shown.push(shownAs(item, lines[i - 1] ?? null, shown[i - 1])));
    return shown;
  };
  const marks = (name, ...lines) => placed(...lines).map((shown) => (shown[name] ? '1' : '0')).join('');
  same(marks('continued', line('a', 0, 5), line('a', 6, 9), line('b', 10, 12), line('a', 13, 15)), '0100', 'turns');
  same(marks('timed', line('a', 0, 5), line('b', 6, 9), line('a', 61, 70), line('b', 71, 80)), '1010', 'one time a minute');
  const many = Array.from({ length: 40 }, (_, i) => line(`p${i % 8}`, i, i + 8));
  same(marks('together', ...many), `01${'0'.repeat(38)}`, 'eight who talk at the same time');
  same(marks('together', line('a', 0, 9), line('b', 8.5, 12), line('a', 20, 22), line('b', 20.5, 23)), '0001', 'short overlaps');
  const quiet = [line('a', 0, 70), line('b', 2, 3), line('a', 100, 101), line('a', 170, 171)];
  same(placed(...quiet).map(({ pause }) => pause), [0, 0, 0, 69], 'silence counts from the end of all that was said');
  same(marks('continued', ...quiet), '0000', 'the name is shown again after silence');

  // A pause is a series of gaps, which may arrive in any order.
  const gap = (from, to, reason = 'paused') => ({ key: `${from}`, sessionId: 's', reason, peerId: null, from, to, seconds: to - from });
  const series = new GapSeries();
  series.add(gap(10, 20));
  series.add(gap(40, 45));
  series.add(gap(0, 10));
  same(series.continues(gap(20, 30)), true, 'a gap that continues');
  same(series.add(gap(20, 30)).map(({ seconds }) => seconds), [30, 0, 0, 5], 'the lengths of gaps');
  same(series.add(gap(30, 33, 'overload')).map(({ seconds }) => seconds), [3], 'another reason');

  // Unsure words.
  const words = ['[noise]', 'i', 'sheep', 'it'].map((word, i) => ({ word, confidence: [0.1, 0.9, 0.3, 1][i] }));
  const unsure = (text, more) => unsureWords({ text, confidence: confidences({ words }, text), ...more }).map(({ from, to }) => text.slice(from, to));
  same(unsure('I sheep it.'), ['sheep'], 'an unsure word');
  same(unsure('I sheep it.', { truncated: true }), ['sheep', 'it.'], 'a word that was cut off');
  same(unsure('Isheepit'), [], 'a text with other words');

  same(problemText(403, 'urn:roomscribe:problem:forbidden'), 'You may not do this.', 'a known problem');
  same(problemText(503, 'urn:roomscribe:problem:new'), 'The service made a mistake (status 503). Try again later.', 'a new problem');
  same(problemText(418), 'The service refused this (status 418).', 'no problem document');
  same(/cannot be reached/.test(problemText(0)), true, 'no response');

  const text = plainText(['a', 'a', 'b'].map((peer, i) => ({ item: line(peer, i, i + 1), text: `line ${i}` })));
  same(/^a \(.*\): line 0 line 1\nb \(.*\): line 2$/.test(text), true, `copied text ${text}`);
  return 'ok';
}
