const ms = (time) => new Date(time).getTime();

/**
 * What a journal says of when each step was done and undone: one row a step, and one below it for its undo. A row's parts are
 * `{from, to, what, note}` in epoch milliseconds; `what` is done, undone, failed, refused, rest (until the next try) or wait.
 */
export function rowsOf(saga, journal, now) {
  const end = ENDED.includes(saga.state) ? ms(saga.updatedAt) : Math.max(now, ms(saga.updatedAt));
  const rows = new Map();
  const row = (step, phase) => {
    const key = `${phase} ${step}`;
    if (!rows.has(key)) rows.set(key, { step, phase, parts: [] });
    return rows.get(key).parts;
  };
  for (const { name, kind, startedAt, finishedAt } of saga.steps) {
    const parts = row(name, 'do');
    if (kind === 'wait' && startedAt && finishedAt !== startedAt)
      parts.push({ from: ms(startedAt), to: finishedAt ? ms(finishedAt) : end, what: 'wait', note: 'waits' });
  }
  for (const entry of journal) {
    const { type, step, at, startedAt, since, attempt, count = 1 } = entry;
    const phase = type === 'undone' ? 'undo' : (entry.phase ?? 'do');
    if (['done', 'undone', 'refused', 'failed'].includes(type)) {
      // failures after one another are one line of the journal, so they are one bar
      const tries = count > 1 ? `attempts ${attempt - count + 1} to ${attempt}` : `attempt ${attempt}`;
      const note = `${tries}${entry.error || entry.reason ? `: ${entry.error ?? entry.reason}` : ''}`;
      row(step, phase).push({ from: ms(since ?? startedAt), to: ms(at), what: type, note });
    }
    if (type === 'failed') row(step, phase).push({ from: ms(at), to: ms(entry.retryAt), what: 'rest', note: 'rests' });
    if (type === 'parked') row(step, phase).push({ from: ms(at), to: ms(entry.until), what: 'rest', note: entry.why });
  }
  for (const { parts } of rows.values()) clip(parts, end);
  const inOrder = saga.steps.flatMap(({ name }) => [rows.get(`do ${name}`), rows.get(`undo ${name}`)]);
  return { from: ms(saga.createdAt), end, rows: inOrder.filter(Boolean) };
}

const ENDED = ['COMPLETED', 'COMPENSATED', 'RESOLVED'];

// a rest is over when the next attempt begins, however long it was meant to be
function clip(parts, end) {
  for (const [index, part] of parts.entries())
    part.to = Math.max(part.from, Math.min(part.to, parts[index + 1]?.from ?? end, end));
}

/**
 * Where a time lies on the axis, 0 to 100. `evenly` gives each stretch between two events the logarithm of its length, so that
 * steps of milliseconds can be seen beside waits of minutes.
 */
export function axis({ from, end, rows }, evenly) {
  if (!evenly) return (time) => ((time - from) / Math.max(end - from, 1)) * 100;
  const times = rows.flatMap(({ parts }) => parts.flatMap((part) => [part.from, part.to]));
  const marks = [...new Set([from, ...times, end])].sort((a, b) => a - b);
  const places = new Map([[marks[0], 0]]);
  for (const [index, mark] of marks.entries())
    if (index > 0) places.set(mark, places.get(marks[index - 1]) + Math.log2(2 + mark - marks[index - 1]));
  const whole = Math.max(places.get(marks.at(-1)), 1);
  return (time) => (places.get(time) / whole) * 100;
}
