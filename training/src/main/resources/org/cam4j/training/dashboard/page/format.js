// Numbers as text.

export const percent = (value, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) + ' %' : '–');

/** A number in a few characters: 1.2k, 0.035, 2e-5. */
export function compact(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) {
    return String(value);
  }
  const short = number => String(Number(number.toPrecision(3)));
  if (size >= 1e9 || size < 1e-3) {
    return value.toExponential(size < 1e-3 ? 1 : 2).replace('.0e', 'e').replace('e+', 'e');
  }
  return size >= 1e6 ? short(value / 1e6) + 'M' : size >= 1e4 ? short(value / 1e3) + 'k' : short(value);
}

/** Seconds as hours, minutes and seconds, the two largest. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [days, hours, minutes] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  if (days > 0) {
    return `${days} d ${hours} h`;
  }
  return hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

export const gigabytes = bytes => `${(bytes / 2 ** 30).toFixed(2)} GB`;

/** A time in the reader's own zone: 2026-01-31 14:05. */
export function date(milliseconds) {
  const time = new Date(milliseconds);
  const two = number => String(number).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
