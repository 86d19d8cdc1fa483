// The CAM page: asks for the runs, shows one of them epoch by epoch, and looks for news every two seconds.
import {showConfusion} from './confusion.js';
import {showCharts, showStepCharts} from './curves.js';
import {byId, element} from './elements.js';
import {showMethods, showProbes, showWorse} from './probes.js';
import {condition, showLive, showSettings, showStop} from './progress.js';
import {listenToRequests, showRequest} from './request.js';
import {ask} from './server.js';
import {LOCATED, V2, askRun, current, entryOf, lastOf, matrixOf, methodsOf, recordOf, state} from './state.js';
import {showClasses, showRuns} from './tables.js';
import {worsened} from './worse.js';

const EVERY = 2000;

/** Every run in a line, where one of them changed. */
async function askList() {
  const list = await ask('/cam4j/runs', state.list.mark);
  if (list) {
    state.list = list;
    state.version++;
  }
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

function showSteering(run) {
  const last = lastOf(run);
  const slider = byId('epoch');
  slider.max = Math.max(1, last);
  slider.value = state.epoch;
  slider.disabled = last < 2;
  byId('steer').hidden = last === 0;
  byId('back').disabled = state.epoch <= 1;
  byId('forth').disabled = state.epoch >= last;
  byId('epochText').textContent = last === 0 ? 'no epoch yet' : `epoch ${state.epoch} of ${run.info.epochs}`;
  byId('follow').checked = state.follow;
  byId('stock').href = `/train/${run.id}/overview`;
  byId('stock').hidden = !run.statistics;
  byId('historyCsv').href = `/cam4j/runs/${run.id}/history.csv`;
  byId('historyCsv').hidden = last === 0;
  byId('stepsCsv').href = `/cam4j/runs/${run.id}/steps.csv`;
  byId('stepsCsv').hidden = !run.progress;
}

/** What changes with every step. */
function showNow(run, others) {
  const [text, style] = condition(run, lastOf(run), run.info.epochs);
  byId('state').textContent = text;
  byId('state').className = 'pill ' + style;
  showLive(run);
  showStop(run);
  showStepCharts([run, ...others]);
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
    figure('training loss', now.result.trainLoss, before?.result.trainLoss, '', true),
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
  showNow(run, others);
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
  const [record, before, matrices, ...theirs] = await Promise.all(
    [recordOf(run, state.epoch), recordOf(run, state.epoch - 1), matrixOf(run), ...asked]);
  if (state.drawn !== key) {
    return; // something newer is being drawn
  }
  const worse = run.probes ? worsened(record, before, run, methodsOf(run)) : [];
  showFigures(run);
  showMethods(run, show);
  showWorse(run, worse);
  showProbes(run, record, worse, theirs);
  showCharts([run, ...others], epoch => select(epoch));
  showClasses(run, record, matrices);
  showRuns(compare);
  showSettings(run);
  byId('content').hidden = false;
  showConfusion(run, matrices, record);
  document.body.dataset.epoch = state.epoch;
  showRequest(run);
}

// ---- news

/** What there is to say while no epoch is finished. */
function firstEpoch(run) {
  if (lastOf(run) > 0) {
    return '';
  }
  return ['FINISHED', 'STOPPED', 'FAILED'].includes(run.state)
    ? 'This run ended before its first epoch was complete.'
    : 'The first epoch is under way; ' + (run.probes ? 'maps appear after it.' : 'curves per epoch appear after it.');
}

async function look() {
  try {
    await askList();
    if (state.list.length === 0) {
      byId('content').hidden = true;
      say('No run here yet. cam4j train writes one, and it appears by itself.');
      return;
    }
    if (!state.list.some(line => line.id === state.run)) {
      const newest = [...state.list].sort((a, b) => b.started - a.started);
      state.run = (newest.find(line => line.state === 'RUNNING') ?? newest[0]).id;
    }
    const wanted = [state.run, ...[...state.compared].filter(id => state.list.some(line => line.id === id))];
    await Promise.all(wanted.map(askRun));
    showList();
    await show();
    say(firstEpoch(current()));
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
byId('filter').addEventListener('input', event => {
  state.filter = event.target.value;
  showRuns(compare);
});
byId('allSettings').addEventListener('change', event => {
  state.allSettings = event.target.checked;
  showRuns(compare);
});
listenToRequests(show);
window.addEventListener('hashchange', () => {
  readAddress();
  look();
});
readAddress();
watch();
