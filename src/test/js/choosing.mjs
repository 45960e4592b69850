// Two agents in a room where several people talk: one that hears them all, which proves that there is something to hear,
// and one that hears whom it chooses.
import { listen } from './agent.mjs';
import { client, report, setting } from './sdk.mjs';

/** Reports what the choosing agent hears before and after it subscribes. */
export async function choose(subscribe) {
  const room = setting('ROOM');
  const talking = setting('TALKING').split(',');
  const wanted = setting('WANTED');
  const all = await listen(room, {});
  const choosing = await listen(room, { subscribeMode: 'manual' });

  await hearsEverybody(all, talking);
  report('heard before', choosing.tracks());

  await subscribe(room, choosing.peer.id);
  await choosing.hearsMoreOf(wanted);
  await hearsEverybody(all, talking);
  // Nothing sent to an agent overtakes: whatever else it was sent by now comes before the next of this.
  await choosing.hearsMoreOf(wanted);
  report('heard after', choosing.tracks());

  const { peers } = await client.getRoom(room);
  report('subscriptions', peers.find(({ id }) => id === choosing.peer.id).subscriptions);
  all.leave();
  choosing.leave();
}

async function hearsEverybody(agent, talking) {
  await Promise.all(talking.map((track) => agent.hearsMoreOf(track)));
}
