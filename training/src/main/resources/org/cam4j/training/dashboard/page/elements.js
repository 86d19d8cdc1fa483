// Small pieces of the page. Whatever comes from a run's files goes in as text, never as markup.

/** An element with attributes, and children that are elements or text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  put(made, attributes, children);
  return made;
}

/** The same for SVG. */
export function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  put(made, attributes, children);
  return made;
}

function put(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (value !== false) {
      made.setAttribute(key, value === true ? '' : value);
    }
  }
  for (const child of children) {
    made.append(typeof child === 'object' ? child : document.createTextNode(String(child)));
  }
}

export const byId = id => document.getElementById(id);

/** A table; numeric columns are sorted by their numbers when the heading is pressed. Cells: a text, or {value, text}. */
export function fillTable(table, heads, rows, order) {
  const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), undefined, {numeric: true}));
  const raw = cell => (cell && typeof cell === 'object' && 'value' in cell ? cell.value : cell);
  const sorted = order.column < 0 ? rows : [...rows].sort((a, b) => order.sign * compare(raw(a[order.column]), raw(b[order.column])));
  const top = element('tr', {}, ...heads.map((head, column) => element('th', {
    scope: 'col',
    'aria-sort': order.column === column ? (order.sign > 0 ? 'ascending' : 'descending') : 'none',
  }, element('button', {
    type: 'button',
    onclick: () => {
      order.sign = order.column === column ? -order.sign : 1;
      order.column = column;
      fillTable(table, heads, rows, order);
    },
  }, head))));
  const lines = sorted.map(row => element('tr', {}, ...row.map(cell => element('td', {},
    cell instanceof Node ? cell : cell && typeof cell === 'object' ? (cell.node ?? cell.text) : cell))));
  table.replaceChildren(element('thead', {}, top), element('tbody', {}, ...lines));
}
