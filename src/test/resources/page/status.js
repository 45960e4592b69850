// Tests captions/status.js: what the user reads in each state. Throws the first failure.
async () => {
  const { statusOf } = await import('/captions/status.js');
  const live = { phase: 'live' };
  const lost = { phase: 'reconnecting' };
  const session = (state, more = {}) => ({ id: 's', state, paused: false, endReason: null, ...more });
  const continues = 'captions continue by themselves';
  const cases = [
    ['good Live', statusOf(live, session('listening'))],
    ['good Live 1.4 s behind', statusOf(live, session('listening', { lagMs: 1400 }))],
    ['good Live', statusOf(live, session('a state of a later version'))],
    ['over Paused off the record', statusOf(live, session('listening', { paused: true, lagMs: 0 }))],
    ['good Live', statusOf(live, session('ending'))],
    ['over Ended', statusOf(live, session('ended'))],
    ['over Waiting', statusOf({ phase: 'waiting' }, session('listening'))],
    ['over Past session 10 Sept', statusOf({ phase: 'past', detail: '10 Sept' }, null)],
    [`bad Interrupted ${continues} (no connection`, statusOf(lost, session('listening'))],
    ['bad Interrupted The room has too many', statusOf({ ...lost, detail: 'The room has too many' }, session('listening'))],
    ['bad Reconnecting', statusOf(lost, session('ended'))],
    ['bad No access the token has expired', statusOf({ phase: 'denied', detail: 'the token has expired' }, session('listening'))],
    [`bad Interrupted ${continues} (the service was restarted`, statusOf(live, session('interrupted'))],
    [`bad Interrupted ${continues} (the service was restarted`, statusOf(live, session('resuming', { lagMs: 0 }))],
    [`bad Interrupted ${continues} (the service lost`, statusOf(live, session('reconnecting'))],
  ];
  cases.forEach(([expected, { tone, text, more }], index) => {
    const shown = `${tone} ${text} ${more}`;
    if (!shown.startsWith(expected)) {
      throw new Error(`case ${index}: ${shown} is not ${expected}`);
    }
  });
  if (statusOf(live, session('listening', { lagMs: 900 })).more !== '') {
    throw new Error('less than a second is not said');
  }
  return 'ok';
}
