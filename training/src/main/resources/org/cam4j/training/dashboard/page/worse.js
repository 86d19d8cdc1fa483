// Which images got worse from one epoch to the next.

const IOU = 0.1;
const PROBABILITY = 0.1;

/** The probes that did, with the reasons, the worst first. */
export function worsened(record, before, run, methods) {
  if (!record || !before) {
    return [];
  }
  const result = [];
  for (const answer of record.probes) {
    const old = before.probes.find(one => one.probe === answer.probe);
    const probe = run.probes.images[answer.probe];
    if (!old || !probe) {
      continue;
    }
    const reasons = [];
    let weight = 0;
    if (old.predicted === probe.label && answer.predicted !== probe.label) {
      reasons.push(`right before, now taken for ${run.info.classNames[answer.predicted] ?? answer.predicted}`);
      weight += 1;
    } else if (old.labelProbability - answer.labelProbability >= PROBABILITY) {
      reasons.push(`true class ${(100 * old.labelProbability).toFixed(0)} → ${(100 * answer.labelProbability).toFixed(0)} %`);
      weight += old.labelProbability - answer.labelProbability;
    }
    for (const method of methods) {
      const now = answer.found[method]?.iou;
      const then = old.found[method]?.iou;
      if (probe.boxes.length > 0 && then - now >= IOU) {
        reasons.push(`${method} IoU ${then.toFixed(2)} → ${now.toFixed(2)}`);
        weight += then - now;
      }
    }
    if (reasons.length > 0) {
      result.push({probe: answer.probe, reasons, weight});
    }
  }
  return result.sort((a, b) => b.weight - a.weight);
}
