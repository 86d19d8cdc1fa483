// Draws probes: the image, a map laid over it, boxes.

// Viridis: perceptually uniform, also for readers who do not tell red from green (Smith and van der Walt, 2015; a polynomial fitted to it).
const VIRIDIS = [
  [0.27772733, 0.10509304, -0.33086183, -4.6342305, 6.22826994, 4.776385, -5.43545586],
  [0.00540734, 1.40461353, 0.21484756, -5.79910097, 14.17993337, -13.74514538, 4.64585261],
  [0.33409981, 1.38459016, 0.09509516, -19.33244096, 56.6909526, -65.35303263, 26.31243525],
];
const COLOURS = Array.from({length: 256}, (_, level) => VIRIDIS.map(coefficients => {
  let value = 0;
  for (let power = coefficients.length - 1; power >= 0; power--) {
    value = value * (level / 255) + coefficients[power];
  }
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}));
const LEAST_SHARE = 0.3;
const MOST_SHARE = 0.6;
const SIDE = 224;

/** The size in which a probe is drawn. */
function sizeOf(image, side) {
  const scale = side / Math.max(image.naturalWidth, image.naturalHeight);
  return [Math.max(1, Math.round(image.naturalWidth * scale)), Math.max(1, Math.round(image.naturalHeight * scale))];
}

// Weights of a bicubic enlargement (a = -0.75, edges repeated), the evaluator's: for each target four places and their weights.
function weights(from, to) {
  const near = x => (1.25 * x - 2.25) * x * x + 1;
  const far = x => ((-0.75 * x + 3.75) * x - 6) * x + 3;
  return Array.from({length: to}, (_, target) => {
    const source = (target + 0.5) * from / to - 0.5;
    const first = Math.floor(source);
    const t = source - first;
    const clip = place => Math.min(from - 1, Math.max(0, place));
    return [[clip(first - 1), clip(first), clip(first + 1), clip(first + 2)], [far(1 + t), near(t), near(1 - t), far(2 - t)]];
  });
}

/** The map on width x height, from 0 to 1. */
export function enlarged(map, width, height) {
  const bytes = atob(map.values);
  const rows = new Float32Array(map.height * width);
  const across = weights(map.width, width);
  for (let y = 0; y < map.height; y++) {
    for (let x = 0; x < width; x++) {
      const [places, shares] = across[x];
      let sum = 0;
      for (let i = 0; i < 4; i++) {
        sum += shares[i] * bytes.charCodeAt(y * map.width + places[i]);
      }
      rows[y * width + x] = sum;
    }
  }
  const result = new Float32Array(width * height);
  const down = weights(map.height, height);
  let low = Infinity;
  let high = -Infinity;
  for (let y = 0; y < height; y++) {
    const [places, shares] = down[y];
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < 4; i++) {
        sum += shares[i] * rows[places[i] * width + x];
      }
      result[y * width + x] = sum;
      low = Math.min(low, sum);
      high = Math.max(high, sum);
    }
  }
  const range = high > low ? high - low : 1;
  return result.map(value => (value - low) / range);
}

/** Draws the image, then the map if there is one, then the boxes. */
export function paint(canvas, image, probe, found, withTruth = true, side = SIDE) {
  const [width, height] = sizeOf(image, side);
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(image, 0, 0, width, height);
  if (found) {
    const pixels = pen.getImageData(0, 0, width, height);
    const map = enlarged(found.map, width, height);
    for (let i = 0; i < map.length; i++) {
      const share = LEAST_SHARE + (MOST_SHARE - LEAST_SHARE) * map[i];
      const colour = COLOURS[Math.round(255 * map[i])];
      for (let channel = 0; channel < 3; channel++) {
        pixels.data[4 * i + channel] = (1 - share) * pixels.data[4 * i + channel] + share * colour[channel];
      }
    }
    pen.putImageData(pixels, 0, 0);
  }
  const scale = [width / probe.width, height / probe.height];
  if (withTruth) {
    probe.boxes.forEach(box => outline(pen, box, scale, '#00e676'));
  }
  if (found && probe.boxes.length > 0) {
    outline(pen, found.box, scale, '#ff1744');
  }
}

function outline(pen, box, scale, colour) {
  const place = [box.x0 * scale[0], box.y0 * scale[1], (box.x1 - box.x0) * scale[0], (box.y1 - box.y0) * scale[1]];
  place[0] = Math.max(2, place[0]);
  place[1] = Math.max(2, place[1]);
  place[2] = Math.min(pen.canvas.width - 2 - place[0], place[2]);
  place[3] = Math.min(pen.canvas.height - 2 - place[1], place[3]);
  pen.lineWidth = 5;
  pen.strokeStyle = 'rgba(0, 0, 0, .45)';
  pen.strokeRect(...place);
  pen.lineWidth = 3;
  pen.strokeStyle = colour;
  pen.strokeRect(...place);
}
