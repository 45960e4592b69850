// Two agents in a room with several talking peers: one receives all tracks, which proves that there is audio to receive,
// the other one only its subscriptions.
import { connectAgent } from './agent.mjs';
import { client, report, setting } from './sdk.mjs';

/** Reports the tracks that the manual agent receives before and after it subscribes. */
export async function reportSubscribing(subscribe) {
  const room = setting('ROOM');
  const talking = setting('TALKING').split(',');
  const wanted = setting('WANTED');
  const all = await connectAgent(room, {});
  const manual = await connectAgent(room, { subscribeMode: 'manual' });

  await untilMoreOfAll(all, talking);
  report('received before', manual.tracks());

  await subscribe(room, manual.peer.id);
  await manual.untilMoreOf(wanted);
  await untilMoreOfAll(all, talking);
  // Messages arrive in order: every other track that was sent by now arrives before the next chunks of this one.
  await manual.untilMoreOf(wanted);
  report('received after', manual.tracks());

  const { peers } = await client.getRoom(room);
  report('subscriptions', peers.find(({ id }) => id === manual.peer.id).subscriptions);
  all.leave();
  manual.leave();
}

async function untilMoreOfAll(agent, talking) {
  await Promise.all(talking.map((track) => agent.untilMoreOf(track)));
}
