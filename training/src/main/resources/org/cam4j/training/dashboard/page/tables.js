// The tables of runs and of classes.
import {byId, element, fillTable} from './elements.js';
import {date, percent} from './format.js';
import {condition} from './progress.js';
import {LOCATED, methodsOf, nameOf, state} from './state.js';

function stateOf(line) {
  const [text, style] = condition(line, line.last?.result.epoch ?? 0, line.epochs);
  const word = {FINISHED: 'finished', RUNNING: 'running', STOPPED: 'stopped', FAILED: 'failed'}[line.state] ?? text.replace(/^.*?, /, '');
  return {value: word, node: element('span', {class: 'pill ' + style, title: text}, word)};
}

/** The settings that are worth a column: those that differ, or all. */
function columns(lines) {
  const names = [...new Set(lines.flatMap(line => Object.keys(line.settings)))];
  const known = lines.filter(line => Object.keys(line.settings).length > 0);
  return names.filter(name => state.allSettings || new Set(known.map(line => line.settings[name] ?? '')).size > 1);
}

/** Every word of the filter must be in the run's texts. */
function isWanted(line) {
  const settings = Object.entries(line.settings).map(([name, value]) => `${name}=${value}`);
  const text = [line.name, line.dataset, line.network, stateOf(line).value, ...settings].join(' ').toLowerCase();
  return state.filter.toLowerCase().split(/\s+/).every(word => text.includes(word));
}

export function showRuns(compare) {
  const lines = state.list.filter(isWanted);
  const settings = columns(lines);
  const heads = ['compare', 'run', 'state', 'started', 'data', 'network', 'epochs', 'best top-1', 'best epoch', 'GT-known at 0.20', ...settings];
  const rows = lines.map(line => {
    const method = Object.keys(line.last?.localisation ?? {})[0];
    const located = line.last?.localisation[method]?.[LOCATED];
    const top1 = Number(line.best?.validationTop1);
    return [
      {value: state.compared.has(line.id) ? 0 : 1, node: line.id === state.run ? element('span', {class: 'quiet'}, 'shown') : element('input', {
        type: 'checkbox',
        'aria-label': `Compare with ${line.name}`,
        checked: state.compared.has(line.id),
        onchange: event => compare(line.id, event.target.checked),
      })},
      {value: line.name, node: element('a', {href: `#run=${line.id}`, class: 'name'}, line.name)},
      stateOf(line),
      {value: line.started, text: line.started > 0 ? date(line.started) : '–'},
      line.dataset,
      line.network,
      {value: line.last?.result.epoch ?? 0, text: line.epochs > 0 ? `${line.last?.result.epoch ?? 0} of ${line.epochs}` : '…'},
      {value: Number.isFinite(top1) ? top1 : -1, text: percent(top1)},
      {value: line.best?.epoch ?? 0, text: line.best?.epoch ?? '–'},
      {value: located ?? -1, text: located === undefined ? '–' : `${percent(located)} (${method})`},
      ...settings.map(name => {
        const value = line.settings[name] ?? '';
        return {value: value !== '' && Number.isFinite(Number(value)) ? Number(value) : value, text: value};
      }),
    ];
  });
  byId('runsNote').textContent = lines.length < state.list.length ? `${lines.length} of ${state.list.length} runs.` : '';
  fillTable(byId('runs'), heads, rows, state.runOrder);
}

/** Rows of a run without probes, from its confusion matrix. */
function rowsOf(matrix) {
  return matrix.images.map((images, label) => ({
    images,
    right: images > 0 ? 100 * matrix.right[label] / images : 0,
    mistakes: (matrix.counts?.[label] ?? [])
      .map((times, answer) => ({answer, times}))
      .filter(one => one.times > 0 && one.answer !== label)
      .sort((a, b) => b.times - a.times)
      .slice(0, 3),
    measured: 0,
    located: {},
  }));
}

export function showClasses(run, record, matrices) {
  const classRows = record?.classes ?? (matrices ? rowsOf(matrices.last) : []);
  const methods = methodsOf(run).filter(method => classRows.some(row => row.located[method] !== undefined || row.measured > 0));
  const boxed = run.probes?.images.some(probe => probe.boxes.length > 0);
  const epoch = record?.epoch ?? matrices?.last.epoch;
  byId('classNote').textContent = epoch
    ? `After epoch ${epoch}. Right: of all validation images of the class (recall).` + (record && boxed ? ` Located: IoU of at least 0.5 at 0.20, of the ${run.probes.measured} measured ones.` : '')
    : 'After the first epoch there is a table here.';
  const heads = ['class', 'images', 'right', 'mostly taken for', ...(boxed ? methods.map(method => `${method} located`) : [])];
  const rows = classRows.map((row, label) => [
    {value: nameOf(run, label), node: element('span', {class: 'name'}, nameOf(run, label))},
    row.images,
    {value: row.right, text: row.images > 0 ? percent(row.right) : '–'},
    {value: row.mistakes[0]?.times ?? 0, node: element('span', {class: 'name'}, row.mistakes.map(one => `${nameOf(run, one.answer)} (${one.times})`).join(', '))},
    ...(boxed ? methods.map(method => ({
      value: row.measured ? (row.located[method] ?? 0) / row.measured : -1,
      text: row.measured ? `${row.located[method] ?? 0} of ${row.measured}` : '–',
    })) : []),
  ]);
  fillTable(byId('classes'), heads, rows, state.classOrder);
}
