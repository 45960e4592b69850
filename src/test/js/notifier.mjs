// A server that subscribes, and reports one room's notifications in the order in which the SDK emits them.
import { client, report, sdk, setting } from './sdk.mjs';

const notifications = [];
const fail = (...details) => {
  throw new Error(`the notification socket failed: ${details.join(' ')}`);
};
const notifier = new sdk.FishjamWSNotifier(
  { fishjamId: setting('FISHJAM_URL'), managementToken: setting('FISHJAM_TOKEN') },
  (error) => fail(error.message),
  (code, reason) => fail(code, reason),
);
for (const event of ['roomCreated', 'peerAdded', 'peerConnected', 'peerMetadataUpdated', 'trackAdded',
  'trackMetadataUpdated', 'trackRemoved', 'peerDisconnected', 'peerDeleted', 'peerCrashed', 'roomDeleted']) {
  notifier.on(event, (message) => notifications.push({ event, message }));
}
const until = async (condition) => {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

// The SDK does not report that it is subscribed; the first notification proves it.
while (notifications.length === 0) {
  await client.createRoom();
  await new Promise((resolve) => setTimeout(resolve, 20));
}
report('subscribed', true);

const ofTheRoom = () => notifications.filter(({ message }) => message.roomId === setting('ROOM'));
await until(() => ofTheRoom().some(({ event }) => event === 'roomDeleted'));
report('notifications', ofTheRoom());
process.exit(0);
