// The probe images with their maps and predictions, and those that got worse.
import {byId, element} from './elements.js';
import {percent} from './format.js';
import {paint} from './maps.js';
import {imageOf, methodsOf, nameOf, state} from './state.js';
import {zoom} from './zoom.js';

export function tile(caption, run, number, found, withTruth) {
  const canvas = element('canvas', {role: 'img', 'aria-label': caption, width: 224, height: 224});
  const probe = run.probes.images[number];
  const button = element('button', {type: 'button', class: 'tile', title: 'Enlarge'}, canvas);
  imageOf(run, number)
    .then(image => {
      paint(canvas, image, probe, found, withTruth);
      canvas.dataset.painted = found ? 'map' : 'image';
      button.addEventListener('click', () => zoom(image, probe, found, withTruth, `${nameOf(run, probe.label)} · ${probe.id} · ${caption}`));
    })
    .catch(() => button.replaceWith(element('p', {class: 'quiet'}, 'no picture')));
  return element('figure', {}, button, element('figcaption', {}, caption));
}

function maps(run, number, answer, methods) {
  const boxed = run.probes.images[number].boxes.length > 0;
  return methods.filter(method => answer.found[method]).map(method => {
    const found = answer.found[method];
    return tile(boxed ? `${method} · IoU ${found.iou.toFixed(2)}` : method, run, number, found, true);
  });
}

/** The map that was asked for, if there is one of this probe. */
function askedFor(run, number) {
  const asked = state.asked;
  const made = asked?.run === run.id ? asked.maps.get(number) : undefined;
  if (!made) {
    return [];
  }
  const probe = run.probes.images[number];
  const iou = made.label === probe.label && probe.boxes.length > 0 ? ` · IoU ${made.found.iou.toFixed(2)}` : '';
  const text = `${asked.method} at ${asked.layer} · ${nameOf(run, made.label)} ${percent(100 * made.probability, 0)}${iou}`;
  return [tile(text, run, number, made.found, true)];
}

function card(run, number, answer, worse, others) {
  const probe = run.probes.images[number];
  const right = answer && answer.predicted === probe.label;
  const said = answer
    ? element('p', {class: 'said'}, element('span', {class: right ? 'right' : 'wrong'}, `${right ? '✓' : '✗'} ${nameOf(run, answer.predicted)}`),
      ` ${percent(100 * answer.probability, 0)}`,
      right ? '' : element('span', {class: 'quiet'}, `, the true class ${percent(100 * answer.labelProbability, 0)}`))
    : '';
  const made = element('article', {class: worse ? 'card poor' : 'card', id: `probe${number}`},
    element('h3', {}, nameOf(run, probe.label), element('span', {class: 'quiet id'}, probe.id)),
    said,
    element('div', {class: 'tiles'}, tile('image', run, number, null, true), ...(answer ? maps(run, number, answer, methodsOf(run)) : []),
      ...askedFor(run, number)));
  if (worse) {
    made.append(element('p', {class: 'poorer'}, 'Worse: ' + worse.reasons.join('; ')));
  }
  for (const other of others.filter(one => one.run.probes)) {
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

export function showProbes(run, record, worse, others) {
  byId('looks').hidden = !run.probes;
  byId('probes').classList.toggle('waiting', !record);
  byId('probes').replaceChildren(...(run.probes?.images ?? []).map((probe, number) => card(
    run, number, record?.probes.find(one => one.probe === number), worse.find(one => one.probe === number), others)));
}

export function showMethods(run, changed) {
  byId('methods').replaceChildren(...(run.probes?.methods ?? []).map(method => element('label', {class: 'check'},
    element('input', {
      type: 'checkbox',
      checked: !state.hidden.has(method),
      onchange: event => {
        state.hidden[event.target.checked ? 'delete' : 'add'](method);
        changed();
      },
    }), ' ', method)));
}

export function showWorse(run, worse) {
  const box = byId('worse');
  if (state.epoch < 2 || !run.probes) {
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
