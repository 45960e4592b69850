/**
 * The colours of speakers, on light and on dark ground: hues at least 20° apart, and with lightness that differs, which also people
 * see who confuse hues. Contrast is at least 4.5:1 on the ground of the list, and on that of an overlay over a white video.
 */
const VOICES = [
  ['#1453af', '#9acaf6'],
  ['#a84e06', '#ff8f2e'],
  ['#5b2a91', '#cd86fe'],
  ['#1d5f22', '#6ab270'],
  ['#c22d82', '#f29ac8'],
  ['#0f6f70', '#6cf6fd'],
  ['#5f5207', '#e8d340'],
  ['#96242c', '#ffa9a5'],
];

export default VOICES.map(
  ([light, dark], number) => `[data-voice='${number}'] { --voice: light-dark(${light}, ${dark}); }`,
).join('\n');
