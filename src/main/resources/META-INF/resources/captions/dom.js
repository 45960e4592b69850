/**
 * Creates an element. Strings among the children become text nodes, never markup. An attribute whose name starts with
 * "on" is an event listener. An attribute that is false, null or undefined is left out.
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== undefined && value !== null) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children);
  return node;
}
