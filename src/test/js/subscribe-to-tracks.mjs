import { choose } from './choosing.mjs';
import { client, setting } from './sdk.mjs';

await choose((room, agent) => client.subscribeTracks(room, agent, setting('TRACKS').split(',')));
