// The confusion matrix as a heat map: a row per true class, a column per predicted one.
import {byId, element} from './elements.js';
import {percent} from './format.js';
import {tile} from './probes.js';
import {nameOf} from './state.js';

const MOST_NAMED = 60;
const LARGEST_CELL = 44;
const IMAGES = 8;

let which = 'last';
let now = null; // {run, record, matrix, size, left, top, row, column}

function choice(run, matrices, record) {
  return ['last', 'best'].map(name => element('label', {class: 'check'}, element('input', {
    type: 'radio',
    name: 'confusion',
    checked: name === which,
    onchange: () => {
      which = name;
      showConfusion(run, matrices, record);
    },
  }), ` ${name} (epoch ${matrices[name].epoch})`));
}

/** Draws it; matrices is null where the run has none. */
export function showConfusion(run, matrices, record) {
  const box = byId('confusion');
  const canvas = byId('matrix');
  box.hidden = !matrices;
  if (!matrices) {
    now = null;
    return;
  }
  byId('confusionChoice').replaceChildren(...choice(run, matrices, record));
  const matrix = matrices[which];
  const classes = matrix.images.length;
  const right = matrix.right.reduce((a, b) => a + b, 0);
  const images = matrix.images.reduce((a, b) => a + b, 0);
  const total = `Epoch ${matrix.epoch}: ${right} of ${images} validation images are right (${percent(100 * right / images)}).`;
  canvas.hidden = !matrix.counts;
  if (!matrix.counts) {
    byId('confusionNote').textContent = `${total} With ${classes} classes only the images of each class and how many are right are kept.`;
    byId('cell').textContent = '';
    now = null;
    return;
  }
  byId('confusionNote').textContent = `${total} Rows: true class. Columns: predicted class. The darker a cell, the larger the share of its row; point at one for numbers, click it for images.`;
  const kept = now && now.run.id === run.id && now.matrix.images.length === classes ? {row: now.row, column: now.column} : {row: -1, column: -1};
  now = {run, record, matrix, ...kept};
  draw();
}

function draw() {
  const canvas = byId('matrix');
  const {run, matrix} = now;
  const classes = matrix.images.length;
  const width = canvas.parentElement.clientWidth;
  const named = classes <= MOST_NAMED && width > 600;
  const style = getComputedStyle(document.documentElement);
  const ratio = window.devicePixelRatio || 1;
  const pen = canvas.getContext('2d');
  pen.font = '12px system-ui, sans-serif';
  const names = matrix.images.map((count, label) => shortened(pen, nameOf(run, label), 170));
  now.left = named ? Math.ceil(Math.max(...names.map(name => pen.measureText(name).width))) + 8 : 0;
  now.top = named ? now.left : 0;
  now.size = Math.max(1, Math.min(LARGEST_CELL, Math.floor((Math.min(width, 900) - now.left - 2) / classes)));
  const side = now.size * classes;
  canvas.width = (now.left + side + 2) * ratio;
  canvas.height = (now.top + side + 2) * ratio;
  canvas.style.width = `${now.left + side + 2}px`;
  pen.scale(ratio, ratio);
  pen.font = '12px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  const [ink, accent, bad, rule] = ['--ink', '--accent', '--bad', '--rule'].map(name => style.getPropertyValue(name));
  pen.fillStyle = ink;
  for (let label = 0; named && label < classes; label++) {
    const middle = (label + 0.5) * now.size;
    pen.textAlign = 'right';
    pen.fillText(names[label], now.left - 6, now.top + middle);
    pen.save();
    pen.translate(now.left + middle, now.top - 6);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = 'left';
    pen.fillText(names[label], 0, 0);
    pen.restore();
  }
  const counted = now.size >= 28 && Math.max(...matrix.images) < 10000;
  for (let row = 0; row < classes; row++) {
    for (let column = 0; column < classes; column++) {
      const count = matrix.counts[row][column];
      const share = matrix.images[row] > 0 ? count / matrix.images[row] : 0;
      const [x, y] = [now.left + column * now.size, now.top + row * now.size];
      if (count > 0) {
        pen.globalAlpha = 0.08 + 0.92 * share;
        pen.fillStyle = row === column ? accent : bad;
        pen.fillRect(x, y, now.size, now.size);
        pen.globalAlpha = 1;
        if (counted) {
          pen.fillStyle = share > 0.5 ? style.getPropertyValue('--card') : ink;
          pen.textAlign = 'center';
          pen.fillText(count, x + now.size / 2, y + now.size / 2);
        }
      }
    }
  }
  pen.strokeStyle = rule;
  pen.strokeRect(now.left + 0.5, now.top + 0.5, side, side);
  if (now.row >= 0) {
    pen.strokeStyle = ink;
    pen.lineWidth = 2;
    pen.strokeRect(now.left + now.column * now.size, now.top + now.row * now.size, now.size, now.size);
  }
}

function shortened(pen, text, width) {
  let end = text.length;
  while (end > 3 && pen.measureText(text.slice(0, end) + '…').width > width) {
    end--;
  }
  return end < text.length && pen.measureText(text).width > width ? text.slice(0, end) + '…' : text;
}

function tell(row, column) {
  const {run, matrix} = now;
  const count = matrix.counts[row][column];
  const images = matrix.images[row];
  byId('cell').textContent = `True class ${nameOf(run, row)}, predicted as ${nameOf(run, column)}: ${count} of ${images} images`
    + (images > 0 ? ` (${percent(100 * count / images)})` : '');
}

/** The probes of this class that got this prediction in the epoch that is shown. */
function tellImages(row, column) {
  const {run, record} = now;
  const found = (record?.probes ?? []).filter(answer => run.probes.images[answer.probe].label === row && answer.predicted === column);
  byId('cellImages').replaceChildren(...found.slice(0, IMAGES).map(answer => tile(run.probes.images[answer.probe].id, run, answer.probe, null, true)),
    ...(found.length === 0 && run.probes ? [element('p', {class: 'quiet note'}, 'None of the watched images is of this cell.')] : []));
}

function select(row, column) {
  const last = now.matrix.images.length - 1;
  now.row = Math.min(last, Math.max(0, row));
  now.column = Math.min(last, Math.max(0, column));
  tell(now.row, now.column);
  draw();
}

function cellAt(event) {
  const area = byId('matrix').getBoundingClientRect();
  const column = Math.floor((event.clientX - area.left - now.left) / now.size);
  const row = Math.floor((event.clientY - area.top - now.top) / now.size);
  const classes = now.matrix.images.length;
  return row >= 0 && column >= 0 && row < classes && column < classes ? [row, column] : null;
}

byId('matrix').addEventListener('pointermove', event => {
  const cell = now && cellAt(event);
  if (cell) {
    tell(...cell);
  }
});
byId('matrix').addEventListener('click', event => {
  const cell = now && cellAt(event);
  if (cell) {
    select(...cell);
    tellImages(...cell);
  }
});
byId('matrix').addEventListener('keydown', event => {
  const step = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[event.key];
  if (now && step) {
    event.preventDefault();
    select(now.row + step[0], now.column + step[1]);
  } else if (now && event.key === 'Enter' && now.row >= 0) {
    tellImages(now.row, now.column);
  }
});
window.addEventListener('resize', () => {
  if (now) {
    draw();
  }
});
