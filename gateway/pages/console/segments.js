const ms = (time) => new Date(time).getTime();

/** What the orchestrator tells of a step of this saga; undefined when an older one answered, which tells nothing. */
export const shownStep = ({ shown }, name) => shown?.steps.find((step) => step.name === name);

/**
 * The rows that a saga is drawn in, from what the orchestrator tells of it: one a step, and one below it for its undo. Times are epoch
 * milliseconds; what still lasts ends `now`, and so does a rest that is to last longer. Without `now` the saga has ended.
 */
export function rowsOf(saga, now = 0) {
  const { steps, createdAt, updatedAt } = saga;
  const end = Math.max(now, ms(updatedAt));
  const rows = steps.flatMap(({ name }) => {
    const { label, parts = [] } = shownStep(saga, name) ?? {};
    const row = (phase) => ({
      step: name,
      label,
      phase,
      parts: parts.filter((part) => part.phase === phase).map(drawn),
    });
    const undo = row('undo');
    return undo.parts.length ? [row('step'), undo] : [row('step')];
  });
  function drawn({ from, to, what, note }) {
    const start = Math.min(ms(from), end);
    return { from: start, to: Math.max(start, Math.min(to === null ? end : ms(to), end)), what, note };
  }
  return { from: ms(createdAt), end, rows };
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
