// Maps of the probes by a method, at a layer and of a class that the reader chooses; the dashboard computes them from the run's model.
import {byId, element} from './elements.js';
import {ask} from './server.js';
import {current, state} from './state.js';

const PAUSE = 1000;
const BUSY = 503;

let shown = '';

function fill(box, values, chosen) {
  box.replaceChildren(...values.map(([value, text]) => element('option', {value}, text)));
  box.value = chosen;
}

/** Offers the form where the run has a model; the model is read when the reader opens the form. */
export function showRequest(run) {
  const key = `${run.id} ${run.model && run.probes !== null}`;
  if (key !== shown) {
    shown = key;
    byId('ask').hidden = true;
    byId('askOpen').hidden = !run.model || !run.probes;
    byId('askOpen').disabled = false;
    byId('askNote').textContent = '';
  }
}

async function open() {
  const run = current();
  byId('askOpen').disabled = true;
  try {
    const choices = await patiently(`/cam4j/runs/${run.id}/explain`);
    if (state.run === run.id) {
      const method = choices.methods.includes('grad-cam') ? 'grad-cam' : choices.methods[0];
      fill(byId('askMethod'), choices.methods.map(id => [id, id]), method);
      fill(byId('askLayer'), choices.layers.map(name => [name, name]), choices.defaultLayer);
      fill(byId('askClass'), [['', 'the true class'], ...choices.classNames.map((name, label) => [label, name])], '');
      byId('askOpen').hidden = true;
      byId('ask').hidden = false;
    }
  } catch (failure) {
    byId('askOpen').textContent = failure.message;
  }
}

async function patiently(address) {
  for (;;) {
    try {
      return await ask(address);
    } catch (failure) {
      if (failure.status !== BUSY) {
        throw failure;
      }
      await new Promise(done => setTimeout(done, PAUSE));
    }
  }
}

/** Computes one probe after the other, and shows each. */
async function compute(changed) {
  const run = current();
  const [method, layer, label] = ['askMethod', 'askLayer', 'askClass'].map(id => byId(id).value);
  const asked = {run: run.id, method, layer, label, maps: new Map()};
  state.asked = asked;
  const query = new URLSearchParams({method, layer, ...(label === '' ? {} : {class: label})});
  const count = run.probes.images.length;
  for (let number = 0; number < count; number++) {
    byId('askNote').textContent = `Computing ${number + 1} of ${count} …`;
    try {
      const made = await patiently(`/cam4j/runs/${run.id}/explain/${number}?${query}`);
      if (state.asked !== asked || state.run !== run.id) {
        return; // the reader asks for something else by now
      }
      asked.maps.set(number, made);
      state.version++;
      changed();
    } catch (failure) {
      byId('askNote').textContent = `Not computed: ${failure.message}`;
      return;
    }
  }
  byId('askNote').textContent = 'From model.zip, the best epoch so far, and the stored pictures of at most 224 pixels.';
}

/** Listens to the form; changed draws the page again. */
export function listenToRequests(changed) {
  byId('ask').addEventListener('submit', event => {
    event.preventDefault();
    compute(changed);
  });
  byId('askOpen').addEventListener('click', open);
  byId('askClear').addEventListener('click', () => {
    state.asked = null;
    state.version++;
    byId('askNote').textContent = '';
    changed();
  });
}
