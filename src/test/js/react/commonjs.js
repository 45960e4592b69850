// React is published as CommonJS modules; a real page has a bundler, or a server that converts them.
const loaded = new Map();

/** Returns the exports of a file of node_modules, whose requirements are loaded before. */
export async function load(path) {
  const source = await (await fetch(`/node_modules/${path}`)).text();
  const module = { exports: {} };
  const required = (name) => loaded.get(name);
  new Function('module', 'exports', 'require', 'process', source)(module, module.exports, required, {
    env: { NODE_ENV: 'development' },
  });
  loaded.set(path.split('/cjs/')[0], module.exports);
  return module.exports;
}
