// Returns the lowest contrast ratio (WCAG 2) between any speaker's colour and its background.
() => {
  const root = document.querySelector('roomscribe-captions').shadowRoot;
  const row = root.querySelector('li.line');
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const luminance = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data]
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = luminance(getComputedStyle(root.host).backgroundColor);
  let least = Infinity;
  const colours = new Set();
  for (let voice = 0; voice < 8; voice++) {
    row.dataset.voice = voice;
    const { color } = getComputedStyle(row.querySelector('.name'));
    colours.add(color);
    const name = luminance(color);
    least = Math.min(least, (Math.max(name, background) + 0.05) / (Math.min(name, background) + 0.05));
  }
  return colours.size === 8 ? least : 0;
}
