import '../captions.js';

/** Query parameters that become attributes of the element, as in /rooms/{id}/captions?mode=overlay&size=l */
const PARAMETERS = ['mode', 'size', 'contrast', 'theme', 'delay', 'clear-after', 'silence-limit'];

const room = decodeURIComponent(location.pathname.match(/\/rooms\/([^/]+)\/captions\/?$/)[1]);
const query = new URLSearchParams(location.search);

const captions = document.createElement('roomscribe-captions');
captions.setAttribute('room', room);
captions.setAttribute('keys', 'page');
for (const name of PARAMETERS.filter((parameter) => query.has(parameter))) {
  captions.setAttribute(name, query.get(name));
}
document.title = `${room} · captions`;
document.documentElement.classList.toggle('overlay', query.get('mode') === 'overlay');
document.querySelector('main').append(captions);
