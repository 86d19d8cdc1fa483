// What the page knows, and what is shown of it.
import {ask} from './server.js';

export const LOCATED = 'gt_known_loc.fixed-0.20';
export const V2 = 'max_box_acc_v2';

export const state = {
  list: [], // every run in a line
  runs: new Map(), // id -> run with its epochs and steps
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
  filter: '',
  allSettings: false,
  asked: null, // maps that were asked for: {run, method, layer, label, maps: Map}
};

export const current = () => state.runs.get(state.run);
export const entryOf = (run, epoch) => run?.epochs.find(one => one.result.epoch === epoch);
export const lastOf = run => run.epochs.at(-1)?.result.epoch ?? 0;
export const methodsOf = run => (run.probes?.methods ?? []).filter(method => !state.hidden.has(method));
export const nameOf = (run, label) => run.info.classNames[label] ?? `class ${label}`;

/** The best epoch on the validation split: most right, or as many with a lower loss; 0 before the first. */
export function bestOf(run) {
  const better = (a, b) => {
    const [now, then] = [Number(a.validationTop1), Number(b.validationTop1)];
    return now > then || (!(now < then) && a.validationLoss < b.validationLoss);
  };
  return run.epochs.reduce((best, one) => (best === null || better(one.result, best) ? one.result : best), null)?.epoch ?? 0;
}

/** What is the same in runs with and without probe images. */
function infoOf(news) {
  const {training, probes} = news;
  const from = training ?? probes ?? {};
  return {
    dataset: from.dataset ?? '',
    backbone: from.backbone ?? '',
    head: from.head ?? '',
    epochs: from.epochs ?? 0,
    classNames: from.classNames ?? [],
    steps: training?.steps ?? 0,
    training,
  };
}

/** What is new of a run: the epochs that are not known yet, or all of them when it was started again. */
export async function askRun(id) {
  const known = state.runs.get(id);
  const news = await ask(`/cam4j/runs/${id}` + (known ? `?after=${known.epochs.length}&mark=${known.mark}` : ''));
  if (known && news.from === known.epochs.length && !news.probes && !news.training) {
    const watched = ['state', 'quietMinutes', 'statistics', 'confusion', 'model'];
    if (news.epochs.length > 0 || watched.some(name => news[name] !== known[name])) {
      state.version++;
    }
    news.probes = known.probes;
    news.info = known.info;
    news.epochs = known.epochs.concat(news.epochs);
  } else {
    state.version++;
    news.info = infoOf(news);
  }
  news.steps = known?.steps ?? {mark: '', lines: []};
  news.matrix = known?.confusion === news.confusion ? known.matrix : undefined;
  state.runs.set(id, news);
  await askSteps(news);
}

async function askSteps(run) {
  if (!run.progress || (run.state !== 'RUNNING' && run.steps.of === run.progress.updated)) {
    return; // no more is to come
  }
  const last = run.steps.lines.at(-1)?.step ?? 0;
  const news = await ask(`/cam4j/runs/${run.id}/steps?after=${last}&mark=${run.steps.mark}`);
  run.steps = {mark: news.mark, of: run.progress.updated, lines: news.continues ? run.steps.lines.concat(news.lines) : news.lines};
}

/** What the validation images were taken for; null where there is nothing. */
export async function matrixOf(run) {
  if (run.matrix === undefined) {
    run.matrix = run.confusion ? await ask(`/cam4j/runs/${run.id}/confusion`) : null;
  }
  return run.matrix;
}

/** The record of an epoch; asked for again when the run was begun anew. */
export async function recordOf(run, epoch) {
  const entry = entryOf(run, epoch);
  if (!entry || !run.probes) {
    return null;
  }
  const place = `${run.id}/${epoch}`;
  const key = JSON.stringify(entry);
  if (state.records.get(place)?.key !== key) {
    const record = await ask(`/cam4j/runs/${run.id}/epochs/${epoch}`).catch(() => null); // not recorded: trained before, or without probes
    state.records.set(place, {key, record});
  }
  return state.records.get(place).record;
}

export function imageOf(run, probe) {
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
