import { reportSubscribing } from './manual-agent.mjs';
import { client, setting } from './sdk.mjs';

await reportSubscribing((room, agent) => client.subscribeTracks(room, agent, setting('TRACKS').split(',')));
