// A server that subscribes, and tells what the SDK hands on of one room's life, in order.
import { client, report, sdk, setting } from './sdk.mjs';

const notifications = [];
const fail = (...what) => {
  throw new Error(`the notification socket failed: ${what.join(' ')}`);
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

// The SDK does not tell when it is subscribed; hearing of a room does.
while (notifications.length === 0) {
  await client.createRoom();
  await new Promise((resolve) => setTimeout(resolve, 20));
}
report('subscribed', true);

const ofTheRoom = () => notifications.filter(({ message }) => message.roomId === setting('ROOM'));
await until(() => ofTheRoom().some(({ event }) => event === 'roomDeleted'));
report('notifications', ofTheRoom());
process.exit(0);
