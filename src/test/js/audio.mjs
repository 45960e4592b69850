// An agent that receives a given number of bytes and reports them.
import { createHash } from 'node:crypto';
import { connectAgent } from './agent.mjs';
import { report, setting } from './sdk.mjs';

const output = { audioFormat: 'pcm16', audioSampleRate: 16000 };
const agent = await connectAgent(setting('ROOM'), { output });
report('connected', agent.peer);

const expected = Number(setting('BYTES'));
await agent.until(() => agent.received.reduce((sum, { data }) => sum + data.length, 0) >= expected);
agent.leave();

const sha256 = createHash('sha256');
agent.received.forEach(({ data }) => sha256.update(data));
report('sha256', sha256.digest('hex'));
report(
  'lengths',
  agent.received.map(({ data }) => data.length),
);
report('peers', [...new Set(agent.received.map(({ peerId }) => peerId))]);
report('track', agent.received[0].track);
