// The curves per step and per epoch.
import {chart, smoothed} from './charts.js';
import {byId, element} from './elements.js';
import {LOCATED, V2, bestOf, lastOf, methodsOf, state} from './state.js';

const GIGABYTE = 2 ** 30;

/** Loss, learning rate, speed and memory, while an epoch is under way too. */
export function showStepCharts(runs) {
  const key = JSON.stringify(runs.map(run => [run.id, run.steps.mark, run.steps.lines.length, run.steps.lines.at(-1)?.step]));
  const box = byId('stepCharts');
  if (box.dataset.shown === key) {
    return;
  }
  box.dataset.shown = key;
  const known = runs.filter(run => run.steps.lines.length > 1);
  if (known.length === 0) {
    box.replaceChildren();
    return;
  }
  const several = runs.length > 1;
  const points = (run, value) => run.steps.lines.map(line => [line.step, value(line)]);
  const lines = (name, value) => known.map(run => ({name: several ? run.name : name, style: runs.indexOf(run), points: points(run, value)}));
  const loss = known.flatMap(run => [
    {name: '', style: runs.indexOf(run), faint: true, points: several ? [] : points(run, line => line.loss)},
    {name: several ? run.name : 'moving average', style: runs.indexOf(run), points: smoothed(points(run, line => line.loss))}]);
  const axis = {name: 'step', first: 0, last: Math.max(...known.map(run => run.steps.lines.at(-1).step))};
  box.replaceChildren(
    chart('Training loss per step', '', loss, {...axis, tight: true}),
    chart('Learning rate per step', '', lines('learning rate', line => line.learningRate), axis),
    chart('Images per second', '', lines('images/s', line => line.imagesPerSecond), axis),
    chart('Memory of the process, GB', '', lines('memory', line => line.memory / GIGABYTE), axis));
}

export function showCharts(runs, go) {
  const [main] = runs;
  if (runs.every(run => run.epochs.length === 0)) {
    byId('charts').replaceChildren();
    return;
  }
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
  const axis = {
    name: 'epoch',
    first: 1,
    last: Math.max(2, ...runs.map(run => Math.max(run.info.epochs, lastOf(run)))),
    now: state.epoch,
    best: bestOf(main),
    pick: go,
  };
  const charts = [chart('Loss per epoch', '', loss, {...axis, tight: true})];
  const finite = lines => lines.some(one => one.points.some(point => Number.isFinite(point[1])));
  if (finite(error)) {
    charts.unshift(chart('Classification error per epoch', '%', error, axis));
  }
  if (finite(located(LOCATED))) {
    charts.push(chart(`GT-known localization at 0.20, ${main.probes.measured} validation images`, '%', located(LOCATED), axis));
    charts.push(chart(`MaxBoxAccV2 *, ${main.probes.measured} validation images`, '%', located(V2), axis));
    charts.push(element('p', {class: 'quiet note'},
      '* The threshold is the best for these images, so it is flattered. With few images the localization curves are rough: they show a direction, cam4j evaluate measures.'));
  }
  byId('charts').replaceChildren(...charts);
}
