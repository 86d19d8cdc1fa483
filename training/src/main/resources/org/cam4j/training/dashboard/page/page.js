// The CAM page: asks for the runs, shows one of them epoch by epoch, and looks for news every two seconds.
import {chart} from './charts.js';
import {byId, element, fillTable, percent} from './elements.js';
import {paint} from './maps.js';
import {worsened} from './worse.js';

const EVERY = 2000;
const QUIET = 5; // minutes
const LOCATED = 'gt_known_loc.fixed-0.20';
const V2 = 'max_box_acc_v2';

const state = {
  list: [], // every run in a line
  runs: new Map(), // id -> run with probes and epochs
  records: new Map(), // id/epoch -> {key, record}
  images: new Map(), // address -> promise of an image
  version: 0, // grows when any of these changes
  run: null,
  epoch: 0,
  follow: true,
  hidden: new Set(), // methods not shown
  compared: new Set(), // ids of other runs
  drawn: '',
  classOrder: {column: -1, sign: 1},
  runOrder: {column: -1, sign: 1},
};

async function ask(path, mark = '') {
  const answer = await fetch(path, {cache: 'no-store', headers: mark ? {'If-None-Match': mark} : {}});
  if (answer.status === 304) {
    return null; // what is known is still true
  }
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status}`);
  }
  const value = await answer.json();
  value.mark ??= answer.headers.get('ETag');
  return value;
}

/** Every run in a line, where one of them changed. */
async function askList() {
  const list = await ask('/cam4j/runs', state.list.mark);
  if (list) {
    state.list = list;
    state.version++;
  }
}

/** What is new of a run: the epochs that are not known yet, or all of them when it was started again. */
async function askRun(id) {
  const known = state.runs.get(id);
  const news = await ask(`/cam4j/runs/${id}` + (known ? `?after=${known.epochs.length}&mark=${known.mark}` : ''));
  if (known && news.from === known.epochs.length && !news.probes) {
    news.probes = known.probes;
    if (news.epochs.length > 0 || news.state !== known.state || news.quietMinutes !== known.quietMinutes || news.statistics !== known.statistics) {
      state.version++;
    }
    news.epochs = known.epochs.concat(news.epochs);
  } else {
    state.version++;
  }
  state.runs.set(id, news);
}

// ---- what is known

const current = () => state.runs.get(state.run);
const entryOf = (run, epoch) => run?.epochs.find(one => one.result.epoch === epoch);
const lastOf = run => run.epochs.at(-1)?.result.epoch ?? 0;
const methodsOf = run => run.probes.methods.filter(method => !state.hidden.has(method));
const nameOf = (run, label) => run.probes.classNames[label] ?? `class ${label}`;

/** The record of an epoch; asked for again when the run was begun anew. */
async function recordOf(run, epoch) {
  const entry = entryOf(run, epoch);
  if (!entry) {
    return null;
  }
  const place = `${run.id}/${epoch}`;
  const key = JSON.stringify(entry);
  if (state.records.get(place)?.key !== key) {
    state.records.set(place, {key, record: await ask(`/cam4j/runs/${run.id}/epochs/${epoch}`)});
  }
  return state.records.get(place).record;
}

function imageOf(run, probe) {
  const address = `/cam4j/runs/${run.id}/images/${probe}`;
  const key = address + '|' + run.probes.images[probe].id;
  if (!state.images.has(key)) {
    const image = new Image();
    state.images.set(key, new Promise((done, failed) => {
      image.onload = () => done(image);
      image.onerror = failed;
      image.src = address;
    }));
  }
  return state.images.get(key);
}

// ---- the address keeps what is shown, so that a reload shows it again

function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  state.run = parts.get('run') ?? state.run;
  state.compared = new Set((parts.get('compare') ?? '').split(',').filter(Boolean));
  const epoch = Number(parts.get('epoch'));
  state.follow = !(epoch > 0);
  state.epoch = epoch > 0 ? epoch : state.epoch;
}

function writeAddress() {
  const parts = new URLSearchParams();
  parts.set('run', state.run);
  if (!state.follow) {
    parts.set('epoch', state.epoch);
  }
  if (state.compared.size > 0) {
    parts.set('compare', [...state.compared].join(','));
  }
  history.replaceState(null, '', location.pathname + '#' + parts); // without the token, which is in a cookie by now
}

// ---- steering

function select(epoch, follow = false) {
  const run = current();
  const last = run ? lastOf(run) : 0;
  state.epoch = Math.max(1, Math.min(last, epoch));
  state.follow = follow;
  writeAddress();
  show();
}

function selectRun(id) {
  state.run = id;
  state.follow = true;
  state.compared.delete(id);
  writeAddress();
  look();
}

function compare(id, wanted) {
  state.compared[wanted ? 'add' : 'delete'](id);
  writeAddress();
  look();
}

// ---- drawing

function say(text) {
  byId('message').textContent = text;
  byId('message').hidden = text === '';
}

/** How a run is doing, in words, and the class of its mark. */
function condition(run, last, epochs) {
  const done = `${last} of ${epochs} epochs`;
  const quiet = run.quietMinutes === 1 ? '1 minute' : `${run.quietMinutes} minutes`;
  switch (run.state) {
    case 'FINISHED':
      return ['finished', 'done'];
    case 'RUNNING':
      return [`running, ${done}` + (run.quietMinutes >= QUIET ? `, no news for ${quiet}` : ''), 'live'];
    case 'STOPPED':
      return [`stopped after ${done}: its process has ended`, 'dead'];
    default:
      return [`${done}, ` + (run.quietMinutes > 0 ? `no news for ${quiet}` : 'news in the last minute'), 'unsure'];
  }
}

function showSteering(run) {
  const last = lastOf(run);
  const slider = byId('epoch');
  slider.max = Math.max(1, last);
  slider.value = state.epoch;
  slider.disabled = last < 2;
  byId('back').disabled = state.epoch <= 1;
  byId('forth').disabled = state.epoch >= last;
  byId('epochText').textContent = last === 0 ? 'no epoch yet' : `epoch ${state.epoch} of ${run.probes.epochs}`;
  byId('follow').checked = state.follow;
  const [text, style] = condition(run, last, run.probes.epochs);
  byId('state').textContent = text;
  byId('state').className = 'pill ' + style;
  byId('stock').href = `/train/${run.id}/overview`;
  byId('stock').hidden = !run.statistics;
  const probes = run.probes;
  byId('about').textContent = `${probes.backbone} with head ${probes.head} on ${probes.dataset}, ${probes.classNames.length} classes`;
}

function figure(name, value, before, unit, less) {
  const change = Number.isFinite(value) && Number.isFinite(before) ? value - before : 0;
  const digits = unit === '%' ? 1 : 3;
  const better = less ? change < 0 : change > 0;
  const shown = Math.abs(change) >= 0.5 * 10 ** -digits;
  return element('div', {class: 'figure'},
    element('span', {class: 'quiet'}, name),
    element('b', {}, Number.isFinite(value) ? value.toFixed(digits) + (unit === '%' ? ' %' : '') : '–'),
    element('span', {class: shown ? (better ? 'better' : 'poorer') : 'quiet'},
      shown ? (change > 0 ? '+' : '−') + Math.abs(change).toFixed(digits) : Number.isFinite(before) ? 'as before' : ' '));
}

function showFigures(run) {
  const now = entryOf(run, state.epoch);
  const before = entryOf(run, state.epoch - 1);
  if (!now) {
    byId('figures').replaceChildren();
    return;
  }
  const figures = [
    figure('validation error', 100 - now.result.validationTop1, before && 100 - before.result.validationTop1, '%', true),
    figure('training error', 100 - now.result.trainTop1, before && 100 - before.result.trainTop1, '%', true),
    figure('validation loss', now.result.validationLoss, before?.result.validationLoss, '', true),
  ];
  for (const method of methodsOf(run)) {
    const values = now.localisation[method] ?? {};
    if (LOCATED in values) {
      figures.push(figure(`${method}: GT-known at 0.20`, values[LOCATED], before?.localisation[method]?.[LOCATED], '%', false));
      figures.push(figure(`${method}: MaxBoxAccV2 *`, values[V2], before?.localisation[method]?.[V2], '%', false));
    }
  }
  byId('figures').replaceChildren(...figures);
}

function showMethods(run) {
  byId('methods').replaceChildren(...run.probes.methods.map(method => element('label', {class: 'check'},
    element('input', {
      type: 'checkbox',
      checked: !state.hidden.has(method),
      onchange: event => {
        state.hidden[event.target.checked ? 'delete' : 'add'](method);
        show();
      },
    }), ' ', method)));
}

function tile(caption, run, number, found, withTruth) {
  const canvas = element('canvas', {role: 'img', 'aria-label': caption, width: 224, height: 224});
  imageOf(run, number)
    .then(image => {
      paint(canvas, image, run.probes.images[number], found, withTruth);
      canvas.dataset.painted = found ? 'map' : 'image';
    })
    .catch(() => canvas.replaceWith(element('p', {class: 'quiet'}, 'no picture')));
  return element('figure', {}, canvas, element('figcaption', {}, caption));
}

function maps(run, number, answer, methods) {
  const boxed = run.probes.images[number].boxes.length > 0;
  return methods.filter(method => answer.found[method]).map(method => {
    const found = answer.found[method];
    return tile(boxed ? `${method} · IoU ${found.iou.toFixed(2)}` : method, run, number, found, true);
  });
}

function card(run, number, answer, worse, others) {
  const probe = run.probes.images[number];
  const right = answer && answer.predicted === probe.label;
  const said = answer
    ? element('p', {class: 'said'}, element('span', {class: right ? 'right' : 'wrong'}, `${right ? '✓' : '✗'} ${nameOf(run, answer.predicted)}`),
      ` ${percent(100 * answer.probability, 0)}`,
      right ? '' : element('span', {class: 'quiet'}, `, the true class ${percent(100 * answer.labelProbability, 0)}`))
    : element('p', {class: 'said quiet'}, 'not asked yet');
  const made = element('article', {class: worse ? 'card poor' : 'card', id: `probe${number}`},
    element('h3', {}, nameOf(run, probe.label), element('span', {class: 'quiet id'}, probe.id)),
    said,
    element('div', {class: 'tiles'}, tile('image', run, number, null, true), ...(answer ? maps(run, number, answer, methodsOf(run)) : [])));
  if (worse) {
    made.append(element('p', {class: 'poorer'}, 'Worse: ' + worse.reasons.join('; ')));
  }
  for (const other of others) {
    const twin = other.run.probes.images.findIndex(image => image.id === probe.id);
    const theirs = other.record?.probes.find(one => one.probe === twin);
    if (theirs) {
      made.append(element('p', {class: 'other quiet'},
        `${other.run.name}, epoch ${other.epoch}: ${nameOf(other.run, theirs.predicted)} ${percent(100 * theirs.probability, 0)}`),
      element('div', {class: 'tiles'}, element('figure'), ...maps(other.run, twin, theirs, methodsOf(run))));
    }
  }
  return made;
}

function showWorse(run, worse) {
  const box = byId('worse');
  if (state.epoch < 2) {
    box.replaceChildren();
    return;
  }
  if (worse.length === 0) {
    box.replaceChildren(element('p', {class: 'quiet'}, `No image got clearly worse since epoch ${state.epoch - 1}.`));
    return;
  }
  box.replaceChildren(
    element('h2', {}, `${worse.length} of ${run.probes.images.length} images got worse since epoch ${state.epoch - 1}`),
    element('ul', {}, ...worse.map(one => element('li', {},
      element('a', {href: `#probe${one.probe}`, onclick: event => {
        event.preventDefault();
        byId(`probe${one.probe}`).scrollIntoView({behavior: 'smooth', block: 'center'});
      }}, `${nameOf(run, run.probes.images[one.probe].label)} (${run.probes.images[one.probe].id})`),
      ': ' + one.reasons.join('; ')))));
}

function showCharts(runs) {
  const [main] = runs;
  const last = Math.max(...runs.map(run => Math.max(run.probes.epochs, lastOf(run))));
  const prefix = run => (runs.length > 1 ? run.name + ': ' : '');
  const line = (run, style, name, value, dash) => ({name: prefix(run) + name, style, dash, points: run.epochs.map(one => [one.result.epoch, value(one)])});
  const error = runs.flatMap((run, i) => [
    line(run, i, 'validation', one => 100 - one.result.validationTop1),
    line(run, i, 'training', one => 100 - one.result.trainTop1, true)]);
  const loss = runs.flatMap((run, i) => [
    line(run, i, 'validation', one => one.result.validationLoss),
    line(run, i, 'training', one => one.result.trainLoss, true)]);
  const located = key => runs.flatMap((run, i) => methodsOf(run).map((method, j) =>
    line(run, runs.length > 1 ? i : j, method, one => one.localisation[method]?.[key] ?? NaN, runs.length > 1 && j > 0)));
  const go = epoch => select(epoch);
  const charts = [
    chart('Classification error', '%', error, state.epoch, last, go),
    chart('Loss', '', loss, state.epoch, last, go),
  ];
  if (located(LOCATED).some(one => one.points.some(point => Number.isFinite(point[1])))) {
    charts.push(chart(`GT-known localization at 0.20, ${main.probes.measured} validation images`, '%', located(LOCATED), state.epoch, last, go));
    charts.push(chart(`MaxBoxAccV2 *, ${main.probes.measured} validation images`, '%', located(V2), state.epoch, last, go));
  }
  byId('charts').replaceChildren(...charts, element('p', {class: 'quiet note'},
    '* The threshold is the best for these images, so it is flattered. With few images the localization curves are rough: they show a direction, cam4j evaluate measures.'));
}

function showClasses(run, record) {
  const methods = methodsOf(run).filter(method => record?.classes.some(row => row.located[method] !== undefined || row.measured > 0));
  const boxed = run.probes.images.some(probe => probe.boxes.length > 0);
  byId('classNote').textContent = record
    ? `After epoch ${record.epoch}. Right: of all validation images of the class.` + (boxed ? ` Located: IoU of at least 0.5 at 0.20, of the ${run.probes.measured} measured ones.` : '')
    : 'After the first epoch there is a table here.';
  const heads = ['class', 'images', 'right', 'mostly taken for', ...(boxed ? methods.map(method => `${method} located`) : [])];
  const rows = (record?.classes ?? []).map((row, label) => [
    nameOf(run, label),
    row.images,
    {value: row.right, text: percent(row.right)},
    {value: row.mistakes[0]?.times ?? 0, text: row.mistakes.map(one => `${nameOf(run, one.answer)} (${one.times})`).join(', ')},
    ...(boxed ? methods.map(method => ({
      value: row.measured ? (row.located[method] ?? 0) / row.measured : -1,
      text: row.measured ? `${row.located[method] ?? 0} of ${row.measured}` : '–',
    })) : []),
  ]);
  fillTable(byId('classes'), heads, rows, state.classOrder);
}

function stateOf(line) {
  const [text, style] = condition(line, line.last?.result.epoch ?? 0, line.epochs);
  const word = {FINISHED: 'finished', RUNNING: 'running', STOPPED: 'stopped'}[line.state] ?? text.replace(/^.*?, /, '');
  return {value: word, node: element('span', {class: 'pill ' + style, title: text}, word)};
}

function showRuns() {
  const heads = ['compare', 'run', 'state', 'data', 'network', 'epochs', 'validation error', 'GT-known at 0.20'];
  const rows = state.list.map(line => {
    const method = Object.keys(line.last?.localisation ?? {})[0];
    const located = line.last?.localisation[method]?.[LOCATED];
    return [
      {value: state.compared.has(line.id) ? 0 : 1, node: line.id === state.run ? element('span', {class: 'quiet'}, 'shown') : element('input', {
        type: 'checkbox',
        'aria-label': `Compare with ${line.name}`,
        checked: state.compared.has(line.id),
        onchange: event => compare(line.id, event.target.checked),
      })},
      {value: line.name, node: element('a', {href: `#run=${line.id}`}, line.name)},
      stateOf(line),
      line.dataset,
      line.network,
      {value: line.last?.result.epoch ?? 0, text: line.epochs > 0 ? `${line.last?.result.epoch ?? 0} of ${line.epochs}` : '…'},
      {value: 100 - (line.last?.result.validationTop1 ?? 0), text: line.last ? percent(100 - line.last.result.validationTop1) : '–'},
      {value: located ?? -1, text: located === undefined ? '–' : `${percent(located)} (${method})`},
    ];
  });
  fillTable(byId('runs'), heads, rows, state.runOrder);
}

function showList() {
  const box = byId('run');
  const wanted = state.list.map(line => line.id + line.name).join('|');
  if (box.dataset.shown !== wanted) {
    box.replaceChildren(...state.list.map(line => element('option', {value: line.id}, line.name)));
    box.dataset.shown = wanted;
  }
  box.value = state.run;
}

/** Draws all anew where something changed. */
async function show() {
  const run = current();
  if (!run) {
    return;
  }
  const last = lastOf(run);
  state.epoch = state.follow ? last : Math.max(Math.min(1, last), Math.min(last, state.epoch));
  const others = [...state.compared].map(id => state.runs.get(id)).filter(other => other && other.id !== run.id);
  const key = JSON.stringify([run.id, state.version, state.epoch, [...state.hidden], others.map(other => other.id)]);
  if (key === state.drawn) {
    return;
  }
  state.drawn = key;
  showSteering(run);
  const asked = others.map(async other => {
    const epoch = Math.min(state.epoch, lastOf(other));
    return {run: other, epoch, record: await recordOf(other, epoch)};
  });
  const [record, before, ...theirs] = await Promise.all([recordOf(run, state.epoch), recordOf(run, state.epoch - 1), ...asked]);
  if (state.drawn !== key) {
    return; // something newer is being drawn
  }
  const worse = worsened(record, before, run, methodsOf(run));
  showFigures(run);
  showMethods(run);
  showWorse(run, worse);
  byId('probes').replaceChildren(...run.probes.images.map((probe, number) => card(
    run, number, record?.probes.find(one => one.probe === number), worse.find(one => one.probe === number), theirs)));
  showCharts([run, ...others]);
  showClasses(run, record);
  showRuns();
  byId('content').hidden = false;
  document.body.dataset.epoch = state.epoch;
}

// ---- news

async function look() {
  try {
    await askList();
    if (state.list.length === 0) {
      byId('content').hidden = true;
      say('No run here yet. cam4j train writes one, and it appears by itself.');
      return;
    }
    if (!state.list.some(line => line.id === state.run)) {
      state.run = (state.list.find(line => line.state === 'RUNNING') ?? state.list[0]).id;
    }
    const wanted = [state.run, ...[...state.compared].filter(id => state.list.some(line => line.id === id))];
    await Promise.all(wanted.map(askRun));
    showList();
    await show();
    say(lastOf(current()) > 0 ? '' : ['FINISHED', 'STOPPED'].includes(current().state) ? 'This run ended before its first epoch was complete.' : 'The first epoch is under way; maps appear after it.');
  } catch (failure) {
    state.drawn = '';
    say('No answer from the dashboard. This page shows what was known last. The dashboard of cam4j train ends with the training; cam4j dashboard shows the run again.');
  }
}

async function watch() {
  await look();
  setTimeout(watch, EVERY);
}

byId('run').addEventListener('change', event => selectRun(event.target.value));
byId('epoch').addEventListener('input', event => select(Number(event.target.value)));
byId('back').addEventListener('click', () => select(state.epoch - 1));
byId('forth').addEventListener('click', () => select(state.epoch + 1));
byId('follow').addEventListener('change', event => select(state.epoch, event.target.checked));
window.addEventListener('hashchange', () => {
  readAddress();
  look();
});
readAddress();
watch();
