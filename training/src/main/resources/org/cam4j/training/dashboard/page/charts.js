// Line charts, as SVG.
import {drawn, element} from './elements.js';
import {compact} from './format.js';

const WIDTH = 360;
const HEIGHT = 200;
const LEFT = 46;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 28;

/** Round numbers between two, a few. */
function ticks(low, high, about) {
  const rough = (high - low) / about || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough * (1 - 1e-9));
  const result = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    result.push(Number((i * step).toPrecision(12)));
  }
  return result;
}

/** From where to where the values are drawn. */
function range(values, unit, tight) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (unit === '%') {
    return [Math.max(0, Math.min(low, 100) - 5), Math.min(100, Math.max(high, 0) + 5)];
  }
  if (tight) {
    const margin = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1;
    return [Math.max(0, low - margin), high + margin];
  }
  return [0, Math.max(high, 0) * 1.05 || 1];
}

/** The point that is nearest to a place on the axis; points are in order. */
function nearest(points, at) {
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    [low, high] = points[middle][0] < at ? [middle, high] : [low, middle];
  }
  return Math.abs(points[low][0] - at) < Math.abs(points[high][0] - at) ? points[low] : points[high];
}

/**
 * A chart.
 *
 * lines: [{name, style, points: [[x, value], ...]}]; style is a number from 0 on, dash a flag for the second of a pair, faint one for what lies behind.
 * axis: {name, first, last, now, best, pick, tight}; now and best are marked, pick is called with the place that is clicked.
 */
export function chart(title, unit, lines, axis) {
  const shown = lines.map(line => ({...line, points: line.points.filter(point => Number.isFinite(point[1]))})).filter(line => line.points.length > 0);
  const values = shown.flatMap(line => line.points.map(point => point[1]));
  const [low, high] = values.length > 0 ? range(values, unit, axis.tight) : [0, 1];
  const first = axis.first;
  const last = Math.max(axis.last, first + 1);
  const x = at => LEFT + (WIDTH - LEFT - RIGHT) * (at - first) / (last - first);
  const y = value => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low || 1);
  const svg = drawn('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': title, class: axis.pick ? 'pick' : ''});
  for (const tick of ticks(low, high, 4)) {
    svg.append(drawn('line', {class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick)}));
    svg.append(drawn('text', {class: 'tick', x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end'}, compact(tick)));
  }
  for (const tick of ticks(first, last, 5).filter(Number.isInteger)) {
    const anchor = x(tick) > WIDTH - RIGHT - 14 ? 'end' : 'middle';
    svg.append(drawn('text', {class: 'tick', x: Math.min(x(tick), WIDTH - RIGHT), y: HEIGHT - 8, 'text-anchor': anchor}, compact(tick)));
  }
  if (axis.now) {
    svg.append(drawn('line', {class: 'now', x1: x(axis.now), x2: x(axis.now), y1: TOP, y2: HEIGHT - BOTTOM}));
  }
  if (axis.best) {
    svg.append(drawn('text', {class: 'best', x: x(axis.best), y: TOP - 2, 'text-anchor': x(axis.best) > WIDTH - 60 ? 'end' : 'middle'}, '★ best'));
  }
  for (const line of shown) {
    const classes = `line style${line.style % 6}${line.dash ? ' dash' : ''}${line.faint ? ' faint' : ''}`;
    svg.append(drawn('polyline', {class: classes, points: line.points.map(point => `${x(point[0]).toFixed(1)},${y(point[1]).toFixed(1)}`).join(' ')}));
    const now = line.points.find(point => point[0] === axis.now) ?? (line.points.length === 1 ? line.points[0] : null);
    if (now) {
      svg.append(drawn('circle', {class: classes, cx: x(now[0]), cy: y(now[1]), r: 4}));
    }
  }
  const legend = element('p', {class: 'legend'});
  const digits = value => (unit === '%' ? value.toFixed(1) : compact(value));
  const tell = at => {
    const named = shown.filter(line => !line.faint);
    const place = at ?? axis.now;
    legend.replaceChildren(...named.map(line => {
      const point = place === undefined ? line.points.at(-1) : at === undefined ? line.points.find(one => one[0] === place) : nearest(line.points, at);
      return element('span', {}, drawn('svg', {viewBox: '0 0 24 8', class: 'sample'},
        drawn('line', {class: `line style${line.style % 6}${line.dash ? ' dash' : ''}`, x1: 0, x2: 24, y1: 4, y2: 4})),
      line.name, point ? element('b', {}, ' ' + digits(point[1])) : '');
    }), at === undefined || named.length === 0 ? '' : element('span', {class: 'quiet'}, `${axis.name} ${compact(nearest(named[0].points, at)[0])}`));
  };
  tell();
  const cursor = drawn('line', {class: 'cursor', y1: TOP, y2: HEIGHT - BOTTOM, visibility: 'hidden'});
  svg.append(cursor);
  const placeOf = event => {
    const area = svg.getBoundingClientRect();
    return first + ((event.clientX - area.left) * WIDTH / area.width - LEFT) / (WIDTH - LEFT - RIGHT) * (last - first);
  };
  svg.addEventListener('pointermove', event => {
    const at = Math.min(last, Math.max(first, placeOf(event)));
    cursor.setAttribute('x1', x(at));
    cursor.setAttribute('x2', x(at));
    cursor.setAttribute('visibility', 'visible');
    tell(at);
  });
  svg.addEventListener('pointerleave', () => {
    cursor.setAttribute('visibility', 'hidden');
    tell();
  });
  if (axis.pick) {
    svg.addEventListener('click', event => axis.pick(Math.round(placeOf(event))));
  }
  return element('figure', {class: 'chart'}, element('figcaption', {}, title + (unit ? `, ${unit}` : '')), svg, legend);
}

/** A moving average that follows a curve of many points more slowly than one of few. */
export function smoothed(points) {
  const weight = Math.min(0.5, 8 / Math.max(16, points.length));
  let mean = NaN;
  return points.map(([at, value]) => {
    mean = Number.isFinite(mean) ? mean + weight * (value - mean) : value;
    return [at, mean];
  });
}
