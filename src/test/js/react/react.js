import { load } from './commonjs.js';

export const { createElement, StrictMode, useCallback, useEffect, useRef, useState, useSyncExternalStore } = await load(
  'react/cjs/react.development.js',
);
