// Two agents: one publishes a track, the other receives it, until the first interrupts and removes the track.
import { randomBytes } from 'node:crypto';
import { connectAgent } from './agent.mjs';
import { client, report, setting } from './sdk.mjs';

const output = { audioFormat: 'pcm16', audioSampleRate: 16000 };
const listener = await connectAgent(setting('ROOM'), { output });
const { agent: speaker, peer } = await client.createAgent(setting('ROOM'), { output }, {
  onError: (event) => {
    throw new Error(`the speaker's socket failed: ${event.message}`);
  },
  onClose: () => {},
});
const track = speaker.createTrack({ encoding: 'pcm16', sampleRate: 16000, channels: 1 }, { type: 'customAudio' });
const bytes = () => listener.received.reduce((sum, { data }) => sum + data.length, 0);

const speech = randomBytes(32000);
speaker.sendData(track.id, new Uint8Array(speech));
await listener.until(() => bytes() >= speech.length);
report('received all', Buffer.concat(listener.received.map(({ data }) => data)).equals(speech));
report('received from', [...new Set(listener.received.map(({ peerId, track: { id } }) => `${peerId} ${id}`))]);
report('sent by', `${peer.id} ${track.id}`);

for (let second = 0; second < 30; second++) {
  speaker.sendData(track.id, new Uint8Array(randomBytes(32000)));
}
await listener.untilMoreOf(track.id);
speaker.interruptTrack(track.id);
const last = new Uint8Array([1, 2, 3, 4]);
speaker.sendData(track.id, last);
await listener.until(() => Buffer.from(last).equals(Buffer.from(listener.received.at(-1).data)));
report('received after the interruption', bytes() - speech.length);

speaker.deleteTrack(track.id);
const tracks = async () => (await client.getRoom(setting('ROOM'))).peers.find(({ id }) => id === peer.id).tracks;
while ((await tracks()).length > 0);
report('tracks left', await tracks());

listener.leave();
speaker.disconnect();
process.exit(0);
