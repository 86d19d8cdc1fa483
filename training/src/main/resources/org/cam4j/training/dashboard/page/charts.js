// Line charts over the epochs, as SVG.
import {drawn, element} from './elements.js';

const WIDTH = 480;
const HEIGHT = 230;
const LEFT = 44;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 28;

/** Round numbers between two, a few. */
function ticks(low, high, about) {
  const rough = (high - low) / about || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough);
  const result = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    result.push(Number((i * step).toPrecision(12)));
  }
  return result;
}

/**
 * A chart.
 *
 * lines: [{name, style, points: [[epoch, value], ...]}]; style is a number from 0 on, dash a flag for the second of a pair.
 */
export function chart(title, unit, lines, epoch, lastEpoch, onEpoch) {
  const shown = lines.map(line => ({...line, points: line.points.filter(point => Number.isFinite(point[1]))})).filter(line => line.points.length > 0);
  const values = shown.flatMap(line => line.points.map(point => point[1]));
  let low = Math.min(...values, unit === '%' ? 100 : Infinity);
  let high = Math.max(...values, 0);
  if (unit === '%') {
    low = Math.max(0, low - 5);
    high = Math.min(100, high + 5);
  } else {
    low = 0;
    high *= 1.05;
  }
  const first = 1;
  const last = Math.max(lastEpoch, 2);
  const x = at => LEFT + (WIDTH - LEFT - RIGHT) * (at - first) / (last - first);
  const y = value => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low || 1);
  const svg = drawn('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': title});
  for (const tick of ticks(low, high, 4)) {
    svg.append(drawn('line', {class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick)}));
    svg.append(drawn('text', {class: 'tick', x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end'}, tick));
  }
  for (const tick of ticks(first, last, 6).filter(Number.isInteger)) {
    svg.append(drawn('text', {class: 'tick', x: x(tick), y: HEIGHT - 8, 'text-anchor': 'middle'}, tick));
  }
  svg.append(drawn('line', {class: 'now', x1: x(epoch), x2: x(epoch), y1: TOP, y2: HEIGHT - BOTTOM}));
  for (const line of shown) {
    const classes = `line style${line.style % 6}${line.dash ? ' dash' : ''}`;
    svg.append(drawn('polyline', {class: classes, points: line.points.map(point => `${x(point[0])},${y(point[1])}`).join(' ')}));
    const now = line.points.find(point => point[0] === epoch) ?? (line.points.length === 1 ? line.points[0] : null);
    if (now) {
      svg.append(drawn('circle', {class: classes, cx: x(now[0]), cy: y(now[1]), r: 4}));
    }
  }
  svg.addEventListener('click', event => {
    const area = svg.getBoundingClientRect();
    const at = (event.clientX - area.left) * WIDTH / area.width;
    onEpoch(Math.round(first + (at - LEFT) / (WIDTH - LEFT - RIGHT) * (last - first)));
  });
  const legend = element('p', {class: 'legend'}, ...shown.map(line => {
    const now = line.points.find(point => point[0] === epoch);
    return element('span', {}, drawn('svg', {viewBox: '0 0 24 8', class: 'sample'},
      drawn('line', {class: `line style${line.style % 6}${line.dash ? ' dash' : ''}`, x1: 0, x2: 24, y1: 4, y2: 4})),
      line.name, now ? element('b', {}, ' ' + now[1].toFixed(unit === '%' ? 1 : 3)) : '');
  }));
  return element('figure', {class: 'chart'}, element('figcaption', {}, title + (unit ? `, ${unit}` : '')), svg, legend);
}
