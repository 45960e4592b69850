// An agent that listens to as many bytes as will be said, and tells what they were.
import { createHash } from 'node:crypto';
import { listen } from './agent.mjs';
import { report, setting } from './sdk.mjs';

const output = { audioFormat: 'pcm16', audioSampleRate: 16000 };
const agent = await listen(setting('ROOM'), { output });
report('connected', agent.peer);

const expected = Number(setting('BYTES'));
await agent.until(() => agent.heard.reduce((sum, { data }) => sum + data.length, 0) >= expected);
agent.leave();

const sha256 = createHash('sha256');
agent.heard.forEach(({ data }) => sha256.update(data));
report('sha256', sha256.digest('hex'));
report(
  'lengths',
  agent.heard.map(({ data }) => data.length),
);
report('peers', [...new Set(agent.heard.map(({ peerId }) => peerId))]);
report('track', agent.heard[0].track);
