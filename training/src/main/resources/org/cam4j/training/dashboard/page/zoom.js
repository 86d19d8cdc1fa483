// A probe in large.
import {byId} from './elements.js';
import {paint} from './maps.js';

/** Shows an image, with a map if there is one, as large as the window allows; a click or Escape closes it. */
export function zoom(image, probe, found, withTruth, text) {
  const side = Math.round(Math.min(window.innerWidth - 64, window.innerHeight - 140, 900));
  paint(byId('zoomed'), image, probe, found, withTruth, side);
  byId('zoomText').textContent = text;
  byId('zoom').showModal();
}

byId('zoom').addEventListener('click', () => byId('zoom').close());
