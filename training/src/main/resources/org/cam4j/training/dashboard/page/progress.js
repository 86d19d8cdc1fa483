// How far a run is, what it notes, and the button that stops it.
import {byId, element} from './elements.js';
import {date, duration, gigabytes} from './format.js';
import {askToStop} from './server.js';
import {bestOf, entryOf, lastOf} from './state.js';

const QUIET = 5; // minutes
const SURE = 5000;

/** The share of the run that is done, from 0 to 1; of a run without steps by its epochs. */
function share(run) {
  const {progress, info} = run;
  if (run.state === 'FINISHED') {
    return 1;
  }
  if (!progress || !info.steps || !info.epochs) {
    return info.epochs ? lastOf(run) / info.epochs : 0;
  }
  return ((progress.epoch - 1) * info.steps + progress.step) / (info.epochs * info.steps);
}

function place(run) {
  const {progress, info} = run;
  return progress.validating
    ? `epoch ${progress.epoch} of ${info.epochs}, validation`
    : `epoch ${progress.epoch} of ${info.epochs}, ${info.steps ? Math.floor(100 * progress.step / info.steps) : 0} %`;
}

/** How a run is doing, in words, and the class of its mark. A line of the list says less than the run. */
export function condition(run, last, epochs) {
  const done = `${last} of ${epochs} epochs`;
  const quiet = run.quietMinutes === 1 ? '1 minute' : `${run.quietMinutes} minutes`;
  const news = run.quietMinutes >= QUIET ? `, no news for ${quiet}` : '';
  switch (run.state) {
    case 'FINISHED':
      return ['finished', 'done'];
    case 'RUNNING':
      return [`running, ${run.progress ? place(run) : done}${news}`, 'live'];
    case 'STOPPED':
      return run.progress?.state === 'STOPPED'
        ? [`stopped on request, ${place(run)}`, 'dead']
        : [`stopped after ${done}: its process has ended`, 'dead'];
    case 'FAILED':
      return [`failed after ${done}`, 'dead'];
    default:
      return [`${done}, ` + (run.quietMinutes > 0 ? `no news for ${quiet}` : 'news in the last minute'), 'unsure'];
  }
}

const figure = (name, value) => element('div', {class: 'figure'}, element('span', {class: 'quiet'}, name), element('b', {}, value));

export function showLive(run) {
  const {progress, info} = run;
  byId('bar').value = share(run);
  const training = info.training;
  const parts = [`${info.backbone} with head ${info.head} on ${info.dataset}`, `${info.classNames.length} classes`];
  if (training) {
    parts.push(`${training.trainImages} training and ${training.validationImages} validation images`, `input ${training.input}`,
      `seed ${training.seed}`, `started ${date(training.started)}`);
  }
  byId('about').textContent = parts.join(' · ');
  byId('live').hidden = !progress;
  if (!progress) {
    byId('notes').hidden = true;
    return;
  }
  const line = run.steps.lines.at(-1);
  const best = bestOf(run);
  const top1 = Number(entryOf(run, best)?.result.validationTop1);
  const figures = [];
  if (run.state === 'RUNNING') {
    figures.push(figure('now', place(run)));
    figures.push(figure('time left, about', progress.secondsLeft === null ? '–' : duration(progress.secondsLeft)));
  } else {
    figures.push(figure('epochs', `${lastOf(run)} of ${info.epochs}`));
    figures.push(figure('last news', date(progress.updated)));
  }
  if (line) {
    figures.push(figure('loss of the last batch', line.loss.toFixed(3)));
    figures.push(figure('images per second', Number(progress.imagesPerSecond).toFixed(0)));
    figures.push(figure('memory', gigabytes(line.memory)));
  }
  if (best > 0) {
    figures.push(figure(Number.isFinite(top1) ? 'best epoch, top-1' : 'best epoch', Number.isFinite(top1) ? `${best} · ${top1.toFixed(1)} %` : `${best}`));
  }
  byId('liveFigures').replaceChildren(...figures);
  byId('notes').hidden = progress.notes.length === 0;
  byId('notes').replaceChildren(...progress.notes.map(note => element('li', {}, element('b', {}, `Epoch ${note.epoch}: `), note.text)));
}

let sureUntil = 0;
let answer = '';

/** The button must be pressed twice. */
export function showStop(run) {
  const button = byId('stop');
  button.hidden = !run.stopToken;
  if (button.dataset.run !== run.id) {
    button.dataset.run = run.id;
    sureUntil = 0;
    answer = '';
  }
  button.disabled = answer !== '';
  button.textContent = answer || (Date.now() < sureUntil ? 'Stop now?' : 'Stop');
  button.title = 'Ends the training after its current step with a complete checkpoint; --resume continues it.';
  button.onclick = async () => {
    if (run.stopToken && Date.now() < sureUntil) {
      answer = 'stopping …';
      showStop(run);
      const text = await askToStop(run).catch(() => 'No answer.');
      button.title = text;
      setTimeout(() => {
        answer = '';
      }, 4 * SURE);
    } else {
      sureUntil = Date.now() + SURE;
      setTimeout(() => showStop(run), SURE + 50);
    }
    showStop(run);
  };
}

export function showSettings(run) {
  const training = run.info.training;
  byId('settings').hidden = !training;
  if (training) {
    const all = {...training.settings, output: training.output, parameters: training.parameters, ...training.weights};
    byId('settingsList').replaceChildren(...Object.entries(all).flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, String(value))]));
  }
}
