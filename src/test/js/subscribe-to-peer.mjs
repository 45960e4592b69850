import { reportSubscribing } from './manual-agent.mjs';
import { client, setting } from './sdk.mjs';

await reportSubscribing((room, agent) => client.subscribePeer(room, agent, setting('PEER')));
