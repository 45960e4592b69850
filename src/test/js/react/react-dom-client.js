import './react.js';
import { load } from './commonjs.js';

await load('scheduler/cjs/scheduler.development.js');
await load('react-dom/cjs/react-dom.development.js');
export const { createRoot } = await load('react-dom/cjs/react-dom-client.development.js');
